#include "core/catalogue/show.h"

#include <QTest>

using namespace icmp;
using namespace icmp::catalogue;

class ShowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsHaveAllOfTheirRandomness()
    {
        QByteArray random(16, '\0');
        const QString first = eventIdFrom(random);
        QCOMPARE(first, QStringLiteral("ev_") + QString(26, u'a'));
        random[15] = '\1';
        QVERIFY(eventIdFrom(random) != first);
        QVERIFY(isEventId(eventIdFrom(random)));
        QVERIFY(isShowId(showIdFrom(random)));
    }

    void onlyTheFormOfAnIdPasses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("passes");
        QTest::newRow("short") << "ev_9f2" << true;
        QTest::newRow("nothing after the prefix") << "ev_" << false;
        QTest::newRow("a show") << "sh_9f2" << false;
        QTest::newRow("capital") << "ev_9F2" << false;
        QTest::newRow("path") << "ev_../a" << false;
        QTest::newRow("longest") << "ev_" + QString(40, u'a') << true;
        QTest::newRow("too long") << "ev_" + QString(41, u'a') << false;
    }

    void onlyTheFormOfAnIdPasses()
    {
        QFETCH(QString, text);
        QFETCH(bool, passes);
        QCOMPARE(isEventId(text), passes);
    }

    void modesAndVisibilitiesHaveTheirWords()
    {
        QCOMPARE(eventModeOf(QStringLiteral("vod")), EventMode::OnDemand);
        QCOMPARE(eventModeOf(QStringLiteral("live")), EventMode::Live);
        QVERIFY(!eventModeOf(QStringLiteral("Live")));
        QCOMPARE(visibilityOf(QStringLiteral("public")), Visibility::Public);
        QCOMPARE(visibilityOf(QStringLiteral("private")), Visibility::Private);
        QVERIFY(!visibilityOf(QString()));
    }

    void aTitleIsTextOfReasonableLength()
    {
        QCOMPARE(*checkedTitle(QStringLiteral("  Cooking ")), QStringLiteral("Cooking"));
        QCOMPARE(checkedTitle(QStringLiteral("  ")).error().code, RefusalCode::TooFew);
        QCOMPARE(checkedTitle(QString(257, u'a')).error().code, RefusalCode::TooLong);
        QCOMPARE(checkedTitle(QStringLiteral("a\nb")).error().code, RefusalCode::BadText);
        QVERIFY(checkedTitle(QString(256, u'a')));
    }
};

QTEST_GUILESS_MAIN(ShowTest)
#include "show_test.moc"
