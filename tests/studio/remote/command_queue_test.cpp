// Commands by key: once each, unknown is not failed, what waited too long asks again.
#include "studio/remote/command_queue.h"

#include <QTest>

using namespace icmp::remote;

namespace {

Command command(const QString &key, const QString &name, const QString &element, qint64 askedAtMs)
{
    Command made;
    made.key = key;
    made.name = name;
    made.element = element;
    made.askedAtMs = askedAtMs;
    return made;
}

} // namespace

class CommandQueueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCommandIsSentOnceAndSettledByItsAnswer()
    {
        CommandQueue queue;
        QVERIFY(queue.add(command(QStringLiteral("k1"), QStringLiteral("open"), QStringLiteral("12"), 0)));
        QCOMPARE(queue.takeToSend(5).size(), 1);
        QVERIFY(queue.takeToSend(6).isEmpty());
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Sending);
        queue.answered(QStringLiteral("k1"), 40);
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Done);
        QVERIFY(queue.waiting().isEmpty());
    }

    void theSameCommandTwiceIsOneCommand()
    {
        CommandQueue queue;
        QVERIFY(queue.add(command(QStringLiteral("k1"), QStringLiteral("open"), QStringLiteral("12"), 0)));
        QVERIFY(!queue.add(command(QStringLiteral("k2"), QStringLiteral("open"), QStringLiteral("12"), 1)));
        QVERIFY(queue.add(command(QStringLiteral("k3"), QStringLiteral("close"), QStringLiteral("12"), 1)));
        QVERIFY(queue.add(command(QStringLiteral("k4"), QStringLiteral("open"), QStringLiteral("13"), 1)));
    }

    void noAnswerForTwoSecondsIsUnknownAndStaysSo()
    {
        CommandQueue queue;
        queue.add(command(QStringLiteral("k1"), QStringLiteral("open"), QStringLiteral("12"), 0));
        queue.takeToSend(0);
        QVERIFY(!queue.tick(unknownAfterMs - 1));
        QVERIFY(queue.tick(unknownAfterMs));
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Unknown);
        QVERIFY(!queue.tick(1'000'000));
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Unknown);
        queue.answered(QStringLiteral("k1"), 1'000'001);
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Done);
    }

    void afterALossTheSameKeyIsSentAgain()
    {
        CommandQueue queue;
        queue.add(command(QStringLiteral("k1"), QStringLiteral("close"), QStringLiteral("12"), 0));
        queue.takeToSend(0);
        queue.connectionLost(1'500);
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Queued);
        const QList<Command> again = queue.takeToSend(3'000);
        QCOMPARE(again.size(), 1);
        QCOMPARE(again.first().key, QStringLiteral("k1"));
    }

    void whatWaitedAMinuteAsksThePerson()
    {
        CommandQueue queue;
        queue.add(command(QStringLiteral("k1"), QStringLiteral("open"), QStringLiteral("12"), 0));
        QVERIFY(!queue.tick(queueForMs - 1));
        QVERIFY(queue.tick(queueForMs));
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Expired);
        QVERIFY(queue.takeToSend(queueForMs).isEmpty());
        QVERIFY(queue.askAgain(QStringLiteral("k1"), queueForMs + 5));
        QCOMPARE(queue.takeToSend(queueForMs + 6).first().key, QStringLiteral("k1"));
        queue.connectionLost(3 * queueForMs);
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Expired);
        QVERIFY(queue.drop(QStringLiteral("k1")));
        QVERIFY(!queue.latest(QStringLiteral("12")));
    }

    void aSentCommandCannotBeDropped()
    {
        CommandQueue queue;
        queue.add(command(QStringLiteral("k1"), QStringLiteral("open"), QStringLiteral("12"), 0));
        queue.takeToSend(0);
        QVERIFY(!queue.drop(QStringLiteral("k1")));
        queue.refused(QStringLiteral("k1"), QStringLiteral("no"), 10);
        QCOMPARE(queue.latest(QStringLiteral("12"))->reason, QStringLiteral("no"));
        queue.answered(QStringLiteral("k1"), 11);
        QCOMPARE(queue.latest(QStringLiteral("12"))->state, CommandState::Refused);
    }

    void theQueueHasAnEnd()
    {
        CommandQueue queue;
        for (int i = 0; i < queuedMax; ++i)
            QVERIFY(queue.add(command(QString::number(i), QStringLiteral("open"), QString::number(i), 0)));
        QVERIFY(!queue.add(command(QStringLiteral("x"), QStringLiteral("open"), QStringLiteral("x"), 0)));
    }
};

QTEST_GUILESS_MAIN(CommandQueueTest)
#include "command_queue_test.moc"
