// Who is told what and in which order, by the real fan-out without a loop around it.
#include <QtTest>

#include "tests/server/edge/edge_model.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

class FanOutTest : public QObject {
    Q_OBJECT

    struct Hall {
        qint64 clock = 1'000;
        WorkerModel worker{clock};
        std::vector<ModelReader> readers;

        explicit Hall(quint32 count)
        {
            for (quint32 slot = 0; slot < count; ++slot)
                enter(slot);
        }
        void enter(quint32 slot)
        {
            readers.emplace_back(worker.connect(slot, 64 * 1024));
            worker.fanOut().subscribe(slot, "ev");
        }
        void log(const QByteArray &text) { worker.fanOut().publishLog("ev", wsFrame(WsOpcode::Text, text)); }
        void state(const QByteArray &key, const QByteArray &text)
        {
            worker.fanOut().publishState("ev", key, wsFrame(WsOpcode::Text, text), false);
        }
        QByteArray heard(quint32 slot) { return readers[slot].read(64 * 1024).join(' '); }
        void finish()
        {
            while (worker.fanOut().busy())
                worker.turn(0, 7);
        }
    };

    static WsSession &session(Hall &hall) { return hall.worker.links[0]->ws; }

private Q_SLOTS:
    void aSweepGivesWay()
    {
        Hall hall(10);
        hall.log("a");
        hall.worker.turn(0, 4);
        QCOMPARE(hall.heard(3), QByteArray("a"));
        QCOMPARE(hall.heard(4), QByteArray());
        hall.finish();
        QCOMPARE(hall.heard(9), QByteArray("a"));
        QCOMPARE(hall.worker.sweeps, 1);
    }

    void statesOfOneKeyReplaceEachOtherWhileASweepRuns()
    {
        Hall hall(10);
        hall.state("k", "1");
        hall.worker.turn(0, 4);
        hall.state("k", "2");
        hall.state("k", "3");
        hall.state("other", "o");
        hall.finish();
        QCOMPARE(hall.heard(0), QByteArray("1 3 o"));
        QCOMPARE(hall.heard(9), QByteArray("1 3 o"));
        QCOMPARE(hall.worker.sweeps, 2);
    }

    // What the producer does is never behind a tally that is being told.
    void aLogMessageJoinsASweepOfStates()
    {
        Hall hall(10);
        hall.state("k", "1");
        hall.worker.turn(0, 4);
        hall.log("open");
        hall.state("k", "2");
        hall.worker.turn(0, 20);
        QCOMPARE(hall.heard(9), QByteArray("open 2")); // in the first pass
        hall.finish();
        QCOMPARE(hall.heard(0), QByteArray("1 open 2")); // in the second
        QCOMPARE(hall.heard(3), QByteArray("1 open 2"));
        QCOMPARE(hall.heard(4), QByteArray("open 2"));
        QCOMPARE(hall.worker.sweeps, 1);
    }

    void theStatesOfTheSweepAreNotLostByThat()
    {
        Hall hall(6);
        hall.state("k", "1");
        hall.worker.turn(0, 2);
        hall.log("open");
        hall.finish();
        for (quint32 slot = 0; slot < 6; ++slot)
            QCOMPARE(hall.heard(slot), QByteArray(slot < 2 ? "1 open" : "open 1"));
    }

    void twoLogMessagesKeepTheirOrder()
    {
        Hall hall(6);
        hall.state("k", "1");
        hall.worker.turn(0, 2);
        hall.log("a");
        hall.worker.turn(0, 2);
        hall.log("b");
        hall.worker.turn(0, 2);
        hall.log("c");
        hall.finish();
        for (quint32 slot = 0; slot < 6; ++slot)
            QCOMPARE(hall.heard(slot).replace("1 ", "").replace(" 1", ""), QByteArray("a b c"));
    }

    // Level L3 of live.md 3.8: the clock is ours, so this takes no time.
    void whoTakesNoByteIsCutAfterFifteenSeconds()
    {
        Hall hall(1);
        while (!session(hall).wantsWrite()) {
            hall.log(QByteArray(8'000, 'x'));
            hall.finish();
        }
        Stream &stream = hall.worker.links[0]->stream;
        QCOMPARE(session(hall).deadline(), hall.clock + limits::noProgressMs);
        hall.clock += limits::noProgressMs - 1;
        QVERIFY(session(hall).deadlinePassed(stream, hall.worker));
        hall.clock += 1;
        QVERIFY(!session(hall).deadlinePassed(stream, hall.worker));
        QCOMPARE(count(hall.worker.counters(), Counter::closed_slow), 1);
    }

    // Level L1: from 16 KiB of log behind, states wait for every fourth tick.
    void whoIsBehindGetsFewerStates()
    {
        Hall hall(1);
        int number = 0;
        while (!session(hall).wantsWrite()) {
            hall.log(QByteArray(8'000, 'x'));
            hall.finish();
        }
        for (int i = 0; i < 3; ++i) {
            hall.log(QByteArray(8'000, 'x'));
            hall.state("k", QByteArray::number(++number));
            hall.finish();
        }
        QVERIFY(count(hall.worker.counters(), Counter::states_replaced) >= 2);
        QByteArray heard;
        for (int turns = 0; turns < 50; ++turns) {
            heard += hall.heard(0) + ' ';
            hall.worker.turn(0, 1);
        }
        QVERIFY(!heard.contains(" 1 ") && !heard.contains(" 2 "));
        hall.state("k", "last");
        hall.finish();
        QVERIFY((heard + hall.heard(0)).endsWith("last"));
    }

    void whoComesInTheMiddleGetsWhatIsPublishedAfterwards()
    {
        Hall hall(4);
        hall.state("k", "1");
        hall.worker.turn(0, 2);
        hall.enter(4);
        hall.log("open");
        hall.worker.turn(0, 1);
        hall.worker.remove(1);
        hall.enter(5);
        hall.finish();
        QCOMPARE(hall.heard(4), QByteArray("open"));
        QCOMPARE(hall.heard(5), QByteArray());
        QCOMPARE(hall.heard(0), QByteArray("1 open"));
        hall.log("next");
        hall.finish();
        for (const quint32 slot : {0U, 2U, 3U, 4U, 5U})
            QVERIFY(hall.heard(slot).endsWith("next"));
    }
};

QTEST_GUILESS_MAIN(FanOutTest)
#include "fan_out_test.moc"
