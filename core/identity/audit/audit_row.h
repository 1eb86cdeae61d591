// One row of the audit, and the chain that holds the rows together (P8).
#pragma once

#include <QByteArray>
#include <QString>

namespace icmp::identity {

inline constexpr qint64 auditFormat = 2; // 1: rows of before sessions and intents were noted

// No personal data beyond ids: an erased person's rows stay valid.
struct AuditRow {
    qint64 atMs = 0;
    QString actor;  // an account's id, "installation", or "nobody"
    QString action; // an id of the action registry
    QString object;
    QString result = QStringLiteral("done");
    QString session = {};                  // the first 16 hex digits of the session's hash
    QString node = QStringLiteral("core"); // the process that decided
    QString before = {};                   // SHA-256 hex of the object's value; empty where there was none
    QString after = {};                    // the same after the action
    QString intent = {};                   // hex digest that was proven; empty where none was needed
    QString proof = {};                    // "device+totp", …; empty where the session was enough
    qint64 format = auditFormat;
    qint64 number = 0;    // gapless, from 1
    QByteArray hash = {}; // SHA-256(hash before ‖ canonical row)
};

// The hash that the row must have after a row with the hash `before`; empty before the first.
QByteArray auditHash(const QByteArray &before, const AuditRow &row);

} // namespace icmp::identity
