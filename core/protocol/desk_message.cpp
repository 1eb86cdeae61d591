#include "core/protocol/desk_message.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/field_reader.h"

#include <algorithm>

namespace icmp::protocol {

namespace {

constexpr int ticketMax = 64;
constexpr int idTextMax = 48;
constexpr int noticeTextMax = 300; // two lines over a picture

// One of the words, or nothing.
QString oneOf(FieldReader &fields, const char *key, std::initializer_list<const char *> words)
{
    const QString text = fields.text(key, 16, Presence::Optional);
    const auto isText = [&](const char *word) { return text == QLatin1String(word); };
    if (!text.isEmpty() && std::none_of(words.begin(), words.end(), isText))
        fields.wrong(key, RefusalCode::WrongType);
    return text;
}

CommandBody readCommand(FieldReader &fields)
{
    constexpr qint64 pointsMax = 1'000'000'000;
    CommandBody body{fields.text("key", operationKeyMax), fields.text("command", 16),
                     fields.text("element", 20, Presence::Optional),
                     fields.maybeNumber("openForMs", 0, idMax).value_or(0),
                     fields.maybeNumber("maxDelayMs", 0, idMax)};
    body.outcome = fields.maybeNumber("outcome", 0, choiceMax);
    body.policy = oneOf(fields, "policy", {"hold", "close"});
    body.answer = fields.text("answer", 20, Presence::Optional);
    body.verdict = oneOf(fields, "verdict", {"approve", "refuse"});
    body.left = fields.maybeNumber("left", 0, pointsMax);
    body.text = fields.text("text", noticeTextMax, Presence::Optional);
    body.severity = fields.maybeNumber("severity", 0, 2);
    return body;
}

// Parses a body into an object and reads it with `read`.
template <class Read>
auto parsed(const QByteArray &json, Read read) -> Result<decltype(read(std::declval<FieldReader &>()))>
{
    auto object = parseJsonObject(json, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader fields(*object);
    auto value = read(fields);
    return fields.result(std::move(value));
}

QString hash(FieldReader &fields, const char *key)
{
    const QString text = fields.text(key, 64);
    if (!fields.refusal() && !isSha256Hex(text))
        fields.wrong(key, RefusalCode::BadHash);
    return text;
}

} // namespace

QString CommandBody::hash() const
{
    QJsonArray asked{command, element, openForMs};
    QJsonObject more;
    const auto number = [&more](const char *name, const std::optional<qint64> &value) {
        if (value)
            more.insert(QLatin1String(name), *value);
    };
    const auto word = [&more](const char *name, const QString &value) {
        if (!value.isEmpty())
            more.insert(QLatin1String(name), value);
    };
    number("maxDelayMs", maxDelayMs);
    number("outcome", outcome);
    number("left", left);
    number("severity", severity);
    word("policy", policy);
    word("answer", answer);
    word("verdict", verdict);
    word("text", text);
    if (!more.isEmpty())
        asked.append(more);
    return sha256Hex(compactJson(asked));
}

Result<DeskMessage> parseDesk(const QByteArray &text)
{
    const auto object = parseJsonObject(text, limits::wireDepthMax);
    if (!object)
        return tl::unexpected(object.error());
    FieldReader reader(*object);
    DeskMessage message;
    message.request = reader.maybeNumber("i", 0, idMax);
    if (reader.has("desk")) {
        FieldReader fields(reader.object("desk"));
        DeskHello hello{fields.text("ticket", ticketMax), {}};
        if (fields.has("since")) {
            FieldReader since(fields.object("since"));
            hello.since = Since{since.text("ep", 64), since.number("off", 0, idMax)};
            if (since.refusal())
                fields.wrong(*since.refusal());
        }
        if (fields.refusal())
            reader.wrong(*fields.refusal());
        message.content = hello;
    } else if (reader.has("command")) {
        FieldReader fields(reader.object("command"));
        message.content = readCommand(fields);
        if (fields.refusal())
            reader.wrong(*fields.refusal());
    } else if (reader.has("time")) {
        FieldReader fields(reader.object("time"));
        message.content = TimeMessage{fields.number("c0", 0, idMax)};
        if (fields.refusal())
            reader.wrong(*fields.refusal());
    } else if (object->isEmpty()) {
        message.content = Ping{};
    } else {
        return refuse(RefusalCode::WrongType, {}, QStringLiteral("No message of this protocol."));
    }
    return reader.result(std::move(message));
}

Result<CommandBody> parseCommand(const QByteArray &json)
{
    return parsed(json, readCommand);
}

Result<ShowBody> parseShow(const QByteArray &json)
{
    return parsed(json, [](FieldReader &fields) {
        return ShowBody{fields.text("key", operationKeyMax), fields.text("title", limits::nameLengthMax)};
    });
}

Result<MissingBody> parseMissing(const QByteArray &json)
{
    return parsed(json, [](FieldReader &fields) {
        MissingBody body;
        for (const auto item : fields.array("hashes", limits::missingHashesMax)) {
            if (!isSha256Hex(item.toString()))
                fields.wrong("hashes", RefusalCode::BadHash);
            body.hashes.append(item.toString());
        }
        if (body.hashes.isEmpty())
            fields.wrong("hashes", RefusalCode::TooFew);
        return body;
    });
}

Result<VersionBody> parseVersion(const QByteArray &json)
{
    return parsed(json, [](FieldReader &fields) {
        VersionBody body;
        body.key = fields.text("key", operationKeyMax);
        body.root = hash(fields, "root");
        body.privateRoot = hash(fields, "private");
        body.base = fields.maybeNumber("base", 0, idMax).value_or(0);
        body.signature = fields.text("signature", 256, Presence::Optional);
        body.dryRun = fields.flag("dryRun");
        return body;
    });
}

Result<TokenBody> parseToken(const QByteArray &json)
{
    return parsed(json.trimmed().isEmpty() ? QByteArray("{}") : json,
                  [](FieldReader &fields) { return TokenBody{fields.text("dev", 128, Presence::Optional)}; });
}

Result<QString> parseTicketEvent(const QByteArray &json)
{
    return parsed(json, [](FieldReader &fields) { return fields.text("event", idTextMax); });
}

Result<ContentRange> parseContentRange(const QByteArray &header)
{
    const auto wrong = refuse(RefusalCode::BadText, QStringLiteral("Content-Range"),
                              QStringLiteral("It must look like \"bytes 0-1048575/7340032\"."));
    if (!header.startsWith("bytes "))
        return wrong;
    const QByteArray rest = header.mid(6);
    const qsizetype dash = rest.indexOf('-');
    const qsizetype slash = rest.indexOf('/');
    if (dash < 1 || slash < dash + 2)
        return wrong;
    const QByteArray words[] = {rest.left(dash), rest.mid(dash + 1, slash - dash - 1), rest.mid(slash + 1)};
    qint64 numbers[3];
    for (int i = 0; i < 3; ++i) {
        bool ok = false;
        numbers[i] = words[i].toLongLong(&ok);
        if (!ok || words[i] != QByteArray::number(numbers[i]))
            return wrong;
    }
    const ContentRange range{numbers[0], numbers[1], numbers[2]};
    if (range.first < 0 || range.last < range.first || range.last >= range.total ||
        range.total > limits::objectBytesMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("Content-Range"));
    return range;
}

QJsonObject factsAnswer(const QList<event::Fact> &facts)
{
    QJsonArray list;
    for (const event::Fact &fact : facts) {
        QJsonObject json = toJson(fact.content);
        json.insert(QStringLiteral("kind"), kindOf(fact.content));
        json.insert(QStringLiteral("seq"), fact.seq);
        json.insert(QStringLiteral("at_ms"), fact.atMs);
        list.append(json);
    }
    return {{QStringLiteral("facts"), list}};
}

} // namespace icmp::protocol
