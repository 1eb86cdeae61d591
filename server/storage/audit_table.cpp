#include "server/storage/audit_table.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

namespace icmp::storage {

namespace {

AuditRow readRow(const Cursor &cursor)
{
    return {cursor.number(1), cursor.text(2),   cursor.text(3), cursor.text(4),
            cursor.text(5),   cursor.number(0), cursor.bytes(6)};
}

QByteArray chainedHash(const QByteArray &before, const AuditRow &row)
{
    const QJsonObject json{{QStringLiteral("number"), row.number}, {QStringLiteral("at"), row.atMs},
                           {QStringLiteral("actor"), row.actor},   {QStringLiteral("action"), row.action},
                           {QStringLiteral("object"), row.object}, {QStringLiteral("result"), row.result}};
    return sha256(before + compactJson(json));
}

} // namespace

Outcome<void> AuditTable::append(AuditRow row)
{
    QByteArray before;
    qint64 last = 0;
    const auto read = m_connection.each("audit_last", {}, [&](const Cursor &cursor) {
        last = cursor.number(0);
        before = cursor.bytes(1);
    });
    if (!read)
        return read;
    row.number = last + 1;
    row.hash = chainedHash(before, row);
    const auto added = m_connection.run("audit_add", {{":number", row.number},
                                                      {":at", row.atMs},
                                                      {":actor", row.actor},
                                                      {":action", row.action},
                                                      {":object", row.object},
                                                      {":result", row.result},
                                                      {":hash", row.hash}});
    if (!added)
        return tl::unexpected(added.error());
    return {};
}

Outcome<std::optional<qint64>> AuditTable::firstBroken()
{
    const auto rows = m_connection.list("audit_all", {}, readRow);
    if (!rows)
        return tl::unexpected(rows.error());
    QByteArray before;
    qint64 number = 0;
    for (const AuditRow &row : *rows) {
        if (row.number != ++number || row.hash != chainedHash(before, row))
            return std::optional(number);
        before = row.hash;
    }
    return std::optional<qint64>();
}

} // namespace icmp::storage
