// Viewers without a WebSocket: POST upwards, a stream or a long poll down; for the handlers they are
// connections like any other.
#include <QtTest>

#include "tests/server/edge/edge_fixture.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

namespace {

const QByteArray name = "abcdefghijklmnopqrst_-";
const QByteArray bearer = "Authorization: Bearer tok-1\r\n";

RawClient::Answer post(RawClient &client, const QByteArray &body, const QByteArray &fields = bearer,
                       const QByteArray &session = name)
{
    client.write("POST /v1/rt/" + session + " HTTP/1.1\r\nHost: here\r\n" + fields +
                 "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    return client.answer();
}

RawClient::Answer poll(RawClient &client, int after, const QByteArray &session = name)
{
    return client.get("/v1/rt/" + session + "/poll?after=" + QByteArray::number(after), bearer);
}

// Reads a stream until it holds the text.
bool hears(RawClient &client, QByteArray &heard, const QByteArray &text)
{
    while (!heard.contains(text)) {
        const auto piece = client.takeSome();
        if (piece.isEmpty())
            return false;
        heard += piece;
    }
    return true;
}

} // namespace

class RelayTest : public QObject {
    Q_OBJECT

    static ConnectionId begin(Fixture &edge, RawClient &client)
    {
        if (post(client, R"({"i":1,"hello":{"v":1,"ev":"ev_1"}})").status != 204)
            return {};
        edge.hub->setAuthenticated(edge.opened.last().connection);
        return edge.opened.last().connection;
    }

private Q_SLOTS:
    void aSessionIsAConnectionLikeAnyOther()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        QVERIFY2(edge.hub, qPrintable(edge.failure));
        RawClient client(edge.port());
        const ConnectionId id = begin(edge, client);
        QCOMPARE(edge.opened.size(), 1);
        QCOMPARE(edge.opened.first().path, QByteArray("/v1/rt"));
        QCOMPARE(edge.opened.first().peerAddress, QByteArray("127.0.0.1"));
        // The header's token stands in for the hello's.
        QCOMPARE(edge.messages.first().second,
                 QByteArray(R"({"hello":{"ev":"ev_1","tok":"tok-1","v":1},"i":1})"));
        QCOMPARE(post(client, "{\"a\":1}\n\n{\"b\":2}").status, 204);
        QCOMPARE(edge.messages.size(), 2);
        QCOMPARE(edge.messages.last().first, id);
        QCOMPARE(edge.messages.last().second, QByteArray("{\"a\":1}\n{\"b\":2}"));
    }

    void aPollGetsWhatItDoesNotHave()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        const ConnectionId id = begin(edge, client);
        edge.hub->send(id, "welcome");
        edge.hub->send(id, "snap\nlog 1");
        edge.hub->subscribe(id, "ev");
        edge.hub->publishLog("ev", "log 2");
        const auto first = poll(client, 0);
        QCOMPARE(first.status, 200);
        QCOMPARE(first.body, QByteArray("welcome\nsnap\nlog 1\nlog 2\n"));
        QCOMPARE(first.field("access-control-allow-origin"), QByteArray("*"));
        // An answer that was lost on the way is told again, and what came meanwhile behind it.
        edge.hub->publishState("ev", "tally", "st 1");
        edge.hub->publishState("ev", "tally", "st 2");
        QCOMPARE(poll(client, 3).body, QByteArray("log 2\nst 2\n"));
        QCOMPARE(poll(client, 9).status, 410);
        QCOMPARE(poll(client, 2).status, 410); // it said that it has three
    }

    void aPollWaitsForNews()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port()), other(edge.port());
        const ConnectionId id = begin(edge, client);
        edge.hub->subscribe(id, "ev");
        client.write("GET /v1/rt/" + name + "/poll?after=0 HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
        QVERIFY(!client.more(200));
        edge.hub->publishLog("ev", "now");
        QCOMPARE(client.answer().body, QByteArray("now\n"));
        // A second one takes its place.
        client.write("GET /v1/rt/" + name + "/poll?after=1 HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
        QVERIFY(!client.more(200));
        other.write("GET /v1/rt/" + name + "/poll?after=1 HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
        QCOMPARE(client.answer().status, 204);
        edge.hub->publishLog("ev", "later");
        QCOMPARE(other.answer().body, QByteArray("later\n"));
    }

    void aStreamGetsEverythingInOrder()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.workers = 2; // POST and stream may reach different workers
        Fixture edge(plan);
        RawClient upwards(edge.port()), stream(edge.port());
        const ConnectionId id = begin(edge, upwards);
        edge.hub->send(id, "welcome");
        edge.hub->subscribe(id, "ev");
        stream.write("GET /v1/rt/" + name + "/events HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
        QByteArray heard;
        QVERIFY(hears(stream, heard, "data: welcome\n\n"));
        QVERIFY(heard.startsWith("HTTP/1.1 200"));
        QVERIFY(heard.toLower().contains("content-type: text/event-stream"));
        QVERIFY(!heard.toLower().contains("content-length"));
        for (int i = 0; i < 300; ++i)
            edge.hub->publishLog("ev", "log " + QByteArray::number(i) + ';');
        QVERIFY(hears(stream, heard, "log 299;"));
        qsizetype at = 0;
        for (int i = 0; i < 300; ++i) {
            const qsizetype next = heard.indexOf("data: log " + QByteArray::number(i) + ";\n\n", at);
            QVERIFY(next > at);
            QCOMPARE(heard.count("data: log " + QByteArray::number(i) + ';'), 1);
            at = next;
        }
        edge.hub->close(id, close_code::eventOver, "over");
        QVERIFY(hears(stream, heard, "event: close\ndata: {\"code\":4503,\"reason\":\"over\"}\n\n"));
        QVERIFY(stream.readToEnd().isEmpty());
        QVERIFY(stream.ended());
        QTRY_COMPARE(edge.closed.size(), 1);
        QCOMPARE(post(upwards, "{}").status, 204); // the name is free again: a new session
        QCOMPARE(edge.opened.size(), 2);
    }

    void aStreamThatEndsEndsItsSession()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient upwards(edge.port());
        begin(edge, upwards);
        {
            RawClient stream(edge.port());
            stream.write("GET /v1/rt/" + name + "/events HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
            QByteArray heard;
            QVERIFY(hears(stream, heard, "\r\n\r\n"));
        }
        QTRY_COMPARE(edge.closed.size(), 1);
        QCOMPARE(poll(upwards, 0).status, 404);
    }

    void whoFallsBehindGetsASnapshot()
    {
        Fixture edge(Fixture::plan(WorkerKind::Process));
        RawClient client(edge.port());
        const ConnectionId id = begin(edge, client);
        edge.hub->subscribe(id, "ev");
        for (int i = 0; i < 100; ++i)
            edge.hub->publishLog("ev", QByteArray(1000, 'x'));
        QVERIFY(edge.wantSnapshot.isEmpty()); // nobody listens yet
        client.write("GET /v1/rt/" + name + "/poll?after=0 HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n");
        QVERIFY(!client.more(200));
        QCOMPARE(edge.wantSnapshot, QList<ConnectionId>{id});
        edge.hub->publishLog("ev", "in the snapshot");
        edge.hub->resync(id, "snap");
        edge.hub->publishLog("ev", "after");
        QCOMPARE(client.answer().body, QByteArray("snap\nafter\n"));
    }

    void wrongRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray end = " HTTP/1.1\r\nHost: h\r\n" + bearer + "\r\n";
        const QByteArray none = " HTTP/1.1\r\nHost: h\r\n\r\n";
        const QByteArray other = " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer other\r\n\r\n";
        QTest::newRow("short name") << "POST /v1/rt/short" + end << 404;
        QTest::newRow("name with a dot") << "POST /v1/rt/abcdefghijklmnopqrst.-" + end << 404;
        QTest::newRow("another address") << "GET /v1/rt/" + name + "/other" + end << 404;
        QTest::newRow("no token") << "POST /v1/rt/" + name + none << 401;
        QTest::newRow("another token") << "GET /v1/rt/" + name + "/poll" + other << 403;
        QTest::newRow("never begun") << "GET /v1/rt/0000000000000000000000/poll" + end << 404;
        QTest::newRow("wrong method") << "PUT /v1/rt/" + name + end << 405;
        QTest::newRow("wrong number") << "GET /v1/rt/" + name + "/poll?after=x" + end << 410;
        QTest::newRow("asked by a browser") << "OPTIONS /v1/rt/" + name + none << 204;
    }
    void wrongRequestsAreRefused()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        Fixture edge(Fixture::plan(WorkerKind::Thread));
        RawClient first(edge.port()), client(edge.port());
        begin(edge, first);
        client.write(request);
        const auto answer = client.answer();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.field("access-control-allow-origin"), QByteArray("*"));
    }

    void limitsHoldAsForSockets()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Thread);
        plan.perAddressUnauthenticated = 3;
        Fixture edge(plan);
        RawClient client(edge.port());
        const auto session = [](int i) { return QByteArray(21, 's') + QByteArray::number(i); };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(post(client, "{}", bearer, session(i)).status, 204);
        QCOMPARE(post(client, "{}", bearer, session(3)).status, 429);
        for (const SocketOpened &one : std::as_const(edge.opened))
            edge.hub->setAuthenticated(one.connection);
        QCOMPARE(post(client, "{}", bearer, session(3)).status, 204);
        QCOMPARE(post(client, QByteArray(limits::viewerFrameBytesMax + 1, 'x'), bearer, session(3)).status,
                 413);
        int refused = 0;
        for (int i = 0; i < 60; ++i)
            refused += post(client, "{}", bearer, session(0)).status == 429;
        QVERIFY(refused > 0 && refused < 60);
        // Those who show no token in time are let go, like a socket.
        QTRY_COMPARE_WITH_TIMEOUT(edge.closed.size(), 1, 30'000);
        QCOMPARE(edge.closed.first(), edge.opened.last().connection);
    }
};

int main(int argc, char **argv)
{
    return runTest<RelayTest>(argc, argv);
}

#include "relay_test.moc"
