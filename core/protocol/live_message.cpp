#include "core/protocol/live_message.h"

#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/field_reader.h"

namespace icmp::protocol {

namespace {

constexpr int tokenMax = 512;
constexpr int deviceMax = 128;
constexpr int keyMax = 64;
constexpr int idTextMax = 48;
constexpr qint64 numberMax = idMax;

Hello readHello(FieldReader &reader)
{
    FieldReader fields(reader.object("hello"));
    Hello hello;
    hello.version = fields.number("v", 1, 1'000);
    hello.event = fields.text("ev", idTextMax);
    hello.token = fields.text("tok", tokenMax);
    hello.device = fields.text("dev", deviceMax, Presence::Optional);
    hello.language = fields.text("lang", 35, Presence::Optional);
    hello.lite = fields.text("q", 16, Presence::Optional) == u"lite";
    if (fields.has("since")) {
        FieldReader since(fields.object("since"));
        hello.since = Since{since.text("ep", 64), since.number("off", 0, numberMax)};
        if (since.refusal())
            fields.wrong(*since.refusal());
    }
    const QJsonObject versions = fields.object("sv", Presence::Optional);
    if (versions.size() > stateKeysMax)
        fields.wrong("sv", RefusalCode::TooMany);
    for (auto it = versions.begin(); it != versions.end() && versions.size() <= stateKeysMax; ++it)
        hello.stateVersions.insert(it.key(), it->toInteger());
    if (fields.refusal())
        reader.wrong(*fields.refusal());
    return hello;
}

VoteMessage readVote(FieldReader &reader)
{
    FieldReader fields(reader.object("vote"));
    VoteMessage vote;
    vote.element = fields.text("iid", 20);
    vote.rev = fields.maybeNumber("rev", 0, numberMax);
    for (const auto item : fields.array("ch", choiceMax)) {
        if (!item.isDouble() || item.toInteger() < -choiceBound || item.toInteger() > choiceBound)
            fields.wrong("ch", item.isDouble() ? RefusalCode::OutOfRange : RefusalCode::WrongType);
        else
            vote.choice.append(int(item.toInteger()));
    }
    vote.key = fields.text("key", keyMax);
    vote.pt = fields.maybeNumber("pt", -numberMax, std::numeric_limits<qint64>::max());
    vote.n = fields.maybeNumber("n", 1, numberMax);
    vote.text = fields.text("tx", answerTextMax, Presence::Optional);
    vote.stake = fields.maybeNumber("stake", 0, choiceBound).value_or(0);
    if (fields.refusal())
        reader.wrong(*fields.refusal());
    return vote;
}

PressMessage readPress(FieldReader &reader)
{
    FieldReader fields(reader.object("press"));
    PressMessage press{fields.text("iid", 20), fields.text("key", keyMax)};
    if (fields.refusal())
        reader.wrong(*fields.refusal());
    return press;
}

ReactMessage readReact(FieldReader &reader)
{
    FieldReader fields(reader.object("react"));
    ReactMessage react{fields.text("iid", 20), fields.number("e", 0, 100), fields.number("n", 1, 1'000)};
    if (fields.refusal())
        reader.wrong(*fields.refusal());
    return react;
}

QByteArray message(std::optional<qint64> request, const char *key, const QJsonValue &value)
{
    QJsonObject object{{QLatin1String(key), value}};
    if (request)
        object.insert(QStringLiteral("i"), *request);
    return compactJson(object);
}

} // namespace

Result<ClientMessage> parseClient(const QByteArray &text)
{
    const auto object = parseJsonObject(text, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader reader(*object);
    ClientMessage parsed;
    parsed.request = reader.maybeNumber("i", 0, numberMax);
    if (reader.has("hello")) {
        parsed.content = readHello(reader);
    } else if (reader.has("vote")) {
        parsed.content = readVote(reader);
    } else if (reader.has("time")) {
        FieldReader fields(reader.object("time"));
        parsed.content = TimeMessage{fields.number("c0", 0, numberMax)};
        if (fields.refusal())
            reader.wrong(*fields.refusal());
    } else if (reader.has("press")) {
        parsed.content = readPress(reader);
    } else if (reader.has("react")) {
        parsed.content = readReact(reader);
    } else if (object->isEmpty()) {
        parsed.content = Ping{};
    } else {
        return refuse(RefusalCode::WrongType, {}, QStringLiteral("No message of this protocol."));
    }
    return reader.result(std::move(parsed));
}

Result<QList<QByteArray>> splitFrame(const QByteArray &frame)
{
    QList<QByteArray> messages;
    for (const QByteArray &line : frame.split('\n')) {
        if (line.trimmed().isEmpty())
            continue;
        if (messages.size() == messagesPerFrameMax)
            return refuse(RefusalCode::TooMany);
        messages.append(line);
    }
    return messages;
}

std::optional<qint64> requestOf(const QByteArray &text)
{
    const auto object = parseJsonObject(text, limits::wireDepthMax);
    if (!object || !object->value(QLatin1String("i")).isDouble())
        return std::nullopt;
    return object->value(QLatin1String("i")).toInteger();
}

QByteArray encode(std::optional<qint64> request, const Welcome &welcome)
{
    return message(request, "welcome",
                   QJsonObject{{QStringLiteral("sid"), welcome.sid},
                               {QStringLiteral("ep"), welcome.epoch},
                               {QStringLiteral("off"), welcome.offset},
                               {QStringLiteral("recovered"), welcome.recovered},
                               {QStringLiteral("ping"), limits::pingMs},
                               {QStringLiteral("now"), welcome.nowMs},
                               {QStringLiteral("tick"), welcome.tickMs},
                               {QStringLiteral("maxq"), limits::logQueueBytesMax},
                               {QStringLiteral("lat"), QJsonObject{{QStringLiteral("default"), 0}}},
                               {QStringLiteral("flags"), QJsonArray{}}});
}

QByteArray encode(std::optional<qint64> request, const Ack &ack)
{
    QJsonObject body{{QStringLiteral("key"), ack.key},
                     {QStringLiteral("st"), ack.status},
                     {QStringLiteral("temporary"), ack.temporary}};
    if (ack.n > 0)
        body.insert(QStringLiteral("n"), ack.n);
    if (!ack.receipt.isEmpty())
        body.insert(QStringLiteral("rc"), ack.receipt);
    if (ack.points)
        body.insert(QStringLiteral("me"), QJsonObject{{QStringLiteral("pts"), *ack.points}});
    if (ack.reason)
        body.insert(QStringLiteral("reason"), *ack.reason);
    return message(request, "ack", body);
}

QByteArray encodeTime(std::optional<qint64> request, qint64 c0, qint64 s1, qint64 s2)
{
    return message(
        request, "time",
        QJsonObject{{QStringLiteral("c0"), c0}, {QStringLiteral("s1"), s1}, {QStringLiteral("s2"), s2}});
}

QByteArray encodeError(std::optional<qint64> request, const Refusal &refusal)
{
    return message(request, "error",
                   QJsonObject{{QStringLiteral("code"), keyOf(refusal.code)},
                               {QStringLiteral("detail"), describe(refusal)}});
}

QByteArray encodeLog(const QJsonObject &body)
{
    return message(std::nullopt, "log", body);
}

QByteArray encodeLogs(const QList<QByteArray> &bodies)
{
    return R"({"log":[)" + bodies.join(',') + "]}";
}

QByteArray encodeState(const QString &key, qint64 version, const QJsonObject &content, bool final)
{
    return message(std::nullopt, "st",
                   QJsonObject{{QStringLiteral("k"), key},
                               {QStringLiteral("v"), version},
                               {QStringLiteral("d"), content},
                               {QStringLiteral("fin"), final},
                               {QStringLiteral("stale"), false}});
}

QByteArray encodeViewers(qint64 version, qint64 viewers)
{
    return encodeState(QStringLiteral("viewers"), version, {{QStringLiteral("n"), viewers}}, false);
}

QByteArray encodeMe(const QJsonObject &me)
{
    return message(std::nullopt, "me", me);
}

QString tallyKey(ClipId element)
{
    return QStringLiteral("tally:") + element.toText();
}

QString reactKey(ClipId element)
{
    return QStringLiteral("react:") + element.toText();
}

QString stockKey(ClipId element)
{
    return QStringLiteral("stock:") + element.toText();
}

QString boardKey(ClipId element)
{
    return QStringLiteral("lb:") + element.toText();
}

} // namespace icmp::protocol
