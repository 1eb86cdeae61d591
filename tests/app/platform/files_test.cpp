#include "app/platform/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace icmp;
using namespace icmp::platform;

namespace {

int modeOf(const QString &path)
{
    struct stat about = {};
    return ::stat(QFile::encodeName(path).constData(), &about) == 0 ? int(about.st_mode & 0777) : -1;
}

} // namespace

class FilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void aFileIsReplacedAsAWhole()
    {
        const QString path = m_folder.filePath(QStringLiteral("a"));
        QVERIFY(writeWhole(path, "first", Mode::OwnerOnly));
        QCOMPARE(modeOf(path), 0600);
        QVERIFY(writeWhole(path, QByteArray(3'000'000, 'x'), Mode::Everyone));
        QCOMPARE(modeOf(path), 0644);
        QCOMPARE(readWhole(path, 3'000'000)->size(), 3'000'000);
        QVERIFY(!readWhole(path, 2'999'999));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 1);
    }

    void aFileIsCreatedOnce()
    {
        const QString path = m_folder.filePath(QStringLiteral("once"));
        QCOMPARE(*createWhole(path, "mine", Mode::OwnerReads), true);
        QCOMPARE(*createWhole(path, "yours", Mode::OwnerReads), false);
        QCOMPARE(*readWhole(path, 10, Mode::OwnerReads), QByteArray("mine"));
        QCOMPARE(modeOf(path), 0400);
    }

    void whatOthersMayReadIsNoSecret()
    {
        const QString path = m_folder.filePath(QStringLiteral("open"));
        QVERIFY(writeWhole(path, "key", Mode::Everyone));
        QVERIFY(readWhole(path, 10));
        const auto read = readWhole(path, 10, Mode::OwnerOnly);
        QVERIFY(!read);
        QVERIFY(read.error().advice.contains(QStringLiteral("chmod")));
    }

    void aMissingFolderIsAFailureWithASentence()
    {
        const auto written =
            writeWhole(m_folder.filePath(QStringLiteral("no/such/file")), "x", Mode::OwnerOnly);
        QVERIFY(!written);
        QVERIFY(written.error().what.contains(QStringLiteral("no/such/file")));
        QVERIFY(!written.error().advice.isEmpty());
        QVERIFY(!readWhole(m_folder.filePath(QStringLiteral("none")), 1));
        QVERIFY(!readWhole(m_folder.path(), 1'000'000));
    }

    void aPrivateFolderIsForItsOwner()
    {
        const QString path = m_folder.filePath(QStringLiteral("deep/private"));
        QVERIFY(makePrivateFolder(path));
        QCOMPARE(modeOf(path), 0700);
        QVERIFY(makePrivateFolder(path));
        QVERIFY(syncFolder(path));
        QVERIFY(!syncFolder(m_folder.filePath(QStringLiteral("none"))));
    }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
