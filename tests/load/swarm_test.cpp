// The swarm, small, before the real server as `demo` runs it: everybody hears everything, every vote counts
// once; and the swarm notices when that is not so. Nothing is timed.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include "tests/support/places.h"

using namespace icmp;

namespace {

constexpr int patienceMs = 120'000;

struct Demo {
    QTemporaryDir folder;
    QProcess process;
    QJsonObject told;

    bool start(const QStringList &options)
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(test::builtPath(QStringLiteral("bin/icmp-server")),
                      QStringList{QStringLiteral("demo"), QStringLiteral("--data"), folder.path(),
                                  QStringLiteral("--port"), QStringLiteral("0")} +
                          options);
        while (!process.canReadLine()) {
            if (!process.waitForReadyRead(patienceMs))
                return false;
        }
        told = QJsonDocument::fromJson(process.readLine()).object();
        return told.contains(QLatin1String("ws"));
    }
    ~Demo()
    {
        process.terminate();
        if (!process.waitForFinished(patienceMs))
            process.kill();
    }
    QList<qint64> workers() const
    {
        QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(process.processId()));
        QList<qint64> pids;
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &pid : file.readAll().simplified().split(' '))
                pids.append(pid.toLongLong());
        }
        return pids;
    }
    QStringList swarmArguments(const QStringList &more) const
    {
        return QStringList{QStringLiteral("--ws"),      told.value(QLatin1String("ws")).toString(),
                           QStringLiteral("--event"),   told.value(QLatin1String("event")).toString(),
                           QStringLiteral("--account"), folder.filePath(QStringLiteral("demo.json")),
                           QStringLiteral("--json")} +
               more;
    }
};

QStringList faultsIn(const QJsonObject &json)
{
    QStringList faults;
    for (const QJsonValue &one : json.value(QLatin1String("faults")).toArray())
        faults.append(one.toString());
    return faults;
}

} // namespace

class SwarmTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everybodyHearsEverythingAndEveryVoteCountsOnce()
    {
        Demo demo;
        QVERIFY(demo.start({QStringLiteral("--workers"), QStringLiteral("2")}));
        QProcess swarm;
        swarm.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        swarm.start(
            test::builtPath(QStringLiteral("bin/icmp-swarm")),
            demo.swarmArguments({"--viewers", "2000", "--processes", "2", "--seconds", "12", "--votes",
                                 "1000", "--vote-rate", "500", "--retries", "30", "--drop", "5"}));
        QVERIFY(swarm.waitForFinished(patienceMs));
        const QJsonObject json = QJsonDocument::fromJson(swarm.readAllStandardOutput()).object();
        QVERIFY2(swarm.exitCode() == 0, qPrintable(faultsIn(json).join(u'\n')));
        QCOMPARE(json.value(QLatin1String("welcomed")).toInteger(), 2000);
        QCOMPARE(json.value(QLatin1String("countedByServer")).toInteger(), 1000);
        QVERIFY(json.value(QLatin1String("drops")).toInteger() > 0);
        QVERIFY(json.value(QLatin1String("retries")).toInteger() > 0);
    }

    void aWorkerThatDiesIsNoticed()
    {
        Demo demo;
        QVERIFY(demo.start({}));
        QCOMPARE(demo.workers().size(), 1);
        QProcess swarm;
        swarm.start(test::builtPath(QStringLiteral("bin/icmp-swarm")),
                    demo.swarmArguments({"--viewers", "50", "--seconds", "9"}));
        QVERIFY(swarm.waitForStarted(patienceMs));
        QTest::qWait(4'000); // they are welcomed by then, or the swarm says that they are not
        ::kill(pid_t(demo.workers().first()), SIGKILL);
        QVERIFY(swarm.waitForFinished(patienceMs));
        QCOMPARE(swarm.exitCode(), 1);
        const QJsonObject json = QJsonDocument::fromJson(swarm.readAllStandardOutput()).object();
        QVERIFY(!faultsIn(json).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SwarmTest)
#include "swarm_test.moc"
