// L3 and L4 together: votes that are repeated, sent over two workers and cut off by the death of a worker or
// of the core are each counted once: counts = voters = rows = recount from the log, and every acknowledged
// one is there.
//
// ICMP_EXACT_ROUNDS is how often something is killed (4 by default).
#include "tests/flow/demo_server.h"

#include "app/platform/ed25519.h"
#include "core/event/poll_audit.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace icmp;
using namespace icmp::test;

namespace {

constexpr int viewersPerRound = 40; // fewer than one address may open without a token
constexpr int retriesPercent = 30;
constexpr int twicePercent = 10;
const QString element = QStringLiteral("30");

struct Voter {
    QString device;
    QString token;
    QString key;
    int option;
    QString receipt = {}; // of the first acknowledgement
};

// The worker processes of a server.
QList<qint64> childrenOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    QList<qint64> children;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &one : file.readAll().simplified().split(' '))
            children.append(one.toLongLong());
    }
    children.removeAll(0);
    return children;
}

} // namespace

class ExactTest : public QObject {
    Q_OBJECT

private:
    DemoServer m_server;
    QString m_producer;
    QRandomGenerator m_random;
    QList<Voter> m_voters;
    int m_acknowledged = 0;

    std::unique_ptr<Line> join(const Voter &voter)
    {
        auto line =
            std::make_unique<Line>(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        if (line->isUp())
            line->say(helloMessage(m_server.event(), voter.token, voter.device));
        return line;
    }

    // What the acknowledgements say must never change.
    void note(Line &line, Voter &voter)
    {
        for (const QJsonObject &message : std::as_const(line.heard)) {
            const QJsonObject ack = message.value(QLatin1String("ack")).toObject();
            if (ack.value(QLatin1String("st")).toString() != u"counted")
                continue;
            const QString receipt = ack.value(QLatin1String("rc")).toString();
            QVERIFY(!receipt.isEmpty());
            if (voter.receipt.isEmpty())
                voter.receipt = receipt;
            QCOMPARE(receipt, voter.receipt);
        }
    }

    // Everybody votes, some twice, some over two connections; in the middle of it something dies.
    void voteAndKill(QList<Voter> &voters, bool core)
    {
        std::vector<std::pair<qsizetype, std::unique_ptr<Line>>> lines;
        for (qsizetype i = 0; i < voters.size(); ++i) {
            lines.emplace_back(i, join(voters.at(i)));
            if (int(m_random.bounded(100)) < twicePercent)
                lines.emplace_back(i, join(voters.at(i)));
        }
        for (auto &[voter, line] : lines)
            QVERIFY(!line->take(QStringLiteral("snap")).isEmpty());
        for (auto &[voter, line] : lines) {
            const Voter &who = voters.at(voter);
            line->say(voteMessage(element, who.option, who.key));
            if (int(m_random.bounded(100)) < retriesPercent)
                line->say(voteMessage(element, who.option, who.key));
        }
        QTest::qWait(int(m_random.bounded(40)));
        if (core) {
            m_server.kill9();
        } else {
            const QList<qint64> workers = childrenOf(m_server.pid());
            QCOMPARE(workers.size(), 2);
            ::kill(pid_t(workers.at(int(m_random.bounded(2)))), SIGKILL);
        }
        QTest::qWait(100);
        for (auto &[voter, line] : lines)
            note(*line, voters[voter]);
        for (const Voter &voter : std::as_const(voters))
            m_acknowledged += !voter.receipt.isEmpty();
    }

    // Who was not told so far sends the same again until it is.
    void insist(QList<Voter> &voters)
    {
        for (Voter &voter : voters) {
            const auto line = join(voter);
            QVERIFY(!line->take(QStringLiteral("snap")).isEmpty());
            line->say(voteMessage(element, voter.option, voter.key));
            const QJsonObject ack = line->take(QStringLiteral("ack"));
            QCOMPARE(ack.value(QLatin1String("st")).toString(), QStringLiteral("counted"));
            line->heard.append(QJsonObject{{QStringLiteral("ack"), ack}});
            note(*line, voter);
        }
    }

private Q_SLOTS:
    void everyVoteIsCountedOnceWhateverDies()
    {
        const int rounds = qEnvironmentVariableIsSet("ICMP_EXACT_ROUNDS")
                               ? qEnvironmentVariableIntValue("ICMP_EXACT_ROUNDS")
                               : 4;
        const quint32 seed = quint32(QDateTime::currentMSecsSinceEpoch());
        qInfo("seed %u", seed);
        m_random.seed(seed);
        QList<qint64> perOption(3, 0);
        for (int round = 0; round < rounds; ++round) {
            if (!m_server.isRunning())
                QVERIFY(m_server.start({QStringLiteral("--workers"), QStringLiteral("2")}));
            QList<Voter> voters;
            for (int i = 0; i < viewersPerRound; ++i) {
                const QString device = QStringLiteral("exact-%1-%2").arg(round).arg(i);
                voters.append({device, m_server.token(device), QStringLiteral("key-") + device, i % 3});
                ++perOption[i % 3];
            }
            const bool core = round % 2 == 0;
            voteAndKill(voters, core);
            if (core)
                QVERIFY(m_server.start({QStringLiteral("--workers"), QStringLiteral("2")}));
            QVERIFY(QTest::qWaitFor([&] { return childrenOf(m_server.pid()).size() == 2; }, patienceMs));
            insist(voters);
            m_voters += voters;
        }
        qInfo("%d of %lld votes were acknowledged before something died", m_acknowledged, m_voters.size());
        m_producer = m_server.signIn(QStringLiteral("producer"));
        const QJsonObject result = m_server.result(element, m_producer);
        QCOMPARE(result.value(QLatin1String("n")).toInteger(), m_voters.size());
        for (int option = 0; option < 3; ++option)
            QCOMPARE(result.value(QLatin1String("counts")).toArray().at(option).toInteger(),
                     perOption.at(option));
    }

    // The log itself, recounted by rules that know nothing of the server's memory.
    void theLogRecountsAlike()
    {
        QCOMPARE(m_server.command(m_producer, QStringLiteral("c"), QStringLiteral("close"), element).status,
                 200);
        const QString path = QStringLiteral("/v1/events/%1/elements/%2/audit").arg(m_server.event(), element);
        HttpAnswer file;
        QVERIFY(QTest::qWaitFor(
            [&] {
                file = m_server.ask("GET", path, {}, m_producer);
                return file.status == 200;
            },
            patienceMs));
        const auto report = event::checkPoll(file.body, {}, platform::isSignedBy);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->rounds.first().voters, m_voters.size());
        QCOMPARE(report->rounds.first().told.value_or(-1), m_voters.size());
        QCOMPARE(report->answers, m_voters.size());
        for (const Voter &voter : std::as_const(m_voters)) {
            const QString receipt =
                QStringLiteral("/v1/events/%1/receipts/%2").arg(m_server.event(), voter.receipt);
            const auto proof = event::receiptFromJson(m_server.ask("GET", receipt, {}, voter.token).json());
            QVERIFY(proof);
            QVERIFY(event::check(*proof, report->publicKey, platform::isSignedBy));
            QVERIFY(event::holds(*report, *proof));
            QCOMPARE(proof->leaf.choice, QString::number(voter.option));
        }
    }
};

QTEST_GUILESS_MAIN(ExactTest)
#include "exact_test.moc"
