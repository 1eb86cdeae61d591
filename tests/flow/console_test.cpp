// The console in a real terminal against a real server: from the first start to an audit that holds.
#include "tests/flow/demo_server.h"
#include "tests/flow/pty.h"

#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QThread>

using namespace icmp;
using namespace icmp::test;

namespace {

const QString password = QStringLiteral("correct horse battery");

// Codes of one person, each step at most once, as a person waits for the next one.
class Authenticator {
public:
    void setSecret(const QByteArray &base32)
    {
        m_seed = fromBase32(QString::fromLatin1(base32)).value_or(QByteArray());
    }
    QString next()
    {
        qint64 step = std::max(m_last + 1, stepNow() - identity::totpWindow);
        while (step > stepNow() + identity::totpWindow)
            QThread::msleep(200);
        m_last = step;
        return identity::totpCode(m_seed, step);
    }

private:
    static qint64 stepNow() { return identity::totpStepAt(QDateTime::currentMSecsSinceEpoch()); }
    QByteArray m_seed;
    qint64 m_last = 0;
};

QByteArray after(const QByteArray &text, const QByteArray &mark)
{
    const qsizetype at = text.lastIndexOf(mark);
    if (at < 0)
        return {};
    QByteArray rest = text.mid(at + mark.size());
    const qsizetype end = rest.indexOf('\r');
    return (end < 0 ? rest : rest.left(end)).trimmed();
}

} // namespace

class ConsoleTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_data;
    QTemporaryDir m_homes;
    QProcess m_server;
    QByteArray m_log;
    QString m_adasSession;

    bool startServer()
    {
        m_server.setProgram(builtPath(QStringLiteral("bin/icmp-server")));
        m_server.setArguments({QStringLiteral("serve"), QStringLiteral("--data"), m_data.path(),
                               QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--checkpoints"),
                               m_data.filePath(QStringLiteral("elsewhere"))});
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start();
        while (!m_log.contains("The server listens.")) {
            if (!m_server.waitForReadyRead(patienceMs))
                return false;
            m_log += m_server.readAll();
        }
        return true;
    }

    QString home(const QString &name) { return m_homes.filePath(name); }

    std::unique_ptr<Pty> console(const QString &name)
    {
        return std::make_unique<Pty>(
            builtPath(QStringLiteral("bin/icmp-server")),
            QStringList{QStringLiteral("console"), QStringLiteral("--data"), m_data.path()}, home(name));
    }

    // What the public listener answers.
    HttpAnswer ask(const QByteArray &method, const QString &path, const QJsonObject &body = {},
                   const QString &session = {})
    {
        static const QRegularExpression address(QStringLiteral("http://127\\.0\\.0\\.1:[0-9]+"));
        QNetworkRequest request(QUrl(address.match(QString::fromUtf8(m_log)).captured(0) + path));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        request.setRawHeader("Authorization", "Bearer " + session.toLatin1());
        QNetworkAccessManager network;
        const std::unique_ptr<QNetworkReply> reply(
            network.sendCustomRequest(request, method, method == "POST" ? compactJson(body) : QByteArray()));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, patienceMs))
            return {};
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
    }

    // A creator's first show, made by the ordinary routes; its event.
    QString showOf(const QString &token, const QString &login)
    {
        Authenticator codes;
        const auto begun = ask("POST", QStringLiteral("/v1/enrolments"),
                               {{QStringLiteral("token"), token}, {QStringLiteral("password"), password}});
        codes.setSecret(begun.json().value(QLatin1String("totpSecret")).toString().toLatin1());
        ask("POST", QStringLiteral("/v1/enrolments"),
            {{QStringLiteral("token"), token}, {QStringLiteral("code"), codes.next()}});
        const auto in = ask("POST", QStringLiteral("/v1/signin"),
                            {{QStringLiteral("login"), login},
                             {QStringLiteral("password"), password},
                             {QStringLiteral("code"), codes.next()}});
        m_adasSession = in.json().value(QLatin1String("session")).toString();
        const auto made = ask("POST", QStringLiteral("/v1/shows"),
                              {{QStringLiteral("key"), QStringLiteral("first")},
                               {QStringLiteral("title"), QStringLiteral("Evening show")}},
                              m_adasSession);
        return made.json().value(QLatin1String("event")).toString();
    }

    // Invitation to signed in, at the console.
    static bool comesIn(Pty &pty, Authenticator &codes, const QString &token, const QString &login)
    {
        if (!pty.sees("icmp> "))
            return false;
        pty.enter(QStringLiteral("enrol"));
        if (!pty.sees("Invitation: "))
            return false;
        pty.enter(token);
        if (!pty.sees("New password: "))
            return false;
        pty.enter(password);
        if (!pty.sees("again: "))
            return false;
        pty.enter(password);
        if (!pty.sees("Code from the authenticator: ") || pty.shown.contains(password.toUtf8()))
            return false;
        codes.setSecret(after(pty.shown.left(pty.shown.indexOf("otpauth")), "authenticator: "));
        pty.enter(codes.next());
        if (!pty.sees("Enrolled as ") || !pty.sees("icmp> "))
            return false;
        pty.enter(QStringLiteral("signin ") + login);
        if (!pty.sees("Password: "))
            return false;
        pty.enter(password);
        if (!pty.sees("Code: "))
            return false;
        pty.enter(codes.next());
        return pty.sees("Signed in as ") && pty.sees(login.toUtf8() + "> ");
    }

    // The answer to a high action that was shown and signed.
    static QByteArray signedAnswer(Pty &pty, Authenticator &codes, const QString &line)
    {
        pty.enter(line);
        if (!pty.sees("Code to sign it"))
            return pty.shown;
        const QByteArray summary = pty.shown;
        pty.enter(codes.next());
        (void)pty.sees("> ");
        return summary + pty.shown;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(startServer()); }

    void twoAdminsRunAServer()
    {
        const QByteArray token = after(QByteArray(m_log).replace('\n', '\r'), "with this token: ");
        QCOMPARE(token.size(), 43);
        Authenticator adminCodes, eveCodes;
        const auto admin = console(QStringLiteral("a"));
        QVERIFY2(comesIn(*admin, adminCodes, QString::fromLatin1(token), QStringLiteral("admin")),
                 admin->shown.constData());

        // Tab completes.
        admin->type("acc\t");
        QVERIFY(admin->sees("account "));
        admin->type("l\t\r");
        QVERIFY2(admin->sees("active"), admin->shown.constData());
        QVERIFY(admin->sees("admin> "));

        // The second admin needs nobody else.
        const QByteArray invited =
            signedAnswer(*admin, adminCodes, QStringLiteral("account add eve admin --reason deputy"));
        QVERIFY2(invited.contains("Invite eve as a new account of the staff."), invited.constData());
        const QByteArray eveToken = after(invited, "token: ");
        QCOMPARE(eveToken.size(), 43);
        const auto eve = console(QStringLiteral("e"));
        QVERIFY2(comesIn(*eve, eveCodes, QString::fromLatin1(eveToken), QStringLiteral("eve")),
                 eve->shown.constData());

        // A creator, then more for her: one asks, the other agrees.
        const QByteArray ada = signedAnswer(*admin, adminCodes, QStringLiteral("account add ada creator"));
        const QString event = showOf(QString::fromLatin1(after(ada, "token: ")), QStringLiteral("ada"));
        QVERIFY2(event.startsWith(QLatin1String("ev_")), ada.constData());
        QCOMPARE(ask("GET", QStringLiteral("/v1/shows"), {}, m_adasSession).status, 200);
        const QByteArray asked =
            signedAnswer(*admin, adminCodes, QStringLiteral("account roles ada creator producer"));
        QVERIFY2(asked.contains("waits-for-second-person"), asked.constData());
        eve->enter(QStringLiteral("proposals"));
        QVERIFY(eve->sees("pr_"));
        QVERIFY(eve->sees("eve> "));
        const auto found =
            QRegularExpression(QStringLiteral("^([A-Za-z0-9_-]{22})")).match(QString::fromLatin1(eve->shown));
        QVERIFY2(found.hasMatch(), eve->shown.constData());
        const QByteArray agreed =
            signedAnswer(*eve, eveCodes, QStringLiteral("agree pr_") + found.captured(1));
        QVERIFY2(agreed.contains("from \"creator\" to \"creator producer\""), agreed.constData());
        QVERIFY2(agreed.contains("done"), agreed.constData());
        // What she could do until now ended with her old roles.
        QCOMPARE(ask("GET", QStringLiteral("/v1/shows"), {}, m_adasSession).status, 401);

        // A takedown takes one admin.
        QCOMPARE(ask("GET", QStringLiteral("/v1/events/") + event).status, 200);
        const QByteArray taken =
            signedAnswer(*eve, eveCodes, QStringLiteral("event takedown %1 --reason stolen film").arg(event));
        QVERIFY2(taken.contains("Take the event Evening show down"), taken.constData());
        QVERIFY2(taken.contains("stolen film"), taken.constData());
        QCOMPARE(ask("GET", QStringLiteral("/v1/events/") + event).status, 404);
        QCOMPARE(ask("POST", QStringLiteral("/v1/events/%1/tokens").arg(event)).status, 404);
        // Nothing of this exists on the public listener.
        QCOMPARE(ask("GET", QStringLiteral("/admin/accounts"), {}, m_adasSession).status, 404);

        // The audit holds, here and with the public key alone.
        eve->enter(QStringLiteral("audit check"));
        QVERIFY2(eve->sees("findings: 0"), eve->shown.constData());
        QVERIFY(eve->sees("eve> "));
        eve->type("\x04");
        QCOMPARE(eve->ended(), 0);
    }

    void scriptsGetJson()
    {
        QProcess script;
        script.setProgram(builtPath(QStringLiteral("bin/icmp-server")));
        script.setArguments({QStringLiteral("admin"), QStringLiteral("--json"), QStringLiteral("--data"),
                             m_data.path(), QStringLiteral("account"), QStringLiteral("list")});
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home(QStringLiteral("a")));
        script.setProcessEnvironment(environment);
        script.start();
        QVERIFY(script.waitForFinished(patienceMs));
        const auto json = parseJsonObject(script.readAllStandardOutput());
        QVERIFY(json);
        QCOMPARE(json->value(QLatin1String("accounts")).toArray().size(), 3);
        QCOMPARE(script.exitCode(), 0);
        // Whoever is not signed in gets a sentence and a code.
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home(QStringLiteral("nobody")));
        script.setProcessEnvironment(environment);
        script.start();
        QVERIFY(script.waitForFinished(patienceMs));
        QCOMPARE(script.exitCode(), 1);
        QVERIFY(script.readAllStandardOutput().contains("not-signed-in"));
    }

    void theAuditIsVerifiedOffline()
    {
        m_server.terminate();
        QVERIFY(m_server.waitForFinished(patienceMs));
        const auto verify = [&] {
            QProcess process;
            process.start(builtPath(QStringLiteral("bin/icmp-server")),
                          {QStringLiteral("audit"), QStringLiteral("verify"), QStringLiteral("--data"),
                           m_data.path(), QStringLiteral("--checkpoints"),
                           m_data.filePath(QStringLiteral("elsewhere"))});
            return process.waitForFinished(patienceMs) ? process.exitCode() : -1;
        };
        QCOMPARE(verify(), 0);
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("intruder"));
            database.setDatabaseName(m_data.filePath(QStringLiteral("icmp.db")));
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(
                QStringLiteral("DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)")));
            database.close();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("intruder"));
        QCOMPARE(verify(), 2);
    }
};

QTEST_GUILESS_MAIN(ConsoleTest)
#include "console_test.moc"
