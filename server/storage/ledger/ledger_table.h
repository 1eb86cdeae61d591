// Rows of journal and posting, within the caller's transaction. Nothing here changes or deletes one.
#pragma once

#include "core/ledger/journal.h"
#include "server/storage/connection.h"

namespace icmp::storage {

struct StoredJournal {
    ledger::Journal journal;
    qint64 number = 0;    // from 1, without a gap
    QByteArray hash = {}; // SHA-256(hash before ‖ canonical bytes)
};

class LedgerTable {
public:
    explicit LedgerTable(Connection &connection) : m_connection(connection) {}

    // In their order, each with the next number and the chain's next hash.
    // fails  when one does not balance or its id was posted before: its cause is told once, so twice is a
    // fault
    Outcome<void> append(const QList<ledger::Journal> &journals);
    // Journals with a number above `after`, ascending, at most `max`.
    Outcome<QList<StoredJournal>> journals(qint64 after, int max);
    Outcome<qint64> balance(const QString &account, const QString &unit);
    // The number of the first journal that does not fit the chain or does not balance; nothing when all fit.
    Outcome<std::optional<qint64>> firstBroken();

private:
    Outcome<void> add(const StoredJournal &stored);
    Outcome<void> readLegs(ledger::Journal &journal, qint64 number);

    Connection &m_connection;
};

} // namespace icmp::storage
