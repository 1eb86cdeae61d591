// The SRT door, with libsrt's own caller before it: who is let in, who is not, and why.
#include "server/integration/ingest/srt_listener.h"

#include <QTest>
#include <QUdpSocket>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <random>
#include <srt/srt.h>
#include <thread>

using namespace icmp;
using namespace icmp::ingest;

namespace {

constexpr int patienceMs = 20'000;
const QString key = QStringLiteral("sk-right");
const QString openKey = QStringLiteral("sk-open");
const QString passphrase = QStringLiteral("a passphrase of SRT");

QJsonObject keyMessage(const QString &event, const QString &shown, const QString &pass)
{
    return {{QStringLiteral("key"), QJsonObject{{QStringLiteral("hash"), keyHashOf(shown)},
                                                {QStringLiteral("event"), event},
                                                {QStringLiteral("pass"), pass}}}};
}

// An encoder: connects on a thread of its own, since that waits for the door.
class Caller {
public:
    Caller(quint16 port, const QByteArray &streamId, const QByteArray &pass) : m_socket(srt_create_socket())
    {
        const int timeoutMs = 5'000;
        srt_setsockflag(m_socket, SRTO_CONNTIMEO, &timeoutMs, sizeof timeoutMs);
        srt_setsockflag(m_socket, SRTO_STREAMID, streamId.constData(), int(streamId.size()));
        if (!pass.isEmpty())
            srt_setsockflag(m_socket, SRTO_PASSPHRASE, pass.constData(), int(pass.size()));
        m_thread = std::thread([this, port] {
            sockaddr_in address = {};
            address.sin_family = AF_INET;
            address.sin_port = htons(port);
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
            m_status = srt_connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address);
        });
    }
    ~Caller()
    {
        join();
        srt_close(m_socket);
    }
    bool isIn()
    {
        join();
        return m_status == 0;
    }
    int reason() const { return srt_getrejectreason(m_socket); }
    void send(const QByteArray &bytes) const
    {
        srt_sendmsg2(m_socket, bytes.constData(), int(bytes.size()), nullptr);
    }

private:
    void join()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    SRTSOCKET m_socket;
    std::thread m_thread;
    int m_status = -1;
};

} // namespace

class SrtListenerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SrtListener> m_door;

    std::optional<SrtListener::Arrived> arrival()
    {
        QList<SrtListener::Arrived> list;
        (void)QTest::qWaitFor(
            [&] {
                list = m_door->arrived();
                return !list.isEmpty();
            },
            patienceMs);
        return list.isEmpty() ? std::nullopt : std::optional(list.first());
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto opened = SrtListener::open("127.0.0.1", 0);
        QVERIFY(opened);
        m_door = std::move(*opened);
        QVERIFY(m_door->port() > 0);
        m_door->take(keyMessage(QStringLiteral("ev_a"), key, passphrase));
        m_door->take(keyMessage(QStringLiteral("ev_b"), openKey, {}));
    }
    void cleanup() { m_door->refused(); }

    void whoShowsTheKeyIsLetInAndHeard_data()
    {
        QTest::addColumn<QString>("streamId");
        QTest::newRow("plain") << key;
        QTest::newRow("access control") << QStringLiteral("#!::u=me,r=") + key + QStringLiteral(",m=publish");
    }
    void whoShowsTheKeyIsLetInAndHeard()
    {
        QFETCH(QString, streamId);
        Caller caller(m_door->port(), streamId.toUtf8(), passphrase.toUtf8());
        const auto arrived = arrival();
        QVERIFY(arrived && caller.isIn());
        QCOMPARE(arrived->event, QStringLiteral("ev_a"));
        QCOMPARE(arrived->peer, QStringLiteral("127.0.0.1"));
        caller.send("picture");
        QByteArray heard;
        QVERIFY(QTest::qWaitFor([&] { return m_door->read(arrived->socket, heard) && heard == "picture"; },
                                patienceMs));
        m_door->close(arrived->socket);
        QByteArray more;
        QVERIFY(!m_door->read(arrived->socket, more));
        QVERIFY(m_door->refused().isEmpty());
    }

    void whoGoesAwayIsNoticed()
    {
        auto caller = std::make_unique<Caller>(m_door->port(), openKey.toUtf8(), QByteArray());
        const auto arrived = arrival();
        QVERIFY(arrived && caller->isIn());
        QCOMPARE(arrived->event, QStringLiteral("ev_b"));
        caller.reset();
        QByteArray bytes;
        QVERIFY(QTest::qWaitFor([&] { return !m_door->read(arrived->socket, bytes); }, patienceMs));
        m_door->close(arrived->socket);
    }

    void othersAreTurnedAwayWithASentence_data()
    {
        QTest::addColumn<QByteArray>("streamId");
        QTest::newRow("wrong key") << QByteArray("sk-wrong");
        QTest::newRow("no key") << QByteArray();
        QTest::newRow("an event instead of a key") << QByteArray("ev_a");
        QTest::newRow("the hash instead of the key") << keyHashOf(key).toLatin1();
        QTest::newRow("access control without a key") << QByteArray("#!::m=publish");
        QTest::newRow("no text at all") << QByteArray::fromHex("fffe00ff").repeated(100);
        QTest::newRow("the longest") << QByteArray(512, 'k');
    }
    void othersAreTurnedAwayWithASentence()
    {
        QFETCH(QByteArray, streamId);
        Caller caller(m_door->port(), streamId, passphrase.toUtf8());
        QVERIFY(!caller.isIn());
        QCOMPARE(caller.reason(), 1401); // "unauthorized", as SRT's access control numbers it
        const auto refused = m_door->refused();
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused.first().first, QStringLiteral("127.0.0.1"));
        QCOMPARE(refused.first().second, QStringLiteral("the stream key is not known"));
        QVERIFY(m_door->arrived().isEmpty());
    }

    void thePassphraseIsNeededToo_data()
    {
        QTest::addColumn<QByteArray>("pass");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("another") << QByteArray("another passphrase");
    }
    void thePassphraseIsNeededToo()
    {
        QFETCH(QByteArray, pass);
        Caller caller(m_door->port(), key.toUtf8(), pass);
        QVERIFY(!caller.isIn());
        QVERIFY(m_door->arrived().isEmpty());
    }

    void aForgottenKeyIsWorthNothing()
    {
        m_door->take({{QStringLiteral("forget"), QStringLiteral("ev_b")}});
        QVERIFY(!Caller(m_door->port(), openKey.toUtf8(), {}).isIn());
        QCOMPARE(m_door->refused().size(), 1);
        m_door->take(keyMessage(QStringLiteral("ev_b"), openKey, {}));
    }

    // Datagrams of noise and of broken handshakes; the door stands and opens to the next.
    void noiseDoesNotCloseTheDoor()
    {
        const quint32 seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        QUdpSocket socket;
        for (int round = 0; round < 2'000; ++round) {
            QByteArray bytes(qsizetype(1 + random() % 1'400), Qt::Uninitialized);
            for (char &byte : bytes)
                byte = char(random());
            // Every second is a control packet of the kind "handshake", to a socket that is not there yet.
            if (round % 2 == 0 && bytes.size() >= 16)
                bytes.replace(0, 16, QByteArray::fromHex("80000000000000000000000000000000"));
            socket.writeDatagram(bytes, QHostAddress::LocalHost, m_door->port());
        }
        Caller caller(m_door->port(), openKey.toUtf8(), QByteArray());
        const auto arrived = arrival();
        QVERIFY(arrived && caller.isIn());
        m_door->close(arrived->socket);
    }

    void aTakenPortIsASentence()
    {
        QUdpSocket taken;
        QVERIFY(taken.bind(QHostAddress::LocalHost, 0));
        const auto second = SrtListener::open("127.0.0.1", taken.localPort());
        QVERIFY(!second);
        QVERIFY2(second.error().what.startsWith(QLatin1String("SRT cannot listen at 127.0.0.1 port ")),
                 qPrintable(second.error().what));
        QVERIFY(!SrtListener::open("no address", 0));
    }

    void cleanupTestCase() { m_door.reset(); }
};

QTEST_GUILESS_MAIN(SrtListenerTest)
#include "srt_listener_test.moc"
