// Connections that mean harm or cannot do better: each is ended, the others are served meanwhile.
#include <QFile>
#include <QtTest>

#include "tests/server/edge/edge_fixture.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

class HostileTest : public QObject {
    Q_OBJECT

    static bool serves(Fixture &edge)
    {
        RawClient good(edge.port(), "127.0.0.9");
        return good.get("/fine").status == 200;
    }

private Q_SLOTS:
    void aForeignOriginGetsNoSocket_data()
    {
        QTest::addColumn<QByteArray>("field");
        int number = 0;
        QTest::newRow("missing") << QByteArray();
        for (const char *origin : {"null",
                                   "",
                                   "https://evil.example",
                                   "http://show.example",
                                   "https://show.example.evil.example",
                                   "https://evil.example/https://show.example",
                                   "https://show.example:8443",
                                   "https://show.example:443",
                                   "https://show.example/",
                                   "https://sub.show.example",
                                   "https://showxexample",
                                   "HTTPS://show.example",
                                   "https://SHOW.example",
                                   "https://show.example, https://evil.example",
                                   "https://show.example https://evil.example",
                                   "//show.example",
                                   "show.example",
                                   "https:show.example",
                                   "https://",
                                   "file://",
                                   "https://show.example@evil.example",
                                   "https://evil.example?https://show.example",
                                   "https://evil.example#https://show.example",
                                   "wss://show.example",
                                   "https://show.example.",
                                   "https://127.0.0.1",
                                   "http://localhost",
                                   "*",
                                   "'https://show.example'",
                                   "https://show.exampl\xC3\xA9"})
            QTest::addRow("%d %s", ++number, origin) << "Origin: " + QByteArray(origin) + "\r\n";
        QVERIFY(number >= 25);
    }
    void aForeignOriginGetsNoSocket()
    {
        QFETCH(QByteArray, field);
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient client(edge.port());
        QCOMPARE(client.upgrade("/v1/rt", field).status, 403);
        QVERIFY(client.readToEnd().isEmpty());
        QVERIFY(edge.opened.isEmpty());
        RawClient good(edge.port());
        QCOMPARE(good.upgrade("/v1/rt").status, 101);
    }

    void aWrongHandshakeGetsNoSocket()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        const QByteArray good =
            "GET /v1/rt HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Origin: https://show.example\r\nSec-WebSocket-Protocol: live.v1.json\r\n\r\n";
        const auto status = [&](const QByteArray &from, const QByteArray &to) {
            RawClient client(edge.port());
            client.write(QByteArray(good).replace(from, to));
            return client.answer().status;
        };
        QCOMPARE(status("", ""), 101);
        QCOMPARE(status("GET ", "POST "), 400);
        QCOMPARE(status("Version: 13", "Version: 8"), 426);
        QCOMPARE(status("Sec-WebSocket-Version: 13\r\n", ""), 426);
        QCOMPARE(status("Upgrade: websocket", "Upgrade: h2c"), 426);
        QCOMPARE(status("Connection: Upgrade", "Connection: close"), 426);
        QCOMPARE(status("HTTP/1.1", "HTTP/1.0"), 426);
        QCOMPARE(status("Key: dGhlIHNhbXBsZSBub25jZQ==", "Key: short"), 400);
        QCOMPARE(status("live.v1.json", "desk.v1.json"), 400);
        QCOMPARE(status("live.v1.json", "live.v2.json, other"), 400);
    }

    void aSlowHeadIsCutOff()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient slow(edge.port());
        QElapsedTimer since;
        since.start();
        const QByteArray head = "GET / HTTP/1.1\r\nHost: here\r\nX: " + QByteArray(1000, 'a');
        int at = 0;
        // A byte every 100 ms for as long as it is let.
        while (!slow.ended() && since.elapsed() < 15'000) {
            slow.write(head.mid(at++, 1));
            slow.more(100);
        }
        QVERIFY(slow.ended());
        QVERIFY(edge.requests.isEmpty());
        QTRY_COMPARE(edge.counter("refused_slow"), 1);
        QVERIFY(serves(edge));
    }

    void aSilentConnectionIsCutOff()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient silent(edge.port());
        QVERIFY(silent.readToEnd(15'000).isEmpty());
        QVERIFY(silent.ended());
    }

    void aSocketWithoutATokenIsCutOff()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient client(edge.port());
        QCOMPARE(client.upgrade("/v1/rt").status, 101);
        QCOMPARE(client.nextFrame(20'000).closeCode(), 1008);
        QTRY_COMPARE(edge.closed.size(), 1);
    }

    void anUnfinishedMessageIsCutOff()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient client(edge.port());
        QCOMPARE(client.upgrade("/v1/rt").status, 101);
        QTRY_COMPARE(edge.opened.size(), 1);
        edge.hub->setAuthenticated(edge.opened.first().connection);
        client.write(RawClient::frame("half a mess", 0x01));
        QElapsedTimer since;
        since.start();
        // More fragments do not buy more time.
        RawClient::Frame frame;
        while (frame.opcode < 0 && since.elapsed() < 20'000) {
            frame = client.nextFrame(1000);
            client.write(RawClient::frame("", 0x00));
        }
        QCOMPARE(frame.closeCode(), 1008);
    }

    void wrongFramesAreClosedWithTheirCode_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::newRow("unmasked") << QByteArray::fromHex("810161") << 1002;
        QTest::newRow("reserved bit") << QByteArray::fromHex("c1") << 1002;
        QTest::newRow("unknown opcode") << QByteArray::fromHex("83") << 1002;
        QTest::newRow("binary") << QByteArray::fromHex("82") << 1003;
        QTest::newRow("not UTF-8") << RawClient::frame("\xFF") << 1007;
        QTest::newRow("4 KiB + 1, announced only") << QByteArray::fromHex("81fe1001") << 1009;
        QTest::newRow("2 GiB, announced only") << QByteArray::fromHex("81ff0000000080000000") << 1009;
        QTest::newRow("65 fragments")
            << RawClient::frame("", 0x01) + RawClient::frame("", 0x00).repeated(64) << 1008;
    }
    void wrongFramesAreClosedWithTheirCode()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient client(edge.port());
        QCOMPARE(client.upgrade("/v1/rt").status, 101);
        client.write(bytes);
        const RawClient::Frame told = client.nextFrame();
        QCOMPARE(told.closeCode(), code);
        const QByteArray sentence = told.payload.mid(2);
        QVERIFY2(sentence.size() > 10 && isupper(quint8(sentence.front())) && sentence.endsWith('.'),
                 sentence.constData());
        QVERIFY(client.readToEnd().isEmpty());
        QVERIFY(client.ended());
        QTRY_COMPARE(edge.closed.size(), 1);
        QVERIFY(edge.messages.isEmpty());
    }

    void theLimitOfARouteIsItsOwn()
    {
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        const QByteArray large(limits::studioFrameBytesMax, 'a');
        RawClient desk(edge.port());
        QCOMPARE(desk.upgrade("/v1/desk").status, 101);
        QTRY_COMPARE(edge.opened.size(), 1);
        edge.hub->setAuthenticated(edge.opened.first().connection);
        // The command and the bytes take different ways; an answer says that the command has arrived.
        edge.hub->send(edge.opened.first().connection, "go");
        QCOMPARE(desk.nextFrame().payload, QByteArray("go"));
        desk.write(RawClient::frame(large));
        QTRY_COMPARE(edge.messages.size(), 1);
        QCOMPARE(edge.messages.first().second, large);
        desk.write(RawClient::frame(large + 'a'));
        QCOMPARE(desk.nextFrame().closeCode(), 1009);
        RawClient stranger(edge.port());
        QCOMPARE(stranger.upgrade("/v1/desk").status, 101);
        stranger.write(RawClient::frame(QByteArray(limits::preAuthBytesMax + 1, 'a')));
        QCOMPARE(stranger.nextFrame().closeCode(), 1009);
    }

    void oneAddressCannotTakeAllConnections()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Thread);
        plan.perAddressUnauthenticated = 10;
        Fixture edge(plan);
        std::vector<std::unique_ptr<RawClient>> crowd;
        int refused = 0;
        for (int i = 0; i < 15; ++i) {
            crowd.push_back(std::make_unique<RawClient>(edge.port(), "127.0.0.2"));
            if (crowd.back()->upgrade("/v1/rt").status == 429)
                ++refused;
        }
        QCOMPARE(refused, 5);
        QVERIFY(serves(edge));
        // Who has shown a token no longer counts.
        QTRY_COMPARE(edge.opened.size(), 10);
        for (const SocketOpened &one : std::as_const(edge.opened))
            edge.hub->setAuthenticated(one.connection);
        // The word reaches the worker a moment later, so the door is tried until it opens.
        QTRY_COMPARE(RawClient(edge.port(), "127.0.0.2").upgrade("/v1/rt").status, 101);
    }

    void aFullWorkerSaysSo()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Thread);
        plan.connectionsMax = 3;
        Fixture edge(plan);
        std::vector<std::unique_ptr<RawClient>> held;
        for (int i = 0; i < 3; ++i) {
            held.push_back(std::make_unique<RawClient>(edge.port()));
            QCOMPARE(held.back()->upgrade("/v1/rt").status, 101);
        }
        RawClient late(edge.port());
        const auto answer = late.get("/");
        QCOMPARE(answer.status, 503);
        QVERIFY(!answer.field("retry-after").isEmpty());
        held.pop_back();
        QTRY_COMPARE(edge.closed.size(), 1);
        late.readToEnd();
        QTRY_COMPARE(RawClient(edge.port()).get("/").status, 200);
    }

    void whoComesTooFastIsToldWhenToComeAgain()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Thread);
        plan.acceptsPerSecond = 1;
        Fixture edge(plan);
        QCOMPARE(RawClient(edge.port()).get("/").status, 200);
        QCOMPARE(RawClient(edge.port()).get("/").status, 200);
        const auto answer = RawClient(edge.port()).get("/");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.field("retry-after").toInt() > 0);
        QTRY_COMPARE(edge.counter("refused_full"), 1);
    }

    void withoutDescriptorsAcceptingPauses()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.program = QStringLiteral("/bin/sh");
        plan.arguments = {"-c", "ulimit -n 40; exec \"$0\" worker", QCoreApplication::applicationFilePath()};
        Fixture edge(plan);
        QVERIFY2(edge.hub, qPrintable(edge.failure));
        std::vector<std::unique_ptr<RawClient>> crowd;
        for (int i = 0; i < 60; ++i)
            crowd.push_back(std::make_unique<RawClient>(edge.port()));
        QTRY_VERIFY(edge.counter("accept_pauses") >= 1);
        RawClient patient(edge.port());
        crowd.clear();
        QCOMPARE(patient.get("/").status, 200);
        // A loop that spins on the listener would have tried hundreds of thousands of times.
        QVERIFY(edge.counter("accept_pauses") < 100);
        QCOMPARE(edge.hub->workerPids().size(), 1);
        QVERIFY(edge.notes.first().contains("pauses"));
    }

    void whoReadsNothingIsDroppedToASnapshot();
    void manyHostileConnectionsDoNotDisturbGoodOnes();
};

// The reader stands still: its queue is bounded, the others get everything, and when it reads again it gets
// what was in the kernel, then a snapshot, then the log from there on.
void HostileTest::whoReadsNothingIsDroppedToASnapshot()
{
    EdgePlan plan = Fixture::plan(WorkerKind::Thread);
    plan.socketBufferBytes = 8 * 1024;
    Fixture edge(plan);
    RawClient slow(edge.port(), "127.0.0.1", 4 * 1024), good(edge.port());
    QCOMPARE(slow.upgrade("/v1/rt").status, 101);
    QTRY_COMPARE(edge.opened.size(), 1);
    QCOMPARE(good.upgrade("/v1/rt").status, 101);
    QTRY_COMPARE(edge.opened.size(), 2);
    const ConnectionId slowId = edge.opened.first().connection;
    for (const SocketOpened &one : std::as_const(edge.opened)) {
        edge.hub->setAuthenticated(one.connection);
        edge.hub->subscribe(one.connection, "ev");
    }
    const QByteArray filler(1000, 'x');
    const int count = 400;
    for (int i = 0; i < count; ++i) {
        edge.hub->publishLog("ev", QByteArray::number(i) + ' ' + filler);
        const auto frame = good.nextFrame();
        QCOMPARE(frame.payload, QByteArray::number(i) + ' ' + filler);
    }
    QTRY_VERIFY(edge.counter("queue_drops") >= 1);
    int next = 0;
    bool answered = false;
    RawClient::Frame frame;
    for (int tries = 0; frame.payload != "snap" && tries < 1000; ++tries) {
        if (!answered && !edge.wantSnapshot.isEmpty()) {
            answered = true;
            QCOMPARE(edge.wantSnapshot.first(), slowId);
            edge.hub->publishLog("ev", "not for the slow one: it is in the snapshot");
            edge.hub->resync(slowId, "snap");
            edge.hub->publishLog("ev", "after");
        }
        frame = slow.nextFrame(100);
        if (frame.opcode == 1 && frame.payload != "snap")
            QCOMPARE(frame.payload.split(' ').first().toInt(), next++);
    }
    QCOMPARE(frame.payload, QByteArray("snap"));
    QVERIFY(next < count);
    QCOMPARE(slow.nextFrame().payload, QByteArray("after"));
    QCOMPARE(edge.wantSnapshot.size(), 1);
}

// What a process holds for itself.
static qint64 memoryOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid));
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    const qsizetype at = text.indexOf("RssAnon:");
    return at < 0 ? -1 : text.mid(at + 8, text.indexOf("kB", at) - at - 8).trimmed().toLongLong() * 1024;
}

// A thousand of every kind: half a head, a body that never comes, one in drops, messages without an end,
// sockets that show no token, and such that ask for much and read nothing.
void HostileTest::manyHostileConnectionsDoNotDisturbGoodOnes()
{
    EdgePlan plan = Fixture::plan(WorkerKind::Process);
    plan.files.append({"/large", "text/plain", "no-store", QByteArray(5'000'000, 'l')});
    Fixture edge(plan);
    QVERIFY2(edge.hub, qPrintable(edge.failure));
    const qint64 before = memoryOf(edge.hub->workerPids().first());
    const QByteArray upgrade =
        "GET /v1/rt HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Origin: https://show.example\r\n\r\n";
    const QList<QByteArray> starts = {
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: here\r\nX: ",
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\nx",
        upgrade,
        upgrade + RawClient::frame("half a mess", 0x01),
        "GET /large HTTP/1.1\r\nHost: here\r\n\r\n",
        "PUT /v1/objects/x HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer x\r\nContent-Length: "
        "999999\r\n\r\n",
        QByteArray(64, '\0')};
    std::vector<std::unique_ptr<RawClient>> hostile;
    for (int i = 0; i < 1'000; ++i) {
        const QByteArray from = "127.0.1." + QByteArray::number(1 + i % 50);
        hostile.push_back(std::make_unique<RawClient>(edge.port(), from.constData(), 4'096));
        hostile.back()->write(starts[i % starts.size()]);
    }
    QElapsedTimer since;
    since.start();
    qint64 most = 0;
    int trickled = 0;
    bool over = false;
    while (!over && since.elapsed() < 40'000) {
        // A byte each second of what is never complete.
        for (; trickled < since.elapsed() / 1'000; ++trickled) {
            for (size_t i = 2; i < hostile.size(); i += 10)
                hostile[i]->write("a");
        }
        QVERIFY(serves(edge));
        most = std::max(most, memoryOf(edge.hub->workerPids().first()));
        QTest::qWait(100);
        over = edge.counter("connections") <= 2;
    }
    QVERIFY(over);
    qInfo("all were gone after %lld ms; the worker grew by %lld KiB", since.elapsed(),
          (most - before) / 1024);
    QVERIFY(most - before < 64 * 1024 * 1024);
    QCOMPARE(edge.notes.size(), 0);
}

int main(int argc, char **argv)
{
    return runTest<HostileTest>(argc, argv);
}

#include "hostile_test.moc"
