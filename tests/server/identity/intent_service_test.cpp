#include "tests/server/identity/installation.h"

#include <thread>

using namespace icmp;
using namespace icmp::test;

class IntentServiceTest : public QObject {
    Q_OBJECT

    Places m_places;
    std::unique_ptr<Installation> here;

    void install(int engine = int(Engine::Sqlite))
    {
        here.reset();
        here = std::make_unique<Installation>(m_places.fresh(Engine(engine)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    void oneProofDoesOneActionAndIsInTheAudit_data() { Places::rows(); }
    void oneProofDoesOneActionAndIsInTheAudit()
    {
        QFETCH(int, engine);
        install(engine);
        const auto opened = here->intents->propose(here->eve.session, Installation::disableAda());
        QCOMPARE(told(opened), QStringLiteral("yes"));
        QCOMPARE((*opened)->intent.expiresMs, here->clock.nowMs() + intentMs);
        const IntentProof proof = here->proof(here->eve, **opened);
        QCOMPARE(told(here->intents->confirm(here->eve.session, (*opened)->intent.id, proof)),
                 QStringLiteral("yes"));
        QCOMPARE(here->account(QStringLiteral("ada")).state, AccountState::Disabled);
        QCOMPARE(here->carriedOut.load(), 1);
        const AuditRow row = here->audit().constLast();
        QCOMPARE(row.action, QStringLiteral("account.disable"));
        QCOMPARE(row.actor, here->eve.session.subject.account->toText());
        QCOMPARE(row.intent, QString::fromLatin1(here->digestOf(**opened).toHex()));
        QCOMPARE(row.proof, QStringLiteral("device+totp"));
        QVERIFY(!row.before.isEmpty() && row.before != row.after && !row.session.isEmpty());
        QVERIFY(here->isAuditSound());
        // Again: the intent is used, and the code is used for anything else too.
        QCOMPARE(told(here->intents->confirm(here->eve.session, (*opened)->intent.id, proof)),
                 QStringLiteral("conflict"));
        const auto next = here->intents->propose(here->eve.session,
                                                 {QStringLiteral("account.enable"), QStringLiteral("ada")});
        QCOMPARE(told(here->confirm(here->eve, **next)), QStringLiteral("code-used"));
        here->clock.advance(totpStepMs);
        QCOMPARE(told(here->confirm(here->eve, **next)), QStringLiteral("yes"));
    }

    // Whatever is not exactly this person, session, content and moment.
    void nothingElseProvesIt()
    {
        install();
        auto &eve = here->eve;
        const auto opened = **here->intents->propose(eve.session, Installation::disableAda());
        const auto confirm = [&](const Verified &by, const IntentProof &proof) {
            return told(here->intents->confirm(by, opened.intent.id, proof));
        };
        const IntentProof good = here->proof(eve, opened);
        QCOMPARE(confirm(eve.session, {{}, good.code}), QStringLiteral("proof-needed")); // a code alone
        QCOMPARE(confirm(eve.session, {good.signature, {}}), QStringLiteral("proof-needed"));
        QCOMPARE(confirm(here->zoe.session, here->proof(here->zoe, opened)), QStringLiteral("unknown-id"));
        const Verified other = here->signedIn(eve);
        here->clock.advance(totpStepMs);
        QCOMPARE(confirm(other, here->proof(eve, opened)), QStringLiteral("unknown-id"));
        QCOMPARE(told(here->intents->confirm(eve.session, QStringLiteral("in_x"), good)),
                 QStringLiteral("unknown-id"));
        // Another's device, and a signature over anything else.
        IntentProof wrong = here->proof(eve, opened);
        wrong.signature = here->proof(here->zoe, opened).signature;
        QCOMPARE(confirm(eve.session, wrong), QStringLiteral("wrong-credentials"));
        Opened changed = opened;
        changed.proposal.bytes[10] = char(changed.proposal.bytes[10] ^ 1);
        wrong.signature = here->proof(eve, changed).signature;
        QCOMPARE(confirm(eve.session, wrong), QStringLiteral("wrong-credentials"));
        QCOMPARE(here->account(QStringLiteral("ada")).state, AccountState::Active);
        QCOMPARE(confirm(eve.session, here->proof(eve, opened)), QStringLiteral("yes"));
    }

    void threeWrongProofsMakeItVoid()
    {
        install();
        const auto opened = **here->intents->propose(here->eve.session, Installation::disableAda());
        for (int i = 0; i < wrongProofsMax; ++i) {
            IntentProof proof = here->proof(here->eve, opened);
            proof.code = here->wrongCodeOf(here->eve);
            QCOMPARE(told(here->intents->confirm(here->eve.session, opened.intent.id, proof)),
                     QStringLiteral("wrong-credentials"));
        }
        QCOMPARE(told(here->confirm(here->eve, opened)), QStringLiteral("conflict"));
        QCOMPARE(here->audit().constLast().result, QStringLiteral("void"));
        QCOMPARE(here->account(QStringLiteral("ada")).state, AccountState::Active);
        // The guess budget is the same as that of signing in: two more, then a pause.
        const auto next = **here->intents->propose(here->eve.session, Installation::disableAda());
        for (int i = 0; i < guessesBeforePause - wrongProofsMax; ++i) {
            IntentProof proof = here->proof(here->eve, next);
            proof.code = here->wrongCodeOf(here->eve);
            QCOMPARE(told(here->intents->confirm(here->eve.session, next.intent.id, proof)),
                     QStringLiteral("wrong-credentials"));
        }
        QCOMPARE(told(here->confirm(here->eve, next)), QStringLiteral("too-often"));
    }

    void anIntentIsGoodForTwoMinutes()
    {
        install();
        const auto opened = **here->intents->propose(here->eve.session, Installation::disableAda());
        here->clock.advance(intentMs);
        QCOMPARE(told(here->confirm(here->eve, opened)), QStringLiteral("expired"));
        QCOMPARE(here->account(QStringLiteral("ada")).state, AccountState::Active);
    }

    void aChangeMeanwhileVoidsWhatWasAgreed()
    {
        install();
        const auto promote = **here->intents->propose(here->eve.session, Installation::promoteAda());
        QCOMPARE(told(here->confirm(here->eve, promote)), QStringLiteral("yes"));
        const auto disable = **here->intents->propose(here->zoe.session, Installation::disableAda());
        QCOMPARE(told(here->confirm(here->zoe, disable)), QStringLiteral("yes"));
        here->clock.advance(totpStepMs);
        const auto agreed = **here->intents->open(here->zoe.session, promote.proposal.id);
        QCOMPARE(told(here->confirm(here->zoe, agreed)), QStringLiteral("conflict"));
        QCOMPARE(here->account(QStringLiteral("ada")).roles, Roles{Role::Creator});
        QCOMPARE(told(here->intents->open(here->zoe.session, promote.proposal.id)),
                 QStringLiteral("conflict"));
        QCOMPARE(here->audit().constLast().result, QStringLiteral("conflict"));
    }

    void rolesTakeTwoPersonsOverOneHash()
    {
        install();
        const auto first = **here->intents->propose(here->eve.session, Installation::promoteAda());
        const auto waiting = here->confirm(here->eve, first);
        QCOMPARE((*waiting)->progress, Progress::WaitsForSecond);
        QCOMPARE(here->account(QStringLiteral("ada")).roles, Roles{Role::Creator});
        QCOMPARE(here->intents->openProposals()->size(), 1);
        // Not by the same person again, in whatever session.
        here->clock.advance(totpStepMs);
        const auto mine = **here->intents->open(here->eve.session, first.proposal.id);
        QCOMPARE(told(here->confirm(here->eve, mine)), QStringLiteral("denied"));
        // The approval lasts a day, not two minutes.
        here->clock.advance(10 * 60'000);
        const auto second = **here->intents->open(here->zoe.session, first.proposal.id);
        QCOMPARE(second.proposal.bytes, first.proposal.bytes);
        QCOMPARE(second.approvals.size(), 1);
        QVERIFY(here->digestOf(second) != here->digestOf(first));
        const auto done = here->confirm(here->zoe, second);
        QCOMPARE(told(done), QStringLiteral("yes"));
        QCOMPARE((*done)->progress, Progress::Done);
        QCOMPARE(here->account(QStringLiteral("ada")).roles, (Roles{Role::Creator, Role::Producer}));
        QVERIFY(here->intents->openProposals()->isEmpty());
        // Her session ended with her old roles.
        QVERIFY((**here->store->session(here->ada.session.session)).endedMs.has_value());
        QVERIFY(here->isAuditSound());
    }

    void oneHumanWithTwoAccountsIsOnePerson()
    {
        install();
        const WantedRequest again{QStringLiteral("account.add"),
                                  {},
                                  {{QStringLiteral("login"), QStringLiteral("eve2")},
                                   {QStringLiteral("roles"), QStringLiteral("admin")},
                                   {QStringLiteral("person"), QStringLiteral("eve")}}};
        // It is about her: she may not even begin it; and staff takes two.
        const auto own = **here->intents->propose(here->eve.session, again);
        QCOMPARE(told(here->confirm(here->eve, own)), QStringLiteral("denied"));
        const auto third = here->person(QStringLiteral("kim"), {Role::Admin});
        const auto asked = **here->intents->propose(here->zoe.session, again);
        QCOMPARE(told(here->confirm(here->zoe, asked)), QStringLiteral("yes"));
        const auto agreed = **here->intents->open(third.session, asked.proposal.id);
        const auto made = here->confirm(third, agreed);
        QCOMPARE(told(made), QStringLiteral("yes"));
        const auto eve2 =
            here->enrolled(QStringLiteral("eve2"), (*made)->result.value(QStringLiteral("token")));
        const auto first = **here->intents->propose(here->eve.session, Installation::promoteAda());
        QCOMPARE(told(here->confirm(here->eve, first)), QStringLiteral("yes"));
        const auto second = **here->intents->open(eve2.session, first.proposal.id);
        QCOMPARE(told(here->confirm(eve2, second)), QStringLiteral("denied"));
        QCOMPARE(here->account(QStringLiteral("ada")).roles, Roles{Role::Creator});
    }

    void fiftyAtOnceDoItOnce_data() { Places::rows(); }
    void fiftyAtOnceDoItOnce()
    {
        QFETCH(int, engine);
        install(engine);
        const auto opened = **here->intents->propose(
            here->eve.session, {QStringLiteral("account.add"),
                                {},
                                {{QStringLiteral("login"), QStringLiteral("bob")},
                                 {QStringLiteral("roles"), QStringLiteral("creator")}}});
        const IntentProof proof = here->proof(here->eve, opened);
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 50; ++i) {
            threads.emplace_back([&] {
                const auto answer = here->intents->confirm(here->eve.session, opened.intent.id, proof);
                right += answer && *answer ? 1 : 0;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(right.load(), 1);
        QCOMPARE(here->carriedOut.load(), 1);
        int rows = 0;
        for (const AuditRow &row : here->audit())
            rows += row.action == u"account.add" && !row.intent.isEmpty();
        QCOMPARE(rows, 1);
        QVERIFY(here->isAuditSound());
    }

    void onlyWhoseRoleItIsMayAsk()
    {
        install();
        QCOMPARE(told(here->intents->propose(here->ada.session, Installation::disableAda())),
                 QStringLiteral("denied"));
        Verified nobody;
        QCOMPARE(told(here->intents->propose(nobody, Installation::disableAda())),
                 QStringLiteral("not-signed-in"));
        const auto opened = **here->intents->propose(here->eve.session, Installation::promoteAda());
        QCOMPARE(told(here->intents->open(here->ada.session, opened.proposal.id)), QStringLiteral("denied"));
    }

    void whatCannotBeIsRefusedBeforeAnybodySigns_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("object");
        QTest::addColumn<QString>("roles");
        QTest::addColumn<QString>("answer");
        QTest::newRow("no such action") << "account.sell"
                                        << "ada"
                                        << ""
                                        << "bad-document";
        QTest::newRow("not a high one") << "event.vote"
                                        << "ada"
                                        << ""
                                        << "not-signed-in";
        QTest::newRow("nobody") << "account.disable"
                                << "mallory"
                                << ""
                                << "unknown-id";
        QTest::newRow("roles as they are") << "account.roles"
                                           << "ada"
                                           << "creator"
                                           << "not-allowed-here";
        QTest::newRow("no roles") << "account.roles"
                                  << "ada"
                                  << ""
                                  << "wrong-type";
        QTest::newRow("unknown role") << "account.roles"
                                      << "ada"
                                      << "king"
                                      << "wrong-type";
        QTest::newRow("staff beside creator") << "account.roles"
                                              << "ada"
                                              << "creator admin"
                                              << "not-allowed-here";
        QTest::newRow("active already") << "account.enable"
                                        << "ada"
                                        << ""
                                        << "not-allowed-here";
        QTest::newRow("no event") << "content.takedown"
                                  << "ev_x"
                                  << ""
                                  << "unknown-id";
        QTest::newRow("good") << "account.disable"
                              << "ada"
                              << ""
                              << "yes";
    }
    void whatCannotBeIsRefusedBeforeAnybodySigns()
    {
        QFETCH(QString, action);
        QFETCH(QString, object);
        QFETCH(QString, roles);
        QFETCH(QString, answer);
        install();
        WantedRequest request{action, object};
        if (!roles.isEmpty())
            request.fields = {{QStringLiteral("roles"), roles}};
        QCOMPARE(told(here->intents->propose(here->eve.session, request)), answer);
    }

    void somebodyIsLeftWhoMayAdminister()
    {
        install();
        const auto zoe = **here->intents->propose(here->eve.session,
                                                  {QStringLiteral("account.disable"), QStringLiteral("zoe")});
        const auto eve = **here->intents->propose(here->zoe.session,
                                                  {QStringLiteral("account.disable"), QStringLiteral("eve")});
        QCOMPARE(told(here->confirm(here->eve, zoe)), QStringLiteral("yes"));
        // Hers was good when she asked; now she has no session.
        QVERIFY(told(here->confirm(here->zoe, eve)) != QStringLiteral("yes"));
        QCOMPARE(here->account(QStringLiteral("eve")).state, AccountState::Active);
    }

    void aResetMakesEverythingOldWorthless()
    {
        install();
        const auto opened = **here->intents->propose(
            here->eve.session, {QStringLiteral("account.reset-factor"), QStringLiteral("ada")});
        const auto done = here->confirm(here->eve, opened);
        QCOMPARE(told(done), QStringLiteral("yes"));
        SignInRequest request{QStringLiteral("ada"), password, here->codeOf(here->ada)};
        QCOMPARE(told(await<SignedIn>([&](auto told) { here->accounts->signIn(request, told); })),
                 QStringLiteral("wrong-credentials"));
        QVERIFY(here->intents->devices(here->account(QStringLiteral("ada")).id)->isEmpty());
        const auto again =
            here->enrolled(QStringLiteral("ada"), (*done)->result.value(QStringLiteral("token")));
        QVERIFY(again.session.subject.account.has_value());
    }

    void devicesAreOnesOwn()
    {
        install();
        const AccountId id = *here->eve.session.subject.account;
        const QByteArray key = platform::Ed25519Signer(QByteArray(32, 'q')).publicKey();
        QCOMPARE(told(here->intents->addDevice(id, key.left(31), {})), QStringLiteral("wrong-type"));
        const auto added = here->intents->addDevice(id, key, QStringLiteral("laptop"));
        QCOMPARE(told(added), QStringLiteral("yes"));
        QCOMPARE(told(here->intents->addDevice(*here->zoe.session.subject.account, key, {})),
                 QStringLiteral("name-taken"));
        QCOMPARE(told(here->intents->revokeDevice(*here->zoe.session.subject.account, (*added)->id)),
                 QStringLiteral("unknown-id"));
        QCOMPARE(told(here->intents->revokeDevice(id, (*added)->id)), QStringLiteral("yes"));
        QCOMPARE(here->intents->devices(id)->size(), 1);
        const auto opened = **here->intents->propose(here->eve.session, Installation::disableAda());
        IntentProof proof = here->proof(here->eve, opened);
        proof.signature = platform::Ed25519Signer(QByteArray(32, 'q')).sign(here->digestOf(opened));
        QCOMPARE(told(here->intents->confirm(here->eve.session, opened.intent.id, proof)),
                 QStringLiteral("wrong-credentials"));
    }
};

QTEST_GUILESS_MAIN(IntentServiceTest)
#include "intent_service_test.moc"
