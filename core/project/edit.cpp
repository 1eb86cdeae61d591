#include "core/project/edit.h"

#include "core/base/hash.h"
#include "core/project/value_json.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace icmp::project {

// Not in an unnamed namespace: there they would hide the overloads of value_json.h.
static QJsonValue write(const std::vector<Edit> &edits)
{
    QJsonArray array;
    for (const Edit &edit : edits)
        array.append(toJson(edit));
    return array;
}

static Result<void> read(const QJsonValue &json, std::vector<Edit> &out)
{
    if (!json.isArray())
        return refuse(RefusalCode::WrongType, {}, QStringLiteral("A list of edits is expected."));
    const QJsonArray array = json.toArray();
    if (array.size() > editsInManyMax)
        return refuse(RefusalCode::TooMany, {},
                      QStringLiteral("At most %1 edits in one.").arg(editsInManyMax));
    std::vector<Edit> edits;
    for (const auto item : array) {
        auto edit = editFromJson(item.toObject());
        if (!edit)
            return tl::unexpected(edit.error());
        if (std::holds_alternative<Many>(edit->content))
            return refuse(RefusalCode::NotAllowedHere, {}, QStringLiteral("A compound edit holds no other."));
        edits.push_back(std::move(*edit));
    }
    out = std::move(edits);
    return {};
}

namespace {

QString text(std::string_view key)
{
    return QString::fromLatin1(key.data(), qsizetype(key.size()));
}

template <class Type>
Result<Edit> readAs(const QJsonObject &json)
{
    Type edit;
    Result<void> done;
    const auto readField = [&](const auto &field) {
        const QString key = text(field.key);
        if (!done || !json.contains(key))
            return;
        done = read(json.value(key), edit.*field.member);
        if (!done)
            done = tl::unexpected(
                Refusal{done.error().code,
                        key + (done.error().place.isEmpty() ? QString() : u'.' + done.error().place),
                        done.error().detail});
    };
    std::apply([&](const auto &...field) { (readField(field), ...); }, Type::fields());
    if (!done)
        return tl::unexpected(done.error());
    return Edit{std::move(edit)};
}

template <size_t... I>
Result<Edit> readKind(const QString &kind, const QJsonObject &json, std::index_sequence<I...>)
{
    Result<Edit> edit = refuse(RefusalCode::WrongType, QStringLiteral("kind"),
                               QStringLiteral("\"%1\" is no kind of edit.").arg(kind.left(64)));
    ((text(std::variant_alternative_t<I, EditContent>::key) == kind
          ? void(edit = readAs<std::variant_alternative_t<I, EditContent>>(json))
          : void()),
     ...);
    return edit;
}

} // namespace

QJsonObject toJson(const Edit &edit)
{
    QJsonObject json;
    std::visit(
        [&](const auto &content) {
            using Type = std::remove_cvref_t<decltype(content)>;
            json.insert(QStringLiteral("kind"), text(Type::key));
            std::apply(
                [&](const auto &...field) {
                    (json.insert(text(field.key), write(content.*field.member)), ...);
                },
                Type::fields());
        },
        edit.content);
    return json;
}

Result<Edit> editFromJson(const QJsonObject &json)
{
    return readKind(json.value(QLatin1String("kind")).toString(), json,
                    std::make_index_sequence<std::variant_size_v<EditContent>>{});
}

QString labelOf(const Edit &edit)
{
    if (const Many *many = std::get_if<Many>(&edit.content); many && !many->name.isEmpty())
        return many->name;
    return std::visit([](const auto &content) { return QCoreApplication::translate("Edit", content.label); },
                      edit.content);
}

} // namespace icmp::project
