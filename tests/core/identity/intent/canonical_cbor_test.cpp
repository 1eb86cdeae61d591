#include "core/identity/intent/canonical_cbor.h"

#include <QCborArray>
#include <QCborMap>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class CanonicalCborTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // RFC 8949, appendix A.
    void itIsTheStandards_data()
    {
        QTest::addColumn<QCborValue>("value");
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("0") << QCborValue(0) << QByteArray("00");
        QTest::newRow("23") << QCborValue(23) << QByteArray("17");
        QTest::newRow("24") << QCborValue(24) << QByteArray("1818");
        QTest::newRow("1000") << QCborValue(1000) << QByteArray("1903e8");
        QTest::newRow("1000000") << QCborValue(1'000'000) << QByteArray("1a000f4240");
        QTest::newRow("1e12") << QCborValue(qint64(1'000'000'000'000)) << QByteArray("1b000000e8d4a51000");
        QTest::newRow("-1") << QCborValue(-1) << QByteArray("20");
        QTest::newRow("-1000") << QCborValue(-1000) << QByteArray("3903e7");
        QTest::newRow("text") << QCborValue(QStringLiteral("IETF")) << QByteArray("6449455446");
        QTest::newRow("bytes") << QCborValue(QByteArray("\1\2\3\4")) << QByteArray("4401020304");
        QTest::newRow("array") << QCborValue(QCborArray{1, QCborArray{2, 3}}) << QByteArray("8201820203");
    }
    void itIsTheStandards()
    {
        QFETCH(QCborValue, value);
        QFETCH(QByteArray, hex);
        QCOMPARE(canonicalCbor(value).toHex(), hex);
        const auto read = readCanonicalCbor(QByteArray::fromHex(hex));
        QVERIFY(read);
        QCOMPARE(*read, value);
    }

    void keysAreInTheOrderOfTheirBytes()
    {
        QCborMap map;
        map.insert(QStringLiteral("bb"), 1);
        map.insert(QStringLiteral("c"), 2);
        map.insert(QStringLiteral("a"), 3);
        QCOMPARE(canonicalCbor(map).toHex(), QByteArray("a3"
                                                        "616103"
                                                        "616302"
                                                        "62626201"));
    }

    void textIsComposed()
    {
        QCOMPARE(canonicalCbor(QStringLiteral("e\u0301")), canonicalCbor(QStringLiteral("\u00e9")));
    }

    void everyOtherFormIsRefused_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("long zero") << QByteArray("1800");
        QTest::newRow("unsorted") << QByteArray("a2616202616101");
        QTest::newRow("twice the same key") << QByteArray("a2616101616102");
        QTest::newRow("indefinite array") << QByteArray("9f01ff");
        QTest::newRow("indefinite text") << QByteArray("7f6161ff");
        QTest::newRow("more after it") << QByteArray("0000");
        QTest::newRow("cut") << QByteArray("6449455a");
        QTest::newRow("float") << QByteArray("f93c00");
        QTest::newRow("true") << QByteArray("f5");
        QTest::newRow("null") << QByteArray("f6");
        QTest::newRow("tag") << QByteArray("c001");
        QTest::newRow("not composed") << QByteArray("6365cc81");
        QTest::newRow("beyond int64") << QByteArray("1bffffffffffffffff");
        QTest::newRow("key is no text") << QByteArray("a10102");
    }
    void everyOtherFormIsRefused()
    {
        QFETCH(QByteArray, hex);
        const auto read = readCanonicalCbor(QByteArray::fromHex(hex));
        QVERIFY(!read);
        QVERIFY(read.error().code == RefusalCode::BadDocument);
    }

    void itsLengthIsBounded()
    {
        const QByteArray most = canonicalCbor(QByteArray(cborBytesMax - 3, 'x'));
        QCOMPARE(most.size(), cborBytesMax);
        QVERIFY(readCanonicalCbor(most));
        const auto more = readCanonicalCbor(canonicalCbor(QByteArray(cborBytesMax - 2, 'x')));
        QVERIFY(!more && more.error().code == RefusalCode::TooLong);
    }
};

QTEST_GUILESS_MAIN(CanonicalCborTest)
#include "canonical_cbor_test.moc"
