// The admin listener's routes that look: accounts, sessions, events, audit, health.
#include "app/server/admin/admin_json.h"
#include "app/server/api/api.h"
#include "app/server/audit_check.h"
#include "server/storage/account_table.h"
#include "server/storage/audit_table.h"
#include "server/storage/session_table.h"

#include <QDateTime>
#include <QUrlQuery>
#include <limits>

namespace icmp::server {

namespace {

using identity::Action;

constexpr int linesMax = 500; // of a list in one answer, about 100 KiB

QString queryOf(const Exchange &exchange, const char *name)
{
    return QUrlQuery(QString::fromUtf8(exchange.request.query))
        .queryItemValue(QLatin1String(name), QUrl::FullyDecoded)
        .left(128);
}

int mostOf(const Exchange &exchange)
{
    const int asked = queryOf(exchange, "limit").toInt();
    return asked > 0 && asked < linesMax ? asked : linesMax;
}

// A number from the query that counts downwards.
qint64 beforeOf(const Exchange &exchange)
{
    const qint64 asked = queryOf(exchange, "before").toLongLong();
    return asked > 0 ? asked : std::numeric_limits<qint64>::max();
}

// What `read` collects on a reader's connection, under this name.
void list(Services &services, const Exchange &exchange, const char *name,
          const std::function<Outcome<QJsonArray>(storage::Connection &)> &read)
{
    QJsonArray lines;
    const auto done = services.database->read([&](storage::Connection &connection) -> Outcome<void> {
        auto found = read(connection);
        if (!found)
            return tl::unexpected(found.error());
        lines = *found;
        return {};
    });
    if (!done)
        return exchange.failed(done.error());
    exchange.json({{QLatin1String(name), lines}});
}

Outcome<QJsonArray> accounts(storage::Connection &connection, const QString &after, int most)
{
    const auto found = storage::AccountTable(connection).list(after, most);
    if (!found)
        return tl::unexpected(found.error());
    QJsonArray lines;
    for (const identity::Account &account : *found)
        lines.append(accountJson(account));
    return lines;
}

Outcome<QJsonArray> events(storage::Connection &connection, qint64 before, int most)
{
    QJsonArray lines;
    const auto read = connection.each(
        "event_list_all", {{":before", before}, {":most", most}}, [&](const storage::Cursor &row) {
            lines.append(QJsonObject{{QStringLiteral("event"), row.text(0)},
                                     {QStringLiteral("title"), row.text(1)},
                                     {QStringLiteral("owner"), row.text(2)},
                                     {QStringLiteral("mode"), row.text(3)},
                                     {QStringLiteral("created"), row.number(4)},
                                     {QStringLiteral("takenDown"), row.flag(5)}});
        });
    if (!read)
        return tl::unexpected(read.error());
    return lines;
}

Outcome<QJsonArray> auditRows(storage::Connection &connection, qint64 before, int most)
{
    const auto rows = storage::AuditTable(connection).before(before, most);
    if (!rows)
        return tl::unexpected(rows.error());
    QJsonArray lines;
    for (const identity::AuditRow &row : *rows)
        lines.append(auditJson(row));
    return lines;
}

// The account that a login or an id names; answers 404 when there is none.
std::optional<identity::Account> accountNamed(Services &services, const Exchange &exchange)
{
    const QString name = exchange.param(0);
    const auto id = AccountId::fromText(name);
    const auto found =
        id ? services.accountStore->account(*id) : services.accountStore->accountByLogin(name.toLower());
    if (!found)
        exchange.failed(found.error());
    else if (!*found)
        exchange.refused({RefusalCode::UnknownId, name});
    else
        return **found;
    return std::nullopt;
}

void sessions(Services &services, const Exchange &exchange)
{
    const auto account = accountNamed(services, exchange);
    if (!account)
        return;
    const qint64 nowMs = services.clock.nowMs();
    list(services, exchange, "sessions", [&](storage::Connection &connection) -> Outcome<QJsonArray> {
        const auto found = storage::SessionTable(connection).openOf(account->id, nowMs);
        if (!found)
            return tl::unexpected(found.error());
        QJsonArray lines;
        for (const identity::Session &session : *found)
            lines.append(QJsonObject{
                {QStringLiteral("session"), QString::fromLatin1(session.tokenHash.toHex().left(16))},
                {QStringLiteral("kind"), keyOf(session.kind)},
                {QStringLiteral("device"), session.device},
                {QStringLiteral("created"), session.createdMs},
                {QStringLiteral("seen"), session.lastSeenMs},
                {QStringLiteral("expires"), session.expiresMs}});
        return lines;
    });
}

void endSessions(Services &services, const Exchange &exchange)
{
    const auto account = accountNamed(services, exchange);
    if (!account)
        return;
    services.accounts->endSessions(account->id, [exchange](identity::Answer<void> told) {
        if (!told)
            exchange.failed(told.error());
        else
            exchange.json({});
    });
}

void checkAudit(Services &services, const Exchange &exchange)
{
    if (const auto written = services.checkpoints->write(); !written)
        return exchange.failed(written.error());
    const auto checked =
        checkAuditOf(*services.database, services.checkpointFolders, services.auditSigner->publicKey());
    if (!checked)
        return exchange.failed(checked.error());
    exchange.json(verdictJson(*checked));
}

void health(Services &services, const Exchange &exchange)
{
    const live::HostFigures figures = services.live->figures();
    const QString trouble = services.database->trouble();
    exchange.json({{QStringLiteral("storage"), trouble.isEmpty() ? QStringLiteral("ready") : trouble},
                   {QStringLiteral("events"), figures.events},
                   {QStringLiteral("viewers"), figures.viewers},
                   {QStringLiteral("votesCounted"), figures.votesCounted},
                   {QStringLiteral("commitFailures"), figures.commitFailures},
                   {QStringLiteral("tasksWaiting"), figures.tasksWaiting}});
}

} // namespace

QList<Route> adminViewRoutes(Services &services)
{
    return {
        {"GET", "/admin/accounts", Action::AccountList, "Accounts by login", "", "Accounts", 200, false,
         [&services](const Exchange &exchange) {
             list(services, exchange, "accounts", [&](storage::Connection &connection) {
                 return accounts(connection, queryOf(exchange, "after"), mostOf(exchange));
             });
         }},
        {"GET", "/admin/accounts/{account}/sessions", Action::SessionList, "Where somebody is signed in", "",
         "Sessions", 200, false, [&services](const Exchange &exchange) { sessions(services, exchange); }},
        {"POST", "/admin/accounts/{account}/sessions/end", Action::SessionEnd, "Sign somebody out everywhere",
         "", "Empty", 200, false, [&services](const Exchange &exchange) { endSessions(services, exchange); }},
        {"GET", "/admin/events", Action::EventList, "Events, newest first", "", "EventLines", 200, false,
         [&services](const Exchange &exchange) {
             list(services, exchange, "events", [&](storage::Connection &connection) {
                 return events(connection, beforeOf(exchange), mostOf(exchange));
             });
         }},
        {"GET", "/admin/audit", Action::AuditList, "The audit, newest first", "", "AuditRows", 200, false,
         [&services](const Exchange &exchange) {
             list(services, exchange, "rows", [&](storage::Connection &connection) {
                 return auditRows(connection, beforeOf(exchange), mostOf(exchange));
             });
         }},
        {"POST", "/admin/audit/check", Action::AuditCheck, "Verify chain and checkpoints", "", "AuditVerdict",
         200, false, [&services](const Exchange &exchange) { checkAudit(services, exchange); }},
        {"GET", "/admin/health", Action::OperationRead, "How the server does", "", "Operation", 200, false,
         [&services](const Exchange &exchange) { health(services, exchange); }},
    };
}

} // namespace icmp::server
