// A process killed at any instant loses nothing that it was told is kept, and keeps nothing twice.
//
// The writer is this program again, started with the place as argument; it writes one line for each commit
// that was told to it. ICMP_KILLS sets the number of kills an engine (20 by default).
#include "server/storage/sql_event_log.h"
#include "tests/server/storage/places.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace icmp;
using namespace icmp::storage;

namespace {

const QString eventId = QStringLiteral("ev_1");
constexpr int killsByDefault = 20;
constexpr int longestMs = 120;

// Appends small additions as fast as they are taken, and tells on stdout the last number of each that was
// kept.
int writeUntilKilled(const Place &place)
{
    const auto database = Database::open(place);
    if (!database)
        return 2;
    SqlEventLog log(**database);
    const auto known = log.facts(eventId, 0, 10'000'000);
    if (!known)
        return 3;
    qint64 seq = known->size();
    for (int burst = 0;; ++burst) {
        std::mutex mutex;
        std::condition_variable wake;
        int open = 20;
        for (int i = 0; i < 20; ++i) {
            event::Addition addition{eventId, {}, {}};
            for (int j = 0; j < 5; ++j) {
                ++seq;
                addition.facts.append({seq, seq, QStringLiteral("AnswerGiven"), "{}"});
                addition.answers.append(
                    {QStringLiteral("12"), 1, QStringLiteral("v%1").arg(seq), 1, QStringLiteral("0"), seq});
            }
            log.append({addition}, [&, last = seq](const Outcome<void> &kept) {
                if (kept) {
                    const QByteArray line = QByteArray::number(last) + '\n';
                    (void)!::write(STDOUT_FILENO, line.constData(), size_t(line.size()));
                }
                const std::lock_guard lock(mutex);
                if (--open == 0)
                    wake.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return open == 0; });
    }
}

} // namespace

class DurabilityTest : public QObject {
    Q_OBJECT

    test::Places m_places;

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    void whatWasToldSurvivesEveryKill_data() { test::Places::rows(); }
    void whatWasToldSurvivesEveryKill()
    {
        QFETCH(int, engine);
        const Place place = m_places.fresh(Engine(engine));
        const int kills = qEnvironmentVariableIsSet("ICMP_KILLS") ? qEnvironmentVariableIntValue("ICMP_KILLS")
                                                                  : killsByDefault;
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        qint64 told = 0;
        int busy = 0;
        for (int kill = 0; kill < kills; ++kill) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(),
                         {QStringLiteral("--write"), QString::number(engine), place.address});
            QVERIFY(writer.waitForStarted());
            QVERIFY(writer.waitForReadyRead(60'000));
            QTest::qSleep(random.bounded(longestMs));
            ::kill(pid_t(writer.processId()), SIGKILL);
            QVERIFY(writer.waitForFinished());
            const QByteArrayList lines = writer.readAllStandardOutput().split('\n');
            const qint64 before = told;
            // The last piece is a line cut in the middle, or empty.
            for (qsizetype i = 0; i + 1 < lines.size(); ++i)
                told = std::max(told, lines[i].toLongLong());
            busy += told > before ? 1 : 0;
            const auto database = Database::open(place);
            QVERIFY2(database, database ? "" : qPrintable(database.error().what));
            SqlEventLog log(**database);
            // A PostgreSQL that was already told to commit does so after its client is dead.
            Outcome<QList<event::StoredFact>> facts;
            Outcome<QList<event::StoredAnswer>> answers;
            const auto atRest = [&] {
                facts = log.facts(eventId, 0, 10'000'000);
                answers = log.answers(eventId);
                return !facts || !answers || facts->size() == answers->size();
            };
            QTRY_VERIFY_WITH_TIMEOUT(atRest(), 10'000);
            QVERIFY(facts && answers);
            QVERIFY2(facts->size() >= told,
                     qPrintable(QStringLiteral("%1 of %2").arg(facts->size()).arg(told)));
            QCOMPARE(facts->size() % 5, 0); // an addition is whole
            for (qsizetype i = 0; i < facts->size(); ++i) {
                QCOMPARE(facts->at(i).seq, i + 1);
                QCOMPARE(answers->at(i).seq, i + 1);
            }
        }
        qInfo("%d kills, %lld facts told", kills, told);
        QCOMPARE(busy, kills);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--write"))
        return writeUntilKilled({Engine(arguments.value(2).toInt()), arguments.value(3)});
    DurabilityTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "durability_test.moc"
