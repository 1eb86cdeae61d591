#include "core/event/receipt.h"

#include "core/base/merkle.h"
#include "core/event/json_fields.h"

namespace icmp::event {

namespace {

constexpr int pathMax = 40; // a batch of a million million facts

QList<QByteArray> hashesOf(const QString &event, const Batch &batch, const QList<Fact> &facts)
{
    QList<QByteArray> hashes{headHash(event, batch)};
    for (const Fact &fact : facts)
        hashes.append(leafHashOf(event, fact, batch.salt));
    return hashes;
}

} // namespace

BatchTree::BatchTree(const QString &event, Batch batch, const QList<Fact> &facts)
    : m_event(event), m_batch(std::move(batch)), m_tree(hashesOf(event, m_batch, facts))
{
    for (const Fact &fact : facts) {
        if (const auto vote = voteOf(fact, m_batch.salt))
            m_votes.insert(fact.seq, *vote);
    }
}

Result<Receipt> BatchTree::receipt(qint64 seq) const
{
    const auto leaf = m_votes.constFind(seq);
    if (leaf == m_votes.constEnd())
        return refuse(RefusalCode::UnknownId, QStringLiteral("receipt"));
    const qint64 index = seq - m_batch.firstSeq + 1;
    return Receipt{
        m_event,          *leaf, index, m_tree.size(), m_tree.path(index), m_batch.root, m_batch.signature,
        m_batch.publicKey};
}

QJsonObject toJson(const Batch &batch)
{
    return {{QStringLiteral("number"), batch.number},
            {QStringLiteral("first"), batch.firstSeq},
            {QStringLiteral("last"), batch.lastSeq},
            {QStringLiteral("at"), batch.atMs},
            {QStringLiteral("root"), QString::fromLatin1(batch.root.toHex())},
            {QStringLiteral("previous"), QString::fromLatin1(batch.previous.toHex())},
            {QStringLiteral("signature"), toBase64Url(batch.signature)}};
}

Result<Batch> batchFromJson(const QJsonObject &json)
{
    JsonFields fields(json);
    Batch batch;
    batch.number = fields.number("number");
    batch.firstSeq = fields.number("first");
    batch.lastSeq = fields.number("last");
    batch.atMs = fields.number("at");
    batch.root = fields.hash("root");
    batch.previous = QByteArray::fromHex(fields.text("previous").toLatin1());
    batch.signature = fields.bytes("signature", signatureBytes);
    if (const auto read = fields.end(); !read)
        return tl::unexpected(read.error());
    if (batch.number < 1 || batch.firstSeq < 1 || batch.lastSeq < batch.firstSeq)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("first"));
    return batch;
}

QJsonObject toJson(const QString &event, const VoteLeaf &leaf)
{
    QJsonArray choice;
    for (const QString &index : leaf.choice.split(u' ', Qt::SkipEmptyParts))
        choice.append(index.toLongLong());
    return {{QStringLiteral("event"), event},      {QStringLiteral("element"), leaf.element},
            {QStringLiteral("round"), leaf.round}, {QStringLiteral("voter"), leaf.voter},
            {QStringLiteral("choice"), choice},    {QStringLiteral("n"), leaf.n},
            {QStringLiteral("seq"), leaf.seq},     {QStringLiteral("salt"), leaf.salt}};
}

Result<VoteLeaf> leafFromJson(const QJsonObject &json)
{
    JsonFields fields(json);
    QStringList choice;
    for (const auto index : fields.list("choice"))
        choice.append(QString::number(index.toInteger()));
    VoteLeaf leaf{fields.text("element"), fields.number("round"), fields.text("voter"), choice.join(u' '),
                  fields.number("n"),     fields.number("seq"),   fields.text("salt")};
    if (const auto read = fields.end(); !read)
        return tl::unexpected(read.error());
    return leaf;
}

QJsonObject toJson(const Receipt &receipt)
{
    QJsonArray path;
    for (const QByteArray &hash : receipt.path)
        path.append(QString::fromLatin1(hash.toHex()));
    return {{QStringLiteral("leaf"), toJson(receipt.event, receipt.leaf)},
            {QStringLiteral("index"), receipt.index},
            {QStringLiteral("size"), receipt.size},
            {QStringLiteral("path"), path},
            {QStringLiteral("root"), QString::fromLatin1(receipt.root.toHex())},
            {QStringLiteral("signature"), toBase64Url(receipt.signature)},
            {QStringLiteral("key"), toBase64Url(receipt.publicKey)}};
}

Result<Receipt> receiptFromJson(const QJsonObject &json)
{
    JsonFields fields(json);
    const QJsonObject leafJson = fields.object("leaf");
    const auto leaf = leafFromJson(leafJson);
    const QJsonArray path = fields.list("path");
    Receipt receipt{leafJson.value(QLatin1String("event")).toString(),
                    leaf.value_or(VoteLeaf()),
                    fields.number("index"),
                    fields.number("size"),
                    {},
                    fields.hash("root"),
                    fields.bytes("signature", signatureBytes),
                    fields.bytes("key", publicKeyBytes)};
    if (const auto read = fields.end(); !read)
        return tl::unexpected(read.error());
    if (!leaf)
        return tl::unexpected(leaf.error());
    if (path.size() > pathMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("path"));
    for (const auto hash : path)
        receipt.path.append(QByteArray::fromHex(hash.toString().toLatin1()));
    return receipt;
}

Result<void> check(const Receipt &receipt, const QByteArray &publicKey, const SignatureCheck &isSignature)
{
    if (!isSignature(receipt.root, receipt.signature, publicKey.isEmpty() ? receipt.publicKey : publicKey))
        return refuse(RefusalCode::BadHash, QStringLiteral("signature"),
                      QStringLiteral("The receipt was not signed with this key."));
    const auto root =
        merkle::rootFrom(hashOf(receipt.event, receipt.leaf), receipt.index, receipt.size, receipt.path);
    if (root != receipt.root)
        return refuse(RefusalCode::BadHash, QStringLiteral("path"),
                      QStringLiteral("The answer is not in the signed batch."));
    return {};
}

} // namespace icmp::event
