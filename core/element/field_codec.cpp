#include "core/element/field_codec.h"

#include "core/base/hash.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QUrl>

namespace icmp::element {

namespace {

constexpr int optionTextMax = 200; // a longer answer does not fit a card on a phone

tl::unexpected<Refusal> wrongType(const char *wanted)
{
    return refuse(RefusalCode::WrongType, {}, QStringLiteral("%1 is expected.").arg(QLatin1String(wanted)));
}

bool isInteger(const QJsonValue &json)
{
    return json.isDouble() && double(json.toInteger()) == json.toDouble();
}

} // namespace

Result<QString> checkedText(const QString &text, const Bounds &bounds)
{
    if (text.size() > bounds.max)
        return refuse(RefusalCode::TooLong, {}, QStringLiteral("At most %1 characters.").arg(bounds.max));
    if (!text.isValidUtf16())
        return refuse(RefusalCode::BadText);
    for (const QChar c : text) {
        if (c.category() == QChar::Other_Control && c != u'\n')
            return refuse(RefusalCode::BadText, {}, QStringLiteral("Control characters are not allowed."));
    }
    return text.normalized(QString::NormalizationForm_C);
}

QJsonValue encode(const QString &value)
{
    return value;
}
QJsonValue encode(qint64 value)
{
    return value;
}
QJsonValue encode(bool value)
{
    return value;
}
QJsonValue encode(const Link &value)
{
    return value.address;
}
QJsonValue encode(const ImageRef &value)
{
    return value.hash;
}

QJsonValue encode(const QList<Option> &value)
{
    QJsonArray array;
    for (const Option &option : value)
        array.append(
            QJsonObject{{QStringLiteral("id"), option.id.value}, {QStringLiteral("text"), option.text}});
    return array;
}

QJsonValue encode(const RightOptions &value)
{
    QJsonArray array;
    for (const OptionId id : value.ids)
        array.append(id.value);
    return array;
}

QJsonValue encode(const Money &value)
{
    return QJsonObject{{QStringLiteral("minor"), value.minor}, {QStringLiteral("currency"), value.currency}};
}

Result<void> decode(const QJsonValue &json, const Bounds &bounds, QString &out)
{
    if (!json.isString())
        return wrongType("Text");
    auto text = checkedText(json.toString(), bounds);
    if (!text)
        return tl::unexpected(text.error());
    out = *text;
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &bounds, qint64 &out)
{
    if (!isInteger(json))
        return wrongType("A whole number");
    const qint64 value = json.toInteger();
    if (value < bounds.min || value > bounds.max)
        return refuse(RefusalCode::OutOfRange, {},
                      QStringLiteral("From %1 to %2.").arg(bounds.min).arg(bounds.max));
    out = value;
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &, bool &out)
{
    if (!json.isBool())
        return wrongType("true or false");
    out = json.toBool();
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &bounds, QList<Option> &out)
{
    if (!json.isArray())
        return wrongType("A list of options");
    const QJsonArray array = json.toArray();
    if (array.size() < bounds.min)
        return refuse(RefusalCode::TooFew, {}, QStringLiteral("At least %1.").arg(bounds.min));
    if (array.size() > bounds.max)
        return refuse(RefusalCode::TooMany, {}, QStringLiteral("At most %1.").arg(bounds.max));
    QList<Option> options;
    QSet<qint64> ids;
    for (const auto item : array) {
        const QJsonObject object = item.toObject();
        const QJsonValue id = object.value(QLatin1String("id"));
        if (!isInteger(id) || !OptionId{id.toInteger()}.isValid())
            return wrongType("An option with an id");
        if (ids.contains(id.toInteger()))
            return refuse(RefusalCode::NameTaken, {}, QStringLiteral("Two options have one id."));
        ids.insert(id.toInteger());
        Option option{OptionId{id.toInteger()}, {}};
        if (auto done = decode(object.value(QLatin1String("text")), Bounds{0, optionTextMax}, option.text);
            !done)
            return done;
        options.append(option);
    }
    out = options;
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &bounds, RightOptions &out)
{
    if (!json.isArray())
        return wrongType("A list of option ids");
    RightOptions right;
    for (const auto item : json.toArray()) {
        if (!isInteger(item) || !OptionId{item.toInteger()}.isValid())
            return wrongType("An option id");
        if (right.ids.contains(OptionId{item.toInteger()}))
            return refuse(RefusalCode::NameTaken, {}, QStringLiteral("An option is named twice."));
        right.ids.append(OptionId{item.toInteger()});
    }
    if (right.ids.size() > bounds.max)
        return refuse(RefusalCode::TooMany, {}, QStringLiteral("At most %1.").arg(bounds.max));
    out = right;
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &, Link &out)
{
    if (!json.isString())
        return wrongType("An address");
    const QString text = json.toString().trimmed();
    if (text.size() > 2'048)
        return refuse(RefusalCode::TooLong, {}, QStringLiteral("At most 2048 characters."));
    if (!text.isEmpty()) {
        const QUrl url(text, QUrl::StrictMode);
        const bool web = url.scheme() == u"https" && !url.host().isEmpty();
        const bool mail = url.scheme() == u"mailto" && url.path().contains(u'@');
        if (!url.isValid() || !(web || mail) || !url.userInfo().isEmpty())
            return refuse(
                RefusalCode::BadText, {},
                QStringLiteral("An address begins with https:// or mailto: and names a host or a person."));
    }
    out.address = text;
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &, ImageRef &out)
{
    if (!json.isString())
        return wrongType("The hash of an image");
    if (!json.toString().isEmpty() && !isSha256Hex(json.toString()))
        return refuse(RefusalCode::BadText, {}, QStringLiteral("A hash has 64 lower-case hex digits."));
    out.hash = json.toString();
    return {};
}

Result<void> decode(const QJsonValue &json, const Bounds &bounds, Money &out)
{
    const QJsonObject object = json.toObject();
    Money money;
    if (!json.isObject())
        return wrongType("An amount with its currency");
    if (auto done = decode(object.value(QLatin1String("minor")), bounds, money.minor); !done)
        return done;
    money.currency = object.value(QLatin1String("currency")).toString();
    if (!isCurrency(money.currency))
        return refuse(RefusalCode::BadText, {}, QStringLiteral("A currency has three capital letters."));
    out = money;
    return {};
}

} // namespace icmp::element
