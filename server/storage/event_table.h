// Rows of fact, vote and vote_batch, within the caller's transaction.
#pragma once

#include "core/event/event_log.h"
#include "server/storage/connection.h"

namespace icmp::storage {

// Answers with one choice, as the rows themselves count them.
struct TallyRow {
    QString element;
    qint64 round = 1;
    QString choice;
    qint64 answers = 0;
};

class EventTable {
public:
    explicit EventTable(Connection &connection) : m_connection(connection) {}

    // fails  when the first number does not follow the last stored one, or an answer is not newer than the
    // stored one
    Outcome<void> append(const QList<event::Addition> &additions);
    // 0 without any.
    Outcome<qint64> lastSeq(const QString &event);
    Outcome<QList<event::StoredFact>> facts(const QString &event, qint64 after, int max);
    Outcome<QList<event::StoredAnswer>> answers(const QString &event);
    Outcome<QList<event::StoredAnswer>> answersOf(const QString &event, const QString &voter);
    Outcome<QList<event::Batch>> batches(const QString &event, qint64 after, int max);
    // Sorted by element, round, choice.
    Outcome<QList<TallyRow>> recount(const QString &event);

private:
    Outcome<void> checkFollows(const event::Addition &addition);
    Outcome<void> addFacts(const QList<event::Addition> &additions);
    Outcome<void> putAnswers(const QList<event::Addition> &additions);
    Outcome<void> addBatches(const QList<event::Addition> &additions);
    // The number of one question in one round, made when it is new.
    Outcome<qint64> ballotOf(const QString &event, const QString &element, qint64 round);

    Connection &m_connection;
};

} // namespace icmp::storage
