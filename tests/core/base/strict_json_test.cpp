#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QTest>

using namespace icmp;

class StrictJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDocumentIsReadAndWrittenCanonically_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("sorted") << QByteArray("{\"b\":1, \"a\":[true,null,-5]}")
                                << QByteArray("{\"a\":[true,null,-5],\"b\":1}\n");
        QTest::newRow("largest integers") << QByteArray("[9223372036854775807,-9223372036854775808]")
                                          << QByteArray("[9223372036854775807,-9223372036854775808]\n");
        QTest::newRow("composed") << QByteArray("\"e\xcc\x81\"") << QByteArray("\"\xc3\xa9\"\n");
        QTest::newRow("code point order") << QByteArray("{\"\xf0\x9f\x98\x80\":1,\"\xef\xbc\xa1\":2}")
                                          << QByteArray("{\"\xef\xbc\xa1\":2,\"\xf0\x9f\x98\x80\":1}\n");
        QTest::newRow("escapes") << QByteArray("\"\\u0001\\/\\ud83d\\ude00\"")
                                 << QByteArray("\"\\u0001/\xf0\x9f\x98\x80\"\n");
    }

    void aDocumentIsReadAndWrittenCanonically()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        const auto value = parseJson(in);
        QVERIFY2(value.has_value(), value ? "" : qPrintable(describe(value.error())));
        QCOMPARE(canonicalJson(*value), out);
        QCOMPARE(canonicalJson(*parseJson(out)), out);
    }

    void badTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<int>("code");
        const int document = int(RefusalCode::BadDocument), number = int(RefusalCode::BadNumber);
        QTest::newRow("empty") << QByteArray() << document;
        QTest::newRow("after the end") << QByteArray("1 2") << document;
        QTest::newRow("duplicate key") << QByteArray("{\"a\":1,\"a\":2}") << document;
        QTest::newRow("duplicate by escape") << QByteArray("{\"a\":1,\"\\u0061\":2}") << document;
        QTest::newRow("invalid utf-8") << QByteArray("\"\xff\"") << document;
        QTest::newRow("overlong") << QByteArray("\"\xc0\x80\"") << document;
        QTest::newRow("lone surrogate") << QByteArray("\"\\ud800\"") << document;
        QTest::newRow("control") << QByteArray("\"\n\"") << document;
        QTest::newRow("open") << QByteArray("{\"a\":[1") << document;
        QTest::newRow("trailing comma") << QByteArray("[1,]") << document;
        QTest::newRow("bare word") << QByteArray("nul") << document;
        QTest::newRow("fraction") << QByteArray("1.5") << number;
        QTest::newRow("exponent") << QByteArray("1e3") << number;
        QTest::newRow("leading zero") << QByteArray("01") << number;
        QTest::newRow("minus zero") << QByteArray("-0") << number;
        QTest::newRow("beyond int64") << QByteArray("9223372036854775808") << number;
        QTest::newRow("too deep") << QByteArray(100, '[') << document;
    }

    void badTextIsRefused()
    {
        QFETCH(QByteArray, in);
        QFETCH(int, code);
        const auto value = parseJson(in);
        QVERIFY(!value.has_value());
        QCOMPARE(int(value.error().code), code);
        QVERIFY(!value.error().place.isEmpty());
    }

    void depthIsCountedExactly()
    {
        const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
        QVERIFY(parseJson(nested(33), 32).has_value());
        QVERIFY(!parseJson(nested(34), 32).has_value());
    }
};

QTEST_GUILESS_MAIN(StrictJsonTest)
#include "strict_json_test.moc"
