#include "core/session/decide.h"

#include "tests/core/session/show_fixture.h"

#include <QTest>

using namespace icmp;
using namespace icmp::session;

class VoteTest : public QObject {
    Q_OBJECT

private:
    static Vote voteFor(int element, QList<int> choice, const char *key = "k")
    {
        return {ClipId{element}, QStringLiteral("voter"), QString::fromLatin1(key), std::move(choice)};
    }

private Q_SLOTS:
    void aViewerAnswersOnce()
    {
        test::RunningShow show;
        QCOMPARE(show.vote(voteFor(13, {0, 2}, "a")).status, VoteStatus::Counted);
        QCOMPARE(show.vote(voteFor(13, {1}, "b")).status, VoteStatus::Duplicate);
        QCOMPARE(show.state.run(ClipId{13}).counts, event::Counts({1, {1, 0, 1}}));
    }

    void theSameKeyGivesTheSameAnswer()
    {
        test::RunningShow show;
        const auto first = show.vote(voteFor(12, {1}));
        const auto facts = show.facts.size();
        const auto again = show.vote(voteFor(12, {1}));
        QCOMPARE(again.status, VoteStatus::Counted);
        QCOMPARE(again.n, first.n);
        QCOMPARE(again.seq, qint64(1));
        QCOMPARE(show.facts.size(), facts);
        QCOMPARE(show.vote(voteFor(12, {2})).status, VoteStatus::Invalid);
    }

    void theSameKeyIsAnsweredAfterTheClose()
    {
        test::RunningShow show;
        show.vote(voteFor(12, {1}));
        QVERIFY(show.run(CommandKind::Close, 12));
        QCOMPARE(show.vote(voteFor(12, {1})).status, VoteStatus::Counted);
        QCOMPARE(show.vote(voteFor(12, {1}, "other")).status, VoteStatus::Closed);
    }

    void theHighestChangeWins()
    {
        test::RunningShow show;
        Vote vote = voteFor(12, {0}, "a");
        vote.n = 1;
        QCOMPARE(show.vote(vote).status, VoteStatus::Counted);
        vote = voteFor(12, {2}, "c");
        vote.n = 3;
        QCOMPARE(show.vote(vote).status, VoteStatus::Replaced);
        vote = voteFor(12, {1}, "b");
        vote.n = 2;
        QCOMPARE(show.vote(vote).status, VoteStatus::Duplicate);
        QCOMPARE(show.state.run(ClipId{12}).counts, event::Counts({1, {0, 0, 1}}));
    }

    void eachRefusalHasItsCase_data()
    {
        QTest::addColumn<int>("element");
        QTest::addColumn<QList<int>>("choice");
        QTest::addColumn<QString>("key");
        QTest::addColumn<VoteStatus>("status");
        using enum VoteStatus;
        QTest::newRow("no key") << 12 << QList<int>{0} << QString() << Invalid;
        QTest::newRow("long key") << 12 << QList<int>{0} << QString(65, u'k') << Invalid;
        QTest::newRow("key with a space") << 12 << QList<int>{0} << QStringLiteral("a b") << Invalid;
        QTest::newRow("unknown element") << 99 << QList<int>{0} << QStringLiteral("k") << Invalid;
        QTest::newRow("nobody answers a text") << 15 << QList<int>{0} << QStringLiteral("k") << Invalid;
        QTest::newRow("no pick") << 12 << QList<int>{} << QStringLiteral("k") << Invalid;
        QTest::newRow("too many picks") << 12 << QList<int>{0, 1} << QStringLiteral("k") << Invalid;
        QTest::newRow("three of two") << 13 << QList<int>{0, 1, 2} << QStringLiteral("k") << Invalid;
        QTest::newRow("the same twice") << 13 << QList<int>{1, 1} << QStringLiteral("k") << Invalid;
        QTest::newRow("beyond the last") << 12 << QList<int>{3} << QStringLiteral("k") << Invalid;
        QTest::newRow("before the first") << 12 << QList<int>{-1} << QStringLiteral("k") << Invalid;
        QTest::newRow("not opened yet") << 20 << QList<int>{0} << QStringLiteral("k") << NotOpen;
        QTest::newRow("the last option") << 12 << QList<int>{2} << QStringLiteral("k") << Counted;
    }

    void eachRefusalHasItsCase()
    {
        QFETCH(int, element);
        QFETCH(QList<int>, choice);
        QFETCH(QString, key);
        QFETCH(VoteStatus, status);
        test::RunningShow show;
        QCOMPARE(show.vote({ClipId{element}, QStringLiteral("voter"), key, choice}).status, status);
    }

    // Element 12 is shown from second 2 to second 7.
    void onDemandThePlayheadDecides_data()
    {
        QTest::addColumn<qint64>("pt");
        QTest::addColumn<VoteStatus>("status");
        const qint64 slack = anchorSlackMs * flicksPerMs;
        QTest::newRow("first moment") << 2 * flicksPerSecond - slack << VoteStatus::Counted;
        QTest::newRow("before it") << 2 * flicksPerSecond - slack - 1 << VoteStatus::NotOpen;
        QTest::newRow("last moment") << 7 * flicksPerSecond + slack << VoteStatus::Counted;
        QTest::newRow("after it") << 7 * flicksPerSecond + slack + 1 << VoteStatus::Late;
    }

    void onDemandThePlayheadDecides()
    {
        QFETCH(qint64, pt);
        QFETCH(VoteStatus, status);
        test::RunningShow show;
        Vote vote = voteFor(12, {0});
        vote.pt = pt;
        QCOMPARE(show.vote(vote).status, status);
    }

    void everyDelayGetsTheWholeWindow()
    {
        test::RunningShow show({45'000});
        QVERIFY(show.run(CommandKind::Start));
        event::ElementOpened opened{
            ClipId{20},
            1,
            1,
            {event::AnchorClock::ProgrammeTime, test::showStartMs},
            event::Anchor{event::AnchorClock::ProgrammeTime, test::showStartMs + 15'000}};
        show.take({{opened, 0, show.nowMs}});
        for (const qint64 delay : {3'000, 20'000}) {
            Vote vote = voteFor(20, {0});
            vote.voter = QString::number(delay);
            vote.pt = test::showStartMs + 14'900;
            vote.delayMs = delay;
            show.nowMs = *vote.pt + delay;
            QCOMPARE(decideVote(show.state, vote, show.nowMs).status, VoteStatus::Counted);
            vote.pt = test::showStartMs + 15'400;
            QCOMPARE(decideVote(show.state, vote, show.nowMs + 500).status, VoteStatus::Late);
            vote.pt = test::showStartMs + 1'000;
            QCOMPARE(decideVote(show.state, vote, show.nowMs).status, VoteStatus::Denied);
        }
        Vote forged = voteFor(20, {0});
        forged.pt = test::showStartMs + 1'000;
        QCOMPARE(decideVote(show.state, forged, test::showStartMs + 15'000 + 45'301).status,
                 VoteStatus::Late);
        Vote ahead = voteFor(20, {0});
        ahead.pt = test::showStartMs + 10'000;
        QCOMPARE(decideVote(show.state, ahead, test::showStartMs + 7'000).status, VoteStatus::Denied);
    }

    void whoAsksForMoreTimeClaimsTheEndAndGetsTheWholeSlack()
    {
        test::RunningShow show({45'000});
        QVERIFY(show.run(CommandKind::Start));
        const qint64 until = test::showStartMs + 15'000;
        event::ElementOpened opened{ClipId{20},
                                    1,
                                    1,
                                    {event::AnchorClock::ProgrammeTime, test::showStartMs},
                                    event::Anchor{event::AnchorClock::ProgrammeTime, until}};
        show.take({{opened, 0, show.nowMs}});
        Vote vote = voteFor(20, {0});
        vote.delayMs = 3'000;
        vote.pt = until;
        QCOMPARE(decideVote(show.state, vote, until + 44'000).status, VoteStatus::Counted);
        QCOMPARE(decideVote(show.state, vote, until + 45'301).status, VoteStatus::Late);
        vote.pt = until - 1;
        QCOMPARE(decideVote(show.state, vote, until + 44'000).status, VoteStatus::Denied);
    }

    void whileClosingOnlyDelayedViewersAnswer()
    {
        test::RunningShow show({45'000});
        QVERIFY(show.run(CommandKind::Start));
        QVERIFY(show.run(CommandKind::Open, 20));
        const qint64 opened = show.nowMs;
        show.nowMs += 10'000;
        QVERIFY(show.run(CommandKind::Close, 20));
        QCOMPARE(decideVote(show.state, voteFor(20, {0}), show.nowMs).status, VoteStatus::Closed);
        Vote delayed = voteFor(20, {0});
        delayed.pt = opened + 5'000;
        QCOMPARE(decideVote(show.state, delayed, show.nowMs + 1'000).status, VoteStatus::Counted);
    }

    void eachKindOfAnswerIsCountedItsWay()
    {
        auto show = test::RunningShow::full();
        for (const int element : {31, 32})
            QVERIFY(show.run(CommandKind::Open, element));
        const auto give = [&](const char *voter, int element, QList<int> choice) {
            return show
                .vote({ClipId{element}, QString::fromLatin1(voter), QStringLiteral("k%1").arg(element),
                       std::move(choice)})
                .status;
        };
        QCOMPARE(give("a", 31, {2, 0, 1}), VoteStatus::Counted);
        QCOMPARE(give("b", 31, {2, 1, 0}), VoteStatus::Counted);
        QCOMPARE(give("c", 31, {0, 1}), VoteStatus::Invalid);
        QCOMPARE(give("c", 31, {0, 1, 1}), VoteStatus::Invalid);
        // First choices; Borda: the best of three gets two.
        QCOMPARE(show.state.run(ClipId{31}).counts, event::Counts({2, {0, 0, 2}, {1, 1, 4}, 0}));
        // −10 … 90 in steps of 5 are 21 values in 20 buckets: value i lies in floor(i · 20 / 21).
        QCOMPARE(give("a", 32, {-10}), VoteStatus::Counted);
        QCOMPARE(give("b", 32, {90}), VoteStatus::Counted);
        QCOMPARE(give("c", 32, {-5}), VoteStatus::Counted);
        QCOMPARE(give("d", 32, {-4}), VoteStatus::Invalid);
        QCOMPARE(give("d", 32, {95}), VoteStatus::Invalid);
        QCOMPARE(give("d", 32, {}), VoteStatus::Invalid);
        const event::Counts counts = show.state.run(ClipId{32}).counts;
        QCOMPARE(counts.sum, 75);
        QCOMPARE(counts.perOption.size(), 20);
        QCOMPARE(counts.perOption.first(), 2);
        QCOMPARE(counts.perOption.last(), 1);
        for (const int element : {31, 32})
            QCOMPARE(recount(show.state, ClipId{element}), countsOf(show.state, ClipId{element}));
        Vote again{ClipId{32}, QStringLiteral("a"), QStringLiteral("again"), {0}};
        QCOMPARE(show.vote(again).status, VoteStatus::Replaced);
        QCOMPARE(show.state.run(ClipId{32}).counts.sum, 85);
        QCOMPARE(recount(show.state, ClipId{32}), countsOf(show.state, ClipId{32}));
    }

    void textsAndStakesComeOnlyWhereTheyBelong()
    {
        auto show = test::RunningShow::full();
        for (const int element : {33, 34})
            QVERIFY(show.run(CommandKind::Open, element));
        const auto give = [&](int element, QList<int> choice, const char *text, qint64 stake) {
            Vote vote{ClipId{element}, QStringLiteral("v"), QStringLiteral("k"), std::move(choice)};
            vote.text = QString::fromLatin1(text);
            vote.stake = stake;
            return decideVote(show.state, vote, show.nowMs).status;
        };
        QCOMPARE(give(33, {}, "Moin", 0), VoteStatus::Counted);
        QCOMPARE(give(33, {}, "", 0), VoteStatus::Invalid);
        QCOMPARE(give(33, {}, "   ", 0), VoteStatus::Invalid);
        QCOMPARE(give(33, {}, "thirteen char", 0), VoteStatus::Invalid);
        QCOMPARE(give(33, {0}, "Moin", 0), VoteStatus::Invalid);
        QCOMPARE(give(34, {0}, "", 10), VoteStatus::Counted);
        QCOMPARE(give(34, {0}, "", 9), VoteStatus::Invalid);
        QCOMPARE(give(34, {0}, "", 901), VoteStatus::Invalid);
        QCOMPARE(give(34, {0, 1}, "", 10), VoteStatus::Invalid);
        QCOMPARE(give(12, {0}, "", 10), VoteStatus::Invalid);
        QCOMPARE(give(12, {0}, "Moin", 0), VoteStatus::Invalid);
    }

    void anEarlierRoundIsClosed()
    {
        test::RunningShow show;
        QVERIFY(show.run(CommandKind::Reset, 12));
        Vote vote = voteFor(12, {0});
        vote.rev = 0;
        QCOMPARE(show.vote(vote).status, VoteStatus::Closed);
        vote.rev = 1;
        QCOMPARE(show.vote(vote).status, VoteStatus::Counted);
    }
};

QTEST_APPLESS_MAIN(VoteTest)
#include "vote_test.moc"
