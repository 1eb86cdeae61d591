#include "core/ledger/book.h"

#include "core/base/hash.h"

namespace icmp::ledger {

Result<bool> Book::post(const Journal &journal)
{
    if (const auto fine = check(journal); !fine)
        return tl::unexpected(fine.error());
    const QByteArray content = sha256(canonicalBytes(journal));
    if (const auto known = m_posted.constFind(journal.id); known != m_posted.constEnd()) {
        if (*known != content)
            return refuse(RefusalCode::KeyReused, journal.id);
        return false;
    }
    QList<qint64> after;
    after.reserve(journal.legs.size());
    for (const Leg &leg : journal.legs) {
        qint64 sum = 0;
        if (__builtin_add_overflow(balance(leg.account, journal.unit), leg.amount, &sum))
            return refuse(RefusalCode::OutOfRange, leg.account);
        if (sum < 0 && leg.amount < 0 && m_rule(leg.account) == Overdraft::Forbidden)
            return refuse(RefusalCode::InsufficientFunds, leg.account);
        after.append(sum);
    }
    for (qsizetype i = 0; i < journal.legs.size(); ++i) {
        const AccountInUnit key{journal.legs.at(i).account, journal.unit};
        if (after.at(i) == 0)
            m_balances.remove(key);
        else
            m_balances.insert(key, after.at(i));
    }
    m_posted.insert(journal.id, content);
    return true;
}

qint64 Book::balance(const QString &account, const QString &unit) const
{
    return m_balances.value({account, unit}, 0);
}

qint64 Book::total(const QString &unit) const
{
    quint64 sum = 0; // wraps on the way over many accounts, and comes back
    for (auto it = m_balances.begin(); it != m_balances.end(); ++it) {
        if (it.key().unit == unit)
            sum += quint64(it.value());
    }
    return qint64(sum);
}

} // namespace icmp::ledger
