// An event of a few batches with two questions, as the server would have stored it.
#pragma once

#include "core/event/poll_audit.h"
#include "tests/support/fake_signer.h"
#include "tests/support/seeded_random.h"

namespace icmp::test {

struct SealedEvent {
    QString id = QStringLiteral("ev_1");
    SeededRandom random;
    FakeSigner signer;
    QList<event::Batch> batches;
    QList<event::Fact> facts;

    // Opened, ann and bob answer, ann changes it, cid answers another question, finished.
    SealedEvent()
    {
        add({event::ElementOpened{ClipId{12}, 1, 1, {}, {}}});
        add({answer(12, "ann", 0), answer(12, "bob", 1), answer(13, "cid", 2)});
        add({event::AnswerReplaced{answer(12, "ann", 1, 2), {0}}, answer(12, "dan", 0)});
        add({event::ElementClosed{ClipId{12}, {}}, event::ElementFinished{ClipId{12}, 1, {3, {1, 2}}}});
        seal();
    }

    static event::AnswerGiven answer(qint64 element, const char *voter, int choice, qint64 n = 1)
    {
        return {ClipId{element},
                1,
                QString::fromLatin1(voter),
                QString::fromLatin1(voter) + QString::number(n),
                n,
                {choice},
                {}};
    }

    // One commit's facts.
    void add(const QList<event::FactContent> &contents)
    {
        for (const event::FactContent &content : contents)
            facts.append({content, facts.size() + 1, 1'000 + facts.size()});
        lasts.append(facts.size());
    }

    // Makes the batches anew from the facts: what an honest server does once, and a dishonest one again.
    void seal()
    {
        batches.clear();
        event::BatchBook book(id);
        qint64 seq = 0;
        for (const qint64 last : lasts) {
            for (; seq < last; ++seq)
                book.add(facts.at(seq), random);
            batches.append(book.seal(signer, 2'000 + seq));
        }
    }

    QList<event::Fact> factsOf(const event::Batch &batch) const
    {
        return facts.mid(batch.firstSeq - 1, batch.size());
    }

    event::Receipt receipt(qint64 seq) const
    {
        for (const event::Batch &batch : batches) {
            if (seq < batch.firstSeq || seq > batch.lastSeq)
                continue;
            return event::BatchTree(id, batch, factsOf(batch)).receipt(seq).value_or(event::Receipt());
        }
        return {};
    }

    QByteArray exported() const
    {
        FakeSigner own = signer;
        event::PollExport poll(id, ClipId{12});
        for (const event::Batch &batch : batches)
            (void)poll.add(batch, factsOf(batch));
        return poll.finish(own);
    }

    QList<qint64> lasts; // the last fact of each batch
};

} // namespace icmp::test
