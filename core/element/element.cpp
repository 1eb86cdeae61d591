#include "core/element/element.h"

#include "core/element/field_codec.h"

#include <QCoreApplication>
#include <type_traits>

namespace icmp::element {

// Enumerations of the common fields: key and label of each value, in the order of the enum.
template <>
struct Rows<Placement> {
    static constexpr ChoiceRow rows[] = {{"overlay", QT_TRANSLATE_NOOP("Element", "Overlay")},
                                         {"side", QT_TRANSLATE_NOOP("Element", "Side")},
                                         {"below", QT_TRANSLATE_NOOP("Element", "Below")}};
};
template <>
struct Rows<Trigger> {
    static constexpr ChoiceRow rows[] = {{"time", QT_TRANSLATE_NOOP("Element", "By time")},
                                         {"live", QT_TRANSLATE_NOOP("Element", "By the producer")}};
};
template <>
struct Rows<LatePolicy> {
    static constexpr ChoiceRow rows[] = {{"show", QT_TRANSLATE_NOOP("Element", "Show")},
                                         {"late-style", QT_TRANSLATE_NOOP("Element", "Show as late")},
                                         {"skip", QT_TRANSLATE_NOOP("Element", "Leave out")}};
};
template <>
struct Rows<Timeshift> {
    static constexpr ChoiceRow rows[] = {{"replay", QT_TRANSLATE_NOOP("Element", "Replay")},
                                         {"separate-tally", QT_TRANSLATE_NOOP("Element", "Count apart")},
                                         {"refuse", QT_TRANSLATE_NOOP("Element", "Refuse")}};
};
template <>
struct Rows<ResultsVisibility> {
    static constexpr ChoiceRow rows[] = {
        {"always", QT_TRANSLATE_NOOP("Element", "Always")},
        {"after_answer", QT_TRANSLATE_NOOP("Element", "After the answer")},
        {"after_close", QT_TRANSLATE_NOOP("Element", "After closing")},
        {"producer_only", QT_TRANSLATE_NOOP("Element", "Only to the producer")}};
};
template <>
struct Rows<Voters> {
    static constexpr ChoiceRow rows[] = {{"device", QT_TRANSLATE_NOOP("Element", "A device")},
                                         {"site", QT_TRANSLATE_NOOP("Element", "A member of the site")},
                                         {"list", QT_TRANSLATE_NOOP("Element", "An invited person")}};
};

namespace {

template <class Enum>
requires std::is_enum_v<Enum> QJsonValue encode(Enum value)
{
    const std::string_view key = Rows<Enum>::rows[static_cast<size_t>(value)].key;
    return QString::fromLatin1(key.data(), qsizetype(key.size()));
}

template <class Enum>
requires std::is_enum_v<Enum> Result<void> decode(const QJsonValue &json, const Bounds &, Enum &out)
{
    size_t index = 0;
    for (const ChoiceRow &row : Rows<Enum>::rows) {
        if (json.isString() && json.toString() == QLatin1String(row.key.data(), qsizetype(row.key.size()))) {
            out = static_cast<Enum>(index);
            return {};
        }
        ++index;
    }
    return refuse(RefusalCode::WrongType, {}, QStringLiteral("Not one of the choices."));
}

using element::decode;
using element::encode;

constexpr auto commonProperties()
{
    return std::tuple{
        property("title", QT_TRANSLATE_NOOP("Element", "Name in the timeline"), &Element::title,
                 Bounds{0, limits::nameLengthMax}),
        property("spoken", QT_TRANSLATE_NOOP("Element", "Spoken text"), &Element::spoken, longText()),
        property("placement", QT_TRANSLATE_NOOP("Element", "Placement"), &Element::placement),
        property("trigger", QT_TRANSLATE_NOOP("Element", "Opens"), &Element::trigger),
        property("priority", QT_TRANSLATE_NOOP("Element", "Priority"), &Element::priority,
                 Bounds{}.range(0, 9)),
        property("late", QT_TRANSLATE_NOOP("Element", "When missed"), &Element::late),
        property("timeshift", QT_TRANSLATE_NOOP("Element", "On rewind"), &Element::timeshift),
        property("results", QT_TRANSLATE_NOOP("Element", "Show results"), &Element::results),
        property("voters", QT_TRANSLATE_NOOP("Element", "One voter is"), &Element::voters)};
}

template <class Value>
FieldKind kindOf()
{
    if constexpr (std::is_same_v<Value, QString>)
        return FieldKind::Text;
    else if constexpr (std::is_same_v<Value, qint64>)
        return FieldKind::Integer;
    else if constexpr (std::is_same_v<Value, bool>)
        return FieldKind::Switch;
    else if constexpr (std::is_same_v<Value, QList<Option>>)
        return FieldKind::Options;
    else if constexpr (std::is_same_v<Value, RightOptions>)
        return FieldKind::RightOptions;
    else if constexpr (std::is_same_v<Value, Link>)
        return FieldKind::Link;
    else if constexpr (std::is_same_v<Value, ImageRef>)
        return FieldKind::Image;
    else if constexpr (std::is_same_v<Value, Money>)
        return FieldKind::Price;
    else
        return FieldKind::Choice;
}

QString keyText(std::string_view key)
{
    return QString::fromLatin1(key.data(), qsizetype(key.size()));
}

template <class Owner, class Value>
Field fieldOf(const Property<Owner, Value> &p, bool common)
{
    Field field{keyText(p.key), p.label, kindOf<Value>(), p.bounds, {}, common};
    if constexpr (std::is_enum_v<Value>) {
        for (const ChoiceRow &row : Rows<Value>::rows)
            field.choices.append(row);
    }
    return field;
}

// Calls visit(property, owner, common) for each property of the element; `E` is Element or const Element.
template <class E, class Visitor>
void forEachProperty(E &element, Visitor visit)
{
    std::visit(
        [&](auto &content) {
            using Type = std::remove_cvref_t<decltype(content)>;
            std::apply([&](const auto &...p) { (visit(p, content, false), ...); }, Type::properties());
        },
        element.content);
    std::apply([&](const auto &...p) { (visit(p, element, true), ...); }, commonProperties());
}

template <size_t... I>
QList<TypeRow> typeRows(std::index_sequence<I...>)
{
    return {TypeRow{
        keyText(std::variant_alternative_t<I, Content>::key), std::variant_alternative_t<I, Content>::label,
        std::variant_alternative_t<I, Content>::summary,
        QString::fromLatin1(std::variant_alternative_t<I, Content>::hue),
        std::variant_alternative_t<I, Content>::answerable, std::variant_alternative_t<I, Content>::card}...};
}

template <size_t... I>
std::optional<Content> contentOf(const QString &key, std::index_sequence<I...>)
{
    std::optional<Content> made;
    ((keyText(std::variant_alternative_t<I, Content>::key) == key
          ? void(made = Content(std::variant_alternative_t<I, Content>{}))
          : void()),
     ...);
    return made;
}

constexpr auto allTypes = std::make_index_sequence<std::variant_size_v<Content>>{};

QJsonObject translationsJson(const Translations &texts)
{
    QJsonObject languages;
    for (auto it = texts.begin(); it != texts.end(); ++it) {
        QJsonObject fieldTexts;
        for (auto text = it->begin(); text != it->end(); ++text)
            fieldTexts.insert(text.key(), text.value());
        languages.insert(it.key(), fieldTexts);
    }
    return languages;
}

// Which fields go into a JSON form: all, or one side of the split.
QJsonObject jsonOf(const Element &element, std::optional<Visibility> only)
{
    QJsonObject json;
    forEachProperty(element, [&](const auto &p, const auto &owner, bool) {
        if (!only || p.bounds.visibility == *only)
            json.insert(keyText(p.key), encode(owner.*p.member));
    });
    return json;
}

} // namespace

const QList<TypeRow> &types()
{
    static const QList<TypeRow> rows = typeRows(allTypes);
    return rows;
}

const TypeRow &typeOf(const Element &element)
{
    return types().at(qsizetype(element.content.index()));
}

QString hueOf(const QString &typeKey)
{
    for (const TypeRow &row : types()) {
        if (row.key == typeKey)
            return row.hue;
    }
    return QStringLiteral("overlay");
}

Result<Element> make(const QString &typeKey)
{
    auto content = contentOf(typeKey, allTypes);
    if (!content)
        return refuse(RefusalCode::WrongType, QStringLiteral("type"),
                      QStringLiteral("\"%1\" is no element type.").arg(typeKey.left(64)));
    Element element{*content};
    const bool live = std::visit(
        [](const auto &c) {
            return requires
            {
                c.liveAtFirst;
            };
        },
        element.content);
    if (live)
        element.trigger = Trigger::Live;
    return element;
}

QList<Field> fields(const Element &element)
{
    QList<Field> list;
    forEachProperty(element,
                    [&](const auto &p, const auto &, bool common) { list.append(fieldOf(p, common)); });
    return list;
}

QJsonValue fieldValue(const Element &element, const QString &key)
{
    QJsonValue value(QJsonValue::Null);
    forEachProperty(element, [&](const auto &p, const auto &owner, bool) {
        if (keyText(p.key) == key)
            value = encode(owner.*p.member);
    });
    return value;
}

Result<Element> withField(const Element &element, const QString &key, const QJsonValue &value)
{
    Element changed = element;
    Result<void> done = refuse(RefusalCode::UnknownId, key, QStringLiteral("There is no such field."));
    forEachProperty(changed, [&](const auto &p, auto &owner, bool) {
        if (keyText(p.key) == key)
            done = decode(value, p.bounds, owner.*p.member);
    });
    if (!done) {
        Refusal refusal = done.error();
        refusal.place = key;
        return tl::unexpected(refusal);
    }
    return changed;
}

Result<Element> withText(const Element &element, const QString &key, const QString &language,
                         const QString &text)
{
    const QString base = key.section(u'.', 0, 0);
    const QList<Field> all = fields(element);
    const auto field = std::find_if(all.begin(), all.end(), [&](const Field &f) { return f.key == base; });
    if (field == all.end())
        return refuse(RefusalCode::UnknownId, key);
    if (!field->bounds.translatable)
        return refuse(RefusalCode::WrongType, key,
                      QStringLiteral("This field has one text for all languages."));
    const Bounds bounds = field->kind == FieldKind::Options ? Bounds{0, 200} : field->bounds;
    const auto checked = checkedText(text, bounds);
    if (!checked)
        return tl::unexpected(Refusal{checked.error().code, key, checked.error().detail});
    Element changed = element;
    if (checked->isEmpty()) {
        changed.texts[language].remove(key);
        if (changed.texts.value(language).isEmpty())
            changed.texts.remove(language);
    } else {
        changed.texts[language].insert(key, *checked);
    }
    return changed;
}

QJsonObject toJson(const Element &element)
{
    QJsonObject json = element.unknown;
    const QJsonObject known = jsonOf(element, std::nullopt);
    for (auto it = known.begin(); it != known.end(); ++it)
        json.insert(it.key(), it.value());
    json.insert(QStringLiteral("type"), typeOf(element).key);
    if (!element.texts.isEmpty())
        json.insert(QStringLiteral("texts"), translationsJson(element.texts));
    return json;
}

Result<Element> fromJson(const QJsonObject &json)
{
    auto made = make(json.value(QLatin1String("type")).toString());
    if (!made)
        return made;
    Element element = *made;
    Result<void> done;
    QStringList known{QStringLiteral("type"), QStringLiteral("texts"), QStringLiteral("picks")};
    forEachProperty(element, [&](const auto &p, auto &owner, bool) {
        const QString key = keyText(p.key);
        known.append(key);
        if (!done || !json.contains(key))
            return;
        done = decode(json.value(key), p.bounds, owner.*p.member);
        if (!done)
            done = tl::unexpected(Refusal{done.error().code, key, done.error().detail});
    });
    if (!done)
        return tl::unexpected(done.error());
    const QJsonObject texts = json.value(QLatin1String("texts")).toObject();
    for (auto language = texts.begin(); language != texts.end(); ++language) {
        const QJsonObject byField = language.value().toObject();
        for (auto text = byField.begin(); text != byField.end(); ++text) {
            auto with = withText(element, text.key(), language.key(), text.value().toString());
            if (!with)
                return with;
            element = *with;
        }
    }
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!known.contains(it.key()))
            element.unknown.insert(it.key(), it.value());
    }
    return element;
}

QJsonObject publicJson(const Element &element)
{
    QJsonObject json = jsonOf(element, Visibility::Public);
    json.insert(QStringLiteral("type"), typeOf(element).key);
    const QJsonObject secrets = privateJson(element);
    Translations shown;
    for (auto language = element.texts.begin(); language != element.texts.end(); ++language) {
        for (auto text = language->begin(); text != language->end(); ++text) {
            if (!secrets.contains(text.key().section(u'.', 0, 0)))
                shown[language.key()].insert(text.key(), text.value());
        }
    }
    if (!shown.isEmpty())
        json.insert(QStringLiteral("texts"), translationsJson(shown));
    // What is right is a secret; how many are to be picked is not: only then can a viewer answer.
    if (const auto rules = answerRules(element); rules && rules->right.size() > 1)
        json.insert(QStringLiteral("picks"), rules->picksMax);
    return json;
}

QJsonObject privateJson(const Element &element)
{
    return jsonOf(element, Visibility::Private);
}

std::optional<AnswerRules> answerRules(const Element &element)
{
    return std::visit(
        [](const auto &content) -> std::optional<AnswerRules> {
            if constexpr (requires { content.answerRules(); })
                return content.answerRules();
            else
                return std::nullopt;
        },
        element.content);
}

QList<Option> reactionRules(const Element &element)
{
    return std::visit(
        [](const auto &content) -> QList<Option> {
            if constexpr (requires { content.reactionRules(); })
                return content.reactionRules();
            else
                return {};
        },
        element.content);
}

std::optional<AwardRules> awardRules(const Element &element)
{
    return std::visit(
        [](const auto &content) -> std::optional<AwardRules> {
            if constexpr (requires { content.awardRules(); })
                return content.awardRules();
            else
                return std::nullopt;
        },
        element.content);
}

std::optional<qint64> stockRules(const Element &element)
{
    return std::visit(
        [](const auto &content) -> std::optional<qint64> {
            if constexpr (requires { content.stockRules(); })
                return content.stockRules();
            else
                return std::nullopt;
        },
        element.content);
}

std::optional<qint64> boardRules(const Element &element)
{
    return std::visit(
        [](const auto &content) -> std::optional<qint64> {
            if constexpr (requires { content.boardRules(); })
                return content.boardRules();
            else
                return std::nullopt;
        },
        element.content);
}

QList<Finding> findings(const Element &element)
{
    QList<Finding> found;
    if (const auto rules = answerRules(element)) {
        if (fieldValue(element, QStringLiteral("question")).toString().trimmed().isEmpty())
            found.append({QStringLiteral("text-missing"), Severity::Error, QStringLiteral("question"),
                          QStringLiteral("There is no question.")});
        QStringList seen;
        for (const Option &option : rules->options) {
            const QString text = option.text.trimmed();
            if (text.isEmpty())
                found.append({QStringLiteral("text-missing"), Severity::Error, QStringLiteral("options"),
                              QStringLiteral("An option has no text.")});
            else if (seen.contains(text))
                found.append({QStringLiteral("options-duplicate"), Severity::Error, QStringLiteral("options"),
                              QStringLiteral("Two options are equal: \"%1\".").arg(text)});
            seen.append(text);
        }
    }
    std::visit(
        [&](const auto &content) {
            if constexpr (requires { content.findings(); })
                found += content.findings();
        },
        element.content);
    return found;
}

QString displayTitle(const Element &element)
{
    if (!element.title.isEmpty())
        return element.title;
    for (const char *key : {"question", "heading", "name", "text", "label", "alternative"}) {
        const QString text = fieldValue(element, QString::fromLatin1(key)).toString().simplified();
        if (!text.isEmpty())
            return text;
    }
    return QCoreApplication::translate("Element", typeOf(element).label);
}

} // namespace icmp::element
