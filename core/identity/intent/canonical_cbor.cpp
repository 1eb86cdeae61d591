#include "core/identity/intent/canonical_cbor.h"

#include <QCborArray>
#include <QCborMap>
#include <QMap>

namespace icmp::identity {

namespace {

enum Major : unsigned { Unsigned = 0, Negative = 1, Bytes = 2, Text = 3, Array = 4, Map = 5 };

void putHead(QByteArray &out, Major major, quint64 number)
{
    const auto first = static_cast<unsigned char>(unsigned(major) << 5);
    if (number < 24) {
        out.append(char(first | number));
        return;
    }
    const int size = number <= 0xff ? 0 : number <= 0xffff ? 1 : number <= 0xffffffff ? 2 : 3;
    out.append(char(first | (24 + size)));
    for (int byte = (1 << size) - 1; byte >= 0; --byte)
        out.append(char(number >> (8 * byte) & 255));
}

QByteArray textOf(const QString &text)
{
    const QByteArray utf8 = text.normalized(QString::NormalizationForm_C).toUtf8();
    QByteArray out;
    putHead(out, Text, quint64(utf8.size()));
    return out + utf8;
}

void put(QByteArray &out, const QCborValue &value);

void putMap(QByteArray &out, const QCborMap &map)
{
    QMap<QByteArray, QCborValue> sorted; // by the bytes of the keys, as the standard wants
    for (auto it = map.constBegin(); it != map.constEnd(); ++it)
        sorted.insert(textOf(it.key().toString()), it.value());
    putHead(out, Map, quint64(sorted.size()));
    for (auto it = sorted.cbegin(); it != sorted.cend(); ++it) {
        out.append(it.key());
        put(out, it.value());
    }
}

void put(QByteArray &out, const QCborValue &value)
{
    if (value.isInteger()) {
        const qint64 number = value.toInteger();
        putHead(out, number < 0 ? Negative : Unsigned, number < 0 ? quint64(-(number + 1)) : quint64(number));
    } else if (value.isString()) {
        out.append(textOf(value.toString()));
    } else if (value.isByteArray()) {
        putHead(out, Bytes, quint64(value.toByteArray().size()));
        out.append(value.toByteArray());
    } else if (value.isArray()) {
        putHead(out, Array, quint64(value.toArray().size()));
        for (const QCborValue item : value.toArray())
            put(out, item);
    } else if (value.isMap()) {
        putMap(out, value.toMap());
    } else {
        out.append('\xf6'); // null: what was read and is none of ours never equals its bytes again
        out.append('\xf6');
    }
}

} // namespace

QByteArray canonicalCbor(const QCborValue &value)
{
    QByteArray out;
    put(out, value);
    return out;
}

Result<QCborValue> readCanonicalCbor(const QByteArray &bytes)
{
    if (bytes.size() > cborBytesMax)
        return refuse(RefusalCode::TooLong);
    QCborParserError error;
    const QCborValue value = QCborValue::fromCbor(bytes, &error);
    if (error.error != QCborError::NoError || canonicalCbor(value) != bytes)
        return refuse(RefusalCode::BadDocument);
    return value;
}

} // namespace icmp::identity
