// A group of an event's facts as it was committed and signed: a Merkle tree over all of them, in the order of
// their numbers, behind a first leaf that says which batch it is. The server signs the root. Batches follow
// one another without a gap and each names the root before it, so that a fact can neither be dropped nor
// slipped in afterwards without another root, and a root once signed is in the hands of those who asked for a
// receipt.
#pragma once

#include "core/base/ports.h"
#include "core/event/fact.h"

namespace icmp::event {

inline constexpr int batchSaltBytes = 32;
inline constexpr int leafSaltBytes = 16;
inline constexpr int signatureBytes = 64;
inline constexpr int publicKeyBytes = 32;

struct Batch {
    qint64 number = 1; // in its event, from 1 without gaps
    qint64 firstSeq = 1;
    qint64 lastSeq = 1;
    qint64 atMs = 0;
    QByteArray root;      // 32 bytes
    QByteArray previous;  // root of the batch before; empty for the first
    QByteArray salt;      // 32 random bytes; known only to the server, unlike the salts made from it
    QByteArray publicKey; // of whoever signed
    QByteArray signature; // Ed25519 over the root

    qint64 size() const { return lastSeq - firstSeq + 1; }
    friend bool operator==(const Batch &, const Batch &) = default;
};

// The first leaf: event, number, first and last fact, time, root before. Each field has its length before it.
QByteArray headHash(const QString &event, const Batch &batch);
// The root over the head and the hashes of all facts.
QByteArray rootOf(const QString &event, const Batch &batch, const QList<QByteArray> &factHashes);

// One answer as it lies in the tree, and as its voter's receipt shows it. choice: "0 2". Its bytes are event,
// element, round, voter, choice ("0,2"), n, seq and salt as text, one a line; none of them can hold a line
// feed.
struct VoteLeaf {
    QString element;
    qint64 round = 1;
    QString voter;
    QString choice;
    qint64 n = 1;
    qint64 seq = 0;
    QString salt; // base64url, of this leaf alone; hides an answer from those who only hold its hash

    friend bool operator==(const VoteLeaf &, const VoteLeaf &) = default;
};

// Any other fact in the tree.
struct FactLeaf {
    qint64 seq = 0;
    qint64 atMs = 0;
    QString kind;
    QByteArray body;
    QString salt;
};

QString saltOf(const QByteArray &batchSalt, qint64 seq);
QByteArray hashOf(const QString &event, const VoteLeaf &leaf);
QByteArray hashOf(const QString &event, const FactLeaf &leaf);
// The answer in a fact, or nothing when it holds none.
std::optional<VoteLeaf> voteOf(const Fact &fact, const QByteArray &batchSalt);
QByteArray leafHashOf(const QString &event, const Fact &fact, const QByteArray &batchSalt);

// Collects the facts of one event until they are sealed as its next batch, and knows where each fact of the
// sealed ones lies. Belongs to one thread.
class BatchBook {
public:
    explicit BatchBook(QString event) : m_event(std::move(event)) {}

    // A stored batch, in order of number, before anything is added.
    void restore(const Batch &batch);
    // The next fact, numbered.
    void add(const Fact &fact, Random &random);
    bool isEmpty() const { return m_leaves.isEmpty(); }
    Batch seal(Signer &signer, qint64 nowMs);
    // "<batch>.<leaf>", the head being leaf 0, of a sealed or added fact; empty for one from before there
    // were batches.
    QString receiptOf(qint64 seq) const;

private:
    QString m_event;
    QList<qint64> m_firsts; // of batch i + 1
    QByteArray m_previous;
    qint64 m_open = 0; // first fact of the batch being collected
    QByteArray m_salt;
    QList<QByteArray> m_leaves;
};

// Where "<batch>.<leaf>" points. refuses  BadText
struct ReceiptPlace {
    qint64 batch = 1;
    qint64 leaf = 1;
};
Result<ReceiptPlace> receiptPlace(const QString &receipt);

} // namespace icmp::event
