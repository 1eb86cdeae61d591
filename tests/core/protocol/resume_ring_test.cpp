#include "core/protocol/resume_ring.h"

#include "core/base/limits.h"

#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::protocol;

class ResumeRingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // L1: against a model that keeps everything, whoever resumes gets exactly what was missed or is told so.
    void aClientNeverGetsAPartOfWhatItMissed()
    {
        for (quint32 seed = 1; seed <= 50; ++seed) {
            std::mt19937 random(seed);
            const auto draw = [&](int below) { return int(random() % quint32(below)); };
            ResumeRing ring(QStringLiteral("e1"));
            QList<QByteArray> model;
            qint64 now = 1'000;
            for (int step = 0; step < 400; ++step) {
                now += draw(draw(20) == 0 ? limits::resumeMs : 500);
                if (draw(4) != 0) {
                    model.append(QByteArray(draw(30) == 0 ? 60'000 : draw(300), char('a' + draw(26))));
                    ring.append(model.last(), now);
                    continue;
                }
                const qint64 offset = draw(int(model.size()) + 3);
                const auto missed = ring.after({QStringLiteral("e1"), offset}, now);
                if (offset > model.size())
                    QVERIFY2(!missed, qPrintable(QStringLiteral("seed %1").arg(seed)));
                else if (missed)
                    QVERIFY2(*missed == model.mid(offset), qPrintable(QStringLiteral("seed %1").arg(seed)));
            }
            QCOMPARE(ring.offset(), qint64(model.size()));
        }
    }

    void theNewestAreKeptUpToEachLimit()
    {
        ResumeRing ring(QStringLiteral("e"), 100);
        for (int i = 0; i < limits::resumeMessagesMax + 1; ++i)
            ring.append("x", 5);
        QVERIFY(ring.after({QStringLiteral("e"), 101}, 5));
        QCOMPARE(ring.after({QStringLiteral("e"), 101}, 5)->size(), limits::resumeMessagesMax);
        QVERIFY(!ring.after({QStringLiteral("e"), 100}, 5));
        QVERIFY(ring.after({QStringLiteral("e"), 613}, 5)->isEmpty());
        QVERIFY(!ring.after({QStringLiteral("e"), 612}, 5 + limits::resumeMs + 1));
    }

    void anotherEpochGetsNothing()
    {
        ResumeRing ring(QStringLiteral("e"));
        ring.append("x", 1);
        QVERIFY(!ring.after({QStringLiteral("f"), 0}, 1));
        ring.restart(QStringLiteral("f"));
        QVERIFY(!ring.after({QStringLiteral("f"), 0}, 1));
        QVERIFY(ring.after({QStringLiteral("f"), 1}, 1));
    }
};

QTEST_APPLESS_MAIN(ResumeRingTest)
#include "resume_ring_test.moc"
