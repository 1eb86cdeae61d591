#include "core/protocol/live_message.h"

#include <QJsonArray>
#include <QTest>

using namespace icmp;
using namespace icmp::protocol;

class LiveMessageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeHelloIsUnderstood()
    {
        const auto message =
            parseClient(R"({"i":1,"hello":{"v":1,"ev":"ev_9f2","tok":"t","dev":"d","caps":["log"],)"
                        R"("since":{"ep":"k","off":18},)"
                        R"("sv":{"tally:12":77},"lang":"de","tz":"Europe/Berlin","q":"lite"},"more":[1]})");
        QVERIFY(message);
        QCOMPARE(message->request, std::optional<qint64>(1));
        const auto &hello = std::get<Hello>(message->content);
        QCOMPARE(hello.event, QStringLiteral("ev_9f2"));
        QCOMPARE(hello.since->offset, qint64(18));
        QCOMPARE(hello.stateVersions.value(QStringLiteral("tally:12")), qint64(77));
        QVERIFY(hello.lite);
    }

    void aVoteIsUnderstood()
    {
        const auto message =
            parseClient(R"({"vote":{"iid":"12","rev":3,"ch":[0,2],"key":"k","pt":-5,"n":2}})");
        QVERIFY(message);
        const auto &vote = std::get<VoteMessage>(message->content);
        QCOMPARE(vote.choice, QList<int>({0, 2}));
        QCOMPARE(vote.pt, std::optional<qint64>(-5));
        QVERIFY(!message->request);
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<RefusalCode>("code");
        const auto row = [](const char *name, const QByteArray &text, RefusalCode code) {
            QTest::newRow(name) << text << code;
        };
        using enum RefusalCode;
        row("nothing", "", BadDocument);
        row("no JSON", "vote", BadDocument);
        row("a list", "[]", WrongType);
        row("duplicate key", R"({"i":1,"i":2,"time":{"c0":1}})", BadDocument);
        row("fraction", R"({"time":{"c0":1.5}})", BadNumber);
        row("beyond int64", R"({"time":{"c0":9223372036854775808}})", BadNumber);
        row("too deep", QByteArray(R"({"a":)") + QByteArray(40, '[') + QByteArray(40, ']') + '}',
            BadDocument);
        row("unknown message", R"({"shout":{}})", WrongType);
        row("request as text", R"({"i":"1","time":{"c0":1}})", WrongType);
        row("negative request", R"({"i":-1,"time":{"c0":1}})", OutOfRange);
        row("vote is no object", R"({"vote":[]})", WrongType);
        row("no element", R"({"vote":{"ch":[0],"key":"k"}})", WrongType);
        row("empty key", R"({"vote":{"iid":"1","ch":[0],"key":""}})", TooFew);
        row("long key", R"({"vote":{"iid":"1","ch":[0],"key":")" + QByteArray(65, 'k') + R"("}})", TooLong);
        row("very long key", R"({"vote":{"iid":"1","ch":[0],"key":")" + QByteArray(640, 'k') + R"("}})",
            TooLong);
        row("21 choices",
            R"({"vote":{"iid":"1","ch":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"key":"k"}})", TooMany);
        row("choice as text", R"({"vote":{"iid":"1","ch":["0"],"key":"k"}})", WrongType);
        row("far choice", R"({"vote":{"iid":"1","ch":[-1000000001],"key":"k"}})", OutOfRange);
        row("n is 0", R"({"vote":{"iid":"1","ch":[0],"key":"k","n":0}})", OutOfRange);
        row("hello without token", R"({"hello":{"v":1,"ev":"ev_a"}})", WrongType);
        row("long token", R"({"hello":{"v":1,"ev":"ev_a","tok":")" + QByteArray(513, 't') + R"("}})",
            TooLong);
        row("since without offset", R"({"hello":{"v":1,"ev":"e","tok":"t","since":{"ep":"a"}}})", WrongType);
        row("lone surrogate", R"({"hello":{"v":1,"ev":"\ud800","tok":"t"}})", BadDocument);
    }

    void whatIsWrongIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(RefusalCode, code);
        const auto message = parseClient(text);
        QVERIFY(!message);
        QCOMPARE(message.error().code, code);
    }

    void aKeyOfTheLongestLengthPasses()
    {
        QVERIFY(parseClient(R"({"vote":{"iid":"1","ch":[0],"key":")" + QByteArray(64, 'k') + R"("}})"));
    }

    void aFrameHoldsSeveralMessages()
    {
        QCOMPARE(*splitFrame("{}\n\n{\"i\":1}\n"), QList<QByteArray>({"{}", "{\"i\":1}"}));
        QVERIFY(splitFrame(QByteArray("{}\n").repeated(messagesPerFrameMax)));
        QVERIFY(!splitFrame(QByteArray("{}\n").repeated(messagesPerFrameMax + 1)));
    }

    void whatGoesOutIsWhatTheSpecificationSays()
    {
        Ack ack;
        ack.key = QStringLiteral("k");
        ack.status = QStringLiteral("counted");
        ack.n = 1;
        ack.receipt = QStringLiteral("r");
        ack.points = 430;
        QCOMPARE(encode(42, ack),
                 QByteArray(R"({"ack":{"key":"k","me":{"pts":430},"n":1,"rc":"r","st":"counted",)"
                            R"("temporary":false},"i":42})"));
        QCOMPARE(
            encodeState(tallyKey(ClipId{12}), 82,
                        {{QStringLiteral("n"), 3}, {QStringLiteral("c"), QJsonArray{1, 2}}}, false),
            QByteArray(R"({"st":{"d":{"c":[1,2],"n":3},"fin":false,"k":"tally:12","stale":false,"v":82}})"));
        QCOMPARE(encodeLogs({"{\"off\":1}", "{\"off\":2}"}), QByteArray(R"({"log":[{"off":1},{"off":2}]})"));
        QCOMPARE(encodeTime(1, 2, 3, 4), QByteArray(R"({"i":1,"time":{"c0":2,"s1":3,"s2":4}})"));
        QVERIFY(encodeError(std::nullopt, {RefusalCode::NotOpen}).contains("\"code\":\"not-open\""));
        QCOMPARE(requestOf(R"({"i":7,"vote":1})"), std::optional<qint64>(7));
        QVERIFY(!requestOf("{"));
    }
};

QTEST_APPLESS_MAIN(LiveMessageTest)
#include "live_message_test.moc"
