// The audit: one gapless chain of rows, written in the transaction of the action itself (P8).
#pragma once

#include "server/storage/connection.h"

namespace icmp::storage {

// No personal data beyond ids: an erased person's rows stay valid.
struct AuditRow {
    qint64 atMs = 0;
    QString actor;  // an account's id, "installation", or "nobody"
    QString action; // an id of the action registry
    QString object;
    QString result = QStringLiteral("done");
    qint64 number = 0;    // given by append, from 1
    QByteArray hash = {}; // given by append: SHA-256(hash before ‖ canonical row)
};

class AuditTable {
public:
    explicit AuditTable(Connection &connection) : m_connection(connection) {}

    Outcome<void> append(AuditRow row);
    // The number of the first row that does not fit its chain, or nothing when all fit.
    Outcome<std::optional<qint64>> firstBroken();

private:
    Connection &m_connection;
};

} // namespace icmp::storage
