// The hub with real worker processes: this program is also the worker.
#include "server/edge/edge_hub.h"

#include <csignal>
#include <sys/stat.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <thread>

#include "tests/server/edge/edge_fixture.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

class EdgeHubTest : public QObject {
    Q_OBJECT

    static ConnectionId join(Fixture &edge, RawClient &client)
    {
        const qsizetype before = edge.opened.size();
        if (client.upgrade("/v1/rt").status != 101 ||
            !QTest::qWaitFor([&] { return edge.opened.size() > before; }))
            return {};
        edge.hub->setAuthenticated(edge.opened.last().connection);
        return edge.opened.last().connection;
    }

private Q_SLOTS:
    void aRequestIsAnswered_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("process") << int(WorkerKind::Process);
        QTest::newRow("thread") << int(WorkerKind::Thread);
    }
    void aRequestIsAnswered()
    {
        QFETCH(int, kind);
        Fixture edge(Fixture::plan(WorkerKind(kind)));
        QVERIFY2(edge.hub, qPrintable(edge.failure));
        RawClient client(edge.port());
        const auto answer = client.get("/v1/a%20b?x=1", "X-Forwarded-For: 10.0.0.1\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray(R"({"path":"/v1/a b"})"));
        QCOMPARE(edge.requests.size(), 1);
        QCOMPARE(edge.requests.first().query, QByteArray("x=1"));
        QCOMPARE(edge.requests.first().peerAddress, QByteArray("127.0.0.1"));
        QVERIFY(edge.requests.first().peerIsLoopback);
    }

    void anAnswerMayComeLaterFromAnotherThread()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        std::thread other;
        edge.http = [&](const HttpRequest &, Responder responder) {
            other = std::thread([responder] { responder(jsonAnswer("1", 201)); });
        };
        RawClient client(edge.port());
        QCOMPARE(client.get("/").status, 201);
        other.join();
        edge.http = [](const HttpRequest &, Responder) {};
        QCOMPARE(client.get("/").status, 500);
        edge.http = [](const HttpRequest &, Responder responder) {
            responder(jsonAnswer("1"));
            responder(jsonAnswer("2"));
        };
        QCOMPARE(client.get("/").body, QByteArray("1"));
    }

    void pipelinedRequestsAreAnsweredInOrder()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        QByteArray many;
        for (int i = 0; i < 50; ++i)
            many += "GET /" + QByteArray(i % 7 == 3 ? "player/app.js" : QByteArray::number(i)) +
                    " HTTP/1.1\r\nHost: h\r\n\r\n";
        client.write(many);
        for (int i = 0; i < 50; ++i) {
            const QByteArray expected =
                i % 7 == 3 ? QByteArray("plain-bytes") : "{\"path\":\"/" + QByteArray::number(i) + "\"}";
            QCOMPARE(client.answer().body, expected);
        }
    }

    void aHeadRequestGetsNoBody()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        client.write("HEAD /player/app.js HTTP/1.1\r\nHost: h\r\n\r\nHEAD /x HTTP/1.1\r\nHost: "
                     "h\r\nConnection: close\r\n\r\n");
        QCOMPARE(client.answer(false).field("content-length"), QByteArray("11"));
        QCOMPARE(client.answer(false).field("content-length"), QByteArray("13"));
        QVERIFY(client.readToEnd().isEmpty());
    }

    void aBodyIsInvited()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        client.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(client.answer().status, 100);
        client.write("ab");
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(edge.requests.first().body, QByteArray("ab"));
    }

    void staticFilesAreNegotiated()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        const auto plain = client.get("/player/app.js?v=1");
        QCOMPARE(plain.body, QByteArray("plain-bytes"));
        QCOMPARE(plain.field("cache-control"), QByteArray("public, max-age=31536000, immutable"));
        QCOMPARE(plain.field("cross-origin-resource-policy"), QByteArray("cross-origin"));
        const auto gzip = client.get("/player/app.js", "Accept-Encoding: gzip\r\n");
        QCOMPARE(gzip.body, QByteArray("gzip-bytes"));
        QCOMPARE(gzip.field("content-encoding"), QByteArray("gzip"));
        QCOMPARE(gzip.field("vary"), QByteArray("Accept-Encoding"));
        const auto brotli = client.get("/player/app.js", "Accept-Encoding: gzip, br\r\n");
        QCOMPARE(brotli.body, QByteArray("br-bytes"));
        QVERIFY(plain.field("etag") != gzip.field("etag") && gzip.field("etag") != brotli.field("etag"));
        const auto same = client.get("/player/app.js", "If-None-Match: " + plain.field("etag") + "\r\n");
        QCOMPARE(same.status, 304);
        edge.hub->addFile({"/player/new.js", "text/javascript", "no-cache", "new"});
        QTRY_COMPARE(client.get("/player/new.js").body, QByteArray("new"));
    }

    void filesAreServedInRanges_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        const int size = 3'000'000;
        QTest::newRow("whole") << QByteArray() << 200 << 0 << size;
        QTest::newRow("middle") << QByteArray("Range: bytes=1000-1999\r\n") << 206 << 1000 << 1000;
        QTest::newRow("tail") << QByteArray("Range: bytes=-10\r\n") << 206 << size - 10 << 10;
        QTest::newRow("open end") << QByteArray("Range: bytes=2999990-\r\n") << 206 << 2999990 << 10;
        QTest::newRow("beyond") << QByteArray("Range: bytes=3000000-\r\n") << 416 << 0 << -1;
        QTest::newRow("two") << QByteArray("Range: bytes=0-1,5-6\r\n") << 200 << 0 << size;
        QTest::newRow("if-range holds")
            << QByteArray("Range: bytes=0-9\r\nIf-Range: \"hash\"\r\n") << 206 << 0 << 10;
        QTest::newRow("if-range fails")
            << QByteArray("Range: bytes=0-9\r\nIf-Range: \"old\"\r\n") << 200 << 0 << size;
        QTest::newRow("known") << QByteArray("If-None-Match: \"hash\"\r\n") << 304 << 0 << 0;
    }
    void filesAreServedInRanges()
    {
        QFETCH(QByteArray, fields);
        QFETCH(int, status);
        QFETCH(int, first);
        QFETCH(int, count);
        QTemporaryDir folder;
        QByteArray bytes;
        for (int i = 0; i < 3'000'000 / 4; ++i)
            bytes.append(reinterpret_cast<const char *>(&i), 4);
        QFile file(folder.filePath("object"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        Fixture edge(Fixture::plan(WorkerKind::Process));
        edge.http = [&](const HttpRequest &, Responder responder) {
            HttpResponse response;
            response.headers = {{"Content-Type", "video/mp4"}, {"Cache-Control", "immutable"}};
            response.filePath = file.fileName();
            response.etag = "hash";
            responder(response);
        };
        RawClient client(edge.port());
        for (int again = 0; again < 2; ++again) {
            const auto answer = client.get("/o/x", fields);
            QCOMPARE(answer.status, status);
            if (count >= 0)
                QVERIFY(answer.body == bytes.mid(first, count));
            if (status == 206)
                QCOMPARE(answer.field("content-range"), "bytes " + QByteArray::number(first) + '-' +
                                                            QByteArray::number(first + count - 1) +
                                                            "/3000000");
        }
    }

    void aMissingFileIsAProblem()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        edge.http = [&](const HttpRequest &, Responder responder) {
            HttpResponse response;
            response.filePath = QStringLiteral("/nonexistent/file");
            responder(response);
        };
        RawClient client(edge.port());
        const auto answer = client.get("/");
        QCOMPARE(answer.status, 500);
        QVERIFY(!answer.body.contains("nonexistent"));
    }

    void aSocketSpeaksBothWays();
    void aLateSubscriberSeesOnlyWhatComesAfter();
    void manySocketsGetTheSameInOrder();
    void liteViewersGetEveryFourthStateAndTheLast();
    void aKilledWorkerIsStartedAgain();
    void aGracefulStopTellsEverybody();
    void plansThatCannotWorkAreRefused();
    void anAdminSocketIsItsOwnListener();
};

void EdgeHubTest::aSocketSpeaksBothWays()
{
    Fixture edge(Fixture::plan(WorkerKind::Process));
    QVERIFY2(edge.hub, qPrintable(edge.failure));
    RawClient client(edge.port());
    const auto upgraded = client.upgrade("/v1/rt", "Origin: https://show.example\r\n"
                                                   "Sec-WebSocket-Protocol: other, live.v1.json\r\n"
                                                   "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    QCOMPARE(upgraded.status, 101);
    QCOMPARE(upgraded.field("sec-websocket-accept"), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    QCOMPARE(upgraded.field("sec-websocket-protocol"), QByteArray("live.v1.json"));
    QVERIFY(upgraded.field("sec-websocket-extensions").isEmpty());
    client.write(RawClient::frame("hello") + RawClient::frame("p", 0x89));
    QTRY_COMPARE(edge.messages.size(), 1);
    QCOMPARE(edge.messages.first().second, QByteArray("hello"));
    const auto pong = client.nextFrame();
    QCOMPARE(pong.opcode, 10);
    QCOMPARE(pong.payload, QByteArray("p"));
    const ConnectionId id = edge.opened.first().connection;
    QCOMPARE(edge.opened.first().path, QByteArray("/v1/rt"));
    edge.hub->setAuthenticated(id);
    const QByteArray large(100'000, 'L');
    edge.hub->send(id, "welcome");
    edge.hub->send(id, large);
    QCOMPARE(client.nextFrame().payload, QByteArray("welcome"));
    QCOMPARE(client.nextFrame().payload, large);
    edge.hub->subscribe(id, "ev/log");
    edge.hub->publishLog("ev/log", "open");
    edge.hub->publishState("ev/log", "tally:1", "st");
    QCOMPARE(client.nextFrame().payload, QByteArray("open"));
    QCOMPARE(client.nextFrame().payload, QByteArray("st"));
    edge.hub->close(id, close_code::eventOver, "over");
    const auto goodbye = client.nextFrame();
    QCOMPARE(goodbye.closeCode(), 4503);
    QCOMPARE(goodbye.payload.mid(2), QByteArray("over"));
    client.write(RawClient::frame(goodbye.payload, 0x88));
    QTRY_COMPARE(edge.closed.size(), 1);
    QVERIFY(client.readToEnd().isEmpty());
}

void EdgeHubTest::aLateSubscriberSeesOnlyWhatComesAfter()
{
    Fixture edge(Fixture::plan(WorkerKind::Process));
    RawClient early(edge.port()), late(edge.port());
    const ConnectionId earlyId = join(edge, early), lateId = join(edge, late);
    edge.hub->subscribe(earlyId, "ev");
    edge.hub->publishLog("ev", "1");
    edge.hub->subscribe(lateId, "ev");
    edge.hub->publishLog("ev", "2");
    edge.hub->unsubscribe(earlyId, "ev");
    edge.hub->publishLog("ev", "3");
    edge.hub->send(earlyId, "end");
    QCOMPARE(late.nextFrame().payload, QByteArray("2"));
    QCOMPARE(late.nextFrame().payload, QByteArray("3"));
    // 1 and 2 were published while it was a member, but a sweep begins later than the command; leaving ends
    // everything.
    QByteArray last;
    while (last != "end") {
        last = early.nextFrame().payload;
        QVERIFY(last == "1" || last == "2" || last == "end");
    }
}

void EdgeHubTest::manySocketsGetTheSameInOrder()
{
    EdgePlan plan = Fixture::plan(WorkerKind::Process);
    plan.workers = 2;
    Fixture edge(plan);
    std::vector<std::unique_ptr<RawClient>> viewers;
    for (int i = 0; i < 200; ++i) {
        viewers.push_back(std::make_unique<RawClient>(edge.port()));
        edge.hub->subscribe(join(edge, *viewers.back()), "ev");
    }
    QCOMPARE(edge.hub->workerPids().size(), 2);
    for (int i = 0; i < 40; ++i) {
        edge.hub->publishLog("ev", QByteArray::number(i));
        edge.hub->publishState("ev", "tally", "s" + QByteArray::number(i));
        if (i == 20)
            viewers.resize(150); // fifty leave in the middle
    }
    for (const auto &viewer : viewers) {
        int next = 0, lastState = -1;
        while (next < 40 || lastState < 39) {
            const auto frame = viewer->nextFrame();
            QVERIFY(frame.opcode == 1);
            if (frame.payload.startsWith('s')) {
                const int state = frame.payload.mid(1).toInt();
                QVERIFY(state > lastState);
                lastState = state;
            } else {
                QCOMPARE(frame.payload.toInt(), next++);
            }
        }
    }
}

void EdgeHubTest::liteViewersGetEveryFourthStateAndTheLast()
{
    Fixture edge(Fixture::plan(WorkerKind::Process));
    RawClient lite(edge.port()), full(edge.port());
    const ConnectionId liteId = join(edge, lite), fullId = join(edge, full);
    edge.hub->setLite(liteId, true);
    edge.hub->subscribe(liteId, "ev");
    edge.hub->subscribe(fullId, "ev");
    for (int i = 1; i <= 10; ++i) {
        edge.hub->publishState("ev", "tally", QByteArray::number(i),
                               i == 10 ? Finality::Final : Finality::Tick);
        QCOMPARE(full.nextFrame().payload.toInt(), i);
    }
    QCOMPARE(lite.nextFrame().payload, QByteArray("4"));
    QCOMPARE(lite.nextFrame().payload, QByteArray("8"));
    QCOMPARE(lite.nextFrame().payload, QByteArray("10"));
    edge.hub->publishState("ev", "tally", "11");
    QCOMPARE(lite.nextFrame().payload, QByteArray("11")); // after 4 s at the latest
}

void EdgeHubTest::aKilledWorkerIsStartedAgain()
{
    Fixture edge(Fixture::plan(WorkerKind::Process));
    RawClient client(edge.port());
    const ConnectionId id = join(edge, client);
    const qint64 pid = edge.hub->workerPids().first();
    QVERIFY(pid != QCoreApplication::applicationPid());
    ::kill(pid_t(pid), SIGKILL);
    QTRY_COMPARE(edge.closed.size(), 1);
    QCOMPARE(edge.closed.first(), id);
    QVERIFY(client.readToEnd().isEmpty());
    QTRY_COMPARE(edge.hub->workerPids().size(), 1);
    QVERIFY(edge.hub->workerPids().first() != pid);
    QVERIFY(!edge.notes.isEmpty());
    RawClient again(edge.port());
    const ConnectionId next = join(edge, again);
    QVERIFY(next != id);
    edge.hub->send(id, "to the one that is gone");
    edge.hub->send(next, "to the new one");
    QCOMPARE(again.nextFrame().payload, QByteArray("to the new one"));
}

void EdgeHubTest::aGracefulStopTellsEverybody()
{
    Fixture edge(Fixture::plan(WorkerKind::Process));
    std::vector<std::unique_ptr<RawClient>> viewers;
    for (int i = 0; i < 20; ++i) {
        viewers.push_back(std::make_unique<RawClient>(edge.port()));
        join(edge, *viewers.back());
    }
    RawClient idle(edge.port());
    QCOMPARE(idle.get("/").status, 200);
    bool done = false;
    edge.hub->stop(500, [&] { done = true; });
    for (const auto &viewer : viewers) {
        QCOMPARE(viewer->nextFrame().payload, QByteArray(R"({"log":{"t":"goaway"}})"));
        const auto goodbye = viewer->nextFrame();
        QCOMPARE(goodbye.closeCode(), 4001);
        QVERIFY(goodbye.payload.contains("retry"));
        viewer->write(RawClient::frame(goodbye.payload, 0x88));
    }
    QTRY_VERIFY_WITH_TIMEOUT(done, 10'000);
    QCOMPARE(edge.closed.size(), 20);
    QVERIFY(!RawClient(edge.port()).connected());
}

void EdgeHubTest::plansThatCannotWorkAreRefused()
{
    const auto why = [](const std::function<void(EdgePlan &)> &change) {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        change(plan);
        Fixture edge(plan);
        return edge.hub ? QString() : edge.failure;
    };
    QVERIFY(why([](EdgePlan &plan) { plan.connectionsMax = 5'000'000; }).contains("file descriptors"));
    QVERIFY(why([](EdgePlan &plan) { plan.listens[0].address = "0.0.0.0"; }).contains("no certificate"));
    QVERIFY(why([](EdgePlan &plan) { plan.listens[0].address = "localhost"; }).contains("numeric") ||
            why([](EdgePlan &plan) { plan.listens[0].address = "localhost"; }).contains("no certificate"));
    QVERIFY(why([](EdgePlan &plan) { plan.workers = 0; }).contains("workers"));
    QVERIFY(why([](EdgePlan &plan) { plan.program = "/nonexistent"; }).contains("cannot be started"));
    QVERIFY(why([](EdgePlan &plan) {
                plan.tls = TlsFiles{"/nonexistent", "/nonexistent"};
            }).contains("certificate"));
    const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof address;
    ::bind(taken, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(taken, 1);
    ::getsockname(taken, reinterpret_cast<sockaddr *>(&address), &size);
    QVERIFY(
        why([&](EdgePlan &plan) { plan.listens[0].port = ntohs(address.sin_port); }).contains("listened on"));
    ::close(taken);
    QVERIFY(why([](EdgePlan &) {}).isEmpty());
}

void EdgeHubTest::anAdminSocketIsItsOwnListener()
{
    QTemporaryDir folder;
    EdgePlan plan = Fixture::plan(WorkerKind::Process);
    Listen admin;
    admin.name = "admin";
    admin.unixPath = folder.filePath("admin.sock");
    plan.listens.append(admin);
    Fixture edge(plan);
    QVERIFY2(edge.hub, qPrintable(edge.failure));
    struct stat status {};
    QCOMPARE(::stat(admin.unixPath.toUtf8().constData(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0600);
    QProcess curl;
    curl.start("curl", {"-s", "--unix-socket", admin.unixPath, "http://here/x"});
    QTRY_COMPARE(int(curl.state()), int(QProcess::NotRunning));
    QCOMPARE(curl.readAllStandardOutput(), QByteArray(R"({"path":"/x"})"));
    QCOMPARE(edge.requests.first().listener, QByteArray("admin"));
    QVERIFY(edge.requests.first().peerAddress.isEmpty());
}

int main(int argc, char **argv)
{
    return runTest<EdgeHubTest>(argc, argv);
}

#include "edge_hub_test.moc"
