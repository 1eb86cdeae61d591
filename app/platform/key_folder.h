// The installation's keys as files: keys/<purpose>-<n>.key, 32 bytes, readable by their owner alone (0400).
#pragma once

#include "core/base/ports.h"

#include <QHash>
#include <mutex>

namespace icmp::platform {

// A key that is asked for and missing is made; the highest number of a purpose is the current one.
// Thread-safe.
class KeyFolder : public KeyProvider {
public:
    KeyFolder(QString folder, Random &random) : m_folder(std::move(folder)), m_random(random) {}

    // fails  when the folder cannot be read or written, or others may read the key
    Outcome<NamedKey> current(const QString &purpose) override;
    // fails  when there is no such key
    Outcome<NamedKey> byId(const QString &id) override;

private:
    Outcome<NamedKey> load(const QString &id);

    QString m_folder;
    Random &m_random;
    std::mutex m_mutex;
    QHash<QString, NamedKey> m_loaded;
    QHash<QString, QString> m_currentIds; // by purpose, as of the first time asked
};

} // namespace icmp::platform
