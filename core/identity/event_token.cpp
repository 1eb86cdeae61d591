#include "core/identity/event_token.h"

#include "core/base/hash.h"

#include <QList>

namespace icmp::identity {

namespace {

constexpr int pseudonymBytes = 16;
constexpr char format[] = "1";

} // namespace

QString makeEventToken(const EventToken &token, const NamedKey &key)
{
    const QByteArrayList fields{format,
                                key.id.toUtf8(),
                                token.event.toUtf8(),
                                token.pseudonym.toUtf8(),
                                QByteArray::number(token.expiresMs),
                                QByteArray::number(token.rights)};
    const QByteArray payload = fields.join('\n');
    return toBase64Url(payload) + u'.' + toBase64Url(hmacSha256(key.bytes, payload));
}

Result<EventToken> readEventToken(const QString &text, const NamedKey &key, const QString &event,
                                  qint64 nowMs)
{
    const qsizetype dot = text.indexOf(u'.');
    if (text.size() > eventTokenTextMax || dot < 0)
        return refuse(RefusalCode::WrongCredentials);
    const QByteArray payload = fromBase64Url(text.left(dot));
    if (!equalInConstantTime(hmacSha256(key.bytes, payload), fromBase64Url(text.mid(dot + 1))))
        return refuse(RefusalCode::WrongCredentials);
    // From here on the text is one that we made.
    const QByteArrayList fields = payload.split('\n');
    if (fields.size() != 6 || fields[0] != format || fields[1] != key.id.toUtf8())
        return refuse(RefusalCode::WrongCredentials);
    const EventToken token{QString::fromUtf8(fields[2]), QString::fromUtf8(fields[3]), fields[4].toLongLong(),
                           fields[5].toInt()};
    if (nowMs >= token.expiresMs)
        return refuse(RefusalCode::Expired);
    if (token.event != event)
        return refuse(RefusalCode::Denied);
    return token;
}

QByteArray eventPseudonymKey(const NamedKey &installation, const QString &event)
{
    return hmacSha256(installation.bytes, "icmp-event-pseudonym-v1\n" + event.toUtf8());
}

QString pseudonymOf(const QByteArray &eventKey, const QString &device, Random &random)
{
    if (device.isEmpty())
        return toBase64Url(random.bytes(pseudonymBytes));
    return toBase64Url(hmacSha256(eventKey, device.toUtf8()).left(pseudonymBytes));
}

} // namespace icmp::identity
