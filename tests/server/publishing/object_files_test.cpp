#include "server/publishing/object_files.h"

#include "core/base/hash.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

using namespace icmp;
using namespace icmp::publishing;

class ObjectFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anObjectArrivesInChunks()
    {
        QTemporaryDir folder;
        const auto files = ObjectFiles::open(folder.path());
        QVERIFY(files);
        const QByteArray bytes(10'000, 'x');
        const QString hash = sha256Hex(bytes);
        QCOMPARE(**(*files)->put({hash, 0, bytes.size(), bytes.left(4'000)}), qint64(4'000));
        QVERIFY(!(*files)->has(hash));
        QCOMPARE((*files)->received(hash), qint64(4'000));
        const auto wrong = (*files)->put({hash, 5'000, bytes.size(), bytes.mid(5'000)});
        QCOMPARE(wrong->error().code, RefusalCode::Conflict);
        QCOMPARE(wrong->error().place, QStringLiteral("4000"));
        // Another start of the program goes on where this one was.
        const auto again = ObjectFiles::open(folder.path());
        QCOMPARE(**(*again)->put({hash, 4'000, bytes.size(), bytes.mid(4'000)}), bytes.size());
        QVERIFY((*again)->has(hash));
        QCOMPARE((*again)->read(hash, 10'000), std::optional(bytes));
        QVERIFY(!(*again)->read(hash, 9'999));
        QCOMPARE(**(*again)->put({hash, 0, bytes.size(), bytes}), bytes.size());
    }

    void whatIsNotItsHashIsThrownAway()
    {
        QTemporaryDir folder;
        const auto files = ObjectFiles::open(folder.path());
        const QString hash = sha256Hex("right");
        QCOMPARE((*files)->put({hash, 0, 5, "wrong"})->error().code, RefusalCode::BadHash);
        QVERIFY(!(*files)->has(hash));
        QCOMPARE((*files)->received(hash), qint64(0));
        QCOMPARE(**(*files)->put({hash, 0, 5, "right"}), qint64(5));
    }

    void namesThatAreNoHashesFindNothing()
    {
        QTemporaryDir folder;
        const auto files = ObjectFiles::open(folder.path());
        QVERIFY(!(*files)->has(QStringLiteral("../../etc/passwd")));
        QVERIFY(!(*files)->read(QStringLiteral("../../etc/passwd"), 1'000'000));
    }

    // The limit on file sizes fails writes as a full disk does, halfway.
    void aFullDiskFailsAndKeepsWhatWasThere()
    {
        QTemporaryDir folder;
        const auto files = ObjectFiles::open(folder.path());
        const QByteArray bytes(400'000, 'y');
        const QString hash = sha256Hex(bytes);
        QCOMPARE(**(*files)->put({hash, 0, bytes.size(), bytes.left(100'000)}), qint64(100'000));
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before;
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit tight = before;
        tight.rlim_cur = 150'000;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
        const auto failed = (*files)->put({hash, 100'000, bytes.size(), bytes.mid(100'000)});
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!failed);
        QVERIFY(!failed.error().advice.isEmpty());
        QCOMPARE((*files)->received(hash), qint64(100'000));
        QCOMPARE(**(*files)->put({hash, 100'000, bytes.size(), bytes.mid(100'000)}), bytes.size());
    }
};

QTEST_APPLESS_MAIN(ObjectFilesTest)
#include "object_files_test.moc"
