// The operator's log: one JSON object a line on standard error. Nothing that signs anybody in is ever
// written.
#pragma once

#include "core/base/ports.h"

#include <QJsonObject>
#include <mutex>

namespace icmp::operations {

enum class Level { Info, Warning, Error };

// Thread-safe; a line is written at once and whole.
class JsonLog {
public:
    JsonLog(Clock &clock, int descriptor) : m_clock(clock), m_descriptor(descriptor) {}
    // `fields` whose key names a secret (password, code, token, ticket, session, authorization, key, seed)
    // are left out.
    void write(Level level, const QString &message, const QJsonObject &fields = {});
    // Qt's own messages, whose level is kept.
    void takeQtMessages();
    ~JsonLog();

private:
    Clock &m_clock;
    int m_descriptor;
    std::mutex m_mutex;
};

} // namespace icmp::operations
