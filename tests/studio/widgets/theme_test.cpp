#include "studio/widgets/theme.h"

#include <QApplication>
#include <QDBusVariant>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace icmp::widgets;

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChoiceReachesOpenWidgetsAtOnce()
    {
        Theme theme(*qApp);
        QLabel label(QStringLiteral("Timeline"));
        label.show();
        QSignalSpy told(&theme, &Theme::changed);
        for (const auto &[appearance, scheme] : {std::pair(Appearance::Light, Scheme::Light),
                                                 std::pair(Appearance::HighContrast, Scheme::HighContrast),
                                                 std::pair(Appearance::Dark, Scheme::Dark)}) {
            theme.choose(appearance);
            QCOMPARE(tokensOf(label).scheme(), scheme);
            QCOMPARE(theme.scheme(), scheme);
        }
        QCOMPARE(told.size(), 3);
    }

    void theSystemsChangeIsFollowedUntilThePersonChooses()
    {
        Theme theme(*qApp);
        QCOMPARE(theme.appearance(), Appearance::System);
        portal(theme, 2);
        QCOMPARE(theme.scheme(), Scheme::Light);
        portal(theme, 1);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        portal(theme, 7);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        theme.choose(Appearance::Dark);
        portal(theme, 2);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        theme.choose(Appearance::System);
        QCOMPARE(theme.scheme(), Scheme::Light);
    }

    void textGrowsForAllFonts()
    {
        Theme theme(*qApp);
        theme.setTextPercent(200);
        QCOMPARE(QApplication::font().pixelSize(), 26);
        QCOMPARE(textFont(QApplication::font(), TextSize::Small).pixelSize(), 22);
        QCOMPARE(monoFont(QApplication::font(), TextSize::Extra).pixelSize(), 40);
        theme.setTextPercent(900);
        QCOMPARE(theme.textPercent(), 200);
    }

private:
    static void portal(Theme &theme, uint preference)
    {
        QVERIFY(QMetaObject::invokeMethod(
            &theme, "portalChanged", Q_ARG(QString, QStringLiteral("org.freedesktop.appearance")),
            Q_ARG(QString, QStringLiteral("color-scheme")), Q_ARG(QDBusVariant, QDBusVariant(preference))));
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
