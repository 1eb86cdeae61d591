#include "core/session/decide.h"

#include "tests/core/session/show_fixture.h"

#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::session;

class ResolveTest : public QObject {
    Q_OBJECT

private:
    static VoteStatus stake(test::RunningShow &show, const char *voter, int outcome, qint64 points,
                            const char *key = "s")
    {
        Vote vote{ClipId{34}, QString::fromLatin1(voter), QString::fromLatin1(key), {outcome}};
        vote.stake = points;
        return show.vote(vote).status;
    }

    static Command resolveTo(qint64 outcome)
    {
        Command command{CommandKind::Resolve, ClipId{34}};
        command.outcome = outcome;
        return command;
    }

    static test::RunningShow opened()
    {
        auto show = test::RunningShow::full();
        show.run(CommandKind::Open, 34);
        return show;
    }

    // Points that exist beyond what everybody began with: what was earned, and nothing else.
    static qint64 inPools(const State &state)
    {
        qint64 sum = 0;
        for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
            if (!holdsStakes(state, it.key()))
                continue;
            for (const qint64 stakes : it->counts.weights)
                sum += stakes;
        }
        return sum;
    }

    static qint64 movedBy(const State &state)
    {
        qint64 sum = state.rounding + inPools(state);
        for (const Points &points : state.points)
            sum += points.points - grantPoints;
        return sum;
    }

private Q_SLOTS:
    void winnersShareThePoolByTheirStakes()
    {
        auto show = opened();
        QCOMPARE(stake(show, "a", 0, 100), VoteStatus::Counted);
        QCOMPARE(stake(show, "b", 0, 200), VoteStatus::Counted);
        QCOMPARE(stake(show, "c", 1, 101), VoteStatus::Counted);
        QCOMPARE(show.pointsOf("a"), grantPoints - 100);
        const event::Counts counts = countsOf(show.state, ClipId{34});
        QCOMPARE(counts.perOption, QList<qint64>({2, 1, 0}));
        QCOMPARE(counts.weights, QList<qint64>({300, 101, 0}));
        QVERIFY(show.run(resolveTo(0)));
        // floor(100 · 401 / 300) = 133, floor(200 · 401 / 300) = 267, and one is left.
        QCOMPARE(show.pointsOf("a"), grantPoints + 33);
        QCOMPARE(show.pointsOf("b"), grantPoints + 67);
        QCOMPARE(show.pointsOf("c"), grantPoints - 101);
        QCOMPARE(show.state.rounding, 1);
        QCOMPARE(movedBy(show.state), 0);
        QVERIFY(show.run(resolveTo(0)));
        QCOMPARE(show.pointsOf("a"), grantPoints + 33);
        QCOMPARE(show.run(resolveTo(1)).error().code, RefusalCode::Closed);
    }

    void nobodyRightGetsEverybodyTheirStakesBack()
    {
        auto show = opened();
        stake(show, "a", 0, 100);
        stake(show, "b", 1, 300);
        QVERIFY(show.run(resolveTo(2)));
        QCOMPARE(show.pointsOf("a"), grantPoints);
        QCOMPARE(show.pointsOf("b"), grantPoints);
    }

    void whatEndsWithoutAnOutcomeReturnsTheStakes_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("refund") << int(CommandKind::Refund);
        QTest::newRow("cancel") << int(CommandKind::Cancel);
        QTest::newRow("reset") << int(CommandKind::Reset);
        QTest::newRow("undo") << int(CommandKind::UndoTake);
    }

    void whatEndsWithoutAnOutcomeReturnsTheStakes()
    {
        QFETCH(int, kind);
        auto show = opened();
        stake(show, "a", 0, 100);
        QVERIFY(show.run(CommandKind(kind), 34));
        QCOMPARE(show.pointsOf("a"), grantPoints);
        QCOMPARE(movedBy(show.state), 0);
        // Once: neither another command nor a day later gives anything more.
        show.run(CommandKind::Refund, 34);
        show.run(CommandKind::Reset, 34);
        show.nowMs += refundAfterMs * 2;
        show.take(due(show.state, show.nowMs));
        QCOMPARE(show.pointsOf("a"), grantPoints);
    }

    void aStakeNeedsItsPoints()
    {
        auto show = opened();
        QCOMPARE(stake(show, "a", 0, 900), VoteStatus::Counted);
        QVERIFY(show.run(CommandKind::Close, 34));
        QVERIFY(show.run(CommandKind::Reset, 34));
        QCOMPARE(show.pointsOf("a"), grantPoints);
        show.take({{event::QuizScored{ClipId{14}, 1, -200, {QStringLiteral("a")}}, 0, show.nowMs}});
        QVERIFY(show.run(CommandKind::Open, 34));
        QCOMPARE(stake(show, "a", 0, 801, "t"), VoteStatus::Denied);
        QCOMPARE(stake(show, "a", 0, 800, "u"), VoteStatus::Counted);
    }

    void stakesEndAtTheLock()
    {
        auto show = opened();
        show.nowMs += 1'000;
        QVERIFY(show.run(CommandKind::Lock, 34));
        QVERIFY(show.run(CommandKind::Lock, 34));                // again changes nothing
        QCOMPARE(stake(show, "a", 0, 100), VoteStatus::Counted); // inside the slack of clocks
        show.nowMs += anchorSlackMs + 1;
        QCOMPARE(stake(show, "b", 0, 100), VoteStatus::Late);
        QCOMPARE(phaseOf(show.state, ClipId{34}), Phase::Open);
    }

    void stakesEndByTime()
    {
        auto show = opened();
        QCOMPARE(nextDueMs(show.state), show.nowMs + 60'000);
        show.nowMs += 60'000 + anchorSlackMs + 1;
        QCOMPARE(stake(show, "a", 0, 100), VoteStatus::Late); // before anybody noticed
        show.take(due(show.state, show.nowMs));
        QVERIFY(show.state.run(ClipId{34}).lock);
        QVERIFY(due(show.state, show.nowMs).isEmpty());
    }

    void aDayAfterTheLockTheStakesComeBack()
    {
        auto show = opened();
        stake(show, "a", 0, 100);
        QVERIFY(show.run(CommandKind::Lock, 34));
        QCOMPARE(nextDueMs(show.state), show.nowMs + refundAfterMs);
        show.nowMs += refundAfterMs - 1;
        show.take(due(show.state, show.nowMs));
        QCOMPARE(show.pointsOf("a"), grantPoints - 100);
        show.nowMs += 1;
        show.take(due(show.state, show.nowMs));
        QCOMPARE(show.pointsOf("a"), grantPoints);
        QCOMPARE(show.run(resolveTo(0)).error().code, RefusalCode::Closed);
        QVERIFY(due(show.state, show.nowMs + refundAfterMs).isEmpty());
    }

    void theFasterAnswerEarnsMore_data()
    {
        QTest::addColumn<qint64>("afterMs");
        QTest::addColumn<qint64>("bonus");
        QTest::newRow("at once") << qint64(0) << qint64(100);
        QTest::newRow("in a third") << qint64(5'000) << qint64(66);
        QTest::newRow("at the end") << qint64(15'000) << qint64(0);
        QTest::newRow("within the slack") << qint64(15'200) << qint64(0);
    }

    void theFasterAnswerEarnsMore()
    {
        QFETCH(qint64, afterMs);
        QFETCH(qint64, bonus);
        auto show = test::RunningShow::full();
        QVERIFY(show.run(CommandKind::Open, 39, 15'000));
        show.nowMs += afterMs;
        QCOMPARE(show.vote({ClipId{39}, QStringLiteral("a"), QStringLiteral("k"), {2, 0}}).status,
                 VoteStatus::Counted);
        show.vote({ClipId{39}, QStringLiteral("half"), QStringLiteral("k"), {0}});
        show.nowMs = test::showStartMs + 20'000;
        show.take(due(show.state, show.nowMs));
        QVERIFY(show.run(CommandKind::Resolve, 39));
        QCOMPARE(show.pointsOf("a"), grantPoints + 10 + bonus);
        QCOMPARE(show.pointsOf("half"), grantPoints);
    }

    // L9 over any order of commands and stakes: what is not with the viewers is in a pool or in the rounding.
    void pointsAreNeitherMadeNorLost()
    {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            std::mt19937 dice(seed);
            auto show = opened();
            for (int i = 0; i < 120; ++i) {
                show.nowMs += dice() % 40'000;
                const QByteArray voter = "v" + QByteArray::number(dice() % 9);
                const QByteArray key = QByteArray::number(i);
                constexpr CommandKind kinds[] = {
                    CommandKind::Open,  CommandKind::Close,  CommandKind::Lock,   CommandKind::Hold,
                    CommandKind::Reset, CommandKind::Refund, CommandKind::Cancel, CommandKind::UndoTake};
                if (dice() % 4 != 0)
                    stake(show, voter, int(dice() % 3), 10 + dice() % 300, key);
                else if (dice() % 3 == 0)
                    show.run(resolveTo(dice() % 3));
                else
                    show.run(kinds[dice() % std::size(kinds)], 34);
                show.take(due(show.state, show.nowMs));
                if (movedBy(show.state) != 0)
                    QFAIL(qPrintable(QStringLiteral("seed %1, step %2: %3 points from nowhere")
                                         .arg(seed)
                                         .arg(i)
                                         .arg(movedBy(show.state))));
                for (const Points &points : std::as_const(show.state.points))
                    QVERIFY(points.points >= 0);
                QCOMPARE(recount(show.state, ClipId{34}).weights, countsOf(show.state, ClipId{34}).weights);
            }
        }
    }
};

QTEST_APPLESS_MAIN(ResolveTest)
#include "resolve_test.moc"
