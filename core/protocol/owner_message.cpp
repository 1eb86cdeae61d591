#include "core/protocol/owner_message.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/field_reader.h"

#include <QRegularExpression>
#include <algorithm>

namespace icmp::protocol {

namespace {

constexpr int siteNameMax = 64;
constexpr int keyBytesMin = 32; // RFC 7518, 3.2: as long as the hash
constexpr int keyBytesMax = 256;

bool isCode(const QString &text)
{
    return text.size() >= codeTextMin && text.size() <= codeTextMax &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < QChar(0x7F); });
}

bool isSiteName(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("\\A[a-z0-9.-]+\\z"));
    return form.match(text).hasMatch();
}

} // namespace

bool isOrigin(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http://(localhost|127\\.0\\.0\\.1|\\[::1\\]))"
        "(:[1-9][0-9]{0,4})?\\z"));
    return text.size() <= originTextMax && form.match(text).hasMatch();
}

Result<QStringList> parseOrigins(const QByteArray &json)
{
    const auto object = parseJsonObject(json, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader fields(*object);
    QStringList origins;
    for (const auto item : fields.array("origins", originsMax)) {
        if (!isOrigin(item.toString()))
            fields.wrong({RefusalCode::BadText, QStringLiteral("origins"),
                          QStringLiteral("An origin looks like \"https://news.example\", without a path.")});
        if (!origins.contains(item.toString()))
            origins.append(item.toString());
    }
    return fields.result(origins);
}

Result<SiteBody> parseSite(const QByteArray &json)
{
    const auto object = parseJsonObject(json, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader fields(*object);
    SiteBody body{fields.text("name", siteNameMax), fromBase64Url(fields.text("key", keyBytesMax * 2))};
    if (!isSiteName(body.name))
        fields.wrong("name", RefusalCode::BadText);
    if (body.key.size() < keyBytesMin)
        fields.wrong({RefusalCode::TooFew, QStringLiteral("key"),
                      QStringLiteral("A key is base64url of at least 32 random bytes.")});
    if (body.key.size() > keyBytesMax)
        fields.wrong("key", RefusalCode::TooLong);
    return fields.result(body);
}

Result<QStringList> parseCodes(const QByteArray &json)
{
    const auto object = parseJsonObject(json, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader fields(*object);
    QStringList codes;
    for (const auto item : fields.array("codes", codesPerRequestMax)) {
        if (!isCode(item.toString()))
            fields.wrong({RefusalCode::BadText, QStringLiteral("codes"),
                          QStringLiteral("A code has 8 to 64 letters, digits or signs without spaces.")});
        codes.append(item.toString());
    }
    if (codes.isEmpty())
        fields.wrong("codes", RefusalCode::TooFew);
    return fields.result(codes);
}

} // namespace icmp::protocol
