#include "core/event/poll_audit.h"

#include "core/base/strict_json.h"
#include "core/event/json_fields.h"

namespace icmp::event {

namespace {

const QString pollFormat = QStringLiteral("icmp-poll-audit-1");
const QString signatureField = QStringLiteral("signature");
const QString batchesField = QStringLiteral("batches");
const QString roundsField = QStringLiteral("rounds");

QByteArray messageOf(QJsonObject file)
{
    file.remove(signatureField);
    return "icmp-poll-v1\n" + sha256(canonicalJson(file));
}

QJsonArray toJson(const QMap<qint64, RoundCount> &rounds)
{
    QJsonArray list;
    for (auto round = rounds.begin(); round != rounds.end(); ++round) {
        QJsonArray tally;
        for (auto choice = round->tally.begin(); choice != round->tally.end(); ++choice)
            tally.append(
                QJsonObject{{QStringLiteral("choice"), choice.key()}, {QStringLiteral("n"), *choice}});
        list.append(QJsonObject{{QStringLiteral("round"), round.key()},
                                {QStringLiteral("voters"), round->voters},
                                {QStringLiteral("tally"), tally}});
    }
    return list;
}

// Goes through the batches of a file and recomputes them.
class PollCheck {
public:
    PollCheck(PollReport &report, const SignatureCheck &isSignature)
        : m_report(report), m_isSignature(isSignature)
    {
    }

    Result<void> batch(const QJsonObject &json)
    {
        const auto batch = batchFromJson(json);
        if (!batch)
            return tl::unexpected(batch.error());
        const QString place = QStringLiteral("batch %1").arg(batch->number);
        if (m_report.batches > 0) {
            if (batch->number != m_last.number + 1 || batch->firstSeq != m_last.lastSeq + 1)
                return refuse(RefusalCode::OutOfRange, place,
                              QStringLiteral("A batch before it is missing."));
            if (batch->previous != m_last.root)
                return refuse(RefusalCode::BadHash, place,
                              QStringLiteral("It does not follow the batch before it."));
        }
        const QJsonArray leaves = json.value(QLatin1String("leaves")).toArray();
        if (leaves.size() != batch->size())
            return refuse(RefusalCode::OutOfRange, place, QStringLiteral("It has not all of its facts."));
        QList<QByteArray> hashes;
        for (qsizetype i = 0; i < leaves.size(); ++i) {
            const auto hash = leaf(leaves.at(i), batch->firstSeq + i);
            if (!hash)
                return tl::unexpected(hash.error());
            hashes.append(*hash);
        }
        if (rootOf(m_report.event, *batch, hashes) != batch->root)
            return refuse(RefusalCode::BadHash, place,
                          QStringLiteral("Its answers are not those it was signed for."));
        if (!m_isSignature(batch->root, batch->signature, m_report.publicKey))
            return refuse(RefusalCode::BadHash, place, QStringLiteral("It was not signed with this key."));
        m_report.roots.insert(batch->firstSeq, batch->root);
        ++m_report.batches;
        m_last = *batch;
        return {};
    }

    QMap<qint64, RoundCount> rounds() const { return m_recount.rounds(); }

private:
    Result<QByteArray> leaf(const QJsonValue &json, qint64 seq)
    {
        if (json.isString())
            return QByteArray::fromHex(json.toString().toLatin1());
        return json[QLatin1String("kind")].isUndefined() ? vote(json.toObject(), seq)
                                                         : fact(json.toObject(), seq);
    }

    Result<QByteArray> vote(const QJsonObject &json, qint64 seq)
    {
        const auto leaf = leafFromJson(json);
        if (!leaf)
            return tl::unexpected(leaf.error());
        if (leaf->seq != seq || leaf->element != m_report.element)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("seq"));
        m_recount.add(*leaf);
        m_report.leaves.insert(seq, *leaf);
        ++m_report.answers;
        return hashOf(m_report.event, *leaf);
    }

    Result<QByteArray> fact(const QJsonObject &json, qint64 seq)
    {
        JsonFields fields(json);
        const QJsonObject body = fields.object("body");
        const FactLeaf leaf{fields.number("seq"), fields.number("at"), fields.text("kind"), compactJson(body),
                            fields.text("salt")};
        if (const auto read = fields.end(); !read)
            return tl::unexpected(read.error());
        if (leaf.seq != seq)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("seq"));
        const auto content = factFromJson(leaf.kind, body);
        if (!content)
            return tl::unexpected(content.error());
        if (const auto *finished = std::get_if<ElementFinished>(&*content))
            m_recount.addTold(finished->round, finished->counts.answers);
        return hashOf(m_report.event, leaf);
    }

    PollReport &m_report;
    const SignatureCheck &m_isSignature;
    Recount m_recount;
    Batch m_last;
};

// Whether the rounds that the file claims are those counted, and those told to viewers.
Result<void> compare(const QJsonArray &claimed, const QMap<qint64, RoundCount> &counted)
{
    if (claimed != toJson(counted))
        return refuse(RefusalCode::Conflict, roundsField,
                      QStringLiteral("The counts in the file are not those of its answers."));
    for (auto round = counted.begin(); round != counted.end(); ++round) {
        if (round->told && *round->told != round->voters)
            return refuse(RefusalCode::Conflict, roundsField,
                          QStringLiteral("Viewers were told %1 answers in round %2; there are %3.")
                              .arg(*round->told)
                              .arg(round.key())
                              .arg(round->voters));
    }
    return {};
}

} // namespace

void Recount::add(const VoteLeaf &leaf)
{
    RoundCount &round = m_rounds[leaf.round];
    const auto place = std::pair(leaf.round, leaf.voter);
    const auto before = m_choices.constFind(place);
    if (before == m_choices.constEnd())
        ++round.voters;
    else if (--round.tally[*before] == 0)
        round.tally.remove(*before);
    ++round.tally[leaf.choice];
    m_choices.insert(place, leaf.choice);
}

QJsonValue PollExport::leafJson(const Fact &fact, const QByteArray &batchSalt)
{
    const auto vote = voteOf(fact, batchSalt);
    if (vote && vote->element == m_element.toText()) {
        m_recount.add(*vote);
        return event::toJson(m_event, *vote);
    }
    const QJsonObject body = vote ? QJsonObject() : event::toJson(fact.content);
    const bool isOurs = body.value(QLatin1String("element")).toInteger() == m_element.value;
    if (!isOurs || !isLogFact(fact.content))
        return QString::fromLatin1(leafHashOf(m_event, fact, batchSalt).toHex());
    return QJsonObject{{QStringLiteral("seq"), fact.seq},
                       {QStringLiteral("at"), fact.atMs},
                       {QStringLiteral("kind"), kindOf(fact.content)},
                       {QStringLiteral("body"), body},
                       {QStringLiteral("salt"), saltOf(batchSalt, fact.seq)}};
}

Result<void> PollExport::add(const Batch &batch, const QList<Fact> &facts)
{
    QJsonArray leaves;
    QList<QByteArray> hashes;
    for (const Fact &fact : facts) {
        leaves.append(leafJson(fact, batch.salt));
        hashes.append(leafHashOf(m_event, fact, batch.salt));
    }
    if (facts.size() != batch.size() || rootOf(m_event, batch, hashes) != batch.root)
        return refuse(RefusalCode::BadHash, QStringLiteral("batch %1").arg(batch.number),
                      QStringLiteral("What is stored is not what was signed. Restore the database."));
    QJsonObject json = event::toJson(batch);
    json.insert(QStringLiteral("leaves"), leaves);
    m_batches.append(json);
    return {};
}

QByteArray PollExport::finish(Signer &signer) const
{
    QJsonObject file{{QStringLiteral("format"), pollFormat},
                     {QStringLiteral("event"), m_event},
                     {QStringLiteral("element"), m_element.toText()},
                     {QStringLiteral("publicKey"), toBase64Url(signer.publicKey())},
                     {roundsField, toJson(m_recount.rounds())},
                     {batchesField, m_batches}};
    file.insert(signatureField, toBase64Url(signer.sign(messageOf(file))));
    return canonicalJson(file);
}

Result<PollReport> checkPoll(const QByteArray &file, const QByteArray &publicKey,
                             const SignatureCheck &isSignature)
{
    const auto json = parseJsonObject(file);
    if (!json)
        return tl::unexpected(json.error());
    if (canonicalJson(*json) != file)
        return refuse(RefusalCode::BadDocument, {},
                      QStringLiteral("The file was changed after it was made."));
    JsonFields fields(*json);
    PollReport report;
    const QString format = fields.text("format");
    report.event = fields.text("event");
    report.element = fields.text("element");
    report.publicKey = fields.bytes("publicKey", publicKeyBytes);
    const QByteArray signature = fields.bytes("signature", signatureBytes);
    const QJsonArray batches = fields.list("batches");
    const QJsonArray rounds = fields.list("rounds");
    if (const auto read = fields.end(); !read)
        return tl::unexpected(read.error());
    if (format != pollFormat)
        return refuse(RefusalCode::BadDocument, QStringLiteral("format"));
    if (!publicKey.isEmpty() && publicKey != report.publicKey)
        return refuse(RefusalCode::BadHash, QStringLiteral("publicKey"),
                      QStringLiteral("The file was signed with another key."));
    PollCheck recomputed(report, isSignature);
    for (const auto batch : batches) {
        if (const auto right = recomputed.batch(batch.toObject()); !right)
            return tl::unexpected(right.error());
    }
    report.rounds = recomputed.rounds();
    if (const auto same = compare(rounds, report.rounds); !same)
        return tl::unexpected(same.error());
    if (!isSignature(messageOf(*json), signature, report.publicKey))
        return refuse(RefusalCode::BadHash, signatureField,
                      QStringLiteral("The file was not signed with this key."));
    return report;
}

Result<void> holds(const PollReport &report, const Receipt &receipt)
{
    if (receipt.event != report.event || receipt.leaf.element != report.element)
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("leaf"),
                      QStringLiteral("The receipt is about another question."));
    const auto covering = report.roots.upperBound(receipt.leaf.seq);
    if (covering == report.roots.begin() || *std::prev(covering) != receipt.root)
        return refuse(
            RefusalCode::Missing, QStringLiteral("root"),
            QStringLiteral("The batch that the receipt was signed for is not in the file: the server has "
                           "signed another one in its place."));
    if (report.leaves.value(receipt.leaf.seq) != receipt.leaf)
        return refuse(RefusalCode::Missing, QStringLiteral("leaf"),
                      QStringLiteral("The answer that the receipt proves is not counted in the file."));
    return {};
}

} // namespace icmp::event
