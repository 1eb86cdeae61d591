// What a voter holds against the server: the own answer, its way to the root of its batch, and the signature
// over that root. It proves with the public key alone that the answer was counted, also to a server that
// dropped it later.
#pragma once

#include "core/base/merkle.h"
#include "core/event/batch.h"

#include <QHash>
#include <QJsonObject>

namespace icmp::event {

struct Receipt {
    QString event;
    VoteLeaf leaf;
    qint64 index = 1; // of the leaf in the tree; the batch's head is 0
    qint64 size = 2;  // leaves of the tree, the head included
    QList<QByteArray> path;
    QByteArray root;
    QByteArray signature;
    QByteArray publicKey;
};

// A batch with its facts, ready to give a receipt for each answer.
class BatchTree {
public:
    // facts: all of the batch
    BatchTree(const QString &event, Batch batch, const QList<Fact> &facts);
    // The receipt for the answer with this number. refuses  UnknownId (none of the answers has it)
    Result<Receipt> receipt(qint64 seq) const;

private:
    QString m_event;
    Batch m_batch;
    QHash<qint64, VoteLeaf> m_votes; // by number
    merkle::Tree m_tree;
};

// {"leaf":{"event","element","round","voter","choice":[…],"n","seq","salt"},"index","size","path":[hex],
// "root":hex,
// "signature","key"}, the last two base64url.
QJsonObject toJson(const Receipt &receipt);
// refuses  WrongType, OutOfRange; place is the field
Result<Receipt> receiptFromJson(const QJsonObject &json);

// Whether the signed root holds the answer. An empty publicKey takes the receipt's own, which only shows that
// the receipt is whole, not whose it is. refuses  BadHash (the signature is not the key's, or the path does
// not lead to the root)
Result<void> check(const Receipt &receipt, const QByteArray &publicKey, const SignatureCheck &isSignature);

// Shared with the export. The salt of a batch is never written.
QJsonObject toJson(const Batch &batch);
Result<Batch> batchFromJson(const QJsonObject &json);
QJsonObject toJson(const QString &event, const VoteLeaf &leaf);
Result<VoteLeaf> leafFromJson(const QJsonObject &json);

} // namespace icmp::event
