#include "core/identity/mint_limits.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

class MintLimitsTest : public QObject {
    Q_OBJECT

    const QString m_event = QStringLiteral("ev_1");
    const QString m_network = QStringLiteral("192.0.2.7");

    static int minted(MintLimits &limits, const QString &event, const QString &network, int first, int count,
                      qint64 nowMs)
    {
        int taken = 0;
        for (int i = first; i < first + count; ++i)
            taken += limits.take(event, network, QString::number(i), nowMs).has_value();
        return taken;
    }

private Q_SLOTS:
    void fiveHundredNewVotersANetworkAndNoMore()
    {
        MintLimits limits;
        QCOMPARE(minted(limits, m_event, m_network, 0, 500, 0), 500);
        const auto refused = limits.take(m_event, m_network, QStringLiteral("x"), 1);
        QVERIFY(!refused && refused.error().code == RefusalCode::TooOften);
        QCOMPARE(minted(limits, m_event, m_network, 500, 5'000, 2), 0);
    }

    void whoIsKnownMayComeBack()
    {
        MintLimits limits(3);
        QCOMPARE(minted(limits, m_event, m_network, 0, 3, 0), 3);
        for (int again = 0; again < 10; ++again)
            QCOMPARE(minted(limits, m_event, m_network, 0, 4, again), 3);
    }

    void othersAreNotAffected()
    {
        MintLimits limits(3);
        QCOMPARE(minted(limits, m_event, m_network, 0, 9, 0), 3);
        QCOMPARE(minted(limits, m_event, QStringLiteral("192.0.2.8"), 0, 9, 0), 3);
        QCOMPARE(minted(limits, QStringLiteral("ev_2"), m_network, 0, 9, 0), 3);
    }

    // Never more than the limit within any ten minutes, wherever they begin.
    void theWindowSlides()
    {
        MintLimits limits(2);
        QVERIFY(limits.take(m_event, m_network, QStringLiteral("a"), 0));
        QVERIFY(limits.take(m_event, m_network, QStringLiteral("b"), newVotersMs - 1));
        QVERIFY(!limits.take(m_event, m_network, QStringLiteral("c"), newVotersMs - 1));
        QVERIFY(limits.take(m_event, m_network, QStringLiteral("c"), newVotersMs));
        QVERIFY(!limits.take(m_event, m_network, QStringLiteral("d"), newVotersMs + 1));
        QCOMPARE(limits.remembered(), 2);
    }

    void whatIsRememberedIsBounded()
    {
        MintLimits limits(1'000);
        for (int network = 0; network < 1'100; ++network)
            minted(limits, m_event, QString::number(network), 0, 1'000, 5);
        QVERIFY(limits.remembered() <= mintedMax);
    }
};

QTEST_GUILESS_MAIN(MintLimitsTest)
#include "mint_limits_test.moc"
