// Bodies of the routes by which an event's owner says who may embed it and who counts as a voter.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QStringList>

namespace icmp::protocol {

inline constexpr int originsMax = 50;            // sites that embed one event
inline constexpr int originTextMax = 262;        // "https://", a host of 253, and then some for the port
inline constexpr int codesPerRequestMax = 1'000; // of 64 characters they fill the body's limit
inline constexpr int codeTextMin = 8;            // 32 random letters and digits have 5 bits each
inline constexpr int codeTextMax = 64;

struct SiteBody {
    QString name;
    QByteArray key; // decoded
};

// {"origins":["https://news.example",…]}: scheme, host and perhaps port, nothing behind; http for loopback
// only. refuses  as parseShow, BadText (no such origin)
Result<QStringList> parseOrigins(const QByteArray &json);
// {"name","key"}, the key base64url. refuses  as parseShow, BadText (name), TooFew, TooLong (key)
Result<SiteBody> parseSite(const QByteArray &json);
// {"codes":[…]}. refuses  as parseShow, TooFew, TooMany, TooLong, BadText
Result<QStringList> parseCodes(const QByteArray &json);

bool isOrigin(const QString &text);

} // namespace icmp::protocol
