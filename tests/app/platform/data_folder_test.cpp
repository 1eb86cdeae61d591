#include "app/platform/data_folder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace icmp::platform;

class DataFolderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPartIsPrivate()
    {
        const QTemporaryDir parent;
        const auto folder = DataFolder::open(parent.filePath(QStringLiteral("data")));
        QVERIFY(folder);
        for (const QString &part : {folder->path(), folder->objects(), folder->keys()}) {
            struct stat about = {};
            QCOMPARE(::stat(QFile::encodeName(part).constData(), &about), 0);
            QCOMPARE(int(about.st_mode & 0777), 0700);
        }
        QVERIFY(folder->database().startsWith(folder->path()));
        QVERIFY(folder->telemetry() != folder->database());
        QVERIFY(folder->adminSocket().startsWith(folder->path()));
        QVERIFY(folder->demoAccounts().endsWith(QStringLiteral("demo.json")));
    }

    void aFileInTheWayIsAFailure()
    {
        const QTemporaryDir parent;
        const QString path = parent.filePath(QStringLiteral("data"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!DataFolder::open(path));
    }

    void theServicesFolderWins()
    {
        qputenv("STATE_DIRECTORY", "/var/lib/icmp:/var/lib/other");
        QCOMPARE(DataFolder::defaultPath(), QStringLiteral("/var/lib/icmp"));
        qunsetenv("STATE_DIRECTORY");
        QVERIFY(DataFolder::defaultPath().endsWith(QStringLiteral("/icmp-server")));
    }
};

QTEST_GUILESS_MAIN(DataFolderTest)
#include "data_folder_test.moc"
