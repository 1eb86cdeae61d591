#include "core/identity/audit/audit_judge.h"

#include "core/base/hash.h"

#include <QTest>
#include <random>

using namespace icmp;
using namespace icmp::identity;

namespace {

constexpr int rowCount = 400;
const QByteArray key(32, 'k');

// A stand-in for Ed25519: only who knows the key makes the right one.
QByteArray signature(const Checkpoint &checkpoint)
{
    return hmacSha256(key, signedBytes(checkpoint));
}

bool isSigned(QByteArrayView bytes, QByteArrayView given, QByteArrayView publicKey)
{
    return hmacSha256(publicKey.toByteArray(), bytes) == given;
}

QList<AuditRow> rows()
{
    QList<AuditRow> all;
    QByteArray before;
    for (int i = 1; i <= rowCount; ++i) {
        AuditRow row{1'790'000'000'000 + i * 7, QString::number(i % 5), QStringLiteral("session.open"),
                     QString::number(i)};
        row.number = i;
        row.hash = before = auditHash(before, row);
        all.append(row);
    }
    return all;
}

QList<Checkpoint> checkpointsOf(const QList<AuditRow> &all)
{
    QList<Checkpoint> found;
    for (const AuditRow &row : all) {
        if (row.number % 20 == 0) {
            found.append({row.number, row.hash, row.atMs});
            found.back().signature = signature(found.back());
        }
    }
    return found;
}

AuditVerdict judge(const QList<AuditRow> &all, const QList<Checkpoint> &checkpoints)
{
    AuditJudge judge(checkpoints, key, isSigned);
    for (const AuditRow &row : all)
        judge.take(row);
    return judge.finish();
}

// Makes every hash fit again from this row on, as whoever owns the database can.
void rechain(QList<AuditRow> &all, qsizetype from)
{
    for (qsizetype i = from; i < all.size(); ++i) {
        all[i].number = i + 1;
        all[i].hash = auditHash(i > 0 ? all[i - 1].hash : QByteArray(), all[i]);
    }
}

} // namespace

class AuditJudgeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasWrittenIsSound()
    {
        const auto all = rows();
        auto twice = checkpointsOf(all);
        twice += checkpointsOf(all); // of two places
        const auto verdict = judge(all, twice);
        QVERIFY(verdict.isSound());
        QCOMPARE(verdict.rows, rowCount);
        QCOMPARE(verdict.checkpoints, rowCount / 20);
        QCOMPARE(verdict.lastCheckpoint, rowCount);
    }

    // 1,000 changes by somebody who may do anything to the database, half of them with all hashes made anew.
    void everyChangeIsFound()
    {
        const auto right = rows();
        const auto checkpoints = checkpointsOf(right);
        std::mt19937 random(20261127);
        int missed = 0;
        for (int i = 0; i < 1'000; ++i) {
            auto all = right;
            const qsizetype at = qsizetype(random() % (rowCount - 1));
            switch (i % 5) {
            case 0: {
                AuditRow &row = all[at];
                QString *const texts[] = {&row.actor,  &row.action, &row.object, &row.result, &row.session,
                                          &row.before, &row.after,  &row.intent, &row.proof,  &row.node};
                *texts[random() % 10] += u'x';
                break;
            }
            case 1:
                all.removeAt(at);
                break;
            case 2:
                all.insert(at, all[qsizetype(random() % rowCount)]);
                break;
            case 3:
                all.swapItemsAt(at, at + 1);
                break;
            case 4:
                all.resize(at);
                break;
            }
            if (i % 2 == 1)
                rechain(all, i % 5 == 4 ? all.size() : at);
            const auto verdict = judge(all, checkpoints);
            missed += verdict.isSound() ? 1 : 0;
        }
        QCOMPARE(missed, 0);
    }

    void aForgedCheckpointIsFound()
    {
        auto all = rows();
        auto checkpoints = checkpointsOf(all);
        all[10].actor = QStringLiteral("mallory");
        rechain(all, 10);
        auto forged = checkpointsOf(all);
        for (Checkpoint &one : forged)
            one.signature = hmacSha256(QByteArray(32, 'm'), signedBytes(one));
        QVERIFY(!judge(all, forged).isSound());
        QVERIFY(!judge(all, checkpoints).isSound());
    }

    void findingsAreSentencesAndBounded()
    {
        auto all = rows();
        for (AuditRow &row : all)
            row.actor += u'x';
        const auto verdict = judge(all, {});
        QCOMPARE(verdict.findings, rowCount);
        QCOMPARE(verdict.told.size(), auditFindingsMax);
        QVERIFY(verdict.told[0].what.endsWith(u'.'));
        QCOMPARE(verdict.told[0].number, 1);
    }
};

QTEST_GUILESS_MAIN(AuditJudgeTest)
#include "audit_judge_test.moc"
