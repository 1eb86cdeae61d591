#include "server/storage/event_table.h"

namespace icmp::storage {

using namespace event;

namespace {

StoredFact readFact(const Cursor &cursor)
{
    return {cursor.number(1), cursor.number(2), cursor.text(3), cursor.text(4).toUtf8()};
}

StoredAnswer readAnswer(const Cursor &cursor)
{
    return {cursor.text(1), cursor.number(2), cursor.text(3), cursor.text(4),  cursor.number(5),
            cursor.text(6), cursor.text(7),   cursor.text(8), cursor.number(9)};
}

TallyRow readTally(const Cursor &cursor)
{
    return {cursor.text(0), cursor.number(1), cursor.text(2), cursor.number(3)};
}

// A null QString would become NULL, which no column of ours takes.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

} // namespace

Outcome<void> EventTable::addFact(const QString &event, const StoredFact &fact)
{
    const auto added = m_connection.run("fact_add", {{":event", event},
                                                     {":seq", fact.seq},
                                                     {":at", fact.atMs},
                                                     {":kind", fact.kind},
                                                     {":body", QString::fromUtf8(fact.body)}});
    return added ? Outcome<void>() : tl::unexpected(added.error());
}

Outcome<void> EventTable::putAnswer(const QString &event, const StoredAnswer &answer)
{
    const auto put = m_connection.run("answer_put", {{":event", event},
                                                     {":element", answer.element},
                                                     {":round", answer.round},
                                                     {":voter", answer.voter},
                                                     {":key", answer.key},
                                                     {":n", answer.n},
                                                     {":choice", notNull(answer.choice)},
                                                     {":body_hash", notNull(answer.bodyHash)},
                                                     {":receipt", notNull(answer.receipt)},
                                                     {":seq", answer.seq}});
    if (!put)
        return tl::unexpected(put.error());
    if (*put != 1)
        return fail(QStringLiteral("A newer answer of this voter is stored already."));
    return {};
}

Outcome<void> EventTable::append(const Addition &addition)
{
    if (!addition.facts.isEmpty()) {
        const auto last = lastSeq(addition.event);
        if (!last)
            return tl::unexpected(last.error());
        if (addition.facts.first().seq != *last + 1)
            return fail(QStringLiteral("Event %1 goes on at %2, not at %3: somebody else has written to it.")
                            .arg(addition.event)
                            .arg(*last + 1)
                            .arg(addition.facts.first().seq),
                        QStringLiteral("Only one server may run an event. Stop the other one."));
    }
    Outcome<void> done;
    for (const StoredFact &fact : addition.facts) {
        if (done)
            done = addFact(addition.event, fact);
    }
    for (const StoredAnswer &answer : addition.answers) {
        if (done)
            done = putAnswer(addition.event, answer);
    }
    return done;
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

Outcome<std::optional<StoredAnswer>> EventTable::answerByKey(const QString &event, const QString &voter,
                                                             const QString &key)
{
    return m_connection.first("answer_by_key", {{":event", event}, {":voter", voter}, {":key", key}},
                              readAnswer);
}

Outcome<QList<TallyRow>> EventTable::recount(const QString &event)
{
    return m_connection.list("answer_tally", {{":event", event}}, readTally);
}

} // namespace icmp::storage
