// L3: what was acknowledged survives kill -9 of the server at any instant, once.
#include "tests/flow/demo_server.h"

#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::test;

class KillTest : public QObject {
    Q_OBJECT

private:
    static constexpr int viewersPerRound = 25;
    inline static const QStringList elements{QStringLiteral("30"), QStringLiteral("40")};

    struct Ballot {
        QString element;
        QString key;
        int option;
        QString receipt = {}; // of the acknowledgement, if one came
    };
    struct Viewer {
        QString device;
        QList<Ballot> ballots;
    };

    static QList<Viewer> makeViewers(int round)
    {
        QList<Viewer> viewers;
        for (int i = 0; i < viewersPerRound; ++i) {
            Viewer viewer{QStringLiteral("device-%1-%2").arg(round).arg(i), {}};
            for (const QString &element : elements)
                viewer.ballots.append(
                    {element, QStringLiteral("key-%1-%2-%3").arg(round).arg(i).arg(element), i % 3});
            viewers.append(viewer);
        }
        return viewers;
    }

    // Sends every ballot of a joined viewer.
    static std::unique_ptr<Line> join(DemoServer &server, const Viewer &viewer)
    {
        auto line = std::make_unique<Line>(server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        if (!line->isUp())
            return line;
        line->say(helloMessage(server.event(), server.token(viewer.device), viewer.device));
        return line;
    }

    static void note(Line &line, Viewer &viewer)
    {
        for (const QJsonObject &message : std::as_const(line.heard)) {
            const QJsonObject ack = message.value(QLatin1String("ack")).toObject();
            if (ack.value(QLatin1String("st")).toString() != u"counted")
                continue;
            for (Ballot &ballot : viewer.ballots) {
                if (ballot.key == ack.value(QLatin1String("key")).toString())
                    ballot.receipt = ack.value(QLatin1String("rc")).toString();
            }
        }
    }

    // Votes until the server dies; returns how many were acknowledged.
    static int voteAndKill(DemoServer &server, QList<Viewer> &viewers, int killAfterMs)
    {
        std::vector<std::unique_ptr<Line>> lines;
        for (const Viewer &viewer : std::as_const(viewers))
            lines.push_back(join(server, viewer));
        for (size_t i = 0; i < lines.size(); ++i)
            lines[i]->take(QStringLiteral("snap"));
        for (size_t i = 0; i < lines.size(); ++i) {
            for (const Ballot &ballot : std::as_const(viewers[qsizetype(i)].ballots))
                lines[i]->say(voteMessage(ballot.element, ballot.option, ballot.key));
        }
        QTest::qWait(killAfterMs);
        server.kill9();
        QTest::qWait(20);
        int acknowledged = 0;
        for (size_t i = 0; i < lines.size(); ++i) {
            note(*lines[i], viewers[qsizetype(i)]);
            for (const Ballot &ballot : std::as_const(viewers[qsizetype(i)].ballots))
                acknowledged += !ballot.receipt.isEmpty();
        }
        return acknowledged;
    }

    static int acknowledgedOf(const QList<Viewer> &viewers, const QString &element)
    {
        int count = 0;
        for (const Viewer &viewer : viewers) {
            for (const Ballot &ballot : viewer.ballots)
                count += ballot.element == element && !ballot.receipt.isEmpty();
        }
        return count;
    }

private Q_SLOTS:
    void everyAcknowledgedVoteIsThereOnce()
    {
        const int rounds = qEnvironmentVariableIsSet("ICMP_KILL_ROUNDS")
                               ? qEnvironmentVariableIntValue("ICMP_KILL_ROUNDS")
                               : 20;
        const quint32 seed = quint32(QDateTime::currentMSecsSinceEpoch());
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        DemoServer server;
        int acknowledged = 0;
        int unacknowledged = 0; // durable, and the server died before it could say so
        for (int round = 0; round < rounds; ++round) {
            QVERIFY(server.start());
            QList<Viewer> viewers = makeViewers(round);
            acknowledged += voteAndKill(server, viewers, int(random() % 60));
            QVERIFY(server.start());
            // Before anything is sent again, which would count a lost answer anew.
            for (const QString &element : elements) {
                const qint64 counted = server.result(element).value(QLatin1String("n")).toInteger();
                const int kept = round * viewersPerRound + acknowledgedOf(viewers, element);
                const int sent = (round + 1) * viewersPerRound;
                QVERIFY2(counted >= kept && counted <= sent,
                         qPrintable(QStringLiteral("round %1: %2 counted, %3 acknowledged, %4 sent")
                                        .arg(round)
                                        .arg(counted)
                                        .arg(kept)
                                        .arg(sent)));
                unacknowledged += int(counted) - kept;
            }
            for (const Viewer &viewer : std::as_const(viewers)) {
                const auto line = join(server, viewer);
                for (const Ballot &ballot : viewer.ballots) {
                    line->say(voteMessage(ballot.element, ballot.option, ballot.key));
                    const QJsonObject ack = line->take(QStringLiteral("ack"));
                    QCOMPARE(ack.value(QLatin1String("st")).toString(), QStringLiteral("counted"));
                    if (!ballot.receipt.isEmpty())
                        QCOMPARE(ack.value(QLatin1String("rc")).toString(), ballot.receipt);
                }
            }
            for (const QString &element : elements)
                QCOMPARE(server.result(element).value(QLatin1String("n")).toInteger(),
                         (round + 1) * viewersPerRound);
            server.kill9();
        }
        qInfo("%d rounds: %d votes were acknowledged before a kill and %d more kept, of %d sent", rounds,
              acknowledged, unacknowledged, int(rounds * viewersPerRound * elements.size()));
        QVERIFY(acknowledged > 0);
    }
};

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
