#include "core/identity/intent/wanted.h"

#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

Wanted sample()
{
    Wanted wanted{Action::AccountRoles, QStringLiteral("17"), QStringLiteral("ada"), 3, {}, {}, {}};
    wanted.before = {{QStringLiteral("roles"), QStringLiteral("creator")}};
    wanted.after = {{QStringLiteral("roles"), QStringLiteral("creator producer")}};
    wanted.reason = QStringLiteral("runs her own shows now");
    return wanted;
}

} // namespace

class WantedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBytesComeBack()
    {
        const auto read = wantedFromBytes(bytesOf(sample()));
        QVERIFY(read);
        QCOMPARE(*read, sample());
        QCOMPARE(bytesOf(*read), bytesOf(sample()));
    }

    // Any one byte changed is refused or is something else, and never has the same hash.
    void anyChangedByteIsAnotherProposal()
    {
        const QByteArray bytes = bytesOf(sample());
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            for (const int flip : {1, 4, 32, 128}) {
                QByteArray changed = bytes;
                changed[i] = char(changed[i] ^ flip);
                QVERIFY(proposalHash(changed) != proposalHash(bytes));
                const auto read = wantedFromBytes(changed);
                QVERIFY(!read || *read != sample());
            }
        }
    }

    void theSummaryIsMadeFromTheBytes()
    {
        const auto lines = summaryOf(bytesOf(sample()));
        QVERIFY(lines);
        QCOMPARE(*lines, (QStringList{QStringLiteral("Change the roles of ada and end its sessions."),
                                      QStringLiteral("roles: from \"creator\" to \"creator producer\""),
                                      QStringLiteral("id 17, version 3"),
                                      QStringLiteral("reason: runs her own shows now")}));
        Wanted odd = sample();
        odd.name = QStringLiteral("ad\u202ea %1");
        QVERIFY(summaryOf(bytesOf(odd))->at(0).contains(QStringLiteral("ad\\u{202E}a %1")));
        QVERIFY(!summaryOf("no bytes of ours"));
    }

    // Whatever needs a fresh proof can be told to whoever must give it.
    void everyHighActionHasItsSentence()
    {
        for (const ActionRow &row : actions()) {
            Wanted wanted = sample();
            wanted.action = row.action;
            const auto lines = summaryOf(bytesOf(wanted));
            QCOMPARE(lines.has_value(), row.proof == Proof::FreshProof);
            QVERIFY(!lines || lines->at(0).contains(QStringLiteral("ada")));
        }
    }

    void digestsTellFieldsApart()
    {
        QVERIFY(fieldsDigest({}).isEmpty());
        QCOMPARE(fieldsDigest(sample().before).size(), 64);
        QVERIFY(fieldsDigest(sample().before) != fieldsDigest(sample().after));
    }
};

QTEST_GUILESS_MAIN(WantedTest)
#include "wanted_test.moc"
