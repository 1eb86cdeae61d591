// kill -9 at any moment of a confirmation: it happened once or not at all, and the audit says which.
#include "tests/server/identity/installation.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <csignal>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace icmp;
using namespace icmp::test;

class IntentKillTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    Installation::Person m_eve;
    Opened m_opened;
    IntentProof m_proof;
    qint64 m_nowMs = 0;

    QString path(const QString &name) { return m_folder.filePath(name); }

    std::unique_ptr<Installation> reopen(const QString &file)
    {
        auto here =
            std::make_unique<Installation>(Place{Engine::Sqlite, file}, Installation::People::Elsewhere);
        here->clock.set(m_nowMs);
        here->eve = m_eve;
        return here;
    }

    // Confirms in a process of its own, which is killed after this time; without one, how long it takes.
    qint64 confirmElsewhere(const QString &file, std::optional<qint64> killAfterUs)
    {
        int told[2];
        if (::pipe(told) != 0)
            return -1;
        const pid_t child = ::fork();
        if (child == 0) {
            const auto here = reopen(file);
            (void)!::write(told[1], "r", 1);
            (void)here->intents->confirm(here->eve.session, m_opened.intent.id, m_proof);
            (void)!::write(told[1], "d", 1);
            ::pause();
        }
        char byte = 0;
        (void)!::read(told[0], &byte, 1);
        QElapsedTimer clock;
        clock.start();
        if (killAfterUs)
            ::usleep(useconds_t(*killAfterUs));
        else
            (void)!::read(told[0], &byte, 1);
        const qint64 tookUs = clock.nsecsElapsed() / 1'000;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(told[0]);
        ::close(told[1]);
        return tookUs;
    }

    int rowsOfIt(Installation &here)
    {
        int rows = 0;
        const QString digest = QString::fromLatin1(here.digestOf(m_opened).toHex());
        for (const AuditRow &row : here.audit())
            rows += row.intent == digest;
        return rows;
    }

private Q_SLOTS:
    void initTestCase()
    {
        Installation here(Place{Engine::Sqlite, path(QStringLiteral("first.db"))});
        m_eve = here.eve;
        m_opened = **here.intents->propose(here.eve.session,
                                           {QStringLiteral("account.add"),
                                            {},
                                            {{QStringLiteral("login"), QStringLiteral("bob")},
                                             {QStringLiteral("roles"), QStringLiteral("creator")}}});
        m_proof = here.proof(here.eve, m_opened);
        m_nowMs = here.clock.nowMs();
    }

    void onceOrNotAtAll()
    {
        std::mt19937 random(20261127);
        const QString first = path(QStringLiteral("first.db"));
        const QString whole = path(QStringLiteral("whole.db"));
        QVERIFY(QFile::copy(first, whole));
        const qint64 takesUs = confirmElsewhere(whole, std::nullopt);
        QVERIFY(takesUs > 0);
        int happened = 0, runs = 0;
        // At least 80, and until both ends were seen, however fast the machine is at the moment.
        for (; runs < 400 && (runs < 80 || happened == 0 || happened == runs); ++runs) {
            const QString file = path(QStringLiteral("run%1.db").arg(runs));
            QVERIFY(QFile::copy(first, file));
            confirmElsewhere(file, random() % (2 * takesUs));
            const auto here = reopen(file);
            const int rows = rowsOfIt(*here);
            const bool bob = here->store->accountByLogin(QStringLiteral("bob"))->has_value();
            const qint64 lastStep = (**here->store->secrets(*m_eve.session.subject.account)).factor.lastStep;
            QCOMPARE(rows, bob ? 1 : 0);
            QCOMPARE(lastStep == totpStepAt(m_nowMs), bob);
            QVERIFY(here->isAuditSound());
            happened += bob;
            // Asking again does it where it was not done, and never a second time.
            const auto again = here->intents->confirm(m_eve.session, m_opened.intent.id, m_proof);
            QCOMPARE(told(again), bob ? QStringLiteral("conflict") : QStringLiteral("yes"));
            QCOMPARE(rowsOfIt(*here), 1);
        }
        qInfo("%d of %d were done before the kill", happened, runs);
        QVERIFY(happened > 0 && happened < runs);
    }
};

QTEST_GUILESS_MAIN(IntentKillTest)
#include "intent_kill_test.moc"
