// TLS as clients meet it: curl and OpenSSL's own client against a worker with a certificate made for the
// test.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/server/edge/edge_fixture.h"

using namespace icmp;
using namespace icmp::edge;
using namespace icmp::edge::test;

class TlsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    TlsFiles m_files;

    static QByteArray output(const QString &program, const QStringList &arguments, int *code = nullptr)
    {
        QProcess process;
        process.start(program, arguments);
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
            process.kill();
        if (code)
            *code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        return process.readAllStandardOutput();
    }
    bool makeCertificate(const QString &name)
    {
        int code = -1;
        output("openssl",
               {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", m_files.key,
                "-out", m_files.certificate},
               &code);
        return code == 0;
    }
    QByteArray get(const Fixture &edge, const QStringList &more = {}, int *code = nullptr)
    {
        return output("curl",
                      QStringList{"-s", "--max-time", "20", "--cacert", m_files.certificate,
                                  QStringLiteral("https://127.0.0.1:%1/x").arg(edge.port())} +
                          more,
                      code);
    }

private Q_SLOTS:
    void init()
    {
        m_files = {m_folder.filePath("cert.pem"), m_folder.filePath("key.pem")};
        QVERIFY(makeCertificate("first"));
    }

    void aRequestOverTls()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.tls = m_files;
        Fixture edge(plan);
        QVERIFY2(edge.hub, qPrintable(edge.failure));
        QCOMPARE(get(edge), QByteArray(R"({"path":"/x"})"));
        QVERIFY(get(edge, {"-i"}).contains("Strict-Transport-Security"));
        QCOMPARE(get(edge, {"--tls-max", "1.2"}), QByteArray(R"({"path":"/x"})"));
    }

    void weakTlsIsNotSpoken()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.tls = m_files;
        Fixture edge(plan);
        const auto refused = [&](const QStringList &how) {
            int code = 0;
            get(edge, how, &code);
            return code == 35; // curl: the handshake failed
        };
        QVERIFY(refused({"--tlsv1.0", "--tls-max", "1.1", "--ciphers", "ALL:@SECLEVEL=0"}));
        QVERIFY(refused({"--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-SHA256"}));
        QVERIFY(refused({"--tls-max", "1.2", "--ciphers", "AES128-GCM-SHA256"}));
        QVERIFY(!refused({"--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"}));
        RawClient plain(edge.port());
        plain.write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
        QVERIFY(!plain.readToEnd().contains("HTTP/1.1"));
        QVERIFY(edge.requests.size() <= 1);
    }

    void largeAnswersAndBodiesPass()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.tls = m_files;
        Fixture edge(plan);
        QFile file(m_folder.filePath("object"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray bytes = QByteArray("0123456789abcdef").repeated(100'000);
        file.write(bytes);
        file.close();
        edge.http = [&](const HttpRequest &request, Responder responder) {
            HttpResponse response;
            if (request.method == "PUT")
                response.body = request.body;
            else
                response.filePath = file.fileName();
            responder(response);
        };
        QVERIFY(get(edge) == bytes);
        QCOMPARE(get(edge, {"-r", "16-31"}), QByteArray("0123456789abcdef"));
        const QByteArray upload = bytes.left(1'000'000);
        QFile source(m_folder.filePath("upload"));
        QVERIFY(source.open(QIODevice::WriteOnly) && source.write(upload) == upload.size());
        source.close();
        const QByteArray echoed =
            output("curl",
                   {"-s", "--cacert", m_files.certificate, "-H", "Authorization: Bearer x", "-T",
                    source.fileName(), QStringLiteral("https://127.0.0.1:%1/v1/objects/x").arg(edge.port())});
        QVERIFY(echoed == upload);
    }

    void aSocketOverTls()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.tls = m_files;
        Fixture edge(plan);
        QProcess client;
        client.start("openssl",
                     {"s_client", "-quiet", "-connect", QStringLiteral("127.0.0.1:%1").arg(edge.port())});
        client.write("GET /v1/rt HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Origin: https://show.example\r\n\r\n" +
                     RawClient::frame("hello"));
        QTRY_COMPARE(edge.messages.size(), 1);
        edge.hub->send(edge.messages.first().first, "over TLS");
        QByteArray seen;
        QTRY_VERIFY((seen += client.readAllStandardOutput()).endsWith("over TLS"));
        QVERIFY(seen.startsWith("HTTP/1.1 101"));
        client.kill();
        QTRY_COMPARE(edge.closed.size(), 1);
        client.waitForFinished();
    }

    void aNewCertificateIsTakenWhileRunning()
    {
        EdgePlan plan = Fixture::plan(WorkerKind::Process);
        plan.tls = m_files;
        Fixture edge(plan);
        QCOMPARE(get(edge), QByteArray(R"({"path":"/x"})"));
        QVERIFY(makeCertificate("second"));
        edge.hub->reloadCertificates();
        QTRY_COMPARE(edge.notes.size(), 1);
        QCOMPARE(get(edge), QByteArray(R"({"path":"/x"})"));
        QFile broken(m_files.certificate);
        QVERIFY(broken.open(QIODevice::ReadWrite));
        const QByteArray good = broken.readAll();
        broken.resize(0);
        broken.close();
        edge.hub->reloadCertificates();
        QTRY_COMPARE(edge.notes.size(), 2);
        QVERIFY(edge.notes.last().contains("stays in use"));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write(good) == good.size());
        broken.close();
        QCOMPARE(get(edge), QByteArray(R"({"path":"/x"})"));
    }
};

int main(int argc, char **argv)
{
    return runTest<TlsTest>(argc, argv);
}

#include "tls_test.moc"
