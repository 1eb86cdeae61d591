#include "core/ledger/journal.h"

#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <algorithm>

namespace icmp::ledger {

bool isName(const QString &text, int max)
{
    return !text.isEmpty() && text.size() <= max && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
               c == u'-' || c == u'_' || c == u'.' || c == u':' || c == u'/';
    });
}

Result<void> check(const Journal &journal)
{
    if (!isName(journal.id, journalIdMax))
        return refuse(RefusalCode::BadText, QStringLiteral("id"));
    if (!isName(journal.kind, kindTextMax))
        return refuse(RefusalCode::BadText, QStringLiteral("kind"));
    if (journal.unit.size() != 3 || !isName(journal.unit, 3))
        return refuse(RefusalCode::BadText, QStringLiteral("unit"));
    for (const Leg &leg : journal.legs) {
        if (!isName(leg.account, accountTextMax))
            return refuse(RefusalCode::BadText, leg.account.left(accountTextMax));
    }
    if (journal.legs.size() < 2)
        return refuse(RefusalCode::TooFew, journal.id);
    if (journal.legs.size() > legsMax)
        return refuse(RefusalCode::TooMany, journal.id);
    qint64 sum = 0;
    for (const Leg &leg : journal.legs) {
        if (leg.amount == 0 || __builtin_add_overflow(sum, leg.amount, &sum))
            return refuse(RefusalCode::OutOfRange, leg.account);
    }
    QSet<QString> named;
    for (const Leg &leg : journal.legs) {
        if (named.contains(leg.account))
            return refuse(RefusalCode::NameTaken, leg.account);
        named.insert(leg.account);
    }
    if (sum != 0)
        return refuse(RefusalCode::Unbalanced, journal.id);
    return {};
}

QByteArray canonicalBytes(const Journal &journal)
{
    QJsonArray legs;
    for (const Leg &leg : journal.legs)
        legs.append(QJsonArray{leg.account, leg.amount});
    return compactJson(QJsonObject{{QStringLiteral("id"), journal.id},
                                   {QStringLiteral("kind"), journal.kind},
                                   {QStringLiteral("unit"), journal.unit},
                                   {QStringLiteral("at"), journal.atMs},
                                   {QStringLiteral("legs"), legs}});
}

} // namespace icmp::ledger
