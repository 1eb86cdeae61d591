#include "studio/settings/english_plurals.h"

#include <QCoreApplication>
#include <QTest>

using namespace icmp::settings;

class EnglishPluralsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneIsSaidOtherwiseThanTwo()
    {
        const auto said = [](int n) {
            return QCoreApplication::translate("Test", "%n frame(s), %1 long", nullptr, n);
        };
        QCOMPARE(said(1), QStringLiteral("1 frame(s), %1 long"));
        {
            const EnglishPlurals english;
            QCOMPARE(said(0), QStringLiteral("0 frames, %1 long"));
            QCOMPARE(said(1), QStringLiteral("1 frame, %1 long"));
            QCOMPARE(said(2), QStringLiteral("2 frames, %1 long"));
            // What is not counted is left alone.
            QCOMPARE(QCoreApplication::translate("Test", "(s) for seconds"),
                     QStringLiteral("(s) for seconds"));
        }
        QCOMPARE(said(2), QStringLiteral("2 frame(s), %1 long"));
    }
};

QTEST_GUILESS_MAIN(EnglishPluralsTest)
#include "english_plurals_test.moc"
