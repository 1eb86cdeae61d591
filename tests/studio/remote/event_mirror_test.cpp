// The mirror folds what a desk hears: life of the elements, counts of every type, answers that wait.
#include "studio/remote/event_mirror.h"

#include <QJsonDocument>
#include <QTest>

using namespace icmp::remote;

namespace {

QJsonObject object(const char *json)
{
    const QJsonObject parsed = QJsonDocument::fromJson(json).object();
    Q_ASSERT(!parsed.isEmpty());
    return parsed;
}

const QString seven = QStringLiteral("7");

EventMirror fresh()
{
    EventMirror mirror;
    mirror.takeSnapshot(object(R"({"ep":"e","off":10,"mode":"live","package":"p","items":
        [{"iid":"7","rev":1,"round":1,"state":"armed"}],
        "held":{"7":[{"id":"a1","voter6":"abc123","tx":"first","state":"held"}]},"state":{}})"),
                        1'000);
    return mirror;
}

} // namespace

class EventMirrorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLifeOfAnElementIsFolded()
    {
        EventMirror mirror = fresh();
        const auto log = [&](const char *json, qint64 now) {
            QCOMPARE(mirror.takeLog(object(json), now), Applied::Changed);
        };
        log(R"({"off":11,"t":"open","iid":"7","rev":2,"at":{"utc":5},"until":{"utc":9}})", 2'000);
        QCOMPARE(mirror.item(seven).state, ItemState::Open);
        QCOMPARE(mirror.item(seven).openedAtMs, 2'000);
        log(R"({"off":12,"t":"hold","iid":"7"})", 2'100);
        QVERIFY(mirror.item(seven).held);
        log(R"({"off":13,"t":"release","iid":"7","until":{"utc":19}})", 2'200);
        QVERIFY(!mirror.item(seven).held);
        QCOMPARE(mirror.item(seven).until.value(QLatin1String("utc")).toInteger(), 19);
        log(R"({"off":14,"t":"lock","iid":"7"})", 2'300);
        QVERIFY(mirror.item(seven).locked);
        log(R"({"off":15,"t":"refund","iid":"7"})", 2'400);
        QVERIFY(mirror.item(seven).refunded);
        log(R"({"off":16,"t":"undo","iid":"7"})", 2'500);
        QCOMPARE(mirror.item(seven).state, ItemState::Armed);
        QCOMPARE(mirror.item(seven).openedAtMs, -1);
        QVERIFY(!mirror.item(seven).locked);
        QCOMPARE(mirror.takeLog(object(R"({"off":18,"t":"panic"})"), 2'600), Applied::Gap);
        log(R"({"off":17,"t":"panic"})", 2'700);
    }

    void countsOfEveryTypeAreRead()
    {
        EventMirror mirror = fresh();
        const auto state = [&](const char *json) {
            QCOMPARE(mirror.takeState(object(json), 1), Applied::Changed);
        };
        state(R"({"k":"tally:7","v":1,"d":{"n":3,"c":[2,1],"b":[5,4]}})");
        QCOMPARE(mirror.tally(seven)->points, (QList<qint64>{5, 4}));
        state(R"({"k":"tally:7","v":2,"d":{"n":3,"s":21,"c":[0,3]}})");
        QCOMPARE(mirror.tally(seven)->sum, 21);
        QVERIFY(mirror.tally(seven)->points.isEmpty());
        state(R"({"k":"tally:7","v":3,"d":{"n":3,"c":[2,1],"s":[200,50]}})");
        QCOMPARE(mirror.tally(seven)->points, (QList<qint64>{200, 50}));
        state(
            R"({"k":"tally:7","v":4,"d":{"n":9,"top":[{"tx":"frog","n":4}],"words":[{"w":"frog","n":4}]}})");
        QCOMPARE(mirror.tally(seven)->approved.first().text, QStringLiteral("frog"));
        QCOMPARE(mirror.tally(seven)->words.first().count, 4);
        QCOMPARE(mirror.takeState(object(R"({"k":"tally:7","v":2,"d":{"n":1}})"), 1), Applied::Old);
        state(R"({"k":"react:7","v":1,"d":{"c":[10,20]}})");
        QCOMPARE(mirror.reactions(seven), (QList<qint64>{10, 20}));
        QCOMPARE(mirror.takeState(object(R"({"k":"react:7","v":0,"d":{"c":[1,1]}})"), 1), Applied::Old);
        state(R"({"k":"stock:7","v":1,"d":{"left":3,"of":10}})");
        QCOMPARE(mirror.stock(seven)->left, 3);
        state(R"({"k":"lb:7","v":1,"d":{"top":[{"p":"abc123","pts":900}],"n":2}})");
        QCOMPARE(mirror.leaderboard(seven)->top.first().points, 900);
        QCOMPARE(mirror.leaderboard(seven)->viewers, 2);
    }

    void answersWaitUntilAVerdict()
    {
        EventMirror mirror = fresh();
        QCOMPARE(mirror.heldAnswers(seven).size(), 1);
        const auto hear = [&](const char *json) { mirror.takeLog(object(json), 1); };
        hear(R"({"t":"answer","iid":"7","ans":{"id":"a2","voter6":"def456","tx":"second","state":"held"}})");
        hear(R"({"t":"answer","iid":"7","ans":{"id":"a2","voter6":"def456","tx":"second","state":"held"}})");
        QCOMPARE(mirror.heldAnswers(seven).size(), 2);
        hear(R"({"t":"answer","iid":"7","ans":{"id":"a1","voter6":"abc123","tx":"one","state":"approved"}})");
        QCOMPARE(mirror.heldAnswers(seven).size(), 1);
        QCOMPARE(mirror.heldAnswers(seven).first().text, QStringLiteral("second"));
        mirror.forgetAnswer(seven, QStringLiteral("a2"));
        QVERIFY(mirror.heldAnswers(seven).isEmpty());
        QCOMPARE(mirror.offset(), 10); // what only desks hear has no offset
    }
};

QTEST_APPLESS_MAIN(EventMirrorTest)
#include "event_mirror_test.moc"
