#include "core/session/decide.h"

#include "tests/core/session/show_fixture.h"

#include <QTest>

using namespace icmp;
using namespace icmp::session;
using enum CommandKind;

struct Step {
    CommandKind kind;
    int element = 0;
};

class DecideTest : public QObject {
    Q_OBJECT

private:
    static QStringList kinds(const QList<event::Fact> &facts)
    {
        QStringList names;
        for (const event::Fact &fact : facts)
            names.append(event::kindOf(fact.content));
        return names;
    }

private Q_SLOTS:
    void eachRefusalHasItsCase_data()
    {
        QTest::addColumn<QList<int>>("before"); // kind, element, kind, element, …
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("element");
        QTest::addColumn<RefusalCode>("code");
        const auto row = [](const char *name, std::initializer_list<Step> before, Step step,
                            RefusalCode code) {
            QList<int> steps;
            for (const Step &one : before)
                steps << int(one.kind) << one.element;
            QTest::newRow(name) << steps << int(step.kind) << step.element << code;
        };
        row("unknown element", {}, {Close, 99}, RefusalCode::UnknownId);
        row("start twice", {{Start}}, {Start}, RefusalCode::AlreadyOpen);
        row("end on demand", {}, {End}, RefusalCode::Ended);
        row("live trigger on demand", {}, {Open, 20}, RefusalCode::NotAllowedHere);
        row("timed is open already", {}, {Open, 12}, RefusalCode::AlreadyOpen);
        row("open twice", {{Start}, {Open, 20}}, {Open, 20}, RefusalCode::AlreadyOpen);
        row("open a closed one", {{Start}, {Open, 20}, {Close, 20}}, {Open, 20}, RefusalCode::Closed);
        row("open a cancelled one", {{Start}, {Cancel, 20}}, {Open, 20}, RefusalCode::Closed);
        row("close what never was open", {{Start}}, {Close, 20}, RefusalCode::NotOpen);
        row("close twice", {{Close, 12}}, {Close, 12}, RefusalCode::Closed);
        row("reset what is ready", {}, {Reset, 20}, RefusalCode::NotOpen);
        row("cancel what is final", {{Close, 12}}, {Cancel, 12}, RefusalCode::Closed);
        row("reveal a text", {}, {Reveal, 15}, RefusalCode::NotAllowedHere);
        row("reveal a cancelled one", {{Cancel, 12}}, {Reveal, 12}, RefusalCode::Closed);
        row("resolve a poll", {}, {Resolve, 12}, RefusalCode::NotAllowedHere);
        row("lock a poll", {}, {Lock, 12}, RefusalCode::NotAllowedHere);
        row("refund a poll", {}, {Refund, 12}, RefusalCode::NotAllowedHere);
        row("hold what is armed", {{Start}}, {Hold, 20}, RefusalCode::NotOpen);
        row("hold what is held", {{Start}, {Open, 20}, {Hold, 20}}, {Hold, 20}, RefusalCode::NotOpen);
        row("hold what is closed", {{Start}, {Open, 20}, {Close, 20}}, {Hold, 20}, RefusalCode::Closed);
        row("undo what never was open", {{Start}}, {UndoTake, 20}, RefusalCode::NotOpen);
        row("undo what is closed", {{Start}, {Open, 20}, {Close, 20}}, {UndoTake, 20}, RefusalCode::Closed);
        row("moderate a poll", {}, {Moderate, 12}, RefusalCode::NotAllowedHere);
        row("stock of a poll", {}, {Stock, 12}, RefusalCode::NotAllowedHere);
        row("resolve a cancelled quiz", {{Cancel, 14}}, {Resolve, 14}, RefusalCode::Closed);
    }

    void eachRefusalHasItsCase()
    {
        QFETCH(QList<int>, before);
        QFETCH(int, kind);
        QFETCH(int, element);
        QFETCH(RefusalCode, code);
        test::RunningShow show;
        for (qsizetype i = 0; i < before.size(); i += 2)
            QVERIFY(show.run(CommandKind(before.at(i)), before.at(i + 1)));
        const State untouched = show.state;
        const auto refused = show.run(CommandKind(kind), element);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, code);
        QCOMPARE(show.state.seq, untouched.seq);
    }

    void aProgrammesClockIsTheAnchor()
    {
        test::RunningShow show;
        const Programme programme{20'000, 1'500};
        const auto run = [&](Command command) {
            command.programme = programme;
            const auto facts = decide(show.state, command, show.nowMs);
            if (facts)
                show.take(*facts);
            return facts.has_value();
        };
        QVERIFY(run({Start}));
        QCOMPARE(show.state.policy.maxDelayMs, 20'000);
        QVERIFY(run({Open, ClipId{20}, 10'000}));
        const Run &opened = show.state.run(ClipId{20});
        QCOMPARE(*opened.at, event::Anchor({event::AnchorClock::ProgrammeTime, show.nowMs + 1'500}));
        QCOMPARE(*opened.until, event::Anchor({event::AnchorClock::ProgrammeTime, show.nowMs + 11'500}));
        // Its window ends 10 s later on the server's clock, however far ahead the programme's is.
        QCOMPARE(nextDueMs(show.state), show.nowMs + 10'000 + anchorSlackMs);
        show.nowMs += 4'000;
        QVERIFY(run({Close, ClipId{20}}));
        QCOMPARE(*show.state.run(ClipId{20}).until,
                 event::Anchor({event::AnchorClock::ProgrammeTime, show.nowMs + 1'500}));
        QCOMPARE(nextDueMs(show.state), show.nowMs + 20'000 + anchorSlackMs);
        QVERIFY(run({End}));
        QCOMPARE(show.state.policy.maxDelayMs, 0);
    }

    void whatIsHeldGoesOnWithTheTimeItHad()
    {
        test::RunningShow show;
        QVERIFY(show.run(Start));
        QVERIFY(show.run(Open, 20, 10'000));
        const qint64 openedMs = show.nowMs;
        show.nowMs += 4'000;
        QVERIFY(show.run(Hold, 20));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Held);
        QVERIFY(!acceptsAnswers(show.state, ClipId{20}));
        QCOMPARE(
            decideVote(show.state, {ClipId{20}, QStringLiteral("v"), QStringLiteral("k"), {0}}, show.nowMs)
                .status,
            VoteStatus::NotOpen);
        show.nowMs += 60'000;
        QVERIFY(due(show.state, show.nowMs).isEmpty());
        QVERIFY(show.run(Open, 20));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Open);
        QCOMPARE(show.state.run(ClipId{20}).until->value, openedMs + 70'000);
        QVERIFY(show.run(Hold, 12)); // by the film's time
        QVERIFY(show.run(Open, 12));
        QCOMPARE(phaseOf(show.state, ClipId{12}), Phase::Open);
        QVERIFY(!show.state.run(ClipId{12}).at);
    }

    void aTakeIsTakenBackInTimeOnly()
    {
        test::RunningShow show;
        QVERIFY(show.run(Start));
        QVERIFY(show.run(Open, 20));
        show.vote({ClipId{20}, QStringLiteral("v"), QStringLiteral("k"), {0}});
        show.nowMs += undoTakeMs;
        QVERIFY(show.run(UndoTake, 20));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Armed);
        QCOMPARE(countsOf(show.state, ClipId{20}).answers, 0);
        QVERIFY(show.run(Open, 20));
        show.nowMs += undoTakeMs + 1;
        QCOMPARE(show.run(UndoTake, 20).error().code, RefusalCode::TooLate);
    }

    void panicTakesEverythingOffThePicture()
    {
        for (const PanicPolicy policy : {PanicPolicy::Hold, PanicPolicy::Close}) {
            auto show = test::RunningShow::full();
            QVERIFY(show.run(Open, 20));
            QVERIFY(show.run(Open, 31));
            Command panic{Panic};
            panic.policy = policy;
            const auto facts = decide(show.state, panic, show.nowMs);
            QCOMPARE(kinds(*facts).first(), QStringLiteral("PanicPressed"));
            show.take(*facts);
            const Phase expected = policy == PanicPolicy::Hold ? Phase::Held : Phase::Final;
            QCOMPARE(phaseOf(show.state, ClipId{20}), expected);
            QCOMPARE(phaseOf(show.state, ClipId{31}), expected);
            QCOMPARE(phaseOf(show.state, ClipId{12}), Phase::Open);
        }
    }

    void textsWaitForTheProducer()
    {
        auto show = test::RunningShow::full();
        QVERIFY(show.run(Open, 33));
        Vote vote{ClipId{33}, QStringLiteral("v"), QStringLiteral("k"), {}};
        vote.text = QStringLiteral("Moin");
        QCOMPARE(show.vote(vote).status, VoteStatus::Counted);
        const Run &run = show.state.run(ClipId{33});
        QCOMPARE(run.counts.answers, 1);
        QVERIFY(run.approved.isEmpty());
        Command moderate{Moderate, ClipId{33}};
        moderate.answer = show.state.seq + 1;
        QCOMPARE(show.run(moderate).error().code, RefusalCode::UnknownId);
        moderate.answer = run.texts.firstKey();
        moderate.approve = true;
        QVERIFY(show.run(moderate));
        QCOMPARE(run.approved.values(), QStringList{QStringLiteral("Moin")});
        QVERIFY(decide(show.state, moderate, show.nowMs)->isEmpty());
        moderate.approve = false;
        QVERIFY(show.run(moderate));
        QVERIFY(run.approved.isEmpty());
    }

    void stockAndNoticesAreChecked()
    {
        auto show = test::RunningShow::full();
        Command stock{Stock, ClipId{40}};
        stock.left = -1;
        QCOMPARE(show.run(stock).error().code, RefusalCode::OutOfRange);
        stock.left = 0;
        QVERIFY(show.run(stock));
        QCOMPARE(show.state.run(ClipId{40}).stock, 0);
        QVERIFY(decide(show.state, stock, show.nowMs)->isEmpty());
        Command notice{Announce};
        QCOMPARE(show.run(notice).error().code, RefusalCode::TooFew);
        notice.text = QString(noticeTextMax + 1, u'x');
        QCOMPARE(show.run(notice).error().code, RefusalCode::TooLong);
        notice.text = QStringLiteral("\a");
        QCOMPARE(show.run(notice).error().code, RefusalCode::BadText);
        notice.text = QStringLiteral("Back in a minute.");
        notice.severity = 3;
        QCOMPARE(show.run(notice).error().code, RefusalCode::OutOfRange);
        notice.severity = 2;
        QVERIFY(show.run(notice));
        QCOMPARE(std::get<event::NoticeAnnounced>(show.facts.last().content).severity, 2);
    }

    void startSaysHowFarBehindAViewerMayBe()
    {
        test::RunningShow show;
        Command start{Start};
        start.programme = Programme{};
        start.maxDelayMs = maxDelayMsMax + 1;
        QCOMPARE(decide(show.state, start, show.nowMs).error().code, RefusalCode::OutOfRange);
        start.maxDelayMs = 7'000;
        show.take(*decide(show.state, start, show.nowMs));
        QCOMPARE(show.state.policy.maxDelayMs, 7'000);
        QCOMPARE(std::get<event::SessionStarted>(show.facts.first().content).maxDelayMs, 7'000);
    }

    void openForTooLongIsRefused()
    {
        test::RunningShow show;
        QVERIFY(show.run(Start));
        QCOMPARE(show.run(Open, 20, openForMsMax + 1).error().code, RefusalCode::OutOfRange);
        QCOMPARE(show.run(Open, 20, -1).error().code, RefusalCode::OutOfRange);
        QVERIFY(show.run(Open, 20, openForMsMax));
    }

    void onDemandClosingIsFinalAtOnce()
    {
        test::RunningShow show;
        QVERIFY(show.run(Close, 12));
        QCOMPARE(kinds(show.facts),
                 QStringList({QStringLiteral("ElementClosed"), QStringLiteral("ElementFinished")}));
        QCOMPARE(phaseOf(show.state, ClipId{12}), Phase::Final);
    }

    void delayedViewersKeepALiveElementClosing()
    {
        test::RunningShow show({45'000});
        QVERIFY(show.run(Start));
        QVERIFY(show.run(Open, 20, 15'000));
        QCOMPARE(nextDueMs(show.state), std::optional(show.nowMs + 15'000 + anchorSlackMs));
        show.nowMs += 15'000 + anchorSlackMs;
        show.take(due(show.state, show.nowMs));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Closing);
        QVERIFY(due(show.state, show.nowMs + 44'000).isEmpty());
        show.nowMs += 45'000;
        show.take(due(show.state, show.nowMs));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Final);
        QVERIFY(!nextDueMs(show.state));
    }

    void resolveFinishesAndScores()
    {
        test::RunningShow show;
        show.vote({ClipId{14}, QStringLiteral("right"), QStringLiteral("k"), {1}});
        show.vote({ClipId{14}, QStringLiteral("wrong"), QStringLiteral("k"), {0}});
        QVERIFY(show.run(Resolve, 14));
        QCOMPARE(pointsOf(show.state, QStringLiteral("right")), grantPoints + 10);
        QVERIFY(!show.state.points.contains(QStringLiteral("wrong")));
        QCOMPARE(show.state.run(ClipId{14}).right, QList<OptionId>{OptionId{2}});
        const auto facts = show.facts.size();
        QVERIFY(show.run(Resolve, 14));
        QCOMPARE(show.facts.size(), facts);
    }

    void aNewRoundBeginsAtZero()
    {
        test::RunningShow show;
        show.vote({ClipId{12}, QStringLiteral("v"), QStringLiteral("k"), {1}});
        QVERIFY(show.run(Reset, 12));
        QCOMPARE(show.state.run(ClipId{12}).round, qint64(2));
        QCOMPARE(recount(show.state, ClipId{12}).answers, qint64(0));
        QCOMPARE(show.vote({ClipId{12}, QStringLiteral("v"), QStringLiteral("k2"), {1}}).status,
                 VoteStatus::Counted);
    }

    void theEndFinishesWhatIsOpen()
    {
        test::RunningShow show;
        QVERIFY(show.run(Start));
        QVERIFY(show.run(Open, 20));
        QVERIFY(show.run(End));
        QCOMPARE(phaseOf(show.state, ClipId{20}), Phase::Final);
        QCOMPARE(show.state.mode, Mode::OnDemand);
        QCOMPARE(show.state.logOffset, qint64(5));
    }

    void anotherVersionRestartsOnlyWhatChanged()
    {
        test::RunningShow show;
        show.vote({ClipId{12}, QStringLiteral("v"), QStringLiteral("a"), {1}});
        show.vote({ClipId{14}, QStringLiteral("v"), QStringLiteral("b"), {1}});
        const auto next = test::makeShow("3");
        const auto facts = decidePackage(show.state, *next, show.nowMs);
        QVERIFY(facts);
        QCOMPARE(std::get<event::PackageChanged>(facts->first().content).restarted,
                 QList<ClipId>{ClipId{14}});
        event::Fact fact = facts->first();
        fact.seq = show.state.seq + 1;
        evolve(show.state, fact, next);
        QCOMPARE(show.state.run(ClipId{14}).round, qint64(2));
        QCOMPARE(show.state.run(ClipId{12}).counts.answers, qint64(1));
        QVERIFY(decidePackage(show.state, *next, show.nowMs)->isEmpty());
        QVERIFY(show.run(Start));
        QCOMPARE(decidePackage(show.state, *test::makeShow(), show.nowMs).error().code, RefusalCode::Locked);
    }

    void onlyLinksArePressed()
    {
        test::RunningShow show;
        QVERIFY(decidePress(show.state, ClipId{16}, QStringLiteral("v"), QStringLiteral("k"), 1));
        QCOMPARE(
            decidePress(show.state, ClipId{12}, QStringLiteral("v"), QStringLiteral("k"), 1).error().code,
            RefusalCode::NotAllowedHere);
        QCOMPARE(
            decidePress(show.state, ClipId{99}, QStringLiteral("v"), QStringLiteral("k"), 1).error().code,
            RefusalCode::UnknownId);
    }
};

QTEST_APPLESS_MAIN(DecideTest)
#include "decide_test.moc"
