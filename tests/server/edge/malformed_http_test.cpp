// What no server may guess about: each of these gets a 4xx, the connection is closed, and the well-formed
// request that follows it on the same connection is never executed.
#include <QtTest>

#include "tests/server/edge/edge_fixture.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

namespace {

struct Bad {
    QByteArray name;
    QByteArray bytes;
    int status = 400;
};

QByteArray request(const QByteArray &line, const QByteArray &fields, const QByteArray &body = {})
{
    return line + "\r\n" + fields + "\r\n" + body;
}

void addRequestLines(QList<Bad> &all)
{
    for (const char *line : {"GET / HTTP/9.9",
                             "GET / HTTP/2.0",
                             "GET / HTTP/1.2",
                             "GET / HTTP/0.9",
                             "GET / http/1.1",
                             "GET / HTTP/11",
                             "GET / HTTP/1.1 ",
                             "GET / HTTP/1",
                             "GET /",
                             "GET",
                             "/ HTTP/1.1",
                             "GET  / HTTP/1.1",
                             "GET /  HTTP/1.1",
                             " GET / HTTP/1.1",
                             "GET\t/ HTTP/1.1",
                             "GET / x HTTP/1.1",
                             "GET / HTTP/1.1x",
                             "GET /\xC3\xA4 HTTP/1.1",
                             "GET /\x7F HTTP/1.1",
                             "GET /\x01 HTTP/1.1",
                             "GET http://here/ HTTP/1.1",
                             "GET * HTTP/1.1",

                             "GET here HTTP/1.1",
                             "GET /../etc/passwd HTTP/1.1",
                             "GET /a/./b HTTP/1.1",
                             "GET /a/%2e%2e/b HTTP/1.1",
                             "GET /%2E HTTP/1.1",
                             "GET /%zz HTTP/1.1",
                             "GET /% HTTP/1.1",
                             "GET /%4 HTTP/1.1",
                             "GET /%00 HTTP/1.1",
                             "GET /%0d%0aX HTTP/1.1",
                             "GET /%ff HTTP/1.1",
                             "GET /%c0%af HTTP/1.1",
                             "GET /%5c..%5c HTTP/1.1",
                             "GET /a\\b HTTP/1.1",
                             "GET /#part HTTP/1.1",
                             "GET /?a#b HTTP/1.1",
                             "GET /%ed%a0%80 HTTP/1.1",
                             "G ET / HTTP/1.1",
                             "GET / HTTP/1.1\r",
                             "GET / HTP/1.1",
                             "GET / HTTPS/1.1",
                             "GET / HTTP/-1.1",
                             "GET / HTTP/1.1.1",
                             "GET / HTTP/01.1",
                             "{} / HTTP/1.1",
                             "GET@ / HTTP/1.1"})
        all.append(Bad{QByteArray("line: ") + QByteArray(line).toPercentEncoding(" /"),
                       request(line, "Host: here\r\n")});
    for (const char *method : {"TRACE", "BREW", "get", "PROPFIND", "LINK", "X"})
        all.append(Bad{QByteArray("method: ") + method,
                       request(QByteArray(method) + " / HTTP/1.1", "Host: here\r\n"), 0});
    all.append(Bad{"connect", request("CONNECT here:443 HTTP/1.1", "Host: here\r\n"), 405});
    all.append(Bad{"line without return", "GET / HTTP/1.1\nHost: here\n\n"});
    all.append(Bad{"empty line first", "\r\nGET / HTTP/1.1\r\nHost: here\r\n\r\n"});
    all.append(
        {"line of 9 KiB", request("GET /" + QByteArray(9 * 1024, 'a') + " HTTP/1.1", "Host: here\r\n"), 414});
    all.append(Bad{"line of 8 KiB + 1",
                   request("GET /" + QByteArray(8 * 1024 + 1 - 14 + 1, 'a') + " HTTP/1.1", "Host: here\r\n"),
                   414});
    all.append(Bad{"line of 80 KiB",
                   request("GET /" + QByteArray(80 * 1024, 'a') + " HTTP/1.1", "Host: here\r\n"), 414});
    all.append(Bad{"TLS to a plain port", QByteArray::fromHex("16030100") + QByteArray(64, 'x') + "\n"});
}

void addFields(QList<Bad> &all)
{
    for (const char *fields : {"",
                               "Host:\r\n",
                               "Host: here\r\nHost: here\r\n",
                               "Host: here\r\nhost: there\r\n",
                               "Host: a b\r\n",
                               "Host: a/b\r\n",
                               "Host: a@b\r\n",
                               "Host: a,b\r\n",
                               "Host: a?b\r\n",
                               "Host: a\r\n b\r\n",
                               "Host: here\r\nX: a\r\n b\r\n",
                               "Host: here\r\nX: a\r\n\tb\r\n",
                               " Host: here\r\n",
                               "Host : here\r\n",
                               "Host\t: here\r\n",
                               "Host here\r\n",
                               ": here\r\nHost: here\r\n",
                               "Host: here\r\nX\r\n",
                               "Host: here\r\nX Y: a\r\n",
                               "Host: here\r\nX: a\x01z\r\n",
                               "Host: here\r\nX: a\x7F\r\n",
                               "Host: here\r\nX: a\rb\r\n",
                               "Host: here\r\nX: a\nY: b\r\n",
                               "Host: here\nX: a\r\n",
                               "Host: here\r\nX\xC3\xA4: a\r\n",
                               "Host: here\r\n(X): a\r\n",
                               "Host: here\r\nX{: a\r\n",
                               "Host: here\r\n\"X\": a\r\n",
                               "Host: here\r\nX[0]: a\r\n",
                               "Host: here\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
                               "Host: here\r\nOrigin: https://a\r\nOrigin: https://b\r\n",
                               "Host: here\r\nRange: bytes=0-1\r\nRange: bytes=1-2\r\n",
                               "Host: here\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n",
                               "Host: here\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
                               "Host: here\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n"})
        all.append(Bad{QByteArray("fields: ") + QByteArray(fields).toPercentEncoding(" :"),
                       request("GET / HTTP/1.1", fields)});
    all.append(Bad{"NUL in a value", request("GET / HTTP/1.1", QByteArray("Host: here\r\nX: a\0b\r\n", 20))});
    all.append(Bad{"NUL in a name", request("GET / HTTP/1.1", QByteArray("Host: here\r\nX\0Y: b\r\n", 20))});
    all.append(Bad{"NUL in the line", request(QByteArray("GET /\0 HTTP/1.1", 15), "Host: here\r\n")});
    all.append(Bad{"65 fields",
                   request("GET / HTTP/1.1", "Host: here\r\n" + QByteArray("X: a\r\n").repeated(64)), 431});
    all.append(Bad{"650 fields",
                   request("GET / HTTP/1.1", "Host: here\r\n" + QByteArray("X: a\r\n").repeated(649)), 431});
    all.append(Bad{"a field of 25 KiB",
                   request("GET / HTTP/1.1", "Host: here\r\nX: " + QByteArray(25 * 1024, 'a') + "\r\n"),
                   431});
    all.append(Bad{"fields of 250 KiB",
                   request("GET / HTTP/1.1", "Host: here\r\nX: " + QByteArray(250 * 1024, 'a') + "\r\n"),
                   431});
    all.append(Bad{"another expectation", request("POST / HTTP/1.1", "Host: here\r\nExpect: cake\r\n"), 417});
}

void addBodies(QList<Bad> &all)
{
    const QByteArray host = "Host: here\r\n";
    const auto post = [&](const QByteArray &fields, const QByteArray &body = {}) {
        return request("POST / HTTP/1.1", host + fields, body);
    };
    for (const char *length : {"-1", "+1", "0x1", "1,1", "1, 1", "1 1", "a", "", "1a",
                               "9999999999999999999999", "1.0", "18446744073709551616", "1e3", "--1", ";"})
        all.append(
            {QByteArray("length: ") + length, post(QByteArray("Content-Length: ") + length + "\r\n", "x")});
    all.append(Bad{"two lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "xx")});
    all.append(Bad{"two equal lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n", "x")});
    all.append(
        {"length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")});
    all.append(
        {"chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")});
    for (const char *coding : {"gzip", "chunked, chunked", "gzip, chunked", "identity", "chunked;q=1",
                               "xchunked", "", "chunked, identity",
                               "\x0b"
                               "chunked",
                               "chunked,", ",chunked"})
        all.append(Bad{QByteArray("coding: ") + coding,
                       post(QByteArray("Transfer-Encoding: ") + coding + "\r\n", "0\r\n\r\n")});
    all.append(
        {"two codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")});
    all.append(Bad{"two codings, one unknown",
                   post("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n", "0\r\n\r\n")});
    all.append(Bad{"chunks in HTTP/1.0",
                   request("POST / HTTP/1.0", host + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n")});
    all.append(Bad{"coding with a space", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")});
    for (const char *chunks :
         {"x\r\n", "\r\n\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", "1\na\r\n0\r\n\r\n",
          "1\r\nab\r\n0\r\n\r\n", "1\r\na\n0\r\n\r\n", "1;x=y\r\na\r\n0\r\n\r\n", "1 \r\na\r\n0\r\n\r\n",
          " 1\r\na\r\n0\r\n\r\n", "00000000001\r\na\r\n", "0\r\nX: a\r\n\r\n", "0\r\nz", "1\r\na0\r\n\r\n",
          "0\r\r\n", "1\r\r\na\r\n", "g\r\n"})
        all.append(Bad{QByteArray("chunks: ") + QByteArray(chunks).toPercentEncoding(" "),
                       post("Transfer-Encoding: chunked\r\n", chunks)});
    all.append(Bad{"a chunk beyond the limit", post("Transfer-Encoding: chunked\r\n", "fffffff\r\n"), 413});
    all.append(Bad{"a chunk of 8 digits", post("Transfer-Encoding: chunked\r\n", "ffffffff\r\n"), 400});
    all.append(Bad{"a body beyond 16 KiB without a token", post("Content-Length: 16385\r\n"), 413});
    all.append(Bad{"a body beyond 64 KiB with a token",
                   post("Authorization: Bearer x\r\nContent-Length: 65537\r\n"), 413});
    all.append(
        Bad{"a body of 100 MB", post("Authorization: Bearer x\r\nContent-Length: 100000000\r\n"), 413});
    all.append(Bad{"an upload chunk beyond 1 MiB",
                   request("PUT /v1/objects/aa HTTP/1.1",
                           host + "Authorization: Bearer x\r\nContent-Length: 1048577\r\n"),
                   413});
}

} // namespace

class MalformedHttpTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Fixture> m_edge;

private Q_SLOTS:
    void initTestCase()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Thread);
        m_edge = std::make_unique<Fixture>(plan);
        QVERIFY2(m_edge->hub, qPrintable(m_edge->failure));
    }
    void cleanupTestCase() { m_edge.reset(); }

    void isRefusedAndNothingAfterItIsRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QList<Bad> all;
        addRequestLines(all);
        addFields(all);
        addBodies(all);
        QVERIFY(all.size() >= 120);
        for (const Bad &bad : std::as_const(all))
            QTest::newRow(bad.name.left(90).constData()) << bad.bytes << bad.status;
    }
    void isRefusedAndNothingAfterItIsRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        m_edge->requests.clear();
        RawClient client(m_edge->port());
        client.write(bytes + "GET /second HTTP/1.1\r\nHost: here\r\n\r\n");
        const auto answer = client.answer();
        QVERIFY2(answer.status >= 400 && answer.status < 500, answer.head.constData());
        if (status != 0)
            QCOMPARE(answer.status, status);
        QVERIFY(answer.body.contains("\"code\":\""));
        const QString told =
            QJsonDocument::fromJson(answer.body).object().value(QLatin1String("detail")).toString();
        QVERIFY2(told.size() > 10 && told.front().isUpper() && told.endsWith(u'.'), answer.body.constData());
        QCOMPARE(answer.field("content-type"), QByteArray("application/problem+json"));
        QCOMPARE(answer.field("connection"), QByteArray("close"));
        QVERIFY(client.readToEnd().isEmpty());
        QVERIFY(client.ended());
        QVERIFY(m_edge->requests.isEmpty());
    }

    // The same table must not be passed by refusing everything.
    void whatIsRightIsServed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("plain") << request("GET / HTTP/1.1", "Host: here\r\n") << QByteArray();
        QTest::newRow("64 fields") << request("GET / HTTP/1.1",
                                              "Host: here\r\n" + QByteArray("X: a\r\n").repeated(63))
                                   << QByteArray();
        QTest::newRow("no space after the colon")
            << request("GET / HTTP/1.1", "Host:here\r\n") << QByteArray();
        QTest::newRow("a port and IPv6") << request("GET / HTTP/1.1", "Host: [::1]:8420\r\n") << QByteArray();
        QTest::newRow("a body") << request("POST / HTTP/1.1", "Host: here\r\nContent-Length: 3\r\n", "abc")
                                << QByteArray("abc");
        QTest::newRow("chunks") << request("POST / HTTP/1.1", "Host: here\r\nTransfer-Encoding: chunked\r\n",
                                           "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")
                                << QByteArray("abc");
        QTest::newRow("an upload chunk")
            << request("PUT /v1/objects/aa HTTP/1.1",
                       "Host: here\r\nAuthorization: Bearer x\r\nContent-Length: 1048576\r\n",
                       QByteArray(1048576, 'x'))
            << QByteArray(1048576, 'x');
    }
    void whatIsRightIsServed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        m_edge->requests.clear();
        RawClient client(m_edge->port());
        client.write(bytes + "GET /second HTTP/1.1\r\nHost: here\r\n\r\n");
        QCOMPARE(client.answer().status, 200);
        QCOMPARE(client.answer().body, QByteArray(R"({"path":"/second"})"));
        QCOMPARE(m_edge->requests.size(), 2);
        QCOMPARE(m_edge->requests.first().body, body);
    }
};

int main(int argc, char **argv)
{
    return runTest<MalformedHttpTest>(argc, argv);
}

#include "malformed_http_test.moc"
