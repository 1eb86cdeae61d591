#include "server/operations/audit_checkpoints.h"

#include "app/platform/ed25519.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>

using namespace icmp;
using namespace icmp::operations;

class AuditCheckpointsTest : public QObject {
    Q_OBJECT

    test::FakeClock m_clock;
    platform::Ed25519Signer m_signer{QByteArray(32, 's')};
    std::atomic<qint64> m_number = 1;
    QStringList m_notes;

    std::unique_ptr<AuditCheckpoints> begin(const QStringList &folders)
    {
        AuditCheckpoints::Ports ports{[this]() -> Outcome<AuditHead> {
                                          return AuditHead{m_number, QByteArray(32, char(m_number))};
                                      },
                                      m_signer, m_clock,
                                      [this](const QString &note) { m_notes.append(note); }};
        return std::make_unique<AuditCheckpoints>(std::move(ports), folders, 3'600'000);
    }

private Q_SLOTS:
    void whatIsNewIsSignedIntoEveryFolder()
    {
        const QTemporaryDir one, two;
        const QStringList folders{one.path(), two.filePath(QStringLiteral("made"))};
        {
            const auto checkpoints = begin(folders);
            QVERIFY(checkpoints->write());
            QVERIFY(checkpoints->write()); // nothing new
            m_number = 5;
            QVERIFY(checkpoints->write());
            m_number = 7;
        }
        for (const QString &folder : folders) {
            const auto found = checkpointsOf(folder);
            QVERIFY(found);
            QCOMPARE(found->size(), 3);
            QCOMPARE(found->at(2).number, 7); // of the end
            const auto key = checkpointKeyOf(folder + QStringLiteral("/audit.pub"));
            QVERIFY(key);
            for (const identity::Checkpoint &each : *found)
                QVERIFY(platform::isSignedBy(identity::signedBytes(each), each.signature, *key));
        }
    }

    void aHalfLineOfACrashIsLeftOutAndTheNextIsWhole()
    {
        const QTemporaryDir folder;
        m_number = 3;
        begin({folder.path()}).reset();
        QFile file(folder.filePath(QStringLiteral("audit-checkpoints.log")));
        QVERIFY(file.open(QIODevice::Append) && file.write("{\"at\":17") > 0);
        file.close();
        m_number = 4;
        begin({folder.path()}).reset();
        const auto found = checkpointsOf(folder.path());
        QVERIFY(found);
        QCOMPARE(found->size(), 2);
        QVERIFY(file.open(QIODevice::Append) && file.write("{\"at\":1}\n") > 0);
        file.close();
        QVERIFY(!checkpointsOf(folder.path()));
    }

    void aFolderThatTakesNothingIsToldAndTriedAgain()
    {
        const QTemporaryDir folder;
        const QString blocked = folder.filePath(QStringLiteral("x"));
        QFile file(blocked);
        QVERIFY(file.open(QIODevice::WriteOnly));
        m_number = 9;
        const auto checkpoints = begin({blocked});
        QVERIFY(!checkpoints->write());
        QVERIFY(file.remove());
        QVERIFY(checkpoints->write());
        QCOMPARE(checkpointsOf(blocked)->size(), 1);
        QVERIFY(!checkpointsOf(folder.filePath(QStringLiteral("nowhere"))));
        QVERIFY(!checkpointKeyOf(folder.filePath(QStringLiteral("nowhere"))));
    }
};

QTEST_GUILESS_MAIN(AuditCheckpointsTest)
#include "audit_checkpoints_test.moc"
