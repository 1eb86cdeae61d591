#include "core/project/value_json.h"

#include "core/base/hash.h"
#include "core/element/field_codec.h"

#include <algorithm>

namespace icmp::project {

namespace {

constexpr qint64 boxLimit = 10'000'000; // ten canvases away is far enough outside

tl::unexpected<Refusal> wrongType(const char *wanted)
{
    return refuse(RefusalCode::WrongType, {}, QStringLiteral("%1 is expected.").arg(QLatin1String(wanted)));
}

// Reads one member and puts its key in front of the place.
template <class Value>
Result<void> member(const QJsonObject &object, const char *key, Value &out)
{
    auto done = read(object.value(QLatin1String(key)), out);
    if (!done) {
        const QString place = QString::fromLatin1(key);
        return refuse(done.error().code,
                      done.error().place.isEmpty() ? place : place + u'.' + done.error().place,
                      done.error().detail);
    }
    return {};
}

template <class Enum, size_t N>
QJsonValue writeName(Enum value, const char *const (&names)[N])
{
    return QString::fromLatin1(names[static_cast<size_t>(value)]);
}

template <class Enum, size_t N>
Result<void> readName(const QJsonValue &json, const char *const (&names)[N], Enum &out)
{
    const QString text = json.toString();
    for (size_t i = 0; i < N; ++i) {
        if (json.isString() && text == QLatin1String(names[i])) {
            out = static_cast<Enum>(i);
            return {};
        }
    }
    return wrongType("One of the known names");
}

constexpr const char *trackKinds[] = {"media", "overlay", "ad", "live"};
constexpr const char *sharings[] = {"exclusive", "free"};
constexpr const char *edges[] = {"start", "end"};
constexpr const char *ripples[] = {"none", "track", "all"};

Result<void> readRange(const QJsonObject &object, MediaRange &out)
{
    MediaRange range;
    if (auto done = member(object, "start", range.start); !done)
        return done;
    if (auto done = member(object, "end", range.end); !done)
        return done;
    if (range.start.flicks < 0)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("start"));
    if (range.end < range.start)
        return refuse(RefusalCode::NegativeLength, QStringLiteral("end"));
    out = range;
    return {};
}

} // namespace

QJsonValue write(const QString &value)
{
    return value;
}
QJsonValue write(qint64 value)
{
    return value;
}
QJsonValue write(bool value)
{
    return value;
}
QJsonValue write(const QStringList &value)
{
    return QJsonArray::fromStringList(value);
}
QJsonValue write(const QJsonObject &value)
{
    return value;
}
QJsonValue write(const QJsonValue &value)
{
    return value;
}
QJsonValue write(MediaTime value)
{
    return value.flicks;
}
QJsonValue write(TrackKind value)
{
    return writeName(value, trackKinds);
}
QJsonValue write(Sharing value)
{
    return writeName(value, sharings);
}
QJsonValue write(Edge value)
{
    return writeName(value, edges);
}
QJsonValue write(Ripple value)
{
    return writeName(value, ripples);
}
QJsonValue write(const Clip &value)
{
    return toJson(value);
}

QJsonValue write(const FrameRate &value)
{
    return QJsonObject{{QStringLiteral("numerator"), value.numerator},
                       {QStringLiteral("denominator"), value.denominator}};
}

QJsonValue write(const Box &value)
{
    return QJsonObject{{QStringLiteral("x"), value.x},
                       {QStringLiteral("y"), value.y},
                       {QStringLiteral("w"), value.w},
                       {QStringLiteral("h"), value.h}};
}

QJsonValue write(const Marker &value)
{
    return QJsonObject{
        {QStringLiteral("id"), value.id.value},          {QStringLiteral("start"), value.range.start.flicks},
        {QStringLiteral("end"), value.range.end.flicks}, {QStringLiteral("label"), value.label},
        {QStringLiteral("category"), value.category},    {QStringLiteral("colour"), value.colour}};
}

QJsonValue write(const Asset &value)
{
    return QJsonObject{{QStringLiteral("hash"), value.hash},
                       {QStringLiteral("name"), value.name},
                       {QStringLiteral("type"), value.type},
                       {QStringLiteral("bytes"), value.bytes},
                       {QStringLiteral("probe"), value.probe}};
}

Result<void> read(const QJsonValue &json, QString &out)
{
    if (!json.isString())
        return wrongType("Text");
    auto text = element::checkedText(json.toString(), element::Bounds{0, limits::textBytesMax});
    if (!text)
        return tl::unexpected(text.error());
    out = *text;
    return {};
}

Result<void> read(const QJsonValue &json, qint64 &out)
{
    if (!json.isDouble())
        return wrongType("A whole number");
    if (double(json.toInteger()) != json.toDouble())
        return refuse(RefusalCode::BadNumber);
    out = json.toInteger();
    return {};
}

Result<void> read(const QJsonValue &json, bool &out)
{
    if (!json.isBool())
        return wrongType("true or false");
    out = json.toBool();
    return {};
}

Result<void> read(const QJsonValue &json, QStringList &out)
{
    if (!json.isArray())
        return wrongType("A list of texts");
    QStringList list;
    for (const auto item : json.toArray()) {
        QString text;
        if (auto done = read(item, text); !done)
            return done;
        list.append(text);
    }
    out = list;
    return {};
}

Result<void> read(const QJsonValue &json, QJsonObject &out)
{
    if (!json.isObject())
        return wrongType("An object");
    out = json.toObject();
    return {};
}

Result<void> read(const QJsonValue &json, QJsonValue &out)
{
    out = json;
    return {};
}

Result<void> read(const QJsonValue &json, MediaTime &out)
{
    qint64 flicks = 0;
    if (auto done = read(json, flicks); !done)
        return done;
    if (flicks > projectFlicksMax || flicks < -projectFlicksMax)
        return refuse(RefusalCode::OutOfRange, {}, QStringLiteral("Beyond seven days."));
    out = MediaTime{flicks};
    return {};
}

Result<void> read(const QJsonValue &json, FrameRate &out)
{
    FrameRate rate;
    if (auto done = member(json.toObject(), "numerator", rate.numerator); !done)
        return done;
    if (auto done = member(json.toObject(), "denominator", rate.denominator); !done)
        return done;
    if (rate.numerator < 1 || rate.numerator > 1'000'000 || rate.denominator < 1 ||
        rate.denominator > 1'000'000 || rate.numerator > rate.denominator * 1'000)
        return refuse(RefusalCode::OutOfRange, {}, QStringLiteral("At most 1000 frames a second."));
    out = rate;
    return {};
}

Result<void> read(const QJsonValue &json, Box &out)
{
    Box box;
    const std::pair<const char *, qint64 *> members[] = {
        {"x", &box.x}, {"y", &box.y}, {"w", &box.w}, {"h", &box.h}};
    for (const auto &[key, value] : members) {
        if (auto done = member(json.toObject(), key, *value); !done)
            return done;
        if (*value > boxLimit || *value < -boxLimit)
            return refuse(RefusalCode::OutOfRange, QString::fromLatin1(key));
    }
    if (box.w < 1 || box.h < 1)
        return refuse(RefusalCode::NegativeLength, QStringLiteral("w"));
    out = box;
    return {};
}

Result<void> read(const QJsonValue &json, Clip &out)
{
    auto clip = clipFromJson(json.toObject());
    if (!clip)
        return tl::unexpected(clip.error());
    out = *clip;
    return {};
}

Result<void> read(const QJsonValue &json, Marker &out)
{
    const QJsonObject object = json.toObject();
    Marker marker;
    if (auto done = member(object, "id", marker.id); !done)
        return done;
    if (auto done = readRange(object, marker.range); !done)
        return done;
    const std::pair<const char *, QString *> texts[] = {
        {"label", &marker.label}, {"category", &marker.category}, {"colour", &marker.colour}};
    for (const auto &[key, text] : texts) {
        if (auto done = member(object, key, *text); !done)
            return done;
        if (text->size() > limits::nameLengthMax)
            return refuse(RefusalCode::TooLong, QString::fromLatin1(key));
    }
    if (!marker.id.isValid())
        return refuse(RefusalCode::OutOfRange, QStringLiteral("id"));
    out = marker;
    return {};
}

Result<void> read(const QJsonValue &json, Asset &out)
{
    const QJsonObject object = json.toObject();
    Asset asset;
    const std::pair<const char *, QString *> texts[] = {
        {"hash", &asset.hash}, {"name", &asset.name}, {"type", &asset.type}};
    for (const auto &[key, text] : texts) {
        if (auto done = member(object, key, *text); !done)
            return done;
        if (text->size() > limits::nameLengthMax)
            return refuse(RefusalCode::TooLong, QString::fromLatin1(key));
    }
    if (auto done = member(object, "bytes", asset.bytes); !done)
        return done;
    if (auto done = member(object, "probe", asset.probe); !done)
        return done;
    if (!isSha256Hex(asset.hash))
        return refuse(RefusalCode::BadHash, QStringLiteral("hash"));
    if (asset.bytes < 0)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("bytes"));
    out = asset;
    return {};
}

Result<void> read(const QJsonValue &json, TrackKind &out)
{
    return readName(json, trackKinds, out);
}
Result<void> read(const QJsonValue &json, Sharing &out)
{
    return readName(json, sharings, out);
}
Result<void> read(const QJsonValue &json, Edge &out)
{
    return readName(json, edges, out);
}
Result<void> read(const QJsonValue &json, Ripple &out)
{
    return readName(json, ripples, out);
}

} // namespace icmp::project
