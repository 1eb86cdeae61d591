#include "core/identity/site_token.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <algorithm>

namespace icmp::identity {

namespace {

constexpr int partDepthMax = 4; // a site's own claims may nest a little

struct Parts {
    QJsonObject header;
    QJsonObject claims;
    QByteArray covered; // what the signature is over
    QByteArray signature;
};

tl::unexpected<Refusal> notOne()
{
    return refuse(RefusalCode::WrongCredentials, QStringLiteral("site"),
                  QStringLiteral("This is no token signed by the site (HS256 with iss, sub, aud and exp)."));
}

Result<Parts> split(const QString &token)
{
    const QStringList words = token.split(u'.');
    if (token.size() > siteTokenTextMax || words.size() != 3)
        return notOne();
    const auto header = parseJsonObject(fromBase64Url(words[0]), partDepthMax);
    const auto claims = parseJsonObject(fromBase64Url(words[1]), partDepthMax);
    if (!header || !claims || header->value(QLatin1String("alg")) != QLatin1String("HS256"))
        return notOne();
    return Parts{*header, *claims, (words[0] + u'.' + words[1]).toLatin1(), fromBase64Url(words[2])};
}

} // namespace

bool isSiteName(const QString &text)
{
    const auto fits = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'.';
    };
    return !text.isEmpty() && text.size() <= siteNameMax && std::all_of(text.begin(), text.end(), fits);
}

Result<QString> siteOf(const QString &token)
{
    const auto parts = split(token);
    if (!parts)
        return tl::unexpected(parts.error());
    const QString site = parts->claims.value(QLatin1String("iss")).toString();
    return isSiteName(site) ? Result<QString>(site) : notOne();
}

Result<SiteClaim> readSiteToken(const QString &token, const QByteArray &key, const QString &event,
                                qint64 nowMs)
{
    const auto parts = split(token);
    if (!parts)
        return tl::unexpected(parts.error());
    if (!equalInConstantTime(hmacSha256(key, parts->covered), parts->signature))
        return notOne();
    const QJsonObject &claims = parts->claims;
    const SiteClaim claim{claims.value(QLatin1String("iss")).toString(),
                          claims.value(QLatin1String("sub")).toString()};
    const QJsonValue expires = claims.value(QLatin1String("exp"));
    if (!isSiteName(claim.site) || claim.subject.isEmpty() || claim.subject.size() > siteSubjectMax ||
        !expires.isDouble())
        return notOne();
    if (claims.value(QLatin1String("aud")).toString() != event)
        return refuse(RefusalCode::Denied, QStringLiteral("site"),
                      QStringLiteral("It is for another event."));
    const qint64 seconds = expires.toInteger();
    if (seconds <= nowMs / 1'000 || seconds > (nowMs + siteTokenMsMax) / 1'000)
        return refuse(RefusalCode::Expired, QStringLiteral("site"),
                      QStringLiteral("A site's token lasts at most 24 hours."));
    return claim;
}

QString makeSiteToken(const SiteClaim &claim, const QByteArray &key, const QString &event, qint64 expiresMs)
{
    const QByteArray header = compactJson(QJsonObject{{QStringLiteral("alg"), QStringLiteral("HS256")},
                                                      {QStringLiteral("typ"), QStringLiteral("JWT")}});
    const QByteArray claims = compactJson(QJsonObject{{QStringLiteral("iss"), claim.site},
                                                      {QStringLiteral("sub"), claim.subject},
                                                      {QStringLiteral("aud"), event},
                                                      {QStringLiteral("exp"), expiresMs / 1'000}});
    const QString covered = toBase64Url(header) + u'.' + toBase64Url(claims);
    return covered + u'.' + toBase64Url(hmacSha256(key, covered.toLatin1()));
}

} // namespace icmp::identity
