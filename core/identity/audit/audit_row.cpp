#include "core/identity/audit/audit_row.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QtEndian>

namespace icmp::identity {

namespace {

void put(QByteArray &bytes, qint64 number)
{
    const qint64 big = qToBigEndian(number);
    bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
}

// Its length before it: no two rows have the same bytes.
void put(QByteArray &bytes, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    put(bytes, qint64(utf8.size()));
    bytes.append(utf8);
}

// Frozen: rows of this format are in databases.
QByteArray firstFormat(const AuditRow &row)
{
    return compactJson(QJsonObject{{QStringLiteral("number"), row.number},
                                   {QStringLiteral("at"), row.atMs},
                                   {QStringLiteral("actor"), row.actor},
                                   {QStringLiteral("action"), row.action},
                                   {QStringLiteral("object"), row.object},
                                   {QStringLiteral("result"), row.result}});
}

// Fields that the first format does not cover must be as if they did not exist.
bool isPlain(const AuditRow &row)
{
    return row.session.isEmpty() && row.before.isEmpty() && row.after.isEmpty() && row.intent.isEmpty() &&
           row.proof.isEmpty() && row.node.isEmpty();
}

} // namespace

QByteArray auditHash(const QByteArray &before, const AuditRow &row)
{
    if (row.format == 1)
        return isPlain(row) ? sha256(before + firstFormat(row)) : QByteArray();
    QByteArray bytes = before;
    bytes.reserve(512);
    for (const qint64 number : {row.format, row.number, row.atMs})
        put(bytes, number);
    for (const QString *text : {&row.actor, &row.action, &row.object, &row.result, &row.session, &row.node,
                                &row.before, &row.after, &row.intent, &row.proof})
        put(bytes, *text);
    return sha256(bytes);
}

} // namespace icmp::identity
