#include "app/platform/system_ports.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

using namespace icmp;

class SystemPortsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWallClockIsTheMachines()
    {
        const platform::SystemClock clock;
        QVERIFY(std::abs(clock.nowMs() - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    }

    void theMonotonicClockNeverStepsBack()
    {
        const platform::SystemClock clock;
        qint64 last = clock.monotonicMs();
        for (int i = 0; i < 1'000; ++i) {
            const qint64 now = clock.monotonicMs();
            QVERIFY(now >= last);
            last = now;
        }
    }

    void randomBytesAreNeverTheSame()
    {
        platform::SystemRandom random;
        QSet<QByteArray> seen;
        QSet<qint64> ids;
        for (int i = 0; i < 1'000; ++i) {
            seen.insert(random.bytes(16));
            ids.insert(random.id());
        }
        QCOMPARE(seen.size(), 1'000);
        QCOMPARE(ids.size(), 1'000);
        QCOMPARE(random.bytes(0), QByteArray());
    }
};

QTEST_GUILESS_MAIN(SystemPortsTest)
#include "system_ports_test.moc"
