// Rows of session and ticket. All calls are within the caller's transaction.
#pragma once

#include "core/identity/account_store.h"
#include "server/storage/connection.h"

namespace icmp::storage {

class SessionTable {
public:
    explicit SessionTable(Connection &connection) : m_connection(connection) {}

    Outcome<void> add(const identity::Session &session);
    Outcome<std::optional<identity::Session>> find(const QByteArray &tokenHash);
    // Moves lastSeen forward, never back.
    // Not ended and not past their absolute limit, by age.
    Outcome<QList<identity::Session>> openOf(AccountId account, qint64 nowMs);
    Outcome<void> touch(const QByteArray &tokenHash, qint64 nowMs);
    Outcome<void> end(const QByteArray &tokenHash, qint64 nowMs);
    Outcome<void> endAllOf(AccountId account, qint64 nowMs);

    Outcome<void> addTicket(const identity::Ticket &ticket);
    Outcome<std::optional<identity::Ticket>> ticket(const QByteArray &tokenHash);
    Outcome<identity::Won> useTicket(const QByteArray &tokenHash, qint64 nowMs);

private:
    Connection &m_connection;
};

} // namespace icmp::storage
