// A child process edits and is killed with SIGKILL at random moments: what it acknowledged must be in the
// file.
//
// ICMP_KILLS sets how often (20 in the ordinary check), ICMP_KEEP_WITHIN_MS how old an edit may be at most
// that is not in the file (1,000 here, because the machine that checks may be busy with other work; 250 is
// what is promised).
#include "core/base/hash.h"
#include "tests/studio/document/kept_file.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTimer>
#include <csignal>
#include <cstdio>
#include <sys/types.h>
#include <time.h>

using namespace icmp;
using namespace icmp::document;
using namespace icmp::test;

namespace {

// The same in all processes of the machine.
qint64 machineMs()
{
    struct timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64(now.tv_sec) * 1'000 + now.tv_nsec / 1'000'000;
}

int environmentNumber(const char *name, int otherwise)
{
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
}

constexpr int editEveryMs = 20; // 50 a second

// Told on standard output: "E seq hash ms" after an edit, "D seq" when it is durable, "V" when a version was
// saved.
int runChild(const QString &path, quint64 seed)
{
    FakeClock clock;
    SeededRandom random(seed);
    auto opened = Document::open({clock, random, QStringLiteral("child")}, path);
    if (!opened)
        return 2;
    Document &document = **opened;
    RandomEdits edits(seed);
    qint64 told = -1;
    const auto say = [](const QByteArray &line) {
        std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
        std::fflush(stdout);
    };
    QTimer editing, looking;
    std::mt19937 dice(static_cast<unsigned>(seed));
    QObject::connect(&editing, &QTimer::timeout, &document, [&] {
        const qint64 before = document.seq();
        if (dice() % 8 == 0)
            document.undo();
        else if (dice() % 40 == 0)
            document.saveVersion(QStringLiteral("v"),
                                 [&](const Outcome<void> &done) { say(done ? "V\n" : "F\n"); });
        else
            edit(document, edits, 1);
        if (document.seq() > before)
            say("E " + QByteArray::number(document.seq()) + ' ' + document.hash().toLatin1() + ' ' +
                QByteArray::number(machineMs()) + '\n');
    });
    QObject::connect(&looking, &QTimer::timeout, &document, [&] {
        if (document.durableSeq() > told)
            say("D " + QByteArray::number(told = document.durableSeq()) + '\n');
    });
    editing.start(editEveryMs);
    looking.start(2);
    return QCoreApplication::exec();
}

struct Told {
    QMap<qint64, QString> hashes; // by seq
    QMap<qint64, qint64> times;
    qint64 durable = 0;
    int versions = 0;
};

Told understand(const QByteArray &output)
{
    Told told;
    for (const QByteArray &line : output.left(output.lastIndexOf('\n')).split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words[0] == "E" && words.size() == 4) {
            told.hashes.insert(words[1].toLongLong(), QString::fromLatin1(words[2]));
            told.times.insert(words[1].toLongLong(), words[3].toLongLong());
        } else if (words[0] == "D") {
            told.durable = words[1].toLongLong();
        } else if (words[0] == "V") {
            ++told.versions;
        }
    }
    return told;
}

} // namespace

class CrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingAcknowledgedIsLost()
    {
        Desk desk;
        const int kills = environmentNumber("ICMP_KILLS", 20);
        const int keepWithin = environmentNumber("ICMP_KEEP_WITHIN_MS", 1'000);
        const QString path = desk.path(QStringLiteral("a.icmp"));
        RandomEdits start(1);
        QVERIFY(desk.fresh(QStringLiteral("a.icmp")));
        QString known = desk.open(QStringLiteral("a.icmp"))->hash();
        std::mt19937 dice(123);
        qint64 oldestLost = 0, records = 0;
        int versionsBefore = 0;
        for (int round = 0; round < kills; ++round) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QCoreApplication::applicationFilePath(),
                        {QStringLiteral("--child"), path, QString::number(round + 1)});
            QVERIFY(child.waitForStarted());
            QElapsedTimer running;
            const int runFor = 60 + int(dice() % 900);
            QVERIFY(child.waitForReadyRead(20'000));
            running.start();
            QByteArray output;
            while (running.elapsed() < runFor) {
                child.waitForReadyRead(5);
                output += child.readAllStandardOutput();
            }
            const qint64 killedAt = machineMs();
            ::kill(pid_t(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            output += child.readAllStandardOutput();
            const Told told = understand(output);
            auto document = desk.open(QStringLiteral("a.icmp"));
            QVERIFY(document);
            QVERIFY2(!document->isReadOnly() && document->openReport().sentence.isEmpty(),
                     qPrintable(document->openReport().sentence));
            const qint64 kept = document->seq();
            QVERIFY2(kept >= told.durable,
                     qPrintable(QStringLiteral("round %1: %2 < %3").arg(round).arg(kept).arg(told.durable)));
            for (auto it = told.times.begin(); it != told.times.end(); ++it) {
                if (it.key() > kept)
                    oldestLost = std::max(oldestLost, killedAt - it.value());
            }
            QVERIFY2(oldestLost <= keepWithin,
                     qPrintable(QStringLiteral("an edit of %1 ms ago is lost").arg(oldestLost)));
            // A save is a record too; the value after it is the one before.
            qint64 at = kept;
            while (at > 0 && !told.hashes.contains(at) && at > records)
                --at;
            // The last edit may be kept and not yet told, so the value is asked for at the seq that was.
            const auto then = document->jsonAt(at);
            QVERIFY(then);
            QCOMPARE(sha256Hex(*then), told.hashes.value(at, known));
            QVERIFY(document->versions().size() >= versionsBefore + told.versions);
            versionsBefore = int(document->versions().size());
            known = document->hash();
            records = kept;
            const int undos = document->undoCount();
            QCOMPARE(document->undo(undos), undos);
            QCOMPARE(document->redo(undos), undos);
            QCOMPARE(document->hash(), known);
            records = document->seq();
        }
        qInfo("%d kills, %lld records, oldest edit lost %lld ms", kills, static_cast<long long>(records),
              static_cast<long long>(oldestLost));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return runChild(QString::fromLocal8Bit(argv[2]), QByteArray(argv[3]).toULongLong());
    CrashTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "crash_test.moc"
