#include "core/session/decide.h"

#include "tests/core/session/show_fixture.h"

#include <QTest>

using namespace icmp;
using namespace icmp::session;

class AwardsTest : public QObject {
    Q_OBJECT

private:
    static Vote answer(const char *voter, int element, const char *key)
    {
        return {ClipId{element}, QString::fromLatin1(voter), QString::fromLatin1(key), {0}};
    }

    static int earned(const test::RunningShow &show, int element)
    {
        int count = 0;
        for (const event::Fact &fact : show.facts) {
            const auto *award = std::get_if<event::AwardEarned>(&fact.content);
            if (award && award->element == ClipId{element})
                count += int(award->voters.size());
        }
        return count;
    }

private Q_SLOTS:
    void aBadgeIsEarnedOnce()
    {
        auto show = test::RunningShow::full();
        QVERIFY(show.run(CommandKind::Open, 37));
        show.vote(answer("a", 12, "1"));
        QCOMPARE(show.pointsOf("a"), grantPoints + 50);
        show.vote(answer("a", 13, "2"));
        QCOMPARE(show.pointsOf("a"), grantPoints + 50);
        QVERIFY(show.run(CommandKind::Cancel, 37));
        QVERIFY(show.run(CommandKind::Reset, 37));
        QVERIFY(show.run(CommandKind::Open, 37));
        QCOMPARE(earned(show, 37), 1);
    }

    void whoDidEnoughBeforeItOpenedEarnsItThen()
    {
        auto show = test::RunningShow::full();
        show.vote(answer("a", 12, "1"));
        show.vote(answer("b", 12, "1"));
        QCOMPARE(earned(show, 37), 0);
        QVERIFY(show.run(CommandKind::Open, 37));
        QCOMPARE(earned(show, 37), 2);
    }

    void aQuestCountsTheWayToItsGoal()
    {
        auto show = test::RunningShow::full();
        QVERIFY(show.run(CommandKind::Open, 38));
        show.vote(answer("a", 12, "1"));
        const auto rules = *element::awardRules(*show.state.element(ClipId{38}));
        QCOMPARE(progressOf(show.state, rules, QStringLiteral("a")), 1);
        QCOMPARE(earned(show, 38), 0);
        show.vote(answer("a", 13, "2"));
        QCOMPARE(earned(show, 38), 1);
        QCOMPARE(show.pointsOf("a"), grantPoints + 100);
    }

    void theRankingGoesByPointsThenTimeThenName()
    {
        auto show = test::RunningShow::full();
        const auto score = [&](qint64 atMs, qint64 points, QStringList voters) {
            show.take({{event::QuizScored{ClipId{14}, 1, points, voters}, 0, atMs}});
        };
        score(30, 5, {QStringLiteral("late"), QStringLiteral("alphabet")});
        score(20, 5, {QStringLiteral("early")});
        score(10, 1, {QStringLiteral("few")});
        score(40, 9, {QStringLiteral("most")});
        QStringList order;
        for (const Place &place : ranking(show.state))
            order.append(place.voter);
        QCOMPARE(order,
                 QStringList({QStringLiteral("most"), QStringLiteral("early"), QStringLiteral("alphabet"),
                              QStringLiteral("late"), QStringLiteral("few")}));
    }

    void tapsAreChecked_data()
    {
        QTest::addColumn<int>("element");
        QTest::addColumn<int>("emoji");
        QTest::addColumn<int>("taps");
        QTest::addColumn<int>("code"); // -1: fine
        QTest::newRow("fine") << 35 << 2 << 50 << -1;
        QTest::newRow("unknown") << 99 << 0 << 1 << int(RefusalCode::UnknownId);
        QTest::newRow("a poll") << 12 << 0 << 1 << int(RefusalCode::NotAllowedHere);
        QTest::newRow("no such emoji") << 35 << 3 << 1 << int(RefusalCode::OutOfRange);
        QTest::newRow("no tap") << 35 << 0 << 0 << int(RefusalCode::OutOfRange);
        QTest::newRow("too many") << 35 << 0 << 51 << int(RefusalCode::OutOfRange);
    }

    void tapsAreChecked()
    {
        QFETCH(int, element);
        QFETCH(int, emoji);
        QFETCH(int, taps);
        QFETCH(int, code);
        auto show = test::RunningShow::full();
        QVERIFY(!checkTaps(show.state, ClipId{35}, 0, 1));
        QVERIFY(show.run(CommandKind::Open, 35));
        const auto checked = checkTaps(show.state, ClipId{element}, emoji, taps);
        QCOMPARE(checked ? -1 : int(checked.error().code), code);
    }

    void tapsAddUp()
    {
        auto show = test::RunningShow::full();
        QVERIFY(show.run(CommandKind::Open, 35));
        show.take({{event::ReactionsCounted{ClipId{35}, {3, 0, 1}}, 0, show.nowMs}});
        show.take({{event::ReactionsCounted{ClipId{35}, {1, 2, 0}}, 0, show.nowMs}});
        QCOMPARE(countsOf(show.state, ClipId{35}).perOption, QList<qint64>({4, 2, 1}));
    }
};

QTEST_APPLESS_MAIN(AwardsTest)
#include "awards_test.moc"
