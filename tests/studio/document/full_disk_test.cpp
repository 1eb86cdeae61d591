// A disk that is full, a file that is gone, a folder that may not be written: editing goes on, nothing old is
// harmed.
#include "tests/studio/document/kept_file.h"

#include <QDir>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace icmp;
using namespace icmp::document;
using namespace icmp::test;

namespace {

// A disk of 1 MiB where mounting is allowed; elsewhere a limit on the size of files this process writes,
// which fails in the same place.
class SmallDisk {
public:
    explicit SmallDisk(const QString &folder) : m_folder(QFile::encodeName(folder))
    {
        m_mounted = ::mount("tmpfs", m_folder.constData(), "tmpfs", 0, "size=1m") == 0;
        ::signal(SIGXFSZ, SIG_IGN);
    }
    ~SmallDisk()
    {
        setFull(false);
        if (m_mounted)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    void setFull(bool full)
    {
        if (m_mounted) {
            QFile ballast(QFile::decodeName(m_folder) + QStringLiteral("/ballast"));
            if (!full) {
                ballast.remove();
            } else if (ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
                const QByteArray page(1'024, 'x');
                while (ballast.write(page) == page.size()) {
                }
            }
            return;
        }
        struct rlimit limit = {};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        limit.rlim_cur = full ? 4'096 : limit.rlim_max;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    bool isMounted() const { return m_mounted; }

private:
    QByteArray m_folder;
    bool m_mounted = false;
};

} // namespace

class FullDiskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void editingGoesOnWhileTheDiskIsFullAndAllIsKeptAfterwards()
    {
        Desk desk;
        QDir(desk.folder.path()).mkdir(QStringLiteral("disk"));
        SmallDisk disk(desk.path(QStringLiteral("disk")));
        qInfo("the disk is %s", disk.isMounted() ? "a tmpfs of 1 MiB" : "a limit on file sizes");
        RandomEdits edits(4);
        auto document = desk.fresh(QStringLiteral("disk/a.icmp"));
        QVERIFY(document);
        edit(*document, edits, 20);
        QVERIFY(document->flush());
        QVERIFY(QTest::qWaitFor([&] { return document->durableSeq() == 20; }));
        disk.setFull(true);
        desk.clock.set(1'790'000'600'000);
        edit(*document, edits, 400);
        QVERIFY(!document->flush());
        QVERIFY(QTest::qWaitFor([&] { return document->keeping().state == KeepState::Failing; }, 20'000));
        QCOMPARE(document->keeping().sinceMs, 1'790'000'600'000);
        // What happened, and what to do about it.
        const QString told = document->keeping().text();
        const QString advice = disk.isMounted() ? QStringLiteral("The disk is full. Free some space, or save")
                                                : QStringLiteral("The disk reported an error. Save a copy");
        QVERIFY2(told.contains(advice), qPrintable(told));
        QVERIFY(document->durableSeq() < document->seq());
        edit(*document, edits, 10);
        QCOMPARE(document->undo(3), 3);
        const QString hash = document->hash();

        // A version is not said to be saved, and the file is the old one.
        disk.setFull(true);
        const auto version = outcomeOf([&](auto done) { document->saveVersion(QStringLiteral("v"), done); });
        QVERIFY(!version && !version.error().what.isEmpty());
        QVERIFY(version.error().advice.contains(QStringLiteral("save a copy elsewhere")));
        QVERIFY(document->keeping().state == KeepState::Failing);

        // What is in memory goes along when a copy is saved elsewhere.
        if (disk.isMounted()) {
            const auto copied =
                outcomeOf([&](auto done) { document->saveCopy(desk.path(QStringLiteral("b.icmp")), done); });
            QVERIFY2(copied, copied ? "" : qPrintable(copied.error().what));
            QCOMPARE(desk.open(QStringLiteral("b.icmp"))->hash(), hash);
        }

        disk.setFull(false);
        QVERIFY(QTest::qWaitFor([&] { return document->keeping().state == KeepState::Kept; }, 20'000));
        QCOMPARE(document->durableSeq(), document->seq());
        const int undos = document->undoCount();
        document.reset();
        document = desk.open(QStringLiteral("disk/a.icmp"));
        QVERIFY(document && document->openReport().sentence.isEmpty());
        QCOMPARE(document->hash(), hash);
        QCOMPARE(document->undoCount(), undos);
        document.reset();
    }

    void aCopyOntoAFullDiskLeavesTheOldFile()
    {
        Desk desk;
        QDir(desk.folder.path()).mkdir(QStringLiteral("disk"));
        SmallDisk disk(desk.path(QStringLiteral("disk")));
        auto target = desk.fresh(QStringLiteral("disk/a.icmp"));
        const QString hash = target->hash();
        target.reset();
        auto document = desk.fresh(QStringLiteral("b.icmp"), 2, 3'000);
        QVERIFY(document->flush());
        disk.setFull(true);
        const auto copied =
            outcomeOf([&](auto done) { document->saveCopy(desk.path(QStringLiteral("disk/a.icmp")), done); });
        QVERIFY(!copied);
        QVERIFY(copied.error().what.contains(QStringLiteral("not saved")));
        QVERIFY(copied.error().advice.contains(QStringLiteral("Choose another place")));
        disk.setFull(false);
        QCOMPARE(desk.open(QStringLiteral("disk/a.icmp"))->hash(), hash);
        QCOMPARE(QDir(desk.path(QStringLiteral("disk"))).entryList(QDir::Files | QDir::Hidden),
                 QStringList{QStringLiteral("a.icmp")});
    }

    void aFileThatIsGoneIsAnErrorUntilItIsSavedElsewhere()
    {
        Desk desk;
        RandomEdits edits(4);
        auto document = desk.fresh(QStringLiteral("a.icmp"));
        edit(*document, edits, 5);
        QVERIFY(document->flush());
        QVERIFY(QFile::rename(desk.path(QStringLiteral("a.icmp")), desk.path(QStringLiteral("moved.icmp"))));
        edit(*document, edits, 5);
        QVERIFY(QTest::qWaitFor([&] { return document->keeping().state == KeepState::Failing; }, 20'000));
        QCOMPARE(document->keeping().reason,
                 QStringLiteral("The file is gone from its folder. Save a copy elsewhere."));
        QVERIFY(outcomeOf([&](auto done) { document->saveAs(desk.path(QStringLiteral("c.icmp")), done); }));
        QVERIFY(QTest::qWaitFor([&] { return document->keeping().state == KeepState::Kept; }, 20'000));
        const QString hash = document->hash();
        document.reset();
        QCOMPARE(desk.open(QStringLiteral("c.icmp"))->hash(), hash);
    }
};

QTEST_GUILESS_MAIN(FullDiskTest)
#include "full_disk_test.moc"
