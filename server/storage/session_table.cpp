#include "server/storage/session_table.h"

#include "server/storage/account_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

Session readSession(const Cursor &cursor)
{
    return {cursor.bytes(0),
            AccountId{cursor.number(1)},
            sessionKindOf(cursor.text(2)).value_or(SessionKind::Web),
            cursor.text(3),
            cursor.flag(4),
            cursor.number(5),
            cursor.number(6),
            cursor.number(7),
            cursor.maybeNumber(8)};
}

Ticket readTicket(const Cursor &cursor)
{
    return {cursor.bytes(0), cursor.bytes(1),  cursor.text(2),
            cursor.text(3),  cursor.number(4), cursor.maybeNumber(5)};
}

} // namespace

Outcome<void> SessionTable::add(const Session &session)
{
    return doneBy(m_connection.run(
        "session_add", {{":token_hash", session.tokenHash},
                        {":account", session.account.value},
                        {":kind", keyOf(session.kind)},
                        {":device", session.device.isNull() ? QStringLiteral("") : session.device},
                        {":second_factor", session.secondFactor ? 1 : 0},
                        {":created", session.createdMs},
                        {":last_seen", session.lastSeenMs},
                        {":expires", session.expiresMs}}));
}

Outcome<std::optional<Session>> SessionTable::find(const QByteArray &tokenHash)
{
    return m_connection.first("session_find", {{":token_hash", tokenHash}}, readSession);
}

Outcome<QList<Session>> SessionTable::openOf(AccountId account, qint64 nowMs)
{
    return m_connection.list("session_list", {{":account", account.value}, {":now", nowMs}}, readSession);
}

Outcome<void> SessionTable::touch(const QByteArray &tokenHash, qint64 nowMs)
{
    return doneBy(m_connection.run("session_touch", {{":token_hash", tokenHash}, {":at", nowMs}}));
}

Outcome<void> SessionTable::end(const QByteArray &tokenHash, qint64 nowMs)
{
    return doneBy(m_connection.run("session_end", {{":token_hash", tokenHash}, {":at", nowMs}}));
}

Outcome<void> SessionTable::endAllOf(AccountId account, qint64 nowMs)
{
    return doneBy(m_connection.run("session_end_all", {{":account", account.value}, {":at", nowMs}}));
}

Outcome<void> SessionTable::addTicket(const Ticket &ticket)
{
    return doneBy(m_connection.run("ticket_add", {{":token_hash", ticket.tokenHash},
                                                  {":session_hash", ticket.sessionHash},
                                                  {":event", ticket.event},
                                                  {":origin", ticket.origin},
                                                  {":expires", ticket.expiresMs}}));
}

Outcome<std::optional<Ticket>> SessionTable::ticket(const QByteArray &tokenHash)
{
    return m_connection.first("ticket_find", {{":token_hash", tokenHash}}, readTicket);
}

Outcome<Won> SessionTable::useTicket(const QByteArray &tokenHash, qint64 nowMs)
{
    return wonBy(m_connection.run("ticket_use", {{":token_hash", tokenHash}, {":at", nowMs}}));
}

} // namespace icmp::storage
