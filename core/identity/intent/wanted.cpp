#include "core/identity/intent/wanted.h"

#include "core/base/hash.h"
#include "core/identity/intent/canonical_cbor.h"
#include "core/identity/intent/plain_words.h"

#include <QCborMap>
#include <array>

namespace icmp::identity {

namespace {

constexpr int formatNumber = 1;

// What an action does, with %1 for the name of its object.
struct Sentence {
    Action action;
    const char *text;
};

constexpr std::array sentences{
    Sentence{Action::AccountAdd, "Invite %1 as a new account."},
    Sentence{Action::StaffAdd, "Invite %1 as a new account of the staff."},
    Sentence{Action::AccountDisable, "Disable the account %1 and end its sessions."},
    Sentence{Action::AccountEnable, "Enable the account %1 again."},
    Sentence{Action::AccountRoles, "Change the roles of %1 and end its sessions."},
    Sentence{Action::FactorReset, "Reset the second factor of %1: it must enrol again."},
    Sentence{Action::StaffFactorReset, "Reset the second factor of %1 of the staff: it must enrol again."},
    Sentence{Action::ContentTakedown, "Take the event %1 down: nobody can watch or answer it."},
    Sentence{Action::ContentRestore, "Put the event %1 up again."},
};

QCborMap mapOf(const Fields &fields)
{
    QCborMap map;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it)
        map.insert(it.key(), it.value());
    return map;
}

std::optional<Fields> fieldsOf(const QCborValue &value)
{
    if (!value.isMap() || value.toMap().size() > wantedFieldsMax)
        return std::nullopt;
    Fields fields;
    const QCborMap map = value.toMap();
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        if (!it.key().isString() || !it.value().isString())
            return std::nullopt;
        fields.insert(it.key().toString(), it.value().toString());
    }
    return fields;
}

QString orNothing(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("nothing") : u'"' + plainWords(text) + u'"';
}

} // namespace

QByteArray bytesOf(const Wanted &wanted)
{
    const std::string_view id = rowOf(wanted.action).id;
    QCborMap map;
    map.insert(QStringLiteral("v"), formatNumber);
    map.insert(QStringLiteral("action"), QString::fromLatin1(id.data(), qsizetype(id.size())));
    map.insert(QStringLiteral("object"), wanted.object);
    map.insert(QStringLiteral("name"), wanted.name);
    map.insert(QStringLiteral("version"), wanted.version);
    map.insert(QStringLiteral("before"), mapOf(wanted.before));
    map.insert(QStringLiteral("after"), mapOf(wanted.after));
    map.insert(QStringLiteral("reason"), wanted.reason);
    return canonicalCbor(map);
}

Result<Wanted> wantedFromBytes(const QByteArray &bytes)
{
    const auto value = readCanonicalCbor(bytes);
    if (!value)
        return tl::unexpected(value.error());
    const QCborMap map = value->toMap();
    const QByteArray id = map.value(QStringLiteral("action")).toString().toLatin1();
    const auto action = actionOf(std::string_view(id.constData(), size_t(id.size())));
    const auto before = fieldsOf(map.value(QStringLiteral("before")));
    const auto after = fieldsOf(map.value(QStringLiteral("after")));
    if (!action || !before || !after)
        return refuse(RefusalCode::BadDocument);
    const Wanted wanted{*action,
                        map.value(QStringLiteral("object")).toString(),
                        map.value(QStringLiteral("name")).toString(),
                        map.value(QStringLiteral("version")).toInteger(),
                        *before,
                        *after,
                        map.value(QStringLiteral("reason")).toString()};
    // Nothing beside what is known, nothing left out, every type right: then the bytes come back.
    if (bytesOf(wanted) != bytes)
        return refuse(RefusalCode::BadDocument);
    return wanted;
}

QByteArray proposalHash(const QByteArray &bytes)
{
    return sha256("icmp-proposal-v1" + bytes);
}

Result<QStringList> summaryOf(const QByteArray &bytes)
{
    const auto wanted = wantedFromBytes(bytes);
    if (!wanted)
        return tl::unexpected(wanted.error());
    QString first;
    for (const Sentence &sentence : sentences) {
        if (sentence.action == wanted->action)
            first = QString::fromLatin1(sentence.text).replace(QLatin1String("%1"), plainWords(wanted->name));
    }
    if (first.isEmpty())
        return refuse(RefusalCode::BadDocument);
    QStringList lines{first};
    for (auto it = wanted->after.cbegin(); it != wanted->after.cend(); ++it) {
        const QString before = wanted->before.value(it.key());
        if (before == it.value())
            lines.append(QStringLiteral("%1 stays %2").arg(plainWords(it.key()), orNothing(before)));
        else
            lines.append(QStringLiteral("%1: from %2 to %3")
                             .arg(plainWords(it.key()), orNothing(before), orNothing(it.value())));
    }
    if (!wanted->object.isEmpty())
        lines.append(
            QStringLiteral("id %1, version %2").arg(plainWords(wanted->object)).arg(wanted->version));
    if (!wanted->reason.isEmpty())
        lines.append(QStringLiteral("reason: %1").arg(plainWords(wanted->reason)));
    return lines;
}

QString fieldsDigest(const Fields &fields)
{
    return fields.isEmpty() ? QString() : sha256Hex(canonicalCbor(mapOf(fields)));
}

} // namespace icmp::identity
