#include "server/storage/audit_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

AuditRow readRow(const Cursor &cursor)
{
    AuditRow row;
    row.number = cursor.number(0);
    row.atMs = cursor.number(1);
    row.actor = cursor.text(2);
    row.action = cursor.text(3);
    row.object = cursor.text(4);
    row.result = cursor.text(5);
    row.hash = cursor.bytes(6);
    row.format = cursor.number(7);
    row.session = cursor.text(8);
    row.node = cursor.text(9);
    row.before = cursor.text(10);
    row.after = cursor.text(11);
    row.intent = cursor.text(12);
    row.proof = cursor.text(13);
    return row;
}

// A null text would be NULL in the table.
QString filled(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

} // namespace

Outcome<AuditRow> AuditTable::last()
{
    AuditRow row;
    const auto read = m_connection.each("audit_last", {}, [&](const Cursor &cursor) {
        row.number = cursor.number(0);
        row.hash = cursor.bytes(1);
    });
    if (!read)
        return tl::unexpected(read.error());
    return row;
}

Outcome<void> AuditTable::append(AuditRow row)
{
    const auto before = last();
    if (!before)
        return tl::unexpected(before.error());
    row.number = before->number + 1;
    row.hash = auditHash(before->hash, row);
    const auto added = m_connection.run("audit_add", {{":number", row.number},
                                                      {":at", row.atMs},
                                                      {":actor", filled(row.actor)},
                                                      {":action", filled(row.action)},
                                                      {":object", filled(row.object)},
                                                      {":result", filled(row.result)},
                                                      {":hash", row.hash},
                                                      {":format", row.format},
                                                      {":session", filled(row.session)},
                                                      {":node", filled(row.node)},
                                                      {":before_digest", filled(row.before)},
                                                      {":after_digest", filled(row.after)},
                                                      {":intent", filled(row.intent)},
                                                      {":proof", filled(row.proof)}});
    if (!added)
        return tl::unexpected(added.error());
    return {};
}

Outcome<void> AuditTable::each(const std::function<void(const AuditRow &)> &take)
{
    return m_connection.each("audit_all", {}, [&](const Cursor &cursor) { take(readRow(cursor)); });
}

Outcome<QList<AuditRow>> AuditTable::before(qint64 number, int most)
{
    return m_connection.list("audit_before", {{":before", number}, {":most", most}}, readRow);
}

} // namespace icmp::storage
