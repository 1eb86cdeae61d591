#include "server/storage/event_table.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace icmp::storage {

using namespace event;

namespace {

StoredFact readFact(const Cursor &cursor)
{
    return {cursor.number(1), cursor.number(2), cursor.text(3), cursor.text(4).toUtf8()};
}

StoredAnswer readAnswer(const Cursor &cursor)
{
    return {cursor.text(0),   cursor.number(1), cursor.text(2),
            cursor.number(3), cursor.text(4),   cursor.number(5)};
}

Batch readBatch(const Cursor &cursor)
{
    return {cursor.number(0), cursor.number(1), cursor.number(2), cursor.number(3), cursor.bytes(4),
            cursor.bytes(5),  cursor.bytes(6),  cursor.bytes(7),  cursor.bytes(8)};
}

TallyRow readTally(const Cursor &cursor)
{
    return {cursor.text(0), cursor.number(1), cursor.text(2), cursor.number(3)};
}

// A null text or array would become NULL, which no column of ours takes.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QByteArray notNull(const QByteArray &bytes)
{
    return bytes.isNull() ? QByteArray("") : bytes;
}

// One row a voter: PostgreSQL changes none twice in one statement. Who answered and changed it within one
// group has the later answer here.
QList<StoredAnswer> newest(const QList<StoredAnswer> &answers)
{
    const auto changed = [](const StoredAnswer &answer) { return answer.n > 1; };
    if (std::none_of(answers.begin(), answers.end(), changed))
        return answers;
    std::map<std::tuple<QString, qint64, QString>, qsizetype> places;
    QList<StoredAnswer> kept;
    for (const StoredAnswer &answer : answers) {
        const auto place = std::tuple(answer.element, answer.round, answer.voter);
        const auto [before, isFirst] = places.emplace(place, kept.size());
        if (isFirst)
            kept.append(answer);
        else if (answer.n > kept.at(before->second).n)
            kept[before->second] = answer;
    }
    return kept;
}

} // namespace

Outcome<void> EventTable::checkFollows(const Addition &addition)
{
    if (addition.facts.isEmpty())
        return {};
    const auto last = lastSeq(addition.event);
    if (!last)
        return tl::unexpected(last.error());
    if (addition.facts.first().seq != *last + 1)
        return fail(QStringLiteral("Event %1 goes on at %2, not at %3: somebody else has written to it.")
                        .arg(addition.event)
                        .arg(*last + 1)
                        .arg(addition.facts.first().seq),
                    QStringLiteral("Only one server may run an event. Stop the other one."));
    return {};
}

Outcome<void> EventTable::addFacts(const QList<Addition> &additions)
{
    QVariantList values;
    for (const Addition &addition : additions) {
        for (const StoredFact &fact : addition.facts)
            values << addition.event << fact.seq << fact.atMs << fact.kind << QString::fromUtf8(fact.body);
    }
    const auto added = m_connection.runRows("fact_add", 5, values);
    return added ? Outcome<void>() : tl::unexpected(added.error());
}

Outcome<qint64> EventTable::ballotOf(const QString &event, const QString &element, qint64 round)
{
    const auto find = [&] {
        return m_connection.count("ballot_find",
                                  {{":event", event}, {":element", element}, {":round", round}});
    };
    const auto known = find();
    if (!known || *known > 0)
        return known;
    const auto added =
        m_connection.run("ballot_add", {{":event", event}, {":element", element}, {":round", round}});
    return added ? find() : tl::unexpected(added.error());
}

Outcome<void> EventTable::putAnswers(const QList<Addition> &additions)
{
    QVariantList values;
    for (const Addition &addition : additions) {
        std::map<std::pair<QString, qint64>, qint64> ballots;
        for (const StoredAnswer &answer : newest(addition.answers)) {
            qint64 &ballot = ballots[{answer.element, answer.round}];
            if (ballot == 0) {
                const auto found = ballotOf(addition.event, answer.element, answer.round);
                if (!found)
                    return tl::unexpected(found.error());
                ballot = *found;
            }
            values << ballot << answer.voter << answer.n << notNull(answer.choice) << answer.seq;
        }
    }
    const auto put = m_connection.runRows("vote_put", 5, values);
    if (!put)
        return tl::unexpected(put.error());
    if (*put != values.size() / 5)
        return fail(QStringLiteral("A newer answer of this voter is stored already."));
    return {};
}

Outcome<void> EventTable::addBatches(const QList<Addition> &additions)
{
    QVariantList values;
    for (const Addition &addition : additions) {
        if (const auto &batch = addition.batch)
            values << addition.event << batch->number << batch->firstSeq << batch->lastSeq << batch->atMs
                   << batch->root << notNull(batch->previous) << batch->salt << batch->publicKey
                   << batch->signature;
    }
    const auto added = m_connection.runRows("vote_batch_add", 10, values);
    return added ? Outcome<void>() : tl::unexpected(added.error());
}

Outcome<void> EventTable::append(const QList<Addition> &additions)
{
    for (const Addition &addition : additions) {
        if (const auto follows = checkFollows(addition); !follows)
            return follows;
    }
    if (const auto added = addFacts(additions); !added)
        return added;
    if (const auto put = putAnswers(additions); !put)
        return put;
    return addBatches(additions);
}

Outcome<qint64> EventTable::lastSeq(const QString &event)
{
    return m_connection.count("fact_last", {{":event", event}});
}

Outcome<QList<StoredFact>> EventTable::facts(const QString &event, qint64 after, int max)
{
    return m_connection.list("fact_since", {{":event", event}, {":seq", after}, {":most", max}}, readFact);
}

Outcome<QList<StoredAnswer>> EventTable::answers(const QString &event)
{
    return m_connection.list("answer_of_event", {{":event", event}}, readAnswer);
}

Outcome<QList<StoredAnswer>> EventTable::answersOf(const QString &event, const QString &voter)
{
    return m_connection.list("answer_of_voter", {{":event", event}, {":voter", voter}}, readAnswer);
}

Outcome<QList<Batch>> EventTable::batches(const QString &event, qint64 after, int max)
{
    return m_connection.list("vote_batch_since", {{":event", event}, {":number", after}, {":most", max}},
                             readBatch);
}

Outcome<QList<TallyRow>> EventTable::recount(const QString &event)
{
    return m_connection.list("answer_tally", {{":event", event}}, readTally);
}

} // namespace icmp::storage
