// Reads the fields of one object and remembers the first that is missing or wrong.
#pragma once

#include "core/base/hash.h"
#include "core/base/refusal.h"

#include <QJsonArray>
#include <QJsonObject>

namespace icmp::event {

class JsonFields {
public:
    explicit JsonFields(const QJsonObject &object) : m_object(object) {}

    QString text(const char *key)
    {
        const QJsonValue value = m_object.value(QLatin1StringView(key));
        return note(key, value.isString()), value.toString();
    }
    qint64 number(const char *key)
    {
        const QJsonValue value = m_object.value(QLatin1StringView(key));
        return note(key, value.isDouble()), value.toInteger();
    }
    // base64url of exactly `size` bytes.
    QByteArray bytes(const char *key, int size)
    {
        const QByteArray read = fromBase64Url(text(key));
        return note(key, read.size() == size), read;
    }
    // SHA-256 in hex.
    QByteArray hash(const char *key)
    {
        const QString written = text(key);
        return note(key, isSha256Hex(written)), QByteArray::fromHex(written.toLatin1());
    }
    QJsonArray list(const char *key)
    {
        const QJsonValue value = m_object.value(QLatin1StringView(key));
        return note(key, value.isArray()), value.toArray();
    }
    QJsonObject object(const char *key)
    {
        const QJsonValue value = m_object.value(QLatin1StringView(key));
        return note(key, value.isObject()), value.toObject();
    }
    // refuses  WrongType; place is the field
    Result<void> end() const
    {
        return m_wrong.isEmpty() ? Result<void>() : refuse(RefusalCode::WrongType, m_wrong);
    }

private:
    void note(const char *key, bool right)
    {
        if (!right && m_wrong.isEmpty())
            m_wrong = QString::fromLatin1(key);
    }

    const QJsonObject &m_object;
    QString m_wrong;
};

} // namespace icmp::event
