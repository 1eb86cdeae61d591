// AMF 0 as encoders write it, and bytes that are none: refused, with nothing read beyond their end.
#include "server/integration/ingest/amf0.h"

#include <QTest>
#include <random>

using namespace icmp::ingest;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

QJsonArray connectWords()
{
    return {QStringLiteral("connect"), 1,
            QJsonObject{{QStringLiteral("app"), QStringLiteral("live")},
                        {QStringLiteral("audio"), true},
                        {QStringLiteral("inside"), QJsonObject{{QStringLiteral("n"), -2.5}}}},
            QJsonValue()};
}

} // namespace

class Amf0Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const auto read = readAmf(writeAmf(connectWords()));
        QVERIFY(read);
        QCOMPARE(*read, connectWords());
        QCOMPARE(readAmf({}), std::optional(QJsonArray()));
    }

    // By the letters of the specification, not by our own writer.
    void everyKindThatEncodersSendIsRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("number") << hex("003ff0000000000000") << QJsonValue(1.0);
        QTest::newRow("true") << hex("0101") << QJsonValue(true);
        QTest::newRow("text") << hex("0200026869") << QJsonValue(QStringLiteral("hi"));
        QTest::newRow("long text") << hex("0c000000026869") << QJsonValue(QStringLiteral("hi"));
        QTest::newRow("null") << hex("05") << QJsonValue();
        QTest::newRow("undefined") << hex("06") << QJsonValue();
        QTest::newRow("date") << hex("0b3ff00000000000000000") << QJsonValue(1.0);
        QTest::newRow("ECMA array") << hex("08000000010001780101000009")
                                    << QJsonValue(QJsonObject{{QStringLiteral("x"), true}});
        QTest::newRow("array") << hex("0a0000000201010100") << QJsonValue(QJsonArray{true, false});
        QTest::newRow("endless number") << hex("007ff0000000000000") << QJsonValue(0.0);
    }
    void everyKindThatEncodersSendIsRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QJsonValue, value);
        const auto read = readAmf(bytes);
        QVERIFY(read);
        QCOMPARE(read->size(), 1);
        QCOMPARE(read->first(), value);
    }

    void everyCutIsRefused()
    {
        const QByteArray whole = writeAmf({connectWords().at(2)});
        QVERIFY(readAmf(whole));
        for (qsizetype size = 1; size < whole.size(); ++size)
            QVERIFY2(!readAmf(whole.left(size)), qPrintable(QString::number(size)));
    }

    void whatIsHostileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("unknown kind") << hex("0d");
        QTest::newRow("reference") << hex("070000");
        QTest::newRow("a text longer than the bytes") << hex("02ffff6869");
        QTest::newRow("a long text of 4 GiB") << hex("0cffffffff6869");
        QTest::newRow("a text longer than any address") << hex("021001") + QByteArray(0x1001, 'x');
        QTest::newRow("an array of 4 thousand million") << hex("0affffffff0101");
        QTest::newRow("an array of fewer than it says") << hex("0a000000030101");
        QTest::newRow("an object without end") << hex("03000178") + QByteArray(1, 5);
        QTest::newRow("deep objects") << hex("03000178").repeated(1'000);
        QTest::newRow("deep arrays") << hex("0a00000001").repeated(1'000);
        QTest::newRow("many values") << QByteArray(amfValuesMax + 1, 5);
    }
    void whatIsHostileIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!readAmf(bytes));
    }

    // The bounds are met exactly, so that they refuse nothing that an encoder may say.
    void whatIsAtTheBoundIsRead()
    {
        QVERIFY(readAmf(QByteArray(amfValuesMax, 5)));
        QVERIFY(readAmf(hex("021000") + QByteArray(amfTextBytesMax, 'x')));
        QVERIFY(readAmf(hex("0a00000001").repeated(amfDepthMax) + hex("05")));
        QVERIFY(!readAmf(hex("0a00000001").repeated(amfDepthMax + 1) + hex("05")));
    }

    void noiseNeverBreaksIt()
    {
        const quint32 seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const QByteArray good = writeAmf(connectWords());
        int read = 0;
        for (int round = 0; round < 50'000; ++round) {
            QByteArray bytes = good.left(qsizetype(random() % quint32(good.size() + 1)));
            for (int i = 0; i < 3 && !bytes.isEmpty(); ++i)
                bytes[qsizetype(random() % quint32(bytes.size()))] = char(random());
            // In a place of its own size, so that a byte too far is found by the address sanitizer.
            const std::vector<char> exact(bytes.begin(), bytes.end());
            const auto values = readAmf(QByteArrayView(exact.data(), qsizetype(exact.size())));
            if (values && !values->isEmpty()) {
                ++read;
                QVERIFY(writeAmf(*values).size() < 64 * 1024);
            }
        }
        QVERIFY(read > 0);
    }
};

QTEST_GUILESS_MAIN(Amf0Test)
#include "amf0_test.moc"
