// Rows of fact and answer, within the caller's transaction.
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
    Outcome<void> append(const event::Addition &addition);
    // 0 without any.
    Outcome<qint64> lastSeq(const QString &event);
    Outcome<QList<event::StoredFact>> facts(const QString &event, qint64 after, int max);
    Outcome<QList<event::StoredAnswer>> answers(const QString &event);
    Outcome<QList<event::StoredAnswer>> answersOf(const QString &event, const QString &voter);
    Outcome<std::optional<event::StoredAnswer>> answerByKey(const QString &event, const QString &voter,
                                                            const QString &key);
    // Sorted by element, round, choice.
    Outcome<QList<TallyRow>> recount(const QString &event);

private:
    Outcome<void> addFact(const QString &event, const event::StoredFact &fact);
    Outcome<void> putAnswer(const QString &event, const event::StoredAnswer &answer);

    Connection &m_connection;
};

} // namespace icmp::storage
