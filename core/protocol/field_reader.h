// Reads the fields of one message, strictly: the first thing wrong is kept, and everything after it is
// skipped.
#pragma once

#include "core/base/refusal.h"

#include <QJsonArray>
#include <QJsonObject>

namespace icmp::protocol {

enum class Presence { Required, Optional };

class FieldReader {
public:
    explicit FieldReader(QJsonObject object) : m_object(std::move(object)) {}

    bool has(const char *key) const { return !m_object.value(QLatin1String(key)).isUndefined(); }

    // At most `max` characters; required ones have at least one.
    QString text(const char *key, int max, Presence presence = Presence::Required)
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (value.isUndefined() && presence == Presence::Optional)
            return {};
        if (!value.isString())
            return wrong(key, RefusalCode::WrongType), QString();
        const QString text = value.toString();
        if (text.size() > max)
            return wrong(key, RefusalCode::TooLong), QString();
        if (text.isEmpty() && presence == Presence::Required)
            return wrong(key, RefusalCode::TooFew), QString();
        return text;
    }

    qint64 number(const char *key, qint64 least, qint64 most)
    {
        const auto value = maybeNumber(key, least, most);
        if (!value)
            wrong(key, RefusalCode::WrongType);
        return value.value_or(least);
    }

    std::optional<qint64> maybeNumber(const char *key, qint64 least, qint64 most)
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (value.isUndefined())
            return std::nullopt;
        if (!value.isDouble())
            return wrong(key, RefusalCode::WrongType), std::nullopt;
        if (value.toInteger() < least || value.toInteger() > most)
            return wrong(key, RefusalCode::OutOfRange), std::nullopt;
        return value.toInteger();
    }

    bool flag(const char *key)
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (!value.isUndefined() && !value.isBool())
            wrong(key, RefusalCode::WrongType);
        return value.toBool();
    }

    // Empty when it is missing and optional.
    QJsonObject object(const char *key, Presence presence = Presence::Required)
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (!value.isObject() && !(value.isUndefined() && presence == Presence::Optional))
            wrong(key, RefusalCode::WrongType);
        return value.toObject();
    }

    QJsonArray array(const char *key, qsizetype max)
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (!value.isArray())
            wrong(key, RefusalCode::WrongType);
        else if (value.toArray().size() > max)
            wrong(key, RefusalCode::TooMany);
        return m_wrong ? QJsonArray() : value.toArray();
    }

    void wrong(const char *key, RefusalCode code)
    {
        if (!m_wrong)
            m_wrong = Refusal{code, QString::fromLatin1(key), {}};
    }

    void wrong(const Refusal &refusal)
    {
        if (!m_wrong)
            m_wrong = refusal;
    }

    const std::optional<Refusal> &refusal() const { return m_wrong; }

    template <class T>
    Result<T> result(T value) const
    {
        if (m_wrong)
            return tl::unexpected(*m_wrong);
        return value;
    }

private:
    QJsonObject m_object;
    std::optional<Refusal> m_wrong;
};

} // namespace icmp::protocol
