#include "core/compliance/data_map.h"

#include <QSet>
#include <QTest>

using namespace icmp::compliance;

namespace {

QString nameOf(const ColumnEntry &entry)
{
    return QString::fromStdString(std::string(entry.table) + "." + std::string(entry.column));
}

} // namespace

class DataMapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyColumnIsListedOnceWithItsPurpose()
    {
        QSet<QString> names;
        for (const ColumnEntry &entry : dataMap()) {
            QVERIFY2(!names.contains(nameOf(entry)), qPrintable(nameOf(entry)));
            names.insert(nameOf(entry));
            QVERIFY(!entry.purpose.empty());
            QCOMPARE(entryOf(entry.table, entry.column), &entry);
        }
        QVERIFY(!entryOf("account", "shoe_size"));
    }

    void whatIsSomebodysHasABasisAndAnEnd()
    {
        for (const ColumnEntry &entry : dataMap()) {
            const bool bookkeeping = entry.retention == Retention::WithParent;
            if (entry.subject != Subject::Nobody && !bookkeeping) {
                QVERIFY2(entry.basis != Basis::None, qPrintable(nameOf(entry)));
                QVERIFY2(entry.retention != Retention::Installation, qPrintable(nameOf(entry)));
            }
        }
    }

    void secretsAreNeverPlainNorExported()
    {
        for (const ColumnEntry &entry : dataMap()) {
            const std::string column(entry.column);
            const bool secret = column == "password" || column == "totp_seed" || column == "wrapped" ||
                                column.ends_with("_hash");
            if (secret) {
                QVERIFY2(entry.encryption != Encryption::None, qPrintable(nameOf(entry)));
                QVERIFY2(entry.exported == Export::Left, qPrintable(nameOf(entry)));
            }
            if (entry.encryption == Encryption::UnderSubjectKey)
                QVERIFY2(entry.erasure == Erasure::KeyDestroyed, qPrintable(nameOf(entry)));
        }
    }

    void retentionIsAsAgreed()
    {
        QCOMPARE(daysOf(Retention::SessionEnd30Days), 30);
        QCOMPARE(daysOf(Retention::ViewerEvents90Days), 90);
        QCOMPARE(daysOf(Retention::Audit7Years), 2'557);
        QCOMPARE(daysOf(Retention::Ledger10Years), 3'653);
        QVERIFY(!daysOf(Retention::Account));
    }

    void theRecordHasALineForEveryColumn()
    {
        const QByteArrayList lines = processingRecord().trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype(dataMap().size()) + 1);
        QVERIFY(lines.contains(
            "account_secret,totp_seed,\"proves who signs in a second way\",contract,account,account,"
            "under the subject's key,left out,key destroyed"));
        for (const QByteArray &line : lines)
            QCOMPARE(
                line.count(','),
                lines[0].count(',') +
                    line.mid(line.indexOf('"')).left(line.lastIndexOf('"') - line.indexOf('"')).count(','));
    }
};

QTEST_GUILESS_MAIN(DataMapTest)
#include "data_map_test.moc"
