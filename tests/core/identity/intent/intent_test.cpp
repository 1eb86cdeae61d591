#include "core/identity/intent/intent.h"

#include "tests/support/seeded_random.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

constexpr qint64 now = 1'790'000'000'000;
const QByteArray session(32, 's');

Proposal proposal()
{
    return {QStringLiteral("pr_1"), "bytes", AccountId{7}, now, now + intentMs};
}

Intent intent()
{
    return {QStringLiteral("in_1"), QStringLiteral("pr_1"), AccountId{7}, session, QByteArray(16, 'n'), now,
            now + intentMs};
}

} // namespace

class IntentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDigestIsOverEverything()
    {
        const QByteArray bytes = "what is wanted", nonce(16, 'n');
        QSet<QByteArray> seen{intentDigest(bytes, nonce, AccountId{7}, session)};
        seen.insert(intentDigest(bytes + 'x', nonce, AccountId{7}, session));
        seen.insert(intentDigest(bytes, QByteArray(16, 'm'), AccountId{7}, session));
        seen.insert(intentDigest(bytes, nonce, AccountId{8}, session));
        seen.insert(intentDigest(bytes, nonce, AccountId{7}, QByteArray(32, 't')));
        QCOMPARE(seen.size(), 5);
        QCOMPARE(seen.begin()->size(), 32);
    }

    void theFirstRefusalThatAppliesIsTold_data()
    {
        QTest::addColumn<Intent>("one");
        QTest::addColumn<Proposal>("about");
        QTest::addColumn<qint64>("account");
        QTest::addColumn<qint64>("at");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *name, const char *told,
                            const std::function<void(Intent &, Proposal &)> &change, qint64 account = 7,
                            qint64 at = now) {
            Intent one = intent();
            Proposal about = proposal();
            change(one, about);
            QTest::newRow(name) << one << about << account << at << QString::fromLatin1(told);
        };
        const auto nothing = [](Intent &, Proposal &) {};
        row("good", "", nothing);
        row("last moment", "", nothing, 7, now + intentMs - 1);
        row("late", "expired", nothing, 7, now + intentMs);
        row("somebody else", "unknown-id", nothing, 8);
        row("another session", "unknown-id", [](Intent &one, Proposal &) { one.session[0] = 'x'; });
        row("another proposal", "unknown-id",
            [](Intent &one, Proposal &) { one.proposal = QStringLiteral("pr_2"); });
        row("used", "conflict", [](Intent &one, Proposal &) { one.state = IntentState::Used; });
        row("void", "conflict", [](Intent &one, Proposal &) { one.state = IntentState::Void; });
        row("done by another", "conflict",
            [](Intent &, Proposal &about) { about.state = ProposalState::Done; });
        row("proposal void", "conflict",
            [](Intent &, Proposal &about) { about.state = ProposalState::Void; });
        row("proposal late", "expired", [](Intent &, Proposal &about) { about.expiresMs = now; });
        row("two wrong", "", [](Intent &one, Proposal &) { one.tries = 2; });
        row("three wrong", "too-often", [](Intent &one, Proposal &) { one.tries = 3; });
        row(
            "used and late", "conflict", [](Intent &one, Proposal &) { one.state = IntentState::Used; }, 7,
            now + intentMs);
    }
    void theFirstRefusalThatAppliesIsTold()
    {
        QFETCH(Intent, one);
        QFETCH(Proposal, about);
        QFETCH(qint64, account);
        QFETCH(qint64, at);
        QFETCH(QString, told);
        const auto checked = checkIntent(one, about, AccountId{account}, session, at);
        QCOMPARE(checked ? QString() : keyOf(checked.error().code), told);
    }

    void nobodyAgreesTwiceNorToWhatIsAboutThem()
    {
        QCOMPARE(*approvalsBeside({}, 1, {}), 0);
        const QList<Approval> one{{AccountId{7}, 1, now}};
        QCOMPARE(*approvalsBeside(one, 2, {3}), 1);
        QVERIFY(approvalsBeside(one, 1, {}).error().code == RefusalCode::Denied); // by another account
        QVERIFY(approvalsBeside(one, 2, {2}).error().code == RefusalCode::Denied);
        QVERIFY(approvalsBeside({}, 2, {2}).error().code == RefusalCode::Denied);
    }

    void idsAreFreshAndStatesComeBack()
    {
        test::SeededRandom random;
        QVERIFY(freshId("in_", random) != freshId("in_", random));
        QCOMPARE(freshId("in_", random).size(), 25);
        for (const auto state : {IntentState::Pending, IntentState::Used, IntentState::Void})
            QVERIFY(intentStateOf(keyOf(state)) == state);
        for (const auto state : {ProposalState::Open, ProposalState::Done, ProposalState::Void})
            QVERIFY(proposalStateOf(keyOf(state)) == state);
        QVERIFY(!intentStateOf(QStringLiteral("x")) && !proposalStateOf(QString()));
    }
};

QTEST_GUILESS_MAIN(IntentTest)
#include "intent_test.moc"
