// Where a server keeps everything: one folder, private to its user.
#pragma once

#include "core/base/refusal.h"

#include <QString>

namespace icmp::platform {

class DataFolder {
public:
    // Makes the folder (0700) with objects/ and keys/ (0700). fails  when that is not possible
    static Outcome<DataFolder> open(const QString &path);
    // The service's under systemd (STATE_DIRECTORY), else the user's own data folder.
    static QString defaultPath();

    QString path() const { return m_path; }
    QString database() const { return m_path + QStringLiteral("/icmp.db"); }
    QString telemetry() const { return m_path + QStringLiteral("/telemetry.db"); }
    QString objects() const { return m_path + QStringLiteral("/objects"); }
    QString keys() const { return m_path + QStringLiteral("/keys"); }
    QString exports() const { return m_path + QStringLiteral("/exports"); }
    QString adminSocket() const { return m_path + QStringLiteral("/admin.sock"); }
    QString firstAdmin() const { return m_path + QStringLiteral("/first-admin.json"); }
    QString demoAccounts() const { return m_path + QStringLiteral("/demo.json"); }

private:
    explicit DataFolder(QString path) : m_path(std::move(path)) {}
    QString m_path;
};

} // namespace icmp::platform
