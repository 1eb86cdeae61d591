#include "server/integration/ingest/amf0.h"

#include <QtEndian>
#include <bit>
#include <cmath>

namespace icmp::ingest {

namespace {

enum Marker : quint8 {
    Number = 0,
    Boolean = 1,
    Text = 2,
    Object = 3,
    Null = 5,
    Undefined = 6,
    EcmaArray = 8,
    ObjectEnd = 9,
    StrictArray = 10,
    Date = 11,
    LongText = 12
};

class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_at >= m_bytes.size(); }

    std::optional<QJsonValue> value(int depth)
    {
        const auto marker = number(1);
        if (!marker || depth > amfDepthMax || ++m_values > amfValuesMax)
            return std::nullopt;
        switch (*marker) {
        case Number:
            return real();
        case Date: {
            const auto date = real();
            return date && number(2) ? date : std::nullopt;
        }
        case Boolean: {
            const auto flag = number(1);
            return flag ? std::optional<QJsonValue>(*flag != 0) : std::nullopt;
        }
        case Text:
        case LongText: {
            const auto said = text(*marker == Text ? 2 : 4);
            return said ? std::optional<QJsonValue>(*said) : std::nullopt;
        }
        case EcmaArray:
            return number(4) ? object(depth) : std::nullopt;
        case Object:
            return object(depth);
        case StrictArray:
            return array(depth);
        case Null:
        case Undefined:
            return QJsonValue();
        default:
            return std::nullopt;
        }
    }

private:
    std::optional<quint64> number(int size)
    {
        if (size > m_bytes.size() - m_at)
            return std::nullopt;
        quint64 value = 0;
        for (int i = 0; i < size; ++i)
            value = value << 8 | quint8(m_bytes[m_at++]);
        return value;
    }

    std::optional<QJsonValue> real()
    {
        const auto bits = number(8);
        if (!bits)
            return std::nullopt;
        const double value = std::bit_cast<double>(*bits);
        return QJsonValue(std::isfinite(value) ? value : 0.0);
    }

    std::optional<QString> text(int sizeBytes)
    {
        const auto size = number(sizeBytes);
        if (!size || *size > quint64(amfTextBytesMax) || qsizetype(*size) > m_bytes.size() - m_at)
            return std::nullopt;
        const QByteArrayView piece = m_bytes.sliced(m_at, qsizetype(*size));
        m_at += qsizetype(*size);
        return QString::fromUtf8(piece);
    }

    std::optional<QJsonValue> object(int depth)
    {
        QJsonObject made;
        for (;;) {
            const auto name = text(2);
            if (!name)
                return std::nullopt;
            if (name->isEmpty() && !atEnd() && quint8(m_bytes[m_at]) == ObjectEnd) {
                ++m_at;
                return made;
            }
            const auto inside = value(depth + 1);
            if (!inside)
                return std::nullopt;
            made.insert(*name, *inside);
        }
    }

    std::optional<QJsonValue> array(int depth)
    {
        const auto count = number(4);
        if (!count || *count > quint64(amfValuesMax))
            return std::nullopt;
        QJsonArray made;
        for (quint64 i = 0; i < *count; ++i) {
            const auto inside = value(depth + 1);
            if (!inside)
                return std::nullopt;
            made.append(*inside);
        }
        return made;
    }

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    int m_values = 0;
};

QByteArray lengthOf(qsizetype size)
{
    QByteArray bytes(2, Qt::Uninitialized);
    qToBigEndian(quint16(size), bytes.data());
    return bytes;
}

QByteArray written(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Double: {
        QByteArray bytes(9, '\0');
        qToBigEndian(std::bit_cast<quint64>(value.toDouble()), bytes.data() + 1);
        return bytes;
    }
    case QJsonValue::Bool:
        return QByteArray(1, char(Boolean)) + char(value.toBool());
    case QJsonValue::String: {
        const QByteArray text = value.toString().toUtf8().left(amfTextBytesMax);
        return QByteArray(1, char(Text)) + lengthOf(text.size()) + text;
    }
    case QJsonValue::Object: {
        QByteArray bytes(1, char(Object));
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QByteArray name = it.key().toUtf8();
            bytes += lengthOf(name.size()) + name + written(it.value());
        }
        return bytes + lengthOf(0) + char(ObjectEnd);
    }
    default:
        return QByteArray(1, char(Null));
    }
}

} // namespace

std::optional<QJsonArray> readAmf(QByteArrayView bytes)
{
    Reader reader(bytes);
    QJsonArray values;
    while (!reader.atEnd()) {
        const auto value = reader.value(0);
        if (!value)
            return std::nullopt;
        values.append(*value);
    }
    return values;
}

QByteArray writeAmf(const QJsonArray &values)
{
    QByteArray bytes;
    for (const auto value : values)
        bytes += written(value);
    return bytes;
}

} // namespace icmp::ingest
