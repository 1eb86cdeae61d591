#include "core/element/field_codec.h"

#include <QTest>

using namespace icmp;
using namespace icmp::element;

class FieldCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsComposedAndKeepsLineFeeds()
    {
        const auto text = checkedText(QStringLiteral("e\u0301\nx"), shortText());
        QVERIFY(text.has_value());
        QCOMPARE(*text, QStringLiteral("\u00e9\nx"));
        QCOMPARE(checkedText(QStringLiteral("a\tb"), shortText()).error().code, RefusalCode::BadText);
        QCOMPARE(checkedText(QString(QChar(0xd800)), shortText()).error().code, RefusalCode::BadText);
        QCOMPARE(checkedText(QString(257, u'a'), shortText()).error().code, RefusalCode::TooLong);
    }

    void addressesLeadToTheWebOrToAPerson_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("https") << "https://example.org/a?b=c" << true;
        QTest::newRow("mail") << "mailto:hello@example.org" << true;
        QTest::newRow("none") << "" << true;
        QTest::newRow("plain http") << "http://example.org" << false;
        QTest::newRow("script") << "javascript:alert(1)" << false;
        QTest::newRow("data") << "data:text/html,x" << false;
        QTest::newRow("no host") << "https:///x" << false;
        QTest::newRow("mail to nobody") << "mailto:" << false;
        QTest::newRow("secret inside") << "https://user:secret@example.org" << false;
    }

    void addressesLeadToTheWebOrToAPerson()
    {
        QFETCH(QString, address);
        QFETCH(bool, accepted);
        Link link;
        QCOMPARE(decode(QJsonValue(address), Bounds{}, link).has_value(), accepted);
    }

    void aRefusedValueLeavesTheOldOne()
    {
        qint64 points = 7;
        QVERIFY(!decode(QJsonValue(11), Bounds{}.range(0, 10), points).has_value());
        QCOMPARE(points, qint64(7));
        QVERIFY(decode(QJsonValue(10), Bounds{}.range(0, 10), points).has_value());
        QCOMPARE(points, qint64(10));
    }
};

QTEST_GUILESS_MAIN(FieldCodecTest)
#include "field_codec_test.moc"
