#include "server/storage/sql_event_log.h"

#include "server/storage/ledger/ledger_table.h"

namespace icmp::storage {

using namespace event;

namespace {

template <class T>
Outcome<QList<T>> look(Database &database, const std::function<Outcome<QList<T>>(EventTable &)> &find)
{
    QList<T> found;
    const auto read = database.read([&](Connection &connection) -> Outcome<void> {
        EventTable table(connection);
        auto outcome = find(table);
        if (!outcome)
            return tl::unexpected(outcome.error());
        found = std::move(*outcome);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return found;
}

} // namespace

Outcome<QList<StoredFact>> SqlEventLog::facts(const QString &event, qint64 after, int max)
{
    return look<StoredFact>(m_database, [&](EventTable &table) { return table.facts(event, after, max); });
}

Outcome<QList<StoredAnswer>> SqlEventLog::answers(const QString &event)
{
    return look<StoredAnswer>(m_database, [&](EventTable &table) { return table.answers(event); });
}

Outcome<QList<Batch>> SqlEventLog::batches(const QString &event, qint64 after, int max)
{
    return look<Batch>(m_database, [&](EventTable &table) { return table.batches(event, after, max); });
}

Outcome<QList<TallyRow>> SqlEventLog::recount(const QString &event)
{
    return look<TallyRow>(m_database, [&](EventTable &table) { return table.recount(event); });
}

void SqlEventLog::append(QList<Addition> additions, Done<Outcome<void>> done)
{
    m_database.submit(
        [additions = std::move(additions)](Connection &connection) -> Outcome<Verdict> {
            if (const auto added = EventTable(connection).append(additions); !added)
                return tl::unexpected(added.error());
            LedgerTable ledger(connection);
            for (const Addition &addition : additions) {
                if (const auto posted = ledger.append(addition.journals); !posted)
                    return tl::unexpected(posted.error());
            }
            return Verdict::Keep;
        },
        std::move(done));
}

} // namespace icmp::storage
