// What an embedding site signs for one of its people: a JSON Web Token (RFC 7519) with HS256 under the key
// that the event's owner registered for the site, {"iss": site, "sub": person, "aud": event, "exp": seconds}.
//
// Nothing else is accepted: no other algorithm, no missing field, no fraction in "exp".
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>

namespace icmp::identity {

inline constexpr int siteTokenTextMax = 2'048; // a person's id and a few claims of the site's own
inline constexpr int siteNameMax = 64;
inline constexpr int siteSubjectMax = 256; // a site's longest account id
inline constexpr int siteKeyBytesMin = 32; // RFC 7518, 3.2: at least the hash's length
inline constexpr int siteKeyBytesMax = 256;
inline constexpr int sitesPerEventMax = 100;
inline constexpr qint64 siteTokenMsMax = 24 * 3600 * qint64(1000); // made for one visit

struct SiteClaim {
    QString site;
    QString subject;

    friend bool operator==(const SiteClaim &, const SiteClaim &) = default;
};

// a–z, 0–9, "-" and ".", 1 to siteNameMax, as in "news.example".
bool isSiteName(const QString &text);
// Whose key checks the token, as it claims itself. refuses  WrongCredentials (not such a token)
Result<QString> siteOf(const QString &token);
// refuses  WrongCredentials (another key, algorithm or form), Denied (for another event), Expired (also when
// it
//          lasts longer than siteTokenMsMax)
Result<SiteClaim> readSiteToken(const QString &token, const QByteArray &key, const QString &event,
                                qint64 nowMs);
// As a site makes one; for tests and documentation.
QString makeSiteToken(const SiteClaim &claim, const QByteArray &key, const QString &event, qint64 expiresMs);

} // namespace icmp::identity
