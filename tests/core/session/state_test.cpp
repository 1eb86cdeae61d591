#include "core/session/state.h"

#include "tests/core/session/show_fixture.h"

#include <QTest>

using namespace icmp;
using namespace icmp::session;

class StateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timedElementsAreOpenOnDemand()
    {
        test::RunningShow show;
        QCOMPARE(phaseOf(show.state, ClipId{12}), Phase::Open);
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Armed);
        QVERIFY(acceptsAnswers(show.state, ClipId{12}));
        QVERIFY(!acceptsAnswers(show.state, ClipId{15}));
        QVERIFY(!acceptsAnswers(show.state, ClipId{20}));
    }

    // 12: always, 13: after the answer, 14: after the close, 20: only the producer.
    void resultsGoToThoseWhomThePolicyNames()
    {
        test::RunningShow show;
        QCOMPARE(resultsFor(show.state, ClipId{12}), ResultsFor::Everybody);
        QCOMPARE(resultsFor(show.state, ClipId{13}), ResultsFor::Answered);
        QCOMPARE(resultsFor(show.state, ClipId{14}), ResultsFor::Nobody);
        QCOMPARE(resultsFor(show.state, ClipId{15}), ResultsFor::Nobody);
        QVERIFY(show.run(CommandKind::Start));
        QVERIFY(show.run(CommandKind::Open, 20));
        for (const int element : {13, 14, 20})
            QVERIFY(show.run(CommandKind::Close, element));
        QCOMPARE(resultsFor(show.state, ClipId{13}), ResultsFor::Everybody);
        QCOMPARE(resultsFor(show.state, ClipId{14}), ResultsFor::Everybody);
        QCOMPARE(resultsFor(show.state, ClipId{20}), ResultsFor::Nobody);
        QVERIFY(show.run(CommandKind::Reveal, 20));
        QCOMPARE(resultsFor(show.state, ClipId{20}), ResultsFor::Everybody);
    }

    void aCancelledElementTellsNothing()
    {
        test::RunningShow show;
        QVERIFY(show.run(CommandKind::Cancel, 12));
        QCOMPARE(resultsFor(show.state, ClipId{12}), ResultsFor::Nobody);
    }
};

QTEST_APPLESS_MAIN(StateTest)
#include "state_test.moc"
