// What viewers and desks are told of each kind of element, and what they are not.
#include "tests/server/live/stage.h"

using namespace icmp;
using namespace icmp::live;
using test::Stage;

class TellingTest : public QObject {
    Q_OBJECT

private:
    static test::Published fullShow() { return test::publish(test::projectJson("2", test::liveClips())); }

    static void start(Stage &stage, std::initializer_list<int> elements)
    {
        QVERIFY(**stage.command(QStringLiteral("start"), QStringLiteral("start")) != QList<event::Fact>());
        for (const int element : elements) {
            const QString id = QString::number(element);
            QVERIFY(stage.command(QStringLiteral("open") + id, QStringLiteral("open"), id)->has_value());
        }
        stage.join(7, "viewer-one");
        stage.ear.until(7, QStringLiteral("snap"));
    }

    static QString send(Stage &stage, const QByteArray &vote)
    {
        stage.host->message(7, R"({"i":3,"vote":{)" + vote + "}}");
        for (const QJsonObject &message : stage.ear.until(7, QStringLiteral("ack"))) {
            if (message.contains(QLatin1String("ack")))
                return message.value(QLatin1String("ack")).toObject().value(QLatin1String("st")).toString();
        }
        return {};
    }

    // Lets the next tick come.
    static void tick(Stage &stage)
    {
        stage.clock.advance(tickMaxMs);
        (void)stage.command(QStringLiteral("tick%1").arg(stage.clock.nowMs()), QStringLiteral("announce"));
    }

private Q_SLOTS:
    // Searched in every message that any viewer could have read: logs, states, snapshots, answers.
    void rightAnswersAreInNoViewersFrameBeforeTheyAreTold()
    {
        Stage stage(fullShow());
        start(stage, {39});
        QCOMPARE(send(stage, R"("iid":"39","ch":[0,2],"key":"a")"), QStringLiteral("counted"));
        QCOMPARE(send(stage, R"("iid":"14","ch":[1],"key":"b")"), QStringLiteral("counted"));
        stage.join(8, "viewer-two");
        stage.ear.until(8, QStringLiteral("snap"));
        tick(stage);
        QVERIFY(
            stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("39"))->has_value());
        QVERIFY(
            stage.command(QStringLiteral("r"), QStringLiteral("reveal"), QStringLiteral("39"))->has_value());
        const QByteArray before = stage.ear.everythingForViewers();
        QVERIFY(before.contains("\"iid\":\"39\""));
        QVERIFY(!before.contains("right"));
        QVERIFY(!before.contains("Why"));
        QVERIFY(
            stage.command(QStringLiteral("s"), QStringLiteral("resolve"), QStringLiteral("39"))->has_value());
        QVERIFY(stage.ear.everythingForViewers().contains("\"right\":[1,3]"));
    }

    void aTextIsForDesksUntilItIsApproved()
    {
        Stage stage(fullShow());
        start(stage, {33});
        QCOMPARE(send(stage, R"("iid":"33","ch":[],"tx":"Moin moin","key":"a")"), QStringLiteral("counted"));
        tick(stage);
        QTRY_COMPARE(stage.ear.stateOf("ev:ev_test tally:33").value(QLatin1String("n")).toInteger(), 1);
        QVERIFY(!stage.ear.stateOf("ev:ev_test tally:33").contains(QLatin1String("c")));
        QVERIFY(!stage.ear.everythingPublished().contains("Moin"));
        const QJsonObject told =
            test::parsedJson(stage.ear.deskLogsSoFar().last()).value(QLatin1String("log")).toObject();
        QCOMPARE(told.value(QLatin1String("t")).toString(), QStringLiteral("answer"));
        const QJsonObject answer = told.value(QLatin1String("ans")).toObject();
        QCOMPARE(answer.value(QLatin1String("state")).toString(), QStringLiteral("held"));
        QCOMPARE(answer.value(QLatin1String("voter6")).toString(), QStringLiteral("viewer"));
        stage.host->opened({test::Ear::deskConnection, Route::Desk, "http://x", "127.0.0.1"});
        stage.host->message(test::Ear::deskConnection, R"({"i":1,"desk":{"ticket":"t"}})");
        const auto heard = stage.ear.until(test::Ear::deskConnection, QStringLiteral("snap"));
        const QJsonObject held = heard.last().value(QLatin1String("snap")).toObject();
        QCOMPARE(held.value(QLatin1String("held")).toObject().value(QLatin1String("33")).toArray().size(), 1);
        protocol::CommandBody moderate{QStringLiteral("m"), QStringLiteral("moderate"), QStringLiteral("33")};
        moderate.answer = answer.value(QLatin1String("id")).toString();
        QCOMPARE(stage.run(moderate)->error().code, RefusalCode::WrongType); // no verdict
        moderate.verdict = QStringLiteral("approve");
        QVERIFY(stage.run(moderate)->has_value());
        tick(stage);
        const auto told33 = [&](const char *key) {
            return compactJson(stage.ear.stateOf("ev:ev_test tally:33").value(QLatin1String(key)));
        };
        QTRY_COMPARE(told33("top"), QByteArray(R"([{"n":1,"tx":"Moin moin"}])"));
        QCOMPARE(told33("words"), QByteArray(R"([{"n":2,"w":"moin"}])"));
    }

    // Before many viewers each fan-out costs; and of several workers the slowest sets the pace.
    void talliesAndBoardsAreToldInOneTick()
    {
        Stage stage(fullShow());
        start(stage, {34, 36});
        for (const int tookMs : {900, 20, 30})
            stage.host->swept("ev:ev_test", tookMs);
        tick(stage);
        // Once this is answered, the host is through with that tick.
        (void)stage.command(QStringLiteral("through"), QStringLiteral("announce"));
        const int boards = stage.ear.statesOf("ev:ev_test lb:36");
        const int tallies = stage.ear.statesOf("desk:ev_test tally:34");
        QCOMPARE(send(stage, R"("iid":"34","ch":[1],"stake":300,"key":"a")"), QStringLiteral("counted"));
        stage.clock.advance(rankingEveryMs);
        QCOMPARE(send(stage, R"("iid":"34","ch":[1],"stake":5000,"key":"b")"), QStringLiteral("invalid"));
        QCOMPARE(stage.ear.statesOf("ev:ev_test lb:36"), boards);
        QCOMPARE(stage.ear.statesOf("desk:ev_test tally:34"), tallies);
        stage.clock.advance(tickMaxMs - rankingEveryMs);
        QTRY_COMPARE(stage.ear.statesOf("ev:ev_test lb:36"), boards + 1);
        QTRY_COMPARE(stage.ear.statesOf("desk:ev_test tally:34"), tallies + 1);
    }

    void tapsAreToldInSumAndKeptOnceASecond()
    {
        Stage stage(fullShow());
        start(stage, {35});
        for (int i = 0; i < 3; ++i)
            stage.host->message(7, R"({"i":4,"react":{"iid":"35","e":1,"n":20}})");
        stage.ear.until(7, QStringLiteral("ack"));
        tick(stage);
        QTRY_COMPARE(compactJson(stage.ear.stateOf("ev:ev_test react:35")), QByteArray(R"({"c":[0,60,0]})"));
        stage.clock.advance(tapsEveryMs);
        QTRY_COMPARE(std::count_if(stage.log.stored.begin(), stage.log.stored.end(),
                                   [](const auto &fact) { return fact.kind == u"ReactionsCounted"; }),
                     1);
        stage.open();
        stage.join(9, "viewer-two");
        const QJsonObject snap = stage.ear.until(9, QStringLiteral("snap")).last();
        QVERIFY(compactJson(snap).contains(R"("react:35":{"d":{"c":[0,60,0]})"));
    }

    void aPredictionTellsStakesAndEverybodyTheirOwn()
    {
        Stage stage(fullShow());
        start(stage, {34, 36, 37});
        QCOMPARE(send(stage, R"("iid":"34","ch":[1],"stake":300,"key":"a")"), QStringLiteral("counted"));
        QCOMPARE(send(stage, R"("iid":"34","ch":[1],"stake":5000,"key":"b")"), QStringLiteral("invalid"));
        tick(stage);
        QTRY_COMPARE(compactJson(stage.ear.stateOf("desk:ev_test tally:34")),
                     QByteArray(R"({"c":[0,1,0],"n":1,"s":[0,300,0]})"));
        QTRY_COMPARE(compactJson(stage.ear.stateOf("ev:ev_test lb:36")),
                     QByteArray(R"({"n":1,"top":[{"p":"viewer","pts":750}]})"));
        const auto points = [&] {
            return stage.ear.last(7, QStringLiteral("me")).value(QLatin1String("pts")).toInteger();
        };
        QTRY_COMPARE(points(), 750);
        const QJsonObject me = stage.ear.last(7, QStringLiteral("me"));
        QCOMPARE(compactJson(me.value(QLatin1String("badges"))), QByteArray(R"(["37"])"));
        const QJsonObject own = me.value(QLatin1String("answers")).toObject();
        QCOMPARE(own.value(QLatin1String("34")).toObject().value(QLatin1String("stake")).toInteger(), 300);
        protocol::CommandBody resolve{QStringLiteral("r"), QStringLiteral("resolve"), QStringLiteral("34")};
        resolve.outcome = 1;
        QVERIFY(stage.run(resolve)->has_value());
        resolve.outcome = 0;
        QCOMPARE(stage.run(resolve)->error().code, RefusalCode::KeyReused);
        stage.clock.advance(ownEveryMs);
        QTRY_COMPARE(points(), 1'050);
    }

    void stockOfNothingIsToldAtOnce()
    {
        Stage stage(fullShow());
        start(stage, {40});
        protocol::CommandBody stock{QStringLiteral("s"), QStringLiteral("stock"), QStringLiteral("40")};
        stock.left = 0;
        QVERIFY(stage.run(stock)->has_value());
        QCOMPARE(compactJson(stage.ear.stateOf("ev:ev_test stock:40")), QByteArray(R"({"left":0,"of":5})"));
    }

    void eachProducersActIsOneLogMessage()
    {
        Stage stage(fullShow());
        QStringList told;
        stage.told = [&told](const QString &event, const QByteArray &body) {
            told.append(event + u' ' + test::parsedJson(body).value(QLatin1String("t")).toString());
        };
        stage.programme = [](const QString &) { return live::Programme{20'000, 500}; };
        stage.open();
        start(stage, {34, 20});
        const auto act = [&](const char *command, const char *element) {
            return stage
                .command(QString::fromLatin1(command) + QString::fromLatin1(element),
                         QString::fromLatin1(command), QString::fromLatin1(element))
                ->has_value();
        };
        QVERIFY(act("lock", "34") && act("hold", "34") && act("refund", "34") && act("undo-take", "20"));
        protocol::CommandBody notice{QStringLiteral("n"), QStringLiteral("announce"), {}};
        notice.text = QStringLiteral("Back in a minute.");
        QVERIFY(stage.run(notice)->has_value());
        QVERIFY(act("panic", ""));
        stage.host.reset();
        QStringList expected;
        for (const char *type : {"package", "start", "open", "open", "lock", "hold", "close", "close",
                                 "refund", "undo", "notice", "panic"})
            expected.append(QStringLiteral("ev_test ") + QLatin1String(type));
        QCOMPARE(told, expected);
        const QByteArrayList logs = stage.ear.logsSoFar();
        QVERIFY(logs.at(2).contains("\"at\":{\"pdt\":"));
        QVERIFY(logs.at(1).contains("\"maxDelay\":20000"));
    }
};

QTEST_GUILESS_MAIN(TellingTest)
#include "telling_test.moc"
