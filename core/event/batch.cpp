#include "core/event/batch.h"

#include "core/base/hash.h"
#include "core/base/merkle.h"
#include "core/base/strict_json.h"
#include "core/event/event_log.h"

#include <algorithm>

namespace icmp::event {

namespace {

// Each field with its length before it, so that no two lists of fields read alike.
class Fields {
public:
    explicit Fields(const char *form) { *this << QByteArray(form); }
    Fields &operator<<(const QByteArray &field)
    {
        m_bytes.append(QByteArray::number(field.size())).append(':').append(field).append(',');
        return *this;
    }
    Fields &operator<<(const QString &field) { return *this << field.toUtf8(); }
    Fields &operator<<(qint64 number) { return *this << QByteArray::number(number); }
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace

QByteArray headHash(const QString &event, const Batch &batch)
{
    Fields fields("icmp-batch-v1");
    fields << event << batch.number << batch.firstSeq << batch.lastSeq << batch.atMs << batch.previous;
    return merkle::leafHash(fields.bytes());
}

QByteArray rootOf(const QString &event, const Batch &batch, const QList<QByteArray> &factHashes)
{
    return merkle::rootOf(QList<QByteArray>{headHash(event, batch)} + factHashes);
}

QString saltOf(const QByteArray &batchSalt, qint64 seq)
{
    return toBase64Url(sha256(batchSalt + QByteArray::number(seq)).left(leafSaltBytes));
}

QByteArray hashOf(const QString &event, const VoteLeaf &leaf)
{
    const QStringList lines{event,
                            leaf.element,
                            QString::number(leaf.round),
                            leaf.voter,
                            QString(leaf.choice).replace(u' ', u','),
                            QString::number(leaf.n),
                            QString::number(leaf.seq),
                            leaf.salt};
    return merkle::leafHash(lines.join(u'\n').toUtf8());
}

QByteArray hashOf(const QString &event, const FactLeaf &leaf)
{
    Fields fields("icmp-fact-v1");
    fields << event << leaf.seq << leaf.atMs << leaf.kind << leaf.body << leaf.salt;
    return merkle::leafHash(fields.bytes());
}

std::optional<VoteLeaf> voteOf(const Fact &fact, const QByteArray &batchSalt)
{
    const auto *replaced = std::get_if<AnswerReplaced>(&fact.content);
    const auto *answer = replaced ? &replaced->answer : std::get_if<AnswerGiven>(&fact.content);
    if (!answer)
        return std::nullopt;
    return VoteLeaf{answer->element.toText(),   answer->round, answer->voter,
                    choiceText(answer->choice), answer->n,     fact.seq,
                    saltOf(batchSalt, fact.seq)};
}

QByteArray leafHashOf(const QString &event, const Fact &fact, const QByteArray &batchSalt)
{
    if (const auto vote = voteOf(fact, batchSalt))
        return hashOf(event, *vote);
    return hashOf(event, FactLeaf{fact.seq, fact.atMs, kindOf(fact.content),
                                  compactJson(toJson(fact.content)), saltOf(batchSalt, fact.seq)});
}

void BatchBook::restore(const Batch &batch)
{
    Q_ASSERT(batch.number == m_firsts.size() + 1);
    m_firsts.append(batch.firstSeq);
    m_open = batch.lastSeq + 1;
    m_previous = batch.root;
}

void BatchBook::add(const Fact &fact, Random &random)
{
    if (m_leaves.isEmpty()) {
        m_salt = random.bytes(batchSaltBytes);
        m_open = fact.seq;
    }
    Q_ASSERT(fact.seq == m_open + m_leaves.size());
    m_leaves.append(leafHashOf(m_event, fact, m_salt));
}

Batch BatchBook::seal(Signer &signer, qint64 nowMs)
{
    Q_ASSERT(!m_leaves.isEmpty());
    Batch batch;
    batch.number = m_firsts.size() + 1;
    batch.firstSeq = m_open;
    batch.lastSeq = m_open + m_leaves.size() - 1;
    batch.atMs = nowMs;
    batch.previous = m_previous;
    batch.salt = m_salt;
    batch.publicKey = signer.publicKey();
    batch.root = rootOf(m_event, batch, m_leaves);
    batch.signature = signer.sign(batch.root);
    m_leaves.clear();
    restore(batch);
    return batch;
}

QString BatchBook::receiptOf(qint64 seq) const
{
    if (!m_leaves.isEmpty() && seq >= m_open)
        return QStringLiteral("%1.%2").arg(m_firsts.size() + 1).arg(seq - m_open + 1);
    const auto after = std::upper_bound(m_firsts.begin(), m_firsts.end(), seq);
    if (after == m_firsts.begin() || seq >= m_open)
        return {};
    return QStringLiteral("%1.%2").arg(after - m_firsts.begin()).arg(seq - *(after - 1) + 1);
}

Result<ReceiptPlace> receiptPlace(const QString &receipt)
{
    const QStringList parts = receipt.split(u'.');
    bool batchIsNumber = false;
    bool leafIsNumber = false;
    const ReceiptPlace place{parts.value(0).toLongLong(&batchIsNumber),
                             parts.value(1).toLongLong(&leafIsNumber)};
    if (parts.size() != 2 || receipt.size() > 40 || !batchIsNumber || !leafIsNumber || place.batch < 1 ||
        place.leaf < 1)
        return refuse(RefusalCode::BadText, QStringLiteral("receipt"),
                      QStringLiteral("A receipt is two numbers with a point between them."));
    return place;
}

} // namespace icmp::event
