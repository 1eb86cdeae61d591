// Where facts and answers are kept: append-only, numbered, durable before anybody hears of them.
#pragma once

#include "core/base/operation.h"
#include "core/event/batch.h"
#include "core/ledger/journal.h"

#include <QByteArray>

namespace icmp::event {

// A fact as it lies in storage; body is compact JSON.
struct StoredFact {
    qint64 seq = 0;
    qint64 atMs = 0;
    QString kind;
    QByteArray body;
};

// The newest answer of one voter to one element in one round. choice: "0 2", ascending indexes. What else was
// sent with it is in its fact.
struct StoredAnswer {
    QString element;
    qint64 round = 1;
    QString voter;
    qint64 n = 1;
    QString choice;
    qint64 seq = 0; // of the fact it came with
};

// What one event adds. Facts follow the last stored one without a gap.
struct Addition {
    QString event;
    QList<StoredFact> facts;
    QList<StoredAnswer> answers;     // inserted, or replacing the voter's row of that round
    QList<ledger::Journal> journals; // what these facts move, in their order
    std::optional<Batch> batch = {}; // of these facts
};

inline constexpr int factsPerReadMax = 10'000;
inline constexpr int batchesPerReadMax = 10'000;

// Thread-safe. Reads block; `done` is called on the store's thread.
class EventLog {
public:
    virtual ~EventLog() = default;

    // Facts with a number above `after`, ascending, at most `max`.
    virtual Outcome<QList<StoredFact>> facts(const QString &event, qint64 after,
                                             int max = factsPerReadMax) = 0;
    virtual Outcome<QList<StoredAnswer>> answers(const QString &event) = 0;
    // Batches with a number above `after`, ascending, at most `max`.
    virtual Outcome<QList<Batch>> batches(const QString &event, qint64 after,
                                          int max = batchesPerReadMax) = 0;
    // All additions in one transaction, or none.
    // fails  also when a number is taken already: another owner wrote meanwhile
    virtual void append(QList<Addition> additions, Done<Outcome<void>> done) = 0;
};

StoredFact stored(const Fact &fact);
// refuses  as factFromJson, BadDocument
Result<Fact> restored(const StoredFact &fact);
QString choiceText(const QList<int> &choice);

} // namespace icmp::event
