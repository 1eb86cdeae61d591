// The producer's line: ticket first, a mirror of the show, one key for each press, and back after a loss.
#include "studio/remote/desk.h"

#include "tests/studio/remote/fake_server.h"
#include "tests/studio/remote/self_signed.h"
#include "tests/support/seeded_random.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSslServer>
#include <QTest>
#include <QWebSocketServer>

using namespace icmp;
using namespace icmp::remote;
using namespace icmp::test;

namespace {

class RunningClock : public Clock {
public:
    RunningClock() { m_timer.start(); }
    qint64 nowMs() const override { return 1'790'000'000'000 + monotonicMs(); }
    qint64 monotonicMs() const override { return m_timer.elapsed() + extra; }
    qint64 extra = 0;

private:
    QElapsedTimer m_timer;
};

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

// A server with one show; what it does with commands is the test's.
class Show : public QObject {
public:
    Show()
        : server([](const FakeRequest &request) { return answer(request); }),
          sockets(QStringLiteral("fake"), QWebSocketServer::NonSecureMode)
    {
        server.upgrade = [this](QTcpSocket *raw) { sockets.handleConnection(raw); };
        connect(&sockets, &QWebSocketServer::newConnection, this, [this] {
            socket = sockets.nextPendingConnection();
            origin = socket->origin();
            connect(socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
                const QJsonObject message = objectOf(text.toUtf8());
                if (message.contains(QLatin1String("desk")))
                    greet(message);
                else if (message.contains(QLatin1String("command")))
                    command(message);
            });
        });
    }

    static FakeAnswer answer(const FakeRequest &request)
    {
        if (request.path == u"/v1/signin")
            return {200, {{QStringLiteral("session"), QStringLiteral("s")}}};
        return {200, {{QStringLiteral("ticket"), QStringLiteral("t1")}, {QStringLiteral("expires"), 1}}};
    }
    void greet(const QJsonObject &message)
    {
        ++greetings;
        ticket = message.value(QLatin1String("desk")).toObject().value(QLatin1String("ticket")).toString();
        say(R"({"i":1,"welcome":{"sid":"d_1","ep":"e1","off":5,"recovered":false,"now":1,"tick":1000}})");
        say(R"({"snap":{"ep":"e1","off":5,"mode":"live","package":"p",)"
            R"("items":[{"iid":"12","rev":1,"round":1,"state":"open"}],)"
            R"("state":{"tally:12":{"v":3,"d":{"n":7,"c":[3,4]},"fin":false},)"
            R"("viewers":{"v":1,"d":{"n":99}}}}})");
    }
    void command(const QJsonObject &message)
    {
        const QString key =
            message.value(QLatin1String("command")).toObject().value(QLatin1String("key")).toString();
        seen.append(key);
        done.insert(key);
        if (isMute)
            return;
        say("{\"i\":" + QByteArray::number(message.value(QLatin1String("i")).toInt()) + ",\"facts\":[]}");
    }
    void say(const QByteArray &json) { socket->sendTextMessage(QString::fromUtf8(json)); }

    FakeServer server;
    QWebSocketServer sockets;
    QWebSocket *socket = nullptr;
    QString origin, ticket;
    QStringList seen;
    QSet<QString> done;
    int greetings = 0;
    bool isMute = false;
};

} // namespace

class DeskTest : public QObject {
    Q_OBJECT

    RunningClock m_clock;
    SeededRandom m_random;

    static bool signIn(ServerLink &link)
    {
        bool ready = false;
        link.signIn({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("1")},
                    [&](const Remote<void> &outcome) { ready = outcome.has_value(); });
        return QTest::qWaitFor([&] { return ready; }, 10'000);
    }

private Q_SLOTS:
    void theMirrorFollowsTheShow()
    {
        Show show;
        ServerLink link(m_clock);
        link.setServer(show.server.url());
        QVERIFY(signIn(link));
        Desk desk(link, m_clock, m_random);
        desk.enter(QStringLiteral("ev_1"));
        QVERIFY(
            QTest::qWaitFor([&] { return desk.mirror().tally(QStringLiteral("12")) != nullptr; }, 10'000));
        QCOMPARE(desk.state(), DeskState::Open);
        QCOMPARE(show.ticket, QStringLiteral("t1"));
        QCOMPARE(show.origin, link.rest().origin());
        QVERIFY(desk.mirror().isLive());
        QCOMPARE(desk.mirror().viewers(), 99);
        QCOMPARE(desk.mirror().item(QStringLiteral("12")).state, ItemState::Open);
        show.say(R"({"st":{"k":"tally:12","v":4,"d":{"n":9,"c":[4,5]},"fin":false}})");
        show.say(R"({"st":{"k":"tally:12","v":2,"d":{"n":1,"c":[1,0]},"fin":false}})");
        show.say(R"({"log":{"off":6,"t":"close","iid":"12","rev":1,"state":"closing"}})");
        QVERIFY(QTest::qWaitFor(
            [&] { return desk.mirror().item(QStringLiteral("12")).state == ItemState::Closing; }, 10'000));
        QCOMPARE(desk.mirror().tally(QStringLiteral("12"))->answers, 9);
        show.say(R"({"log":{"off":7,"t":"close","iid":"12","rev":1,"state":"final",)"
                 R"("v":5,"d":{"n":10,"c":[5,5]}}})");
        QVERIFY(QTest::qWaitFor([&] { return desk.mirror().tally(QStringLiteral("12"))->final; }, 10'000));
        QCOMPARE(desk.mirror().tally(QStringLiteral("12"))->counts, (QList<qint64>{5, 5}));
    }

    void aGapIsFilledByASnapshot()
    {
        Show show;
        ServerLink link(m_clock);
        link.setServer(show.server.url());
        QVERIFY(signIn(link));
        Desk desk(link, m_clock, m_random);
        desk.enter(QStringLiteral("ev_1"));
        QVERIFY(QTest::qWaitFor([&] { return desk.mirror().offset() == 5; }, 10'000));
        show.say(R"({"log":{"off":9,"t":"close","iid":"12","rev":1,"state":"closing"}})");
        QVERIFY(QTest::qWaitFor([&] { return show.greetings == 2 && desk.mirror().offset() == 5; }, 20'000));
    }

    void aPressIsOneKeyAlsoAcrossALoss()
    {
        Show show;
        ServerLink link(m_clock);
        link.setServer(show.server.url());
        QVERIFY(signIn(link));
        Desk desk(link, m_clock, m_random);
        desk.enter(QStringLiteral("ev_1"));
        QVERIFY(QTest::qWaitFor([&] { return desk.state() == DeskState::Open; }, 10'000));
        const QString first = desk.send(QStringLiteral("close"), QStringLiteral("12"));
        QVERIFY(QTest::qWaitFor([&] { return desk.commands().waiting().isEmpty(); }, 10'000));
        QCOMPARE(desk.commands().latest(QStringLiteral("12"))->state, CommandState::Done);

        show.isMute = true;
        const QString second = desk.send(QStringLiteral("reset"), QStringLiteral("12"));
        QVERIFY(second != first && desk.send(QStringLiteral("reset"), QStringLiteral("12")).isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return show.seen.contains(second); }, 10'000));
        m_clock.extra += unknownAfterMs;
        QVERIFY(QTest::qWaitFor(
            [&] { return desk.commands().latest(QStringLiteral("12"))->state == CommandState::Unknown; },
            10'000));
        show.isMute = false;
        show.socket->abort();
        QVERIFY(QTest::qWaitFor([&] { return desk.commands().waiting().isEmpty(); }, 20'000));
        QCOMPARE(desk.commands().latest(QStringLiteral("12"))->state, CommandState::Done);
        QCOMPARE(show.seen.count(second), 2);
        QCOMPARE(show.done.size(), 2); // two presses, two effects
    }

    void withoutAServerCommandsWaitAndTheWordsSaySo()
    {
        auto show = std::make_unique<Show>();
        ServerLink link(m_clock);
        link.setServer(show->server.url());
        QVERIFY(signIn(link));
        Desk desk(link, m_clock, m_random);
        desk.enter(QStringLiteral("ev_1"));
        QVERIFY(QTest::qWaitFor([&] { return desk.state() == DeskState::Open; }, 10'000));
        show->server.close();
        show->socket->abort();
        QVERIFY(QTest::qWaitFor([&] { return desk.state() == DeskState::Waiting; }, 10'000));
        QVERIFY(link.stateText().startsWith(QStringLiteral("Reconnecting")));
        QVERIFY(!desk.trouble().isEmpty());
        desk.send(QStringLiteral("open"), QStringLiteral("12"));
        QCOMPARE(desk.commands().latest(QStringLiteral("12"))->state, CommandState::Queued);
        QCOMPARE(desk.mirror().viewers(), 99); // nothing is cleared
        m_clock.extra += queueForMs;
        QVERIFY(QTest::qWaitFor(
            [&] { return desk.commands().latest(QStringLiteral("12"))->state == CommandState::Expired; },
            10'000));
        m_clock.extra = 0;
    }

    // The ticket comes from a server that is known; whoever answers the socket then is somebody else.
    void aWrongCertificateOfTheSocketEndsTheDeskAndNothingIsSent()
    {
        const auto known = selfSigned(QStringLiteral("IP:127.0.0.1"));
        const auto stranger = selfSigned(QStringLiteral("IP:127.0.0.1"));
        QVERIFY(known && stranger);
        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        QSslConfiguration trusting = before;
        trusting.addCaCertificates(known->localCertificateChain());
        QSslConfiguration::setDefaultConfiguration(trusting);
        const auto restore = qScopeGuard([&before] { QSslConfiguration::setDefaultConfiguration(before); });
        QSslServer server;
        server.setSslConfiguration(*known);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&server, &QSslServer::pendingConnectionAvailable, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&, socket] {
                const QByteArray asked = socket->readAll();
                heard += asked;
                if (asked.contains("/v1/tickets"))
                    server.setSslConfiguration(*stranger);
                const QByteArray body = R"({"session":"s","ticket":"t1","expires":1})";
                socket->write("HTTP/1.1 200 x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                              "Content-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
                socket->disconnectFromHost();
            });
        });
        ServerLink link(m_clock);
        link.setServer(QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort())));
        QVERIFY(signIn(link));
        Desk desk(link, m_clock, m_random);
        desk.enter(QStringLiteral("ev_1"));
        QVERIFY(QTest::qWaitFor([&] { return !desk.trouble().isEmpty(); }, 30'000));
        QVERIFY2(desk.trouble().contains(QStringLiteral("its certificate is not valid")) &&
                     desk.trouble().contains(QStringLiteral("Check the address")),
                 qPrintable(desk.trouble()));
        QCOMPARE(desk.state(), DeskState::Ended);
        QVERIFY(heard.contains("/v1/tickets") && !heard.contains("/v1/desk") && !heard.contains("t1"));
    }
};

QTEST_GUILESS_MAIN(DeskTest)
#include "desk_test.moc"
