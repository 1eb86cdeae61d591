// Who runs the server: its first start, accounts made beside a running one, its certificate, its log, and
// what it says when the disk is full. The real program each time.
#include "tests/flow/demo_server.h"

#include "core/base/hash.h"

#include <QFileInfo>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <unistd.h>

using namespace icmp;
using namespace icmp::test;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString text(const QJsonObject &json, const char *key)
{
    return json.value(QLatin1String(key)).toString();
}

// The code of now, later by so many steps: each is good once.
QString codeOf(const QString &secret, int later = 0)
{
    const auto seed = fromBase32(secret);
    return identity::totpCode(seed.value_or(QByteArray()),
                              identity::totpStepAt(QDateTime::currentMSecsSinceEpoch()) + later);
}

// `icmp-server serve` on a folder of its own; its address comes from its log.
class Served {
public:
    bool start(const QStringList &more = {})
    {
        QFile::remove(logPath());
        m_process.setStandardErrorFile(logPath());
        m_process.start(builtPath(QStringLiteral("bin/icmp-server")),
                        QStringList{QStringLiteral("serve"), QStringLiteral("--data"), data(),
                                    QStringLiteral("--port"), QStringLiteral("0")} +
                            more);
        return QTest::qWaitFor(
            [&] {
                for (const QByteArray &line : contentOf(logPath()).split('\n')) {
                    address = text(parseJsonObject(line).value_or(QJsonObject()), "address");
                    if (!address.isEmpty())
                        return true;
                }
                return m_process.state() == QProcess::NotRunning;
            },
            patienceMs);
    }
    int stop()
    {
        m_process.terminate();
        const int code = m_process.waitForFinished(patienceMs) ? m_process.exitCode() : -1;
        logged += contentOf(logPath());
        printed += m_process.readAllStandardOutput();
        return code;
    }
    ~Served()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished(patienceMs);
        }
    }

    HttpAnswer ask(const QByteArray &method, const QString &path, const QJsonObject &body = {},
                   const QString &bearer = {})
    {
        QNetworkRequest request(QUrl(address + path));
        if (!body.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        if (!bearer.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + bearer.toLatin1());
        const std::unique_ptr<QNetworkReply> reply(
            network.sendCustomRequest(request, method, body.isEmpty() ? QByteArray() : compactJson(body)));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, patienceMs))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
    }

    QString data() const { return m_folder.filePath(QStringLiteral("data")); }
    QString logPath() const { return m_folder.filePath(QStringLiteral("log")); }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QString address;
    QByteArray logged;  // the standard error of every run that was stopped
    QByteArray printed; // and its standard output
    QNetworkAccessManager network;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

struct Enrolled {
    QStringList secrets; // nothing of it may be in a log
    QString login, session;
};

// Both steps of an invitation, and signing in with what they gave.
Enrolled enrol(Served &server, const QString &token)
{
    const QString path = QStringLiteral("/v1/enrolments");
    const QString password = QStringLiteral("correct horse battery ") + token.left(6);
    const QJsonObject begun =
        server.ask("POST", path, {{QStringLiteral("token"), token}, {QStringLiteral("password"), password}})
            .json();
    Enrolled made{{token, password, text(begun, "totpSecret")}, {}, {}};
    const QJsonObject finished = server
                                     .ask("POST", path,
                                          {{QStringLiteral("token"), token},
                                           {QStringLiteral("code"), codeOf(text(begun, "totpSecret"))}})
                                     .json();
    if (!finished.value(QLatin1String("finished")).toBool())
        return made;
    for (const auto code : finished.value(QLatin1String("recoveryCodes")).toArray())
        made.secrets.append(code.toString());
    made.login = text(finished, "login");
    made.session = text(server
                            .ask("POST", QStringLiteral("/v1/signin"),
                                 {{QStringLiteral("login"), made.login},
                                  {QStringLiteral("password"), password},
                                  {QStringLiteral("code"), codeOf(text(begun, "totpSecret"), 1)}})
                            .json(),
                        "session");
    made.secrets.append(made.session);
    return made;
}

} // namespace

class OperatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstAdminAndOneMoreComeInAndNoSecretIsInTheLog()
    {
        Served server;
        QVERIFY2(server.start(), contentOf(server.logPath()));
        const QString invitation = server.data() + QStringLiteral("/first-admin.json");
        const QFile::Permissions ofOwnerGroupAndOthers(0x7077);
        QCOMPARE(QFileInfo(invitation).permissions() & ofOwnerGroupAndOthers,
                 QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY(contentOf(server.logPath()).contains("first-admin.json"));
        const QString token = text(parseJsonObject(contentOf(invitation)).value_or(QJsonObject()), "token");
        QVERIFY(token.size() >= 20);
        const Enrolled admin = enrol(server, token);
        QCOMPARE(admin.login, QStringLiteral("admin"));
        QVERIFY(!admin.session.isEmpty());

        QProcess add;
        add.start(builtPath(QStringLiteral("bin/icmp-server")),
                  {QStringLiteral("admin"), QStringLiteral("account"), QStringLiteral("add"),
                   QStringLiteral("maker@example.org"), QStringLiteral("creator"), QStringLiteral("--data"),
                   server.data()});
        QVERIFY(add.waitForFinished(patienceMs));
        QCOMPARE(add.exitCode(), 0);
        const QString said = QString::fromUtf8(add.readAllStandardOutput());
        QVERIFY2(said.startsWith(QStringLiteral("Invited maker@example.org.")), qPrintable(said));
        const Enrolled creator = enrol(server, said.trimmed().section(u' ', -1));
        QCOMPARE(creator.login, QStringLiteral("maker@example.org"));
        const HttpAnswer who = server.ask("GET", QStringLiteral("/v1/session"), {}, creator.session);
        QCOMPARE(who.json().value(QLatin1String("roles")).toArray(), QJsonArray{QStringLiteral("creator")});
        // Wrong ones are of no use, and are not written down either.
        QCOMPARE(
            server.ask("POST", QStringLiteral("/v1/enrolments"), {{QStringLiteral("token"), token}}).status /
                100,
            4);
        const QString wrong = QStringLiteral("a wrong password");
        QCOMPARE(server
                     .ask("POST", QStringLiteral("/v1/signin"),
                          {{QStringLiteral("login"), creator.login}, {QStringLiteral("password"), wrong}})
                     .status,
                 401);

        QCOMPARE(server.stop(), 0);
        QVERIFY2(server.start(), contentOf(server.logPath()));
        QVERIFY(!QFile::exists(invitation)); // used up
        QCOMPARE(server.stop(), 0);
        QVERIFY(server.logged.contains("The server stopped."));
        const QByteArray all = server.logged + server.printed + add.readAllStandardError();
        for (const QString &secret : admin.secrets + creator.secrets + QStringList{wrong}) {
            QVERIFY(secret.size() >= 8);
            QVERIFY2(!all.contains(secret.toUtf8()), qPrintable(secret));
        }
    }

    void aRoleThatDoesNotExistIsRefusedWithTheOnesThatDo()
    {
        const QTemporaryDir folder;
        QProcess add;
        add.start(builtPath(QStringLiteral("bin/icmp-server")),
                  {QStringLiteral("admin"), QStringLiteral("account"), QStringLiteral("add"),
                   QStringLiteral("a@example.org"), QStringLiteral("king"), QStringLiteral("--data"),
                   folder.path()});
        QVERIFY(add.waitForFinished(patienceMs));
        QCOMPARE(add.exitCode(), 1);
        QVERIFY(add.readAllStandardError().contains(
            "--roles names a role that does not exist. There are admin, creator"));
    }

    void withACertificateItServesTlsAndNothingElse()
    {
        Served server;
        const QString certificate = server.path(QStringLiteral("cert.pem"));
        const QString key = server.path(QStringLiteral("key.pem"));
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                                   {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                                    QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                                    QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                                    QStringLiteral("-subj"), QStringLiteral("/CN=test"),
                                    QStringLiteral("-addext"), QStringLiteral("subjectAltName=IP:127.0.0.1"),
                                    QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate}),
                 0);
        QVERIFY2(server.start({QStringLiteral("--listen"), QStringLiteral("0.0.0.0"),
                               QStringLiteral("--origin"), QStringLiteral("https://127.0.0.1"),
                               QStringLiteral("--tls-cert"), certificate, QStringLiteral("--tls-key"), key}),
                 contentOf(server.logPath()));
        QVERIFY2(server.address.startsWith(QStringLiteral("https://")), qPrintable(server.address));
        qInfo("it says it listens on %s", qPrintable(server.address));
        QCOMPARE(server.stop(), 0);
        QVERIFY2(server.start({QStringLiteral("--tls-cert"), certificate, QStringLiteral("--tls-key"), key}),
                 contentOf(server.logPath()));
        QVERIFY(server.address.startsWith(QStringLiteral("https://127.0.0.1:")));
        QCOMPARE(server.ask("GET", QStringLiteral("/healthz")).status, 0); // nobody vouches for it
        QSslConfiguration trusting = QSslConfiguration::defaultConfiguration();
        trusting.addCaCertificates(QSslCertificate::fromPath(certificate));
        QSslConfiguration::setDefaultConfiguration(trusting);
        QNetworkAccessManager known;
        QNetworkRequest request(QUrl(server.address + QStringLiteral("/healthz")));
        request.setSslConfiguration(trusting);
        const std::unique_ptr<QNetworkReply> reply(known.get(request));
        QVERIFY(QTest::qWaitFor([&] { return reply->isFinished(); }, patienceMs));
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
        server.address.replace(QLatin1String("https://"), QLatin1String("http://"));
        QCOMPARE(server.ask("GET", QStringLiteral("/healthz")).status, 0);
        QCOMPARE(server.stop(), 0);
    }

    void aDemoPrintsOneLineAndItsAddressesAreTrue()
    {
        DemoServer server;
        QVERIFY(server.start());
        const QString event = server.event();
        QCOMPARE(text(server.told, "watch"), server.http() + QStringLiteral("/watch/") + event);
        QCOMPARE(text(server.told, "ws"),
                 QString(server.http()).replace(QLatin1String("http://"), QLatin1String("ws://")) +
                     QStringLiteral("/v1/rt"));
        QCOMPARE(server.ask("GET", QStringLiteral("/watch/") + event).status, 200);
        const QString device = QStringLiteral("device-of-one-line");
        Line line(server, QUrl(text(server.told, "ws")).path(), QStringLiteral("live.v1.json"));
        QVERIFY(line.isUp());
        line.say(helloMessage(event, server.token(device), device));
        QVERIFY(!line.take(QStringLiteral("welcome")).isEmpty());
        QCOMPARE(server.stop(), 0);
        QCOMPARE(server.furtherOutput(), QByteArray());
    }

    void theFiguresHaveWhatAnOperatorNeeds()
    {
        DemoServer server;
        QVERIFY(server.start());
        const HttpAnswer ready = server.ask("GET", QStringLiteral("/readyz"));
        QCOMPARE(ready.status, 200);
        QCOMPARE(text(ready.json(), "status"), QStringLiteral("ready"));
        const QByteArray figures = server.ask("GET", QStringLiteral("/metrics")).body;
        for (const char *gauge : {"icmp_up", "icmp_events", "icmp_viewers", "icmp_tasks_waiting",
                                  "icmp_storage_ready", "icmp_edge_connections"}) {
            QVERIFY2(figures.contains(QByteArray("# TYPE ") + gauge + " gauge\n"), gauge);
            QVERIFY2(figures.contains(QByteArray("\n") + gauge + ' '), gauge);
        }
        for (const char *counter :
             {"icmp_votes_counted_total", "icmp_votes_refused_total", "icmp_commits_total",
              "icmp_commit_failures_total", "icmp_viewers_turned_away_total"}) {
            QVERIFY2(figures.contains(QByteArray("# TYPE ") + counter + " counter\n"), counter);
            QVERIFY2(figures.contains(QByteArray("\n") + counter + ' '), counter);
        }
        QVERIFY(figures.contains("\nicmp_up 1\n") && figures.contains("\nicmp_storage_ready 1\n"));
    }

    // A disk of its own, so small that uploads fill it: objects first, then the database, then space again.
    void aFullDiskIsSaidInASentenceAndPasses()
    {
        DemoServer server;
        // In a chroot `/` is no mount whose propagation can be set, so unshare leaves it and the shell tries.
        const QString mount =
            QStringLiteral("mount --make-rprivate / 2>/dev/null; "
                           "mount -t tmpfs -o size=24m none '%1' && exec \"$@\"");
        server.under = {QStringLiteral("unshare"),
                        geteuid() == 0 ? QStringLiteral("-m") : QStringLiteral("-rm"),
                        QStringLiteral("--propagation"),
                        QStringLiteral("unchanged"),
                        QStringLiteral("sh"),
                        QStringLiteral("-c"),
                        mount.arg(server.folder()),
                        QStringLiteral("sh")};
        QVERIFY(server.start());
        const QString session = server.signIn(QStringLiteral("creator"));
        QVERIFY(!session.isEmpty());
        QByteArray mebibyte(1'048'576, 'x');
        const QByteArray film = QByteArray::fromHex("00000018667479706d703432000000006d70343269736f6d");
        mebibyte.replace(0, film.size(), film); // how an MP4 file begins
        constexpr qint64 most = 64; // MiB, more than the disk has
        const QString path = QStringLiteral("/v1/objects/") + sha256Hex("never whole");
        HttpAnswer answer;
        for (qint64 i = 0; i < most && answer.status != 507; ++i) {
            const QByteArray range = "bytes " + QByteArray::number(i * mebibyte.size()) + '-' +
                                     QByteArray::number((i + 1) * mebibyte.size() - 1) + '/' +
                                     QByteArray::number(most * mebibyte.size());
            answer = server.ask("PUT", path, mebibyte, session,
                                {{"Content-Range", range}, {"Content-Type", "video/mp4"}});
            QVERIFY2(answer.status == 200 || answer.status == 507, answer.body);
        }
        QCOMPARE(answer.status, 507);
        QCOMPARE(answer.code(), QStringLiteral("disk-full"));
        QVERIFY2(
            text(answer.json(), "detail").startsWith(QStringLiteral("The object could not be stored: ")) &&
                text(answer.json(), "detail")
                    .endsWith(QStringLiteral("The disk is full. Free some space; what was saved is safe.")),
            answer.body);
        // The database's log is folded back, so that its next write needs space, and no byte of that is left.
        const QString inside = QStringLiteral("/proc/%1/root%2/").arg(server.pid()).arg(server.folder());
        QStringList fold{QStringLiteral("-t"), QString::number(server.pid()), QStringLiteral("-m"),
                         QStringLiteral("-r"), QStringLiteral("sqlite3"),
                         server.folder() + QStringLiteral("/icmp.db"),
                         QStringLiteral("PRAGMA busy_timeout = 10000; PRAGMA wal_checkpoint(TRUNCATE)")};
        if (geteuid() != 0)
            fold.prepend(QStringLiteral("-U"));
        QCOMPARE(QProcess::execute(QStringLiteral("nsenter"), fold), 0);
        QCOMPARE(QFileInfo(inside + QStringLiteral("icmp.db-wal")).size(), 0);
        QFile ballast(inside + QStringLiteral("ballast"));
        QVERIFY(ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        while (ballast.write(QByteArray(1'024, 'x')) == 1'024) {
        }
        answer = server.post(QStringLiteral("/v1/shows"),
                             {{QStringLiteral("key"), QStringLiteral("full")},
                              {QStringLiteral("title"), QStringLiteral("Full")}},
                             session);
        QVERIFY2(answer.status == 503 || answer.status == 507, answer.body);
        QVERIFY2(text(answer.json(), "detail").contains(QStringLiteral("The disk is full. Free some space")),
                 answer.body);
        answer = server.ask("GET", QStringLiteral("/readyz"));
        QCOMPARE(answer.status, 503);
        QVERIFY2(
            text(answer.json(), "detail").startsWith(QStringLiteral("The database could not ")) &&
                text(answer.json(), "detail").contains(QStringLiteral("The disk is full. Free some space")),
            answer.body);
        QVERIFY(server.ask("GET", QStringLiteral("/metrics")).body.contains("\nicmp_storage_ready 0\n"));
        QCOMPARE(server.ask("GET", QStringLiteral("/healthz")).status, 200); // it lives
        ballast.close();
        QVERIFY(ballast.remove());
        QVERIFY(QTest::qWaitFor([&] { return server.ask("GET", QStringLiteral("/readyz")).status == 200; },
                                patienceMs));
        QCOMPARE(server
                     .post(QStringLiteral("/v1/shows"),
                           {{QStringLiteral("key"), QStringLiteral("afterwards")},
                            {QStringLiteral("title"), QStringLiteral("Again")}},
                           session)
                     .status,
                 201);
        QCOMPARE(server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(OperatorTest)
#include "operator_test.moc"
