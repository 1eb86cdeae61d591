// One address holds at most limits::perAddressUnauthenticatedMax connections of each worker before it shows
// who it is, so workers times as many of the whole server.
#include "tests/flow/demo_server.h"

#include "core/base/limits.h"

#include <QTcpSocket>
#include <QTest>

using namespace icmp;
using namespace icmp::test;

class AddressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneAddressHoldsOnlySoMany()
    {
        constexpr int workers = 2;
        constexpr int most = workers * limits::perAddressUnauthenticatedMax;
        constexpr int tried = 2 * most;
        DemoServer server;
        QVERIFY(server.start({QStringLiteral("--workers"), QString::number(workers)}));
        const QUrl address(server.http());
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < tried; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(address.host(), quint16(address.port()));
            QVERIFY(sockets.back()->waitForConnected(patienceMs));
        }
        const auto held = [&] {
            int count = 0;
            for (const auto &socket : sockets) {
                // Whoever is one too many is told 429 at once; the others wait for a request.
                (void)socket->waitForReadyRead(0);
                count += socket->state() == QAbstractSocket::ConnectedState && socket->bytesAvailable() == 0;
            }
            return count;
        };
        QVERIFY(
            QTest::qWaitFor([&] { return held() <= most; }, 4'000)); // before the header's deadline of 5 s
        QVERIFY(held() >= limits::perAddressUnauthenticatedMax);
        int told = 0;
        for (const auto &socket : sockets)
            told += socket->peek(12).startsWith("HTTP/1.1 429");
        QVERIFY2(told >= tried - most, qPrintable(QString::number(told)));
    }
};

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
