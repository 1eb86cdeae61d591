#include "core/identity/event_token.h"

#include "core/base/hash.h"

#include <QList>

namespace icmp::identity {

namespace {

constexpr int pseudonymBytes = 16;
constexpr char plainFormat[] = "1";
constexpr char vouchedFormat[] = "2";
constexpr const char *kindKeys[] = {"device", "site", "list"};

QString vouched(const QByteArray &eventKey, const char *kind, const QString &name)
{
    const QByteArray key = hmacSha256(eventKey, QByteArrayView(kind));
    return toBase64Url(hmacSha256(key, name.toUtf8()).left(pseudonymBytes));
}

} // namespace

QString keyOf(VoterKind kind)
{
    return QString::fromLatin1(kindKeys[static_cast<size_t>(kind)]);
}

QString makeEventToken(const EventToken &token, const NamedKey &key)
{
    const bool vouchedFor = !token.siteVoter.isEmpty() || !token.listVoter.isEmpty();
    QByteArrayList fields{vouchedFor ? vouchedFormat : plainFormat,
                          key.id.toUtf8(),
                          token.event.toUtf8(),
                          token.pseudonym.toUtf8(),
                          QByteArray::number(token.expiresMs),
                          QByteArray::number(token.rights)};
    if (vouchedFor)
        fields << token.siteVoter.toUtf8() << token.listVoter.toUtf8();
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
    const bool vouchedFor = fields[0] == vouchedFormat;
    if ((!vouchedFor && fields[0] != plainFormat) || fields.size() != (vouchedFor ? 8 : 6) ||
        fields[1] != key.id.toUtf8())
        return refuse(RefusalCode::WrongCredentials);
    EventToken token{QString::fromUtf8(fields[2]), QString::fromUtf8(fields[3]), fields[4].toLongLong(),
                     fields[5].toInt()};
    if (vouchedFor) {
        token.siteVoter = QString::fromUtf8(fields[6]);
        token.listVoter = QString::fromUtf8(fields[7]);
    }
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

QString siteVoterOf(const QByteArray &eventKey, const QString &site, const QString &subject)
{
    return vouched(eventKey, "site", site + u'\n' + subject);
}

QString listVoterOf(const QByteArray &eventKey, const QString &code)
{
    return vouched(eventKey, "list", code);
}

QByteArray codeHashOf(const QByteArray &eventKey, const QString &code)
{
    return hmacSha256(hmacSha256(eventKey, "code"), code.toUtf8());
}

} // namespace icmp::identity
