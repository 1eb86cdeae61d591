// The balances that a sequence of journals leaves behind. A value: what is posted is checked first, so that a
// refused journal changes nothing.
#pragma once

#include "core/ledger/journal.h"

#include <QHash>

namespace icmp::ledger {

// Whether an account may give more than it has. Sources of points and clearing accounts may; people may not.
enum class Overdraft { Forbidden, Allowed };

struct AccountInUnit {
    QString account;
    QString unit;

    friend bool operator==(const AccountInUnit &, const AccountInUnit &) = default;
};

inline size_t qHash(const AccountInUnit &key, size_t seed = 0)
{
    return qHashMulti(seed, key.account, key.unit);
}

class Book {
public:
    // Which accounts may go below zero, by name; every other one may not.
    using Rule = Overdraft (*)(const QString &account);

    explicit Book(Rule rule) : m_rule(rule) {}

    // refuses  as check(), then KeyReused (the id was posted with other content), OutOfRange (a balance
    // beyond
    //          int64), InsufficientFunds (place: the account that would give more than it has)
    // returns  whether anything moved; false: the same journal had been posted before
    Result<bool> post(const Journal &journal);

    qint64 balance(const QString &account, const QString &unit) const;
    // Over all accounts; zero after every journal.
    qint64 total(const QString &unit) const;
    qsizetype journals() const { return m_posted.size(); }
    const QHash<AccountInUnit, qint64> &balances() const { return m_balances; }

private:
    Rule m_rule;
    QHash<AccountInUnit, qint64> m_balances; // accounts at zero are left out
    QHash<QString, QByteArray> m_posted;     // id → SHA-256 of the content
};

} // namespace icmp::ledger
