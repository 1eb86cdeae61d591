#include "core/event/fact.h"

#include <QJsonArray>
#include <tuple>
#include <type_traits>

namespace icmp::event {

namespace {

template <class Owner, class Value>
struct FactField {
    const char *key;
    Value Owner::*member;
    bool added = false; // later than the kind: left out while it has its default, which absence means
};

template <class Owner, class Value>
constexpr FactField<Owner, Value> field(const char *key, Value Owner::*member)
{
    return {key, member};
}
template <class Owner, class Value>
constexpr FactField<Owner, Value> added(const char *key, Value Owner::*member)
{
    return {key, member, true};
}
template <class Owner, class Value>
bool isTold(const Owner &fact, const FactField<Owner, Value> &f)
{
    return !f.added || fact.*f.member != Value{};
}

// Name, log class and fields of each kind: the only list of them.
template <class T>
struct Shape;

#define ICMP_FACT(type, inLog, ...)                                                                          \
    template <>                                                                                              \
    struct Shape<type> {                                                                                     \
        static constexpr const char *name = #type;                                                           \
        static constexpr bool log = inLog;                                                                   \
        static constexpr auto fields() { return std::tuple{__VA_ARGS__}; }                                   \
    };

ICMP_FACT(SessionStarted, true, field("package", &SessionStarted::package),
          added("maxDelayMs", &SessionStarted::maxDelayMs))
template <>
struct Shape<SessionEnded> {
    static constexpr const char *name = "SessionEnded";
    static constexpr bool log = true;
    static constexpr auto fields() { return std::tuple<>{}; }
};
ICMP_FACT(PackageChanged, true, field("public", &PackageChanged::publicRoot),
          field("private", &PackageChanged::privateRoot), field("restarted", &PackageChanged::restarted))
ICMP_FACT(ElementOpened, true, field("element", &ElementOpened::element),
          field("round", &ElementOpened::round), field("rev", &ElementOpened::rev),
          field("at", &ElementOpened::at), field("until", &ElementOpened::until))
ICMP_FACT(ElementUpdated, true, field("element", &ElementUpdated::element),
          field("rev", &ElementUpdated::rev), field("until", &ElementUpdated::until))
ICMP_FACT(ElementClosed, true, field("element", &ElementClosed::element),
          field("until", &ElementClosed::until))
ICMP_FACT(ElementFinished, true, field("element", &ElementFinished::element),
          field("round", &ElementFinished::round), field("counts", &ElementFinished::counts))
ICMP_FACT(ElementCancelled, true, field("element", &ElementCancelled::element))
ICMP_FACT(ElementReset, true, field("element", &ElementReset::element), field("round", &ElementReset::round),
          field("rev", &ElementReset::rev))
ICMP_FACT(ElementResolved, true, field("element", &ElementResolved::element),
          field("round", &ElementResolved::round), field("right", &ElementResolved::right))
ICMP_FACT(ResultsRevealed, true, field("element", &ResultsRevealed::element))
ICMP_FACT(ElementLocked, true, field("element", &ElementLocked::element), field("at", &ElementLocked::at))
ICMP_FACT(ElementHeld, true, field("element", &ElementHeld::element))
ICMP_FACT(ElementReleased, true, field("element", &ElementReleased::element),
          field("until", &ElementReleased::until), field("heldMs", &ElementReleased::heldMs))
ICMP_FACT(ElementRefunded, true, field("element", &ElementRefunded::element),
          field("round", &ElementRefunded::round))
ICMP_FACT(ElementUndone, true, field("element", &ElementUndone::element),
          field("round", &ElementUndone::round), field("rev", &ElementUndone::rev))
template <>
struct Shape<PanicPressed> {
    static constexpr const char *name = "PanicPressed";
    static constexpr bool log = true;
    static constexpr auto fields() { return std::tuple<>{}; }
};
ICMP_FACT(NoticeAnnounced, true, field("text", &NoticeAnnounced::text),
          field("severity", &NoticeAnnounced::severity))
ICMP_FACT(StockChanged, false, field("element", &StockChanged::element), field("left", &StockChanged::left))
ICMP_FACT(AnswerGiven, false, field("element", &AnswerGiven::element), field("round", &AnswerGiven::round),
          field("voter", &AnswerGiven::voter), field("key", &AnswerGiven::key), field("n", &AnswerGiven::n),
          field("choice", &AnswerGiven::choice), field("bodyHash", &AnswerGiven::bodyHash),
          added("text", &AnswerGiven::text), added("stake", &AnswerGiven::stake),
          added("pt", &AnswerGiven::pt))
ICMP_FACT(AnswerReplaced, false, field("answer", &AnswerReplaced::answer),
          field("previous", &AnswerReplaced::previous))
ICMP_FACT(QuizScored, false, field("element", &QuizScored::element), field("round", &QuizScored::round),
          field("points", &QuizScored::points), field("voters", &QuizScored::voters),
          added("bonuses", &QuizScored::bonuses))
ICMP_FACT(AnswerModerated, false, field("element", &AnswerModerated::element),
          field("round", &AnswerModerated::round), field("answer", &AnswerModerated::answer),
          field("approved", &AnswerModerated::approved))
ICMP_FACT(PredictionPaid, false, field("element", &PredictionPaid::element),
          field("round", &PredictionPaid::round), field("voters", &PredictionPaid::voters),
          field("amounts", &PredictionPaid::amounts), added("rest", &PredictionPaid::rest))
ICMP_FACT(StakesReturned, false, field("element", &StakesReturned::element),
          field("round", &StakesReturned::round), field("voters", &StakesReturned::voters),
          field("amounts", &StakesReturned::amounts))
ICMP_FACT(AwardEarned, false, field("element", &AwardEarned::element), field("voters", &AwardEarned::voters),
          field("reward", &AwardEarned::reward))
ICMP_FACT(ReactionsCounted, false, field("element", &ReactionsCounted::element),
          field("taps", &ReactionsCounted::taps))
ICMP_FACT(LinkPressed, false, field("element", &LinkPressed::element), field("voter", &LinkPressed::voter),
          field("key", &LinkPressed::key))
ICMP_FACT(CommandTaken, false, field("key", &CommandTaken::key), field("hash", &CommandTaken::hash),
          field("actor", &CommandTaken::actor), field("facts", &CommandTaken::facts))
#undef ICMP_FACT

QJsonValue write(qint64 value)
{
    return value;
}
QJsonValue write(int value)
{
    return qint64(value);
}
QJsonValue write(const QString &value)
{
    return value;
}
QJsonValue write(bool value)
{
    return value;
}
template <class Kind>
QJsonValue write(Id<Kind> id)
{
    return id.value;
}
QJsonValue write(const Anchor &anchor)
{
    return toJson(anchor);
}
QJsonValue write(const Counts &counts);
QJsonValue write(const AnswerGiven &answer)
{
    return toJson(FactContent(answer));
}
template <class T>
QJsonValue write(const std::optional<T> &value)
{
    return value ? write(*value) : QJsonValue(QJsonValue::Null);
}
template <class T>
QJsonValue write(const QList<T> &list)
{
    QJsonArray array;
    for (const T &one : list)
        array.append(write(one));
    return array;
}

QJsonValue write(const Counts &counts)
{
    QJsonObject json{{QStringLiteral("n"), counts.answers}, {QStringLiteral("c"), write(counts.perOption)}};
    if (!counts.weights.isEmpty())
        json.insert(QStringLiteral("w"), write(counts.weights));
    if (counts.sum != 0)
        json.insert(QStringLiteral("sum"), counts.sum);
    return json;
}

tl::unexpected<Refusal> wrong()
{
    return refuse(RefusalCode::WrongType);
}

Result<void> read(const QJsonValue &json, qint64 &out)
{
    if (!json.isDouble())
        return wrong();
    out = json.toInteger();
    return {};
}

Result<void> read(const QJsonValue &json, int &out)
{
    qint64 value = 0;
    if (auto done = read(json, value); !done)
        return done;
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
        return refuse(RefusalCode::OutOfRange);
    out = int(value);
    return {};
}

Result<void> read(const QJsonValue &json, bool &out)
{
    if (!json.isBool())
        return wrong();
    out = json.toBool();
    return {};
}

Result<void> read(const QJsonValue &json, QString &out)
{
    if (!json.isString())
        return wrong();
    out = json.toString();
    return {};
}

template <class Kind>
Result<void> read(const QJsonValue &json, Id<Kind> &out)
{
    qint64 value = 0;
    if (auto done = read(json, value); !done)
        return done;
    if (!Id<Kind>{value}.isValid())
        return refuse(RefusalCode::OutOfRange);
    out = Id<Kind>{value};
    return {};
}

Result<void> read(const QJsonValue &json, Anchor &out)
{
    auto anchor = json.isObject() ? anchorFromJson(json.toObject()) : wrong();
    if (!anchor)
        return tl::unexpected(anchor.error());
    out = *anchor;
    return {};
}

template <class T>
Result<void> read(const QJsonValue &json, std::optional<T> &out)
{
    if (json.isNull() || json.isUndefined()) {
        out.reset();
        return {};
    }
    T value{};
    if (auto done = read(json, value); !done)
        return done;
    out = value;
    return {};
}

template <class T>
Result<void> read(const QJsonValue &json, QList<T> &out)
{
    if (!json.isArray())
        return wrong();
    const QJsonArray array = json.toArray();
    QList<T> list;
    list.reserve(array.size());
    for (const auto item : array) {
        T value{};
        if (auto done = read(item, value); !done)
            return done;
        list.append(value);
    }
    out = list;
    return {};
}

Result<void> read(const QJsonValue &json, Counts &out)
{
    const QJsonObject object = json.toObject();
    if (auto done = read(object.value(QLatin1String("n")), out.answers); !done)
        return done;
    if (object.contains(QLatin1String("w"))) {
        if (auto done = read(object.value(QLatin1String("w")), out.weights); !done)
            return done;
    }
    out.sum = object.value(QLatin1String("sum")).toInteger();
    return read(object.value(QLatin1String("c")), out.perOption);
}

Result<void> read(const QJsonValue &json, AnswerGiven &out)
{
    auto content = factFromJson(QStringLiteral("AnswerGiven"), json.toObject());
    if (!content)
        return tl::unexpected(content.error());
    out = std::get<AnswerGiven>(*content);
    return {};
}

template <class T>
Result<FactContent> readAs(const QJsonObject &body)
{
    T fact;
    Result<void> done;
    std::apply(
        [&](const auto &...f) {
            [[maybe_unused]] const auto one = [&](const auto &described) {
                if (!done)
                    return;
                const QJsonValue value = body.value(QLatin1String(described.key));
                if (value.isUndefined() && described.added)
                    return;
                done = read(value, fact.*described.member);
                if (!done)
                    done = tl::unexpected(
                        Refusal{done.error().code, QString::fromLatin1(described.key), done.error().detail});
            };
            (one(f), ...);
        },
        Shape<T>::fields());
    if (!done)
        return tl::unexpected(done.error());
    return FactContent(fact);
}

template <size_t... I>
Result<FactContent> readKind(const QString &kind, const QJsonObject &body, std::index_sequence<I...>)
{
    Result<FactContent> found =
        refuse(RefusalCode::WrongType, QStringLiteral("kind"), QStringLiteral("Not a kind of fact."));
    ((kind == QLatin1String(Shape<std::variant_alternative_t<I, FactContent>>::name)
          ? void(found = readAs<std::variant_alternative_t<I, FactContent>>(body))
          : void()),
     ...);
    return found;
}

constexpr const char *clockKeys[] = {"mt", "pdt", "utc"};

} // namespace

QString kindOf(const FactContent &content)
{
    return std::visit(
        [](const auto &f) { return QString::fromLatin1(Shape<std::remove_cvref_t<decltype(f)>>::name); },
        content);
}

bool isLogFact(const FactContent &content)
{
    return std::visit([](const auto &f) { return Shape<std::remove_cvref_t<decltype(f)>>::log; }, content);
}

QJsonObject toJson(const FactContent &content)
{
    QJsonObject json;
    std::visit(
        [&](const auto &fact) {
            std::apply(
                [&](const auto &...f) {
                    ((isTold(fact, f) ? void(json.insert(QLatin1String(f.key), write(fact.*f.member)))
                                      : void()),
                     ...);
                },
                Shape<std::remove_cvref_t<decltype(fact)>>::fields());
        },
        content);
    return json;
}

Result<FactContent> factFromJson(const QString &kind, const QJsonObject &body)
{
    return readKind(kind, body, std::make_index_sequence<std::variant_size_v<FactContent>>{});
}

QJsonObject toJson(const Anchor &anchor)
{
    return {{QLatin1String(clockKeys[static_cast<size_t>(anchor.clock)]), anchor.value}};
}

Result<Anchor> anchorFromJson(const QJsonObject &json)
{
    std::optional<Anchor> found;
    for (size_t i = 0; i < std::size(clockKeys); ++i) {
        const QJsonValue value = json.value(QLatin1String(clockKeys[i]));
        if (value.isUndefined())
            continue;
        if (found || !value.isDouble())
            return wrong();
        found = Anchor{static_cast<AnchorClock>(i), value.toInteger()};
    }
    if (!found)
        return wrong();
    if (found->value < 0)
        return refuse(RefusalCode::OutOfRange);
    return *found;
}

} // namespace icmp::event
