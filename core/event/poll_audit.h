// The counts of one question as a file that anybody can recount offline: every signed batch of the event from
// the first answer to the newest, this question's answers in full, everything else by its hash.
//
// The file is canonical JSON, {"format","event","element","publicKey","rounds","batches","signature"}; the
// signature is the server's over the SHA-256 of the rest, so that no byte of it can change unnoticed.
#pragma once

#include "core/event/receipt.h"

#include <QHash>
#include <QJsonArray>
#include <QMap>

namespace icmp::event {

struct RoundCount {
    qint64 voters = 0;
    QMap<QString, qint64> tally;     // voters by choice, "0 2"
    std::optional<qint64> told = {}; // how many answers the server told when it finished the round

    friend bool operator==(const RoundCount &, const RoundCount &) = default;
};

// Counts the newest answer of each voter.
class Recount {
public:
    void add(const VoteLeaf &leaf);
    void addTold(qint64 round, qint64 answers) { m_rounds[round].told = answers; }
    QMap<qint64, RoundCount> rounds() const { return m_rounds; }

private:
    QMap<qint64, RoundCount> m_rounds;
    QHash<std::pair<qint64, QString>, QString> m_choices; // by round and voter
};

// Collects the file: add the batches in their order, then finish.
class PollExport {
public:
    PollExport(QString event, ClipId element) : m_event(std::move(event)), m_element(element) {}
    // facts: all of the batch. refuses  BadHash (they are not those that were signed)
    Result<void> add(const Batch &batch, const QList<Fact> &facts);
    QByteArray finish(Signer &signer) const;

private:
    QJsonValue leafJson(const Fact &fact, const QByteArray &batchSalt);

    QString m_event;
    ClipId m_element;
    QJsonArray m_batches;
    Recount m_recount;
};

struct PollReport {
    QString event;
    QString element;
    QByteArray publicKey;
    QMap<qint64, RoundCount> rounds;
    qint64 batches = 0;
    qint64 answers = 0;             // with those that were changed later
    QMap<qint64, QByteArray> roots; // by first fact of the batch
    QHash<qint64, VoteLeaf> leaves; // of this question, by number of fact
};

// Recomputes every root and every count. An empty publicKey takes the file's own.
// refuses  BadDocument (not the canonical form of such a file), WrongType, BadHash (a signature, a root or
// the
//          chain of batches is wrong), OutOfRange (facts are missing), Conflict (the counts are not the
//          answers')
Result<PollReport> checkPoll(const QByteArray &file, const QByteArray &publicKey,
                             const SignatureCheck &isSignature);
// Whether the export counts the answer of this receipt, which was checked before.
// refuses  NotAllowedHere (of another question), Missing (the answer was dropped, or its batch signed twice)
Result<void> holds(const PollReport &report, const Receipt &receipt);

} // namespace icmp::event
