#include "studio/settings/settings.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace icmp::settings;

class SettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSetIsReadByTheNextRun()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("studio.ini"));
        {
            Settings settings(file);
            QCOMPARE(settings.get(declared::snapPixels), 8);
            settings.set(declared::snapPixels, 12);
            settings.set(declared::snapping, false);
            settings.set(declared::serverAddress, QStringLiteral("http://127.0.0.1:9000"));
            settings.setBlob(QStringLiteral("layout/creator"), QByteArray("\x01\x00\x02", 3));
        }
        Settings again(file);
        QCOMPARE(again.get(declared::snapPixels), 12);
        QCOMPARE(again.get(declared::snapping), false);
        QCOMPARE(again.get(declared::serverAddress), QStringLiteral("http://127.0.0.1:9000"));
        QCOMPARE(again.blob(QStringLiteral("layout/creator")), QByteArray("\x01\x00\x02", 3));
    }

    void aDamagedFileNeverLeavesTheRange()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("studio.ini"));
        {
            QSettings raw(file, QSettings::IniFormat);
            raw.setValue(QStringLiteral("look/text-percent"), 9000);
            raw.setValue(QStringLiteral("timeline/snap-pixels"), QStringLiteral("much"));
        }
        Settings settings(file);
        QCOMPARE(settings.get(declared::textPercent), 200);
        QCOMPARE(settings.get(declared::snapPixels), 2);
    }

    void onlyAChangeIsTold()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("studio.ini")));
        QSignalSpy told(&settings, &Settings::changed);
        settings.set(declared::volume, 40);
        settings.set(declared::volume, 40);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.first().first().toString(), QStringLiteral("preview/volume"));
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
