#include "server/storage/ledger/ledger_table.h"

#include "core/base/hash.h"

namespace icmp::storage {

namespace {

constexpr int journalsPerReadMax = 1'000;

StoredJournal readJournal(const Cursor &cursor)
{
    return {{cursor.text(1), cursor.text(2), cursor.text(3), cursor.number(4), {}},
            cursor.number(0),
            cursor.bytes(5)};
}

} // namespace

Outcome<void> LedgerTable::add(const StoredJournal &stored)
{
    const ledger::Journal &journal = stored.journal;
    const auto added = m_connection.run("journal_add", {{":number", stored.number},
                                                        {":id", journal.id},
                                                        {":kind", journal.kind},
                                                        {":unit", journal.unit},
                                                        {":at", journal.atMs},
                                                        {":hash", stored.hash}});
    if (!added)
        return tl::unexpected(added.error());
    for (qsizetype i = 0; i < journal.legs.size(); ++i) {
        const auto leg = m_connection.run("posting_add", {{":journal", stored.number},
                                                          {":leg", qint64(i)},
                                                          {":account", journal.legs.at(i).account},
                                                          {":amount", journal.legs.at(i).amount}});
        if (!leg)
            return tl::unexpected(leg.error());
    }
    return {};
}

Outcome<void> LedgerTable::append(const QList<ledger::Journal> &journals)
{
    if (journals.isEmpty())
        return {};
    QByteArray before;
    qint64 last = 0;
    const auto read = m_connection.each("journal_last", {}, [&](const Cursor &cursor) {
        last = cursor.number(0);
        before = cursor.bytes(1);
    });
    if (!read)
        return read;
    for (const ledger::Journal &journal : journals) {
        if (const auto fine = ledger::check(journal); !fine)
            return fail(
                QStringLiteral("Journal %1 cannot be kept: %2").arg(journal.id, describe(fine.error())));
        before = sha256(before + ledger::canonicalBytes(journal));
        if (const auto added = add({journal, ++last, before}); !added)
            return added;
    }
    return {};
}

Outcome<void> LedgerTable::readLegs(ledger::Journal &journal, qint64 number)
{
    return m_connection.each("posting_of_journal", {{":journal", number}}, [&](const Cursor &cursor) {
        journal.legs.append({cursor.text(0), cursor.number(1)});
    });
}

Outcome<QList<StoredJournal>> LedgerTable::journals(qint64 after, int max)
{
    auto found = m_connection.list("journal_since", {{":number", after}, {":most", max}}, readJournal);
    if (!found)
        return found;
    for (StoredJournal &stored : *found) {
        if (const auto read = readLegs(stored.journal, stored.number); !read)
            return tl::unexpected(read.error());
    }
    return found;
}

Outcome<qint64> LedgerTable::balance(const QString &account, const QString &unit)
{
    return m_connection.count("posting_balance", {{":account", account}, {":unit", unit}});
}

Outcome<std::optional<qint64>> LedgerTable::firstBroken()
{
    QByteArray before;
    qint64 last = 0;
    while (true) {
        const auto some = journals(last, journalsPerReadMax);
        if (!some)
            return tl::unexpected(some.error());
        for (const StoredJournal &stored : *some) {
            before = sha256(before + ledger::canonicalBytes(stored.journal));
            if (stored.number != last + 1 || stored.hash != before || !ledger::check(stored.journal))
                return std::optional(last + 1);
            last = stored.number;
        }
        if (some->size() < journalsPerReadMax)
            return std::optional<qint64>();
    }
}

} // namespace icmp::storage
