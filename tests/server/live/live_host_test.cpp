// The host's promises: order, durability, one answer for one key, coalescing.
#include "tests/server/live/stage.h"

using namespace icmp;
using namespace icmp::live;
using test::Stage;

class LiveHostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void welcomeComesBeforeTheSnapshot()
    {
        Stage stage;
        stage.join(7, "voter");
        const auto heard = stage.ear.until(7, QStringLiteral("snap"));
        QCOMPARE(heard.size(), qsizetype(2));
        QVERIFY(heard.at(0).contains(QLatin1String("welcome")));
        const QJsonObject snap = heard.at(1).value(QLatin1String("snap")).toObject();
        QCOMPARE(snap.value(QLatin1String("off")),
                 heard.at(0).value(QLatin1String("welcome")).toObject().value(QLatin1String("off")));
        QVERIFY(snap.contains(QLatin1String("me")));
    }

    // L3: nothing is acknowledged as counted that storage did not take; the same key counts once it does.
    void aFullDiskIsTemporary()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        stage.log.broken = true;
        const QJsonObject lost = stage.vote(7, 12, 1, "k");
        QCOMPARE(lost.value(QLatin1String("st")).toString(), QStringLiteral("denied"));
        QVERIFY(lost.value(QLatin1String("temporary")).toBool());
        QVERIFY(!stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12")));
        QVERIFY(stage.ear.logsSoFar().size() <= 1);
        stage.log.broken = false;
        QCOMPARE(stage.vote(7, 12, 1, "k").value(QLatin1String("st")).toString(), QStringLiteral("counted"));
    }

    // Behind a slow disk at most so much waits; who comes then is told to come back, and nothing taken is
    // lost.
    void aFullQueueIsRefusedWithASentence()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.join(8, "other");
        stage.ear.until(7, QStringLiteral("snap"));
        stage.ear.until(8, QStringLiteral("snap"));
        stage.log.hold(true);
        stage.host->message(7, R"({"i":2,"vote":{"iid":"12","ch":[1],"key":"k"}})");
        QTRY_VERIFY_WITH_TIMEOUT(stage.log.isWaiting(), 10'000);
        constexpr Connection stranger = 9; // says nothing that costs anything
        for (int i = 0; i < tasksWaitingMax; ++i)
            stage.host->message(stranger, "{}");
        QCOMPARE(stage.host->figures().tasksWaiting, qint64(tasksWaitingMax));
        QVERIFY(stage.ear.closes().isEmpty());
        stage.host->message(8, R"({"i":2,"vote":{"iid":"12","ch":[0],"key":"k"}})");
        QCOMPARE(stage.ear.closes(), QByteArrayList{"4029"});
        const auto refused =
            stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().what, QStringLiteral("The server has too much to do."));
        QCOMPARE(refused.error().advice, QStringLiteral("Try again in a moment."));
        QCOMPARE(stage.host->figures().tasksWaiting, qint64(tasksWaitingMax));
        stage.log.hold(false);
        const auto heard = stage.ear.until(7, QStringLiteral("ack"));
        QVERIFY(!heard.isEmpty());
        QCOMPARE(heard.last().value(QLatin1String("ack")).toObject().value(QLatin1String("st")).toString(),
                 QStringLiteral("counted"));
        QTRY_COMPARE_WITH_TIMEOUT(stage.host->figures().tasksWaiting, 0, 10'000);
        QVERIFY(stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12")));
    }

    void aRestartKnowsKeysCountsAndCommands()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        const QJsonObject first = stage.vote(7, 12, 1, "k");
        const auto closed = stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12"));
        stage.open();
        stage.join(8, "voter");
        stage.ear.until(8, QStringLiteral("snap"));
        QCOMPARE(stage.vote(8, 12, 1, "k"), first);
        const auto again = stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12"));
        QVERIFY(**again == **closed);
        const auto other = stage.command(QStringLiteral("c"), QStringLiteral("reset"), QStringLiteral("12"));
        QCOMPARE((*other).error().code, RefusalCode::KeyReused);
    }

    // L5: however many votes, one tally a tick.
    void talliesAreCoalesced()
    {
        Stage stage;
        for (int i = 0; i < 20; ++i) {
            const Connection connection = Connection(100 + i);
            stage.join(connection, "v" + QByteArray::number(i));
            stage.ear.until(connection, QStringLiteral("snap"));
            stage.vote(connection, 12, 0, "k");
        }
        const int told = stage.ear.statesOf("ev:ev_test tally:12");
        QVERIFY(told <= 1);
        stage.clock.advance(tickMinMs);
        stage.vote(100, 13, 0, "k2");
        QTRY_COMPARE(stage.ear.statesOf("ev:ev_test tally:12"), told + 1);
    }

    void hiddenCountsAreNotPublished()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        stage.vote(7, 14, 1, "k");
        stage.clock.advance(tickMaxMs);
        stage.vote(7, 12, 1, "k2");
        QTRY_COMPARE(stage.ear.statesOf("desk:ev_test tally:14"), 1);
        QCOMPARE(stage.ear.statesOf("ev:ev_test tally:14"), 0);
        for (const QByteArray &log : stage.ear.logsSoFar())
            QVERIFY(!log.contains("right"));
    }

    void tooManyVotesAreHeldBack()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        QString last;
        for (int i = 0; i < 11; ++i)
            last = stage.vote(7, 12, 0, "k" + QByteArray::number(i)).value(QLatin1String("st")).toString();
        QCOMPARE(last, QStringLiteral("rate"));
    }

    void aForgedTokenIsTurnedAway()
    {
        Stage stage;
        stage.join(7, "forged");
        const auto heard = stage.ear.until(7, QStringLiteral("error"));
        QCOMPARE(heard.size(), qsizetype(1));
    }
};

QTEST_GUILESS_MAIN(LiveHostTest)
#include "live_host_test.moc"
