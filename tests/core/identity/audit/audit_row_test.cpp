#include "core/identity/audit/audit_row.h"

#include "core/base/hash.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

AuditRow sample()
{
    AuditRow row{1'790'000'000'000, QStringLiteral("7"), QStringLiteral("account.roles"),
                 QStringLiteral("9")};
    row.number = 3;
    return row;
}

} // namespace

class AuditRowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldIsInTheHash()
    {
        QSet<QByteArray> hashes{auditHash({}, sample()), auditHash(QByteArray(32, 'b'), sample())};
        QList<AuditRow> changed(14, sample());
        changed[0].atMs += 1;
        changed[1].actor = QStringLiteral("8");
        changed[2].action = QStringLiteral("account.role");
        changed[3].object.clear();
        changed[4].result = QStringLiteral("void");
        changed[5].session = QStringLiteral("0f");
        changed[6].node = QStringLiteral("core2");
        changed[7].before = QStringLiteral("aa");
        changed[8].after = QStringLiteral("aa");
        changed[9].intent = QStringLiteral("aa");
        changed[10].proof = QStringLiteral("device+totp");
        changed[11].number = 4;
        changed[12].format = 3;
        // The same letters, cut elsewhere.
        changed[13].actor = QStringLiteral("7a");
        changed[13].action = QStringLiteral("ccount.roles");
        for (const AuditRow &row : changed)
            hashes.insert(auditHash({}, row));
        QCOMPARE(hashes.size(), 16);
    }

    // Rows of this form are in databases: the value is frozen.
    void theFirstFormatIsReadAsItWasWritten()
    {
        AuditRow row = sample();
        row.format = 1;
        row.node.clear();
        QCOMPARE(auditHash({}, row),
                 sha256("{\"action\":\"account.roles\",\"actor\":\"7\",\"at\":1790000000000,\"number\":3,"
                        "\"object\":\"9\",\"result\":\"done\"}"));
        // What it does not cover must not be there.
        row.proof = QStringLiteral("x");
        QVERIFY(auditHash({}, row).isEmpty());
    }
};

QTEST_GUILESS_MAIN(AuditRowTest)
#include "audit_row_test.moc"
