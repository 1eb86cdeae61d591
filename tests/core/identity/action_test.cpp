#include "core/identity/action.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::identity;

namespace {

constexpr AccountId me{1};
constexpr AccountId other{2};
const QString eventId = QStringLiteral("ev_a");

Subject signedIn(Roles roles)
{
    return {me, roles, true, true};
}

Subject viewer(const QString &ofEvent, int rights)
{
    Subject subject;
    subject.token = EventToken{ofEvent, QStringLiteral("p"), 1, rights};
    return subject;
}

QString answer(const Subject &subject, Action action, const Object &object, const State &state = {})
{
    const auto decided = authorize(subject, action, object, state);
    return decided ? QStringLiteral("yes") : keyOf(decided.error().code);
}

QString shown(const ActionRow &row)
{
    return QString::fromUtf8(row.id.data(), qsizetype(row.id.size()));
}

} // namespace

class ActionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyActionHasItsOwnId()
    {
        QSet<QString> ids;
        for (const ActionRow &row : actions()) {
            ids.insert(shown(row));
            QCOMPARE(actionOf(row.id), row.action);
            QVERIFY(row.rate.perSecond >= 1 && row.rate.burst >= row.rate.perSecond);
        }
        QCOMPARE(ids.size(), actionCount);
        QVERIFY(!actionOf("event.unknown"));
    }

    void whatIsDeclaredFitsTogether()
    {
        for (const ActionRow &row : actions()) {
            const bool account = row.proof == Proof::Session || row.proof == Proof::FreshProof;
            QVERIFY2(account == !row.roles.isEmpty(), qPrintable(shown(row)));
            if (row.sensitivity == Sensitivity::High) {
                QVERIFY2(row.proof == Proof::FreshProof || row.proof == Proof::Installation,
                         qPrintable(shown(row)));
                QVERIFY2(row.audit == AuditClass::High, qPrintable(shown(row)));
            }
        }
    }

    // The matrix role × action × whose object, decided once more by its own words.
    void theMatrixIsAsDeclared()
    {
        int asked = 0;
        for (const ActionRow &row : actions()) {
            for (int role = 0; role < roleCount; ++role) {
                const Subject subject = signedIn({Role(role)});
                const bool account = row.proof == Proof::Session || row.proof == Proof::FreshProof;
                const QString unmet = row.proof == Proof::None     ? QStringLiteral("yes")
                                      : !account                   ? QStringLiteral("not-signed-in")
                                      : !row.roles.has(Role(role)) ? QStringLiteral("denied")
                                                                   : QString();
                const State twoAdmins{{}, {}, 1, 2};
                const QString own = answer(subject, row.action, {eventId, me, {}}, twoAdmins);
                const QString member = answer(subject, row.action, {eventId, other, {me}}, twoAdmins);
                const QString foreign = answer(subject, row.action, {eventId, other, {}}, twoAdmins);
                const QString hidden = QStringLiteral("unknown-id");
                const QString yes = QStringLiteral("yes");
                QCOMPARE(own, unmet.isEmpty() ? yes : unmet);
                QCOMPARE(member, !unmet.isEmpty() ? unmet : row.reach == Reach::Own ? hidden : yes);
                QCOMPARE(foreign, !unmet.isEmpty() ? unmet : row.reach == Reach::Any ? yes : hidden);
                asked += 3;
            }
        }
        QCOMPARE(asked, actionCount * roleCount * 3);
    }

    void nobodyGetsOnlyWhatIsForAnybody()
    {
        for (const ActionRow &row : actions()) {
            QCOMPARE(answer({}, row.action, {eventId, {}, {}}),
                     row.proof == Proof::None ? QStringLiteral("yes") : QStringLiteral("not-signed-in"));
        }
    }

    void viewersVoteInTheEventOfTheirToken()
    {
        const int watch = int(ViewerRight::Watch);
        const int both = watch | int(ViewerRight::Vote);
        QCOMPARE(answer(viewer(eventId, both), Action::Vote, {eventId}), QStringLiteral("yes"));
        QCOMPARE(answer(viewer(eventId, watch), Action::Vote, {eventId}), QStringLiteral("denied"));
        QCOMPARE(answer(viewer(eventId, watch), Action::LiveJoin, {eventId}), QStringLiteral("yes"));
        QCOMPARE(answer(viewer(QStringLiteral("ev_b"), both), Action::Vote, {eventId}),
                 QStringLiteral("denied"));
        QCOMPARE(answer(viewer(QString(), both), Action::Vote, {}), QStringLiteral("denied"));
        QCOMPARE(answer(viewer(eventId, both), Action::CommandOpen, {eventId}),
                 QStringLiteral("not-signed-in"));
    }

    void aSessionWithoutTheSecondFactorIsNotEnough()
    {
        Subject creator = signedIn({Role::Creator});
        creator.secondFactor = false;
        QCOMPARE(answer(creator, Action::ShowCreate, {}), QStringLiteral("proof-needed"));
        QCOMPARE(answer(creator, Action::SessionRead, {{}, me}), QStringLiteral("proof-needed"));
        Subject advertiser = signedIn({Role::Advertiser});
        advertiser.secondFactor = false;
        QCOMPARE(answer(advertiser, Action::SessionRead, {{}, me}), QStringLiteral("yes"));
    }

    void accountsAreMadeWithAFreshProofAndStaffByTwo()
    {
        Subject admin = signedIn({Role::Admin});
        QCOMPARE(answer(admin, Action::AccountAdd, {}), QStringLiteral("yes"));
        QCOMPARE(answer(admin, Action::StaffAdd, {}, {{}, {}, 0, 1}), QStringLiteral("yes"));
        QCOMPARE(answer(admin, Action::StaffAdd, {}, {{}, {}, 0, 2}), QStringLiteral("second-person-needed"));
        QCOMPARE(answer(admin, Action::StaffAdd, {}, {{}, {}, 1, 2}), QStringLiteral("yes"));
        admin.freshProof = false;
        QCOMPARE(answer(admin, Action::AccountAdd, {}), QStringLiteral("proof-needed"));
        QCOMPARE(answer(admin, Action::Seed, {}), QStringLiteral("not-signed-in"));
        Subject installation;
        installation.installation = true;
        QCOMPARE(answer(installation, Action::Seed, {}), QStringLiteral("yes"));
        QCOMPARE(answer(installation, Action::AccountAdd, {}), QStringLiteral("not-signed-in"));
    }

    void anOldVersionIsAConflict()
    {
        const Subject creator = signedIn({Role::Creator});
        const Object own{{}, me, {}};
        QCOMPARE(answer(creator, Action::VersionAdd, own, {2, 2}), QStringLiteral("yes"));
        QCOMPARE(answer(creator, Action::VersionAdd, own, {3, 2}), QStringLiteral("conflict"));
        QCOMPARE(answer(creator, Action::VersionAdd, own, {{}, 2}), QStringLiteral("conflict"));
    }

    void metricsAreForThisMachine()
    {
        Subject local;
        local.loopback = true;
        QCOMPARE(answer(local, Action::MetricsRead, {}), QStringLiteral("yes"));
        QCOMPARE(answer(signedIn({Role::Admin}), Action::MetricsRead, {}), QStringLiteral("not-signed-in"));
    }
};

QTEST_GUILESS_MAIN(ActionTest)
#include "action_test.moc"
