#include "core/base/money.h"

#include <QTest>
#include <limits>

using namespace icmp;

class MoneyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void amountsAreWrittenWithTheirCurrencysDigits()
    {
        QCOMPARE(formatMoney({2490, QStringLiteral("EUR")}), QStringLiteral("24.90 EUR"));
        QCOMPARE(formatMoney({-5, QStringLiteral("USD")}), QStringLiteral("-0.05 USD"));
        QCOMPARE(formatMoney({1200, QStringLiteral("JPY")}), QStringLiteral("1200 JPY"));
        QCOMPARE(formatMoney({1500, QStringLiteral("KWD")}), QStringLiteral("1.500 KWD"));
        QCOMPARE(formatMoney({std::numeric_limits<qint64>::min(), QStringLiteral("JPY")}),
                 QStringLiteral("-9223372036854775808 JPY"));
    }

    void amountsAreReadExactly()
    {
        QCOMPARE(parseMoney(QStringLiteral("24.9"), QStringLiteral("EUR"))->minor, qint64(2490));
        QCOMPARE(parseMoney(QStringLiteral("-3"), QStringLiteral("JPY"))->minor, qint64(-3));
        QCOMPARE(parseMoney(QStringLiteral("1.005"), QStringLiteral("EUR")).error().code,
                 RefusalCode::BadNumber);
        QCOMPARE(parseMoney(QStringLiteral("1,5"), QStringLiteral("EUR")).error().code,
                 RefusalCode::BadNumber);
    }

    void sumsRefuseMixedCurrenciesAndOverflow()
    {
        const Money euro{1, QStringLiteral("EUR")};
        QCOMPARE(add(euro, euro)->minor, qint64(2));
        QCOMPARE(add(euro, {1, QStringLiteral("USD")}).error().code, RefusalCode::WrongType);
        QCOMPARE(add(euro, {std::numeric_limits<qint64>::max(), QStringLiteral("EUR")}).error().code,
                 RefusalCode::OutOfRange);
    }

    void currenciesAreThreeCapitals()
    {
        QVERIFY(isCurrency(QStringLiteral("EUR")));
        QVERIFY(!isCurrency(QStringLiteral("eur")));
        QVERIFY(!isCurrency(QStringLiteral("EURO")));
    }
};

QTEST_GUILESS_MAIN(MoneyTest)
#include "money_test.moc"
