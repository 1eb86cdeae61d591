// The hub with real worker processes: this program is also the worker.
#include "server/edge/edge_hub.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QHash>
#include <QTemporaryDir>
#include <QtTest>
#include <thread>

#include "tests/server/edge/edge_client.h"

using namespace icmp;
using namespace icmp::edge;
using icmp::edge::test::RawClient;

namespace {

const QByteArray site = "https://show.example";

struct Fixture {
    std::unique_ptr<EdgeHub> hub;
    QList<HttpRequest> requests;
    QList<SocketOpened> opened;
    QList<QPair<ConnectionId, QByteArray>> messages;
    QList<ConnectionId> closed;
    QList<ConnectionId> wantSnapshot;
    QList<QString> notes;
    QString failure;
    std::function<void(const HttpRequest &, Responder)> http;

    static EdgePlan plan(WorkerKind kind)
    {
        EdgePlan plan;
        plan.kind = kind;
        plan.connectionsMax = 2000;
        plan.perAddressUnauthenticated = 500;
        plan.origins = {site};
        plan.routes = {{"/v1/rt", {"live.v1.json"}, limits::viewerFrameBytesMax},
                       {"/v1/desk", {"desk.v1.json"}, limits::studioFrameBytesMax}};
        plan.files = {{"/player/app.js",
                       "text/javascript",
                       "public, max-age=31536000, immutable",
                       "plain-bytes",
                       "gzip-bytes",
                       "br-bytes",
                       {{"Cross-Origin-Resource-Policy", "cross-origin"}}}};
        return plan;
    }
    explicit Fixture(const EdgePlan &plan)
    {
        EdgeHandlers handlers;
        handlers.http = [this](const HttpRequest &request, Responder responder) {
            requests.append(request);
            if (http)
                http(request, responder);
            else
                responder(jsonAnswer(R"({"path":")" + request.path + "\"}"));
        };
        handlers.opened = [this](const SocketOpened &one) { opened.append(one); };
        handlers.message = [this](ConnectionId id, const QByteArray &text) { messages.append({id, text}); };
        handlers.closed = [this](ConnectionId id) { closed.append(id); };
        handlers.needsSnapshot = [this](ConnectionId id) { wantSnapshot.append(id); };
        handlers.note = [this](const QString &sentence) { notes.append(sentence); };
        auto started = EdgeHub::start(plan, handlers);
        if (started)
            hub = std::move(*started);
        else
            failure = started.error().what;
    }
    quint16 port() const { return hub->port(); }
    qint64 counter(const QByteArray &name) const
    {
        for (const EdgeCounter &counter : hub->counters()) {
            if (counter.name == name)
                return counter.value;
        }
        return -1;
    }
};

} // namespace

class EdgeHubTest : public QObject {
    Q_OBJECT

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
        const auto answer = client.get("/v1/a%20b?x=1");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray(R"({"path":"/v1/a b"})"));
        QCOMPARE(answer.field("x-content-type-options"), QByteArray("nosniff"));
        QCOMPARE(edge.requests.size(), 1);
        QCOMPARE(edge.requests.first().query, QByteArray("x=1"));
        QCOMPARE(edge.requests.first().peerAddress, QByteArray("127.0.0.1"));
        QVERIFY(edge.requests.first().peerIsLoopback);
    }

    void aSocketSpeaksBothWays()
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
        client.write(RawClient::frame("hello"));
        QTRY_COMPARE(edge.messages.size(), 1);
        QCOMPARE(edge.messages.first().second, QByteArray("hello"));
        const ConnectionId id = edge.opened.first().connection;
        QCOMPARE(edge.opened.first().path, QByteArray("/v1/rt"));
        edge.hub->setAuthenticated(id);
        edge.hub->send(id, "welcome");
        edge.hub->subscribe(id, "ev/log");
        edge.hub->publishLog("ev/log", "open");
        edge.hub->publishState("ev/log", "tally:1", "st");
        QCOMPARE(client.nextFrame().payload, QByteArray("welcome"));
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
};

int main(int argc, char **argv)
{
    if (argc > 1 && qstrcmp(argv[1], "worker") == 0)
        return icmp::edge::runWorker();
    QCoreApplication app(argc, argv);
    EdgeHubTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "edge_hub_test.moc"
