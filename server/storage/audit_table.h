// The audit's rows, written in the transaction of the action itself (P8). All calls are within the caller's
// transaction.
#pragma once

#include "core/identity/audit/audit_row.h"
#include "server/storage/connection.h"

namespace icmp::storage {

using identity::AuditRow;

class AuditTable {
public:
    explicit AuditTable(Connection &connection) : m_connection(connection) {}

    // Gives the row its number and hash.
    Outcome<void> append(AuditRow row);
    // Number and hash of the newest row; 0 and nothing without any.
    Outcome<AuditRow> last();
    // Every row, by number, one at a time.
    Outcome<void> each(const std::function<void(const AuditRow &)> &take);
    // The newest `most` rows with a number below `before`, newest first.
    Outcome<QList<AuditRow>> before(qint64 number, int most);

private:
    Connection &m_connection;
};

} // namespace icmp::storage
