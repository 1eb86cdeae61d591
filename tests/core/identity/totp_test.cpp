#include "core/identity/totp.h"

#include "core/base/base32.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class TotpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // source: RFC 6238 appendix B, the SHA-1 rows
    void theVectorsOfTheRfcHold_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("code");
        QTest::newRow("1970") << qint64(59) << "94287082";
        QTest::newRow("2005 a") << qint64(1111111109) << "07081804";
        QTest::newRow("2005 b") << qint64(1111111111) << "14050471";
        QTest::newRow("2009") << qint64(1234567890) << "89005924";
        QTest::newRow("2033") << qint64(2000000000) << "69279037";
        QTest::newRow("2603") << qint64(20000000000) << "65353130";
    }

    void theVectorsOfTheRfcHold()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, code);
        const QByteArray seed("12345678901234567890");
        QCOMPARE(totpCode(seed, totpStepAt(seconds * 1000), 8), code);
        QCOMPARE(totpCode(seed, totpStepAt(seconds * 1000)), code.right(6));
    }

    void oneStepEitherSideIsAccepted()
    {
        const QByteArray seed("12345678901234567890");
        const qint64 nowMs = 1'790'000'000'000;
        const qint64 now = totpStepAt(nowMs);
        for (qint64 away = -1; away <= 1; ++away)
            QCOMPARE(matchingStep(seed, totpCode(seed, now + away), nowMs), now + away);
        for (const qint64 away : {-2, 2})
            QVERIFY(!matchingStep(seed, totpCode(seed, now + away), nowMs));
    }

    void onlySixDigitsAreACode()
    {
        const QByteArray seed("12345678901234567890");
        const QString right = totpCode(seed, totpStepAt(59'000));
        QVERIFY(matchingStep(seed, right, 59'000));
        QVERIFY(!matchingStep(seed, right + u'0', 59'000));
        QVERIFY(!matchingStep(seed, right.left(5), 59'000));
        QVERIFY(!matchingStep(seed, u' ' + right, 59'000));
        QVERIFY(!matchingStep(seed, QString(), 59'000));
    }

    void theUriCarriesSecretAndLogin()
    {
        const QByteArray seed("12345678901234567890");
        QCOMPARE(otpauthUri(QStringLiteral("ada+x@example.org"), seed),
                 QStringLiteral("otpauth://totp/ICMP:ada%2Bx%40example.org?"
                                "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ICMP"));
    }
};

QTEST_GUILESS_MAIN(TotpTest)
#include "totp_test.moc"
