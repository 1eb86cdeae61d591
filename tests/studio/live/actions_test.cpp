// Which button may be pressed when, and why not: a table with one row for each rule.
#include "studio/live/model/actions.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::live;
using remote::Command;
using remote::CommandState;
using remote::ItemState;

namespace {

struct Bench {
    element::Element element = *element::make(QStringLiteral("quiz"));
    Situation now;

    Bench()
    {
        now.hasShow = now.isLive = true;
        now.nowMs = 100'000;
        set({});
    }
    void set(const remote::MirrorItem &item, const std::optional<Command> &latest = {})
    {
        now.chosen = now.cued = {&element, item, latest};
        now.openCount = item.state == ItemState::Open ? 1 : 0;
    }
    ActionState of(Action action) const { return stateOf(action, now); }
};

remote::MirrorItem item(ItemState state)
{
    remote::MirrorItem made;
    made.state = state;
    return made;
}

Command command(CommandState state)
{
    Command made;
    made.name = QStringLiteral("open");
    made.state = state;
    return made;
}

} // namespace

class ActionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyActionHasItsOwnNameAndKey()
    {
        QSet<QString> ids, keys;
        for (int i = 0; i < actionCount; ++i) {
            QVERIFY(!labelOf(Action(i)).isEmpty());
            ids.insert(QLatin1String(rowOf(Action(i)).id));
            keys.insert(QLatin1String(rowOf(Action(i)).key));
        }
        QCOMPARE(ids.size(), actionCount);
        QCOMPARE(keys.size(), actionCount);
    }

    void theButtonsFollowTheLifeOfTheElement()
    {
        Bench bench;
        bench.set(item(ItemState::Armed));
        QVERIFY(bench.of(Action::Take).enabled);
        QVERIFY(!bench.of(Action::Close).enabled);
        QVERIFY(!bench.of(Action::Reset).enabled);
        bench.set(item(ItemState::Open));
        QVERIFY(!bench.of(Action::Take).enabled);
        QVERIFY(bench.of(Action::Close).enabled);
        QVERIFY(bench.of(Action::Hold).enabled);
        QVERIFY(bench.of(Action::Panic).enabled);
        bench.set(item(ItemState::Final));
        QCOMPARE(bench.of(Action::Take).note, QStringLiteral("reset first"));
        QVERIFY(bench.of(Action::Reset).enabled);
        QVERIFY(!bench.of(Action::Panic).enabled);
    }

    void aHeldElementIsTakenAgainAndSaysSo()
    {
        Bench bench;
        auto held = item(ItemState::Open);
        held.held = true;
        bench.set(held);
        QCOMPARE(bench.of(Action::Hold).state, CueState::Held);
        QVERIFY(bench.of(Action::Take).enabled);
    }

    void aTakeIsUndoneForFiveSecondsOnly()
    {
        Bench bench;
        auto open = item(ItemState::Open);
        open.openedAtMs = bench.now.nowMs - 4'999;
        bench.set(open);
        QVERIFY(bench.of(Action::UndoTake).enabled);
        open.openedAtMs = bench.now.nowMs - 5'000;
        bench.set(open);
        QCOMPARE(bench.of(Action::UndoTake).note, QStringLiteral("too late"));
        open.openedAtMs = -1; // it was open before this desk came
        bench.set(open);
        QVERIFY(!bench.of(Action::UndoTake).enabled);
    }

    void aCommandUnderWayHoldsTheOthersBack()
    {
        Bench bench;
        for (const auto &[state, words] :
             {std::pair(CommandState::Sending, "sending"), std::pair(CommandState::Queued, "sending"),
              std::pair(CommandState::Unknown, "ask first"), std::pair(CommandState::Expired, "ask first")}) {
            bench.set(item(ItemState::Open), command(state));
            QVERIFY(!bench.of(Action::Close).enabled);
            QCOMPARE(bench.of(Action::Close).note, QLatin1String(words));
            QVERIFY(bench.of(Action::Panic).enabled); // panic waits for nothing
        }
    }

    void withoutAShowNothingIsPressed()
    {
        Bench bench;
        bench.now.hasShow = false;
        for (int i = 0; i < actionCount; ++i) {
            if (Action(i) != Action::CueNext)
                QVERIFY(!bench.of(Action(i)).enabled);
        }
    }

    void predictionsHaveTheirOwnButtons()
    {
        Bench bench;
        bench.set(item(ItemState::Open));
        QCOMPARE(bench.of(Action::Lock).note, QStringLiteral("predictions only"));
        const auto prediction = element::make(QStringLiteral("prediction"));
        if (!prediction)
            QFAIL("the type is missing");
        bench.element = *prediction;
        bench.set(item(ItemState::Open));
        QVERIFY(bench.of(Action::Lock).enabled);
        QVERIFY(bench.of(Action::Refund).enabled);
        QCOMPARE(bench.of(Action::Resolve).note, QStringLiteral("close first"));
        auto locked = item(ItemState::Open);
        locked.locked = true;
        bench.set(locked);
        QCOMPARE(bench.of(Action::Lock).note, QStringLiteral("locked"));
        QVERIFY(bench.of(Action::Resolve).enabled);
        auto over = item(ItemState::Final);
        over.resolved = true;
        bench.set(over);
        QVERIFY(!bench.of(Action::Refund).enabled);
    }

    // Word, shape and colour: no two states look alike in shape, and only the air fills its chip.
    void everyStateHasItsWordAndShape()
    {
        QSet<QString> words, shapes;
        const QList<CueState> states{CueState::Idle,    CueState::Cued,   CueState::Sending,
                                     CueState::OnAir,   CueState::Held,   CueState::Final,
                                     CueState::Closing, CueState::Failed, CueState::Unknown};
        for (const CueState state : states) {
            const CueLook look = lookOf(state);
            words.insert(look.word);
            shapes.insert(look.icon);
            QCOMPARE(look.filled, state == CueState::OnAir);
        }
        QCOMPARE(words.size(), states.size());
        QCOMPARE(shapes.size(), states.size());
    }
};

QTEST_MAIN(ActionsTest)
#include "actions_test.moc"
