#include "core/protocol/desk_message.h"

#include "core/base/limits.h"

#include <QTest>

using namespace icmp;
using namespace icmp::protocol;

class DeskMessageTest : public QObject {
    Q_OBJECT

private:
    static QByteArray hashes(int count)
    {
        QByteArray list = "{\"hashes\":[";
        for (int i = 0; i < count; ++i)
            list += (i ? ",\"" : "\"") + QByteArray(64, 'a') + '"';
        return list + "]}";
    }

private Q_SLOTS:
    void aProducerSpeaks()
    {
        const auto hello = parseDesk(R"({"i":1,"desk":{"ticket":"t","since":{"ep":"e","off":3}}})");
        QVERIFY(hello);
        QCOMPARE(std::get<DeskHello>(hello->content).since->offset, qint64(3));
        const auto open =
            parseDesk(R"({"i":2,"command":{"key":"k","command":"open","element":"12","openForMs":15000}})");
        QVERIFY(open);
        QCOMPARE(std::get<CommandBody>(open->content).openForMs, qint64(15'000));
        QVERIFY(parseDesk("{}"));
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<RefusalCode>("code");
        QTest::newRow("no ticket") << QByteArray(R"({"desk":{}})") << RefusalCode::WrongType;
        QTest::newRow("command without key")
            << QByteArray(R"({"command":{"command":"open"}})") << RefusalCode::WrongType;
        QTest::newRow("negative time")
            << QByteArray(R"({"command":{"key":"k","command":"open","openForMs":-1}})")
            << RefusalCode::OutOfRange;
        QTest::newRow("a viewer's message") << QByteArray(R"({"vote":{}})") << RefusalCode::WrongType;
        QTest::newRow("duplicate key")
            << QByteArray(R"({"desk":{"ticket":"a","ticket":"b"}})") << RefusalCode::BadDocument;
    }

    void whatIsWrongIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(RefusalCode, code);
        const auto message = parseDesk(text);
        QVERIFY(!message);
        QCOMPARE(message.error().code, code);
    }

    void bodiesOfPublishingAreChecked()
    {
        QVERIFY(parseShow(R"({"key":"k","title":"A show"})"));
        QVERIFY(!parseShow(R"({"key":"k"})"));
        QVERIFY(parseMissing(hashes(limits::missingHashesMax)));
        QCOMPARE(parseMissing(hashes(limits::missingHashesMax + 1)).error().code, RefusalCode::TooMany);
        QCOMPARE(parseMissing(hashes(0)).error().code, RefusalCode::TooFew);
        QCOMPARE(parseMissing(R"({"hashes":["../etc"]})").error().code, RefusalCode::BadHash);
        const QByteArray hash(64, 'b');
        const QByteArray roots = "\"root\":\"" + hash + "\",\"private\":\"" + hash + "\"";
        QVERIFY(parseVersion("{\"key\":\"k\"," + roots + ",\"base\":2,\"dryRun\":true}")->dryRun);
        QCOMPARE(parseVersion("{\"key\":\"k\"," + roots + ",\"dryRun\":1}").error().code,
                 RefusalCode::WrongType);
        QCOMPARE(parseVersion("{\"key\":\"k\"," + roots + ",\"base\":-1}").error().code,
                 RefusalCode::OutOfRange);
        QVERIFY(parseToken("")->device.isEmpty());
        QCOMPARE(*parseTicketEvent(R"({"event":"ev_a"})"), QStringLiteral("ev_a"));
    }

    void rangesOfUploads_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("passes");
        QTest::newRow("whole") << QByteArray("bytes 0-9/10") << true;
        QTest::newRow("last byte") << QByteArray("bytes 9-9/10") << true;
        QTest::newRow("beyond") << QByteArray("bytes 9-10/10") << false;
        QTest::newRow("backwards") << QByteArray("bytes 5-4/10") << false;
        QTest::newRow("unknown total") << QByteArray("bytes 0-9/*") << false;
        QTest::newRow("negative") << QByteArray("bytes -1-9/10") << false;
        QTest::newRow("plus") << QByteArray("bytes +0-9/10") << false;
        QTest::newRow("zeros before") << QByteArray("bytes 00-9/10") << false;
        QTest::newRow("other unit") << QByteArray("lines 0-9/10") << false;
        QTest::newRow("nothing") << QByteArray() << false;
        QTest::newRow("too large") << QByteArray("bytes 0-9/99999999999999") << false;
    }

    void rangesOfUploads()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, passes);
        QCOMPARE(parseContentRange(header).has_value(), passes);
    }
};

QTEST_APPLESS_MAIN(DeskMessageTest)
#include "desk_message_test.moc"
