// Signing in, and a sentence for everything that can go wrong on the way to the server.
#include "studio/remote/server_link.h"

#include "core/base/base32.h"
#include "core/identity/totp.h"
#include "tests/studio/remote/fake_server.h"
#include "tests/studio/remote/self_signed.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QJsonArray>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp;
using namespace icmp::remote;
using namespace icmp::test;

namespace {

Remote<void> signedIn(ServerLink &link, const DemoAccount &account)
{
    std::optional<Remote<void>> told;
    link.signInAs(account, [&](const Remote<void> &outcome) { told = outcome; });
    if (!QTest::qWaitFor([&] { return told.has_value(); }, 30'000))
        return tl::unexpected(Problem{ProblemKind::TimedOut, 0, {}, QStringLiteral("no answer"), {}});
    return *told;
}

Remote<Reply> got(RestClient &rest, const QString &path)
{
    std::optional<Remote<Reply>> told;
    rest.get(path, [&](const Remote<Reply> &reply) { told = reply; });
    if (!QTest::qWaitFor([&] { return told.has_value(); }, 30'000))
        return tl::unexpected(Problem{ProblemKind::TimedOut, 0, {}, QStringLiteral("no answer"), {}});
    return *told;
}

const DemoAccount account{
    QStringLiteral("creator@demo.example"), QStringLiteral("secret"), QByteArray(20, 'k'), {}};

} // namespace

class ServerLinkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCodeIsComputedAndTheSessionIsSent()
    {
        FakeClock clock;
        FakeServer server([&](const FakeRequest &request) {
            if (request.path == u"/v1/signin") {
                const bool right = request.json().value(QLatin1String("code")).toString() ==
                                   identity::totpCode(account.seed, identity::totpStepAt(clock.nowMs()));
                return right
                           ? FakeAnswer{200,
                                        {{QStringLiteral("session"), QStringLiteral("s1")},
                                         {QStringLiteral("roles"), QJsonArray{QStringLiteral("creator")}}}}
                           : FakeAnswer{409, {{QStringLiteral("code"), QStringLiteral("wrong-credentials")}}};
            }
            return FakeAnswer{request.headers.value("authorization") == "Bearer s1" ? 200 : 401, {}};
        });
        ServerLink link(clock);
        link.setServer(server.url());
        QCOMPARE(link.stateText(), QStringLiteral("Signed out"));
        QVERIFY(signedIn(link, account));
        QCOMPARE(link.stateText(), QStringLiteral("Connected"));
        QCOMPARE(link.roles(), QStringList{QStringLiteral("creator")});
        QVERIFY(got(link.rest(), QStringLiteral("/v1/x")));
    }

    void aUsedCodeIsFollowedByTheNextOne()
    {
        FakeClock clock(1'790'000'010'000 / 30'000 * 30'000 + 29'900);
        int tries = 0;
        FakeServer server([&](const FakeRequest &) {
            if (++tries == 1) {
                clock.advance(500);
                return FakeAnswer{409, {{QStringLiteral("code"), QStringLiteral("code-used")}}};
            }
            return FakeAnswer{200, {{QStringLiteral("session"), QStringLiteral("s1")}}};
        });
        ServerLink link(clock);
        link.setServer(server.url());
        clock.set(clock.nowMs() / 30'000 * 30'000 + 29'400);
        QVERIFY(signedIn(link, account));
        QCOMPARE(tries, 2);
    }

    void aSessionThatEndedSignsOut()
    {
        FakeClock clock;
        FakeServer server([](const FakeRequest &request) {
            return request.path == u"/v1/signin"
                       ? FakeAnswer{200, {{QStringLiteral("session"), QStringLiteral("s")}}}
                       : FakeAnswer{401, {}};
        });
        ServerLink link(clock);
        link.setServer(server.url());
        QVERIFY(signedIn(link, account));
        QCOMPARE(got(link.rest(), QStringLiteral("/v1/x")).error().kind, ProblemKind::NotSignedIn);
        QVERIFY(!link.isSignedIn());
    }

    void everyTroubleHasASentence()
    {
        FakeServer server([](const FakeRequest &request) {
            if (request.path == u"/drop")
                return FakeAnswer{200, {}, true};
            if (request.path == u"/refused")
                return FakeAnswer{409,
                                  {{QStringLiteral("code"), QStringLiteral("already-open")},
                                   {QStringLiteral("detail"), QStringLiteral("It is open.")}}};
            if (request.path == u"/flood")
                return FakeAnswer{200, {}, false, QByteArray(answerBytesMax + 1, ' ')};
            return FakeAnswer{503, {}};
        });
        RestClient rest;
        QVERIFY(!got(rest, QStringLiteral("/x")).error().sentence.isEmpty());
        rest.setServer(server.url());
        QCOMPARE(got(rest, QStringLiteral("/drop")).error().kind, ProblemKind::Unreachable);
        const auto refused = got(rest, QStringLiteral("/refused"));
        QCOMPARE(refused.error().kind, ProblemKind::Refused);
        QCOMPARE(refused.error().code, QStringLiteral("already-open"));
        QCOMPARE(refused.error().sentence, QStringLiteral("It is open."));
        const auto fault = got(rest, QStringLiteral("/fault"));
        QCOMPARE(fault.error().kind, ProblemKind::ServerFault);
        QVERIFY(fault.error().isTemporary());
        const auto flood = got(rest, QStringLiteral("/flood"));
        QVERIFY(!flood);
        QCOMPARE(flood.error().kind, ProblemKind::ServerFault);
        QCOMPARE(
            flood.error().sentence,
            QStringLiteral("The server's answer is larger than any that belongs to this program. Check the "
                           "address, or update the studio."));
        rest.setServer(QUrl(QStringLiteral("http://example.org")));
        QVERIFY(got(rest, QStringLiteral("/x")).error().sentence.contains(QStringLiteral("https")));
        server.close();
        rest.setServer(server.url().isValid() ? QUrl(QStringLiteral("http://127.0.0.1:1")) : QUrl());
        const auto down = got(rest, QStringLiteral("/x"));
        QCOMPARE(down.error().kind, ProblemKind::Unreachable);
        QVERIFY(down.error().sentence.contains(QStringLiteral("127.0.0.1")));
    }

    // A certificate that nobody vouches for is no connection, also not for a moment: no byte of ours is read.
    void aWrongCertificateIsSaidAndNothingIsSent()
    {
        const auto secret = selfSigned(QStringLiteral("DNS:elsewhere.example"));
        QVERIFY(secret);
        QSslServer server;
        server.setSslConfiguration(*secret);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&server, &QSslServer::pendingConnectionAvailable, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&heard, socket] { heard += socket->readAll(); });
        });
        RestClient rest;
        rest.setServer(QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort())));
        rest.setSession(QStringLiteral("secret"));
        const auto wrong = got(rest, QStringLiteral("/v1/x"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ProblemKind::Certificate);
        QVERIFY(wrong.error().sentence.contains(QStringLiteral("certificate")));
        QVERIFY(wrong.error().sentence.contains(QStringLiteral("127.0.0.1")));
        QVERIFY(wrong.error().sentence.contains(QStringLiteral("Nothing was sent. Check the address")));
        QVERIFY(heard.isEmpty());
    }

    void anAccountFileIsPrivateAndForLoopback()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("demo.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "{\"accounts\":[{\"role\":\"producer\",\"login\":\"p\",\"password\":\"x\",\"totpSecret\":\"" +
            toBase32(QByteArray(20, 'p')).toLatin1() +
            "\"},{\"role\":\"creator\",\"login\":\"c\",\"password\":"
            "\"y\",\"totpSecret\":\"" +
            toBase32(QByteArray(20, 'c')).toLatin1() + "\"}],\"event\":\"ev_1\"}");
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(!readAccountFile(path));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        const auto creator = readAccountFile(path);
        QVERIFY(creator);
        QCOMPARE(creator->login, QStringLiteral("c"));
        QCOMPARE(creator->seed, QByteArray(20, 'c'));
        QCOMPARE(creator->event, QStringLiteral("ev_1"));
        QCOMPARE(readAccountFile(path, QStringLiteral("producer"))->login, QStringLiteral("p"));
        QVERIFY(!readAccountFile(folder.filePath(QStringLiteral("none"))));
        FakeClock clock;
        ServerLink link(clock);
        link.setServer(QUrl(QStringLiteral("https://example.org")));
        QCOMPARE(signedIn(link, account).error().kind, ProblemKind::Refused);
    }

    void theWordsFollowTheLink()
    {
        FakeClock clock;
        FakeServer server([](const FakeRequest &) {
            return FakeAnswer{200, {{QStringLiteral("session"), QStringLiteral("s")}}};
        });
        ServerLink link(clock);
        QCOMPARE(link.stateText(), QStringLiteral("No server"));
        link.setServer(server.url());
        QVERIFY(signedIn(link, account));
        link.noteLost(3'600);
        QCOMPARE(link.stateText(), QStringLiteral("Reconnecting 4 s"));
        clock.advance(2'000);
        QCOMPARE(link.stateText(), QStringLiteral("Reconnecting 2 s"));
        link.noteReached();
        QCOMPARE(link.stateText(), QStringLiteral("Connected"));
        link.setOffline(true);
        link.setQueued(3);
        QCOMPARE(link.stateText(), QStringLiteral("Offline, 3 queued"));
    }
};

QTEST_GUILESS_MAIN(ServerLinkTest)
#include "server_link_test.moc"
