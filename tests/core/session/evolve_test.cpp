#include "core/session/decide.h"

#include "core/event/event_log.h"
#include "tests/core/session/show_fixture.h"

#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::session;

class EvolveTest : public QObject {
    Q_OBJECT

private:
    static void act(test::RunningShow &show, std::mt19937 &random)
    {
        static constexpr int elements[] = {12, 13, 14, 15, 20};
        const auto draw = [&](int below) { return int(random() % quint32(below)); };
        show.nowMs += draw(900);
        show.take(due(show.state, show.nowMs));
        if (draw(6) == 0) {
            (void)show.run(CommandKind(draw(8)), elements[draw(5)], draw(2) * 3'000);
            return;
        }
        QList<int> choice{draw(4)};
        if (draw(3) == 0)
            choice.append(draw(3));
        Vote vote{ClipId{elements[draw(5)]}, QString::number(draw(20)), QString::number(draw(400)), choice};
        if (draw(2) == 0)
            vote.n = 1 + draw(4);
        show.vote(vote);
    }

    static void compare(const State &a, const State &b)
    {
        QCOMPARE(a.seq, b.seq);
        QCOMPARE(a.logOffset, b.logOffset);
        QCOMPARE(a.mode, b.mode);
        QVERIFY(a.runs == b.runs);
        QVERIFY(a.keys == b.keys);
        QCOMPARE(a.points, b.points);
    }

private Q_SLOTS:
    void replayOfFactsIsTheState_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void replayOfFactsIsTheState()
    {
        QFETCH(quint32, seed);
        std::mt19937 random(seed);
        test::RunningShow show(seed % 2 ? Policy{} : Policy{5'000});
        for (int step = 0; step < 400; ++step)
            act(show, random);
        State replayed = begin(show.state.package, show.state.policy);
        for (const event::Fact &fact : show.facts)
            evolve(replayed, *event::restored(event::stored(fact)));
        compare(replayed, show.state);
    }

    // L4: counts are what the answers say, whatever happened; no voter counts twice.
    void recountIsTheTally_data() { replayOfFactsIsTheState_data(); }

    void recountIsTheTally()
    {
        QFETCH(quint32, seed);
        std::mt19937 random(seed + 1'000);
        test::RunningShow show;
        for (int step = 0; step < 400; ++step) {
            act(show, random);
            for (const int element : {12, 13, 14, 20}) {
                event::Counts counts = show.state.run(ClipId{element}).counts;
                if (counts.perOption.isEmpty())
                    counts.perOption = {0, 0, 0};
                QCOMPARE(counts, recount(show.state, ClipId{element}));
            }
        }
    }

    void aTakenCommandKeepsItsFacts()
    {
        test::RunningShow show;
        QVERIFY(show.run(CommandKind::Close, 12));
        show.take(
            {{event::CommandTaken{QStringLiteral("k"), QStringLiteral("h"), QStringLiteral("1"), 2}, 0, 0}});
        QCOMPARE(show.state.commands.value(QStringLiteral("k")), TakenCommand({QStringLiteral("h"), 1, 2}));
    }
};

QTEST_APPLESS_MAIN(EvolveTest)
#include "evolve_test.moc"
