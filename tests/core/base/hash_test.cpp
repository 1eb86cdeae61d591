#include "core/base/hash.h"

#include <QTest>

using namespace icmp;

class HashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void digestsMatchPublishedVectors()
    {
        // FIPS 180-4 example and RFC 4231 test case 2
        QCOMPARE(sha256Hex(QByteArray("abc")),
                 QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(hmacSha256("Jefe", QByteArray("what do ya want for nothing?")).toHex(),
                 QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    void aChainDependsOnEveryRecordBefore()
    {
        const QByteArray first = chained({}, "one");
        QCOMPARE(first.size(), chainBytes);
        QVERIFY(chained(first, "two") != chained(chained({}, "0ne"), "two"));
    }

    void hexIsRecognised()
    {
        QVERIFY(isSha256Hex(QString(64, u'a')));
        QVERIFY(!isSha256Hex(QString(64, u'A')));
        QVERIFY(!isSha256Hex(QString(63, u'a')));
    }

    void comparisonSeesEveryByte()
    {
        QVERIFY(equalInConstantTime(QByteArray("abc"), QByteArray("abc")));
        QVERIFY(!equalInConstantTime(QByteArray("abc"), QByteArray("abd")));
        QVERIFY(!equalInConstantTime(QByteArray("abc"), QByteArray("ab")));
    }

    void base64UrlReadsBack()
    {
        const QByteArray bytes = QByteArray::fromHex("fbff00");
        QCOMPARE(toBase64Url(bytes), QStringLiteral("-_8A"));
        QCOMPARE(fromBase64Url(QStringLiteral("-_8A")), bytes);
        QVERIFY(fromBase64Url(QStringLiteral("***")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(HashTest)
#include "hash_test.moc"
