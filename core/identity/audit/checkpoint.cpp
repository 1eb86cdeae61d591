#include "core/identity/audit/checkpoint.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

namespace icmp::identity {

QByteArray signedBytes(const Checkpoint &checkpoint)
{
    const QByteArrayList fields{"icmp-audit-checkpoint-v1", QByteArray::number(checkpoint.number),
                                checkpoint.head.toHex(), QByteArray::number(checkpoint.atMs)};
    return fields.join('\n');
}

QByteArray lineOf(const Checkpoint &checkpoint)
{
    return canonicalJson(QJsonObject{{QStringLiteral("v"), 1},
                                     {QStringLiteral("number"), checkpoint.number},
                                     {QStringLiteral("head"), toBase64Url(checkpoint.head)},
                                     {QStringLiteral("at"), checkpoint.atMs},
                                     {QStringLiteral("signature"), toBase64Url(checkpoint.signature)}});
}

Result<Checkpoint> checkpointFromLine(const QByteArray &line)
{
    const auto json =
        line.size() <= checkpointLineMax ? parseJsonObject(line.trimmed()) : refuse(RefusalCode::BadDocument);
    if (!json || json->value(QLatin1String("v")).toInteger() != 1)
        return refuse(RefusalCode::BadDocument);
    const Checkpoint read{json->value(QLatin1String("number")).toInteger(),
                          fromBase64Url(json->value(QLatin1String("head")).toString()),
                          json->value(QLatin1String("at")).toInteger(),
                          fromBase64Url(json->value(QLatin1String("signature")).toString())};
    if (read.number < 1 || read.head.size() != sha256Bytes || read.signature.isEmpty())
        return refuse(RefusalCode::BadDocument);
    return read;
}

} // namespace icmp::identity
