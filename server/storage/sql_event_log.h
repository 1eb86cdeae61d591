// The event log on the installation's database.
#pragma once

#include "server/storage/database.h"
#include "server/storage/event_table.h"

namespace icmp::storage {

class SqlEventLog : public event::EventLog {
public:
    // The database outlives the log.
    explicit SqlEventLog(Database &database) : m_database(database) {}

    Outcome<QList<event::StoredFact>> facts(const QString &event, qint64 after, int max) override;
    Outcome<QList<event::StoredAnswer>> answers(const QString &event) override;
    Outcome<QList<event::Batch>> batches(const QString &event, qint64 after, int max) override;
    void append(QList<event::Addition> additions, Done<Outcome<void>> done) override;
    // For audits: the rows counted by the database itself.
    Outcome<QList<TallyRow>> recount(const QString &event);

private:
    Database &m_database;
};

} // namespace icmp::storage
