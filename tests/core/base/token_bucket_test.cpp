#include "core/base/token_bucket.h"

#include <QTest>

using namespace icmp;

class TokenBucketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBurstPassesThenTheRateHolds()
    {
        TokenBucket bucket;
        int passed = 0;
        for (int i = 0; i < 20; ++i)
            passed += bucket.take({5, 10}, 1'000) ? 1 : 0;
        QCOMPARE(passed, 10);
        QVERIFY(!bucket.take({5, 10}, 1'199));
        QVERIFY(bucket.take({5, 10}, 1'200));
    }

    void aClockThatStepsBackGivesNothing()
    {
        TokenBucket bucket;
        QVERIFY(bucket.take({1, 1}, 10'000));
        QVERIFY(!bucket.take({1, 1}, 0));
        QVERIFY(bucket.take({1, 1}, 11'000));
    }
};

QTEST_GUILESS_MAIN(TokenBucketTest)
#include "token_bucket_test.moc"
