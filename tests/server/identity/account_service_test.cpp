#include "server/identity/account_service.h"

#include "core/base/base32.h"
#include "core/identity/totp.h"
#include "server/storage/sql_account_store.h"
#include "tests/server/storage/places.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

#include <QSemaphore>
#include <future>

using namespace icmp;
using namespace icmp::identity;
using namespace icmp::storage;

namespace {

const QString password = QStringLiteral("correct horse battery");

template <class T>
QString told(const Answer<T> &answer)
{
    if (!answer)
        return answer.error().what;
    return *answer ? QStringLiteral("yes") : keyOf(answer->error().code);
}

// Waits for the answer of an asynchronous call.
template <class T>
Answer<T> await(const std::function<void(Done<Answer<T>>)> &call)
{
    std::promise<Answer<T>> promise;
    call([&](Answer<T> answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
}

} // namespace

// One installation: database, store and service, with cheap hashes and a clock that is set.
struct Installation {
    test::FakeClock clock;
    test::SeededRandom random;
    test::FixedKeys keys;
    std::unique_ptr<Database> database;
    std::unique_ptr<SqlAccountStore> store;
    std::unique_ptr<AccountService> service;

    explicit Installation(const Place &place, int waiting = 1'000)
    {
        database = std::move(*Database::open(place));
        store = std::make_unique<SqlAccountStore>(*database, keys, random);
        restart(waiting);
    }

    void restart(int waiting = 1'000)
    {
        service.reset();
        const AccountSettings settings{{1, 8'192}, 2, waiting};
        service = std::move(*AccountService::open(*store, keys, clock, random, settings));
    }

    Answer<Invitation> invite(const Subject &by, const QString &login, Roles roles)
    {
        return await<Invitation>([&](auto done) { service->invite(by, login, roles, done); });
    }
    Answer<EnrolAnswer> enrol(const EnrolRequest &request)
    {
        return await<EnrolAnswer>([&](auto done) { service->enrol(request, done); });
    }
    Answer<SignedIn> signIn(const SignInRequest &request)
    {
        return await<SignedIn>([&](auto done) { service->signIn(request, done); });
    }
    Answer<Verified> redeem(const QString &ticket, const QString &event, const QString &origin)
    {
        return await<Verified>([&](auto done) { service->redeemTicket(ticket, event, origin, done); });
    }

    // An enrolled person; the clock moves to the next step, so that a code is at hand.
    struct Person {
        QString login;
        QByteArray seed;
        QStringList recoveryCodes;
    };
    Person person(const QString &login, Roles roles)
    {
        Subject installation;
        installation.installation = true;
        return enrolled(**invite(installation, login, roles));
    }
    Person enrolled(const Invitation &invitation)
    {
        const auto begun = enrol({invitation.token, password});
        const QByteArray seed = *fromBase32((*begun)->totpSecret);
        const auto finished = enrol({invitation.token, {}, codeOf(seed)});
        if (!finished || !*finished || !(*finished)->finished)
            qFatal("%s", qPrintable(told(finished)));
        clock.advance(totpStepMs);
        return {invitation.login, seed, (*begun)->recoveryCodes};
    }
    QString codeOf(const QByteArray &seed) { return totpCode(seed, totpStepAt(clock.nowMs())); }
    QString wrongCodeOf(const QByteArray &seed)
    {
        for (int i = 0;; ++i) {
            const QString code = QString::number(i).rightJustified(6, u'0');
            if (!matchingStep(seed, code, clock.nowMs()))
                return code;
        }
    }
    SignInRequest request(const Person &who) { return {who.login, password, codeOf(who.seed)}; }
};

class AccountServiceTest : public QObject {
    Q_OBJECT

    test::Places m_places;

    std::unique_ptr<Installation> install(Engine engine = Engine::Sqlite)
    {
        return std::make_unique<Installation>(m_places.fresh(engine));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    void theFirstAdminEnrolsOnceAndInTime()
    {
        const auto here = install();
        const auto first = here->service->bootstrap();
        QVERIFY(first && *first);
        QCOMPARE((*first)->expiresMs, here->clock.nowMs() + bootstrapMs);
        here->clock.advance(bootstrapMs);
        QCOMPARE(told(here->enrol({(*first)->token, password})), QStringLiteral("expired"));
        const auto second = here->service->bootstrap();
        QVERIFY(second && *second);
        QVERIFY((*second)->token != (*first)->token);
        const auto admin = here->enrolled(**second);
        QCOMPARE(told(here->enrol({(*second)->token, password})), QStringLiteral("expired"));
        QVERIFY(!*here->service->bootstrap());
        const auto in = here->signIn(here->request(admin));
        QCOMPARE(told(in), QStringLiteral("yes"));
        QVERIFY((*in)->account.roles.has(Role::Admin));
        QCOMPARE((*in)->expiresMs, here->clock.nowMs() + 8 * 3'600'000);
    }

    void anOlderBootstrapTokenEndsWithTheNewOne()
    {
        const auto here = install();
        const auto first = here->service->bootstrap();
        QVERIFY(*here->service->bootstrap());
        QCOMPARE(told(here->enrol({(*first)->token, password})), QStringLiteral("expired"));
    }

    // Whoever has a session asks by an intent instead, see intent_service_test.
    void onlyTheInstallationInvitesWithoutAnIntent()
    {
        const auto here = install();
        const auto admin = here->enrolled(**here->service->bootstrap());
        const QString session = (*here->signIn(here->request(admin)))->session;
        Subject subject = (*here->service->verify(session))->subject;
        subject.freshProof = true;
        QCOMPARE(told(here->invite(subject, QStringLiteral("ada"), {Role::Creator})),
                 QStringLiteral("not-signed-in"));
        Subject installation;
        installation.installation = true;
        QCOMPARE(told(here->invite(installation, QStringLiteral("ada"), {Role::Creator})),
                 QStringLiteral("yes"));
        QCOMPARE(told(here->invite(installation, QStringLiteral("Ada"), {Role::Creator})),
                 QStringLiteral("name-taken"));
        QCOMPARE(told(here->invite(installation, QStringLiteral("x"), {Role::Creator})),
                 QStringLiteral("too-few"));
        QCOMPARE(told(here->invite(installation, QStringLiteral("bob"), {Role::Creator, Role::Admin})),
                 QStringLiteral("not-allowed-here"));
    }

    void passwordAndCodeAreAskedAnew()
    {
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        const AccountId id = (**here->store->accountByLogin(ada.login)).id;
        const auto again = [&](const QString &word, const QString &code) {
            return told(await<void>([&](auto done) { here->service->reauthenticate(id, word, code, done); }));
        };
        QCOMPARE(again(password, {}), QStringLiteral("wrong-credentials"));
        QCOMPARE(again(password, here->wrongCodeOf(ada.seed)), QStringLiteral("wrong-credentials"));
        QCOMPARE(again(QStringLiteral("wrong horse"), here->codeOf(ada.seed)),
                 QStringLiteral("wrong-credentials"));
        QCOMPARE(again(password, here->codeOf(ada.seed)), QStringLiteral("yes"));
        QCOMPARE(again(password, here->codeOf(ada.seed)), QStringLiteral("code-used"));
    }

    void enrollingNeedsOneRightCode()
    {
        const auto here = install();
        Subject installation;
        installation.installation = true;
        const auto invited = here->invite(installation, QStringLiteral("ada"), {Role::Creator});
        const QString token = (*invited)->token;
        QCOMPARE(told(here->enrol({token, QStringLiteral("short")})), QStringLiteral("too-few"));
        QCOMPARE(told(here->enrol({token, {}, QStringLiteral("123456")})), QStringLiteral("too-few"));
        QCOMPARE(told(here->enrol({token, password, {}, false})), QStringLiteral("proof-needed"));
        const auto begun = here->enrol({token, password});
        QVERIFY(!(*begun)->finished);
        QCOMPARE((*begun)->recoveryCodes.size(), recoveryCodeCount);
        const QByteArray seed = *fromBase32((*begun)->totpSecret);
        QVERIFY((*begun)->otpauth.contains((*begun)->totpSecret));
        QCOMPARE(told(here->signIn({QStringLiteral("ada"), password, here->codeOf(seed)})),
                 QStringLiteral("wrong-credentials"));
        QCOMPARE(told(here->enrol({token, {}, here->wrongCodeOf(seed)})),
                 QStringLiteral("wrong-credentials"));
        QCOMPARE(told(here->enrol({token, {}, here->codeOf(seed)})), QStringLiteral("yes"));
        // The code that enrolled is used: P2.
        QCOMPARE(told(here->signIn({QStringLiteral("ada"), password, here->codeOf(seed)})),
                 QStringLiteral("code-used"));
        here->clock.advance(totpStepMs);
        QCOMPARE(told(here->signIn({QStringLiteral("ADA"), password, here->codeOf(seed)})),
                 QStringLiteral("yes"));
        QCOMPARE(told(here->enrol({QString(43, u'A'), password})), QStringLiteral("expired"));
    }

    void beginningToEnrolAgainBuysNoGuesses()
    {
        const auto here = install();
        Subject installation;
        installation.installation = true;
        const QString token = (*here->invite(installation, QStringLiteral("ada"), {Role::Creator}))->token;
        for (int i = 0; i < guessesBeforePause; ++i) {
            const auto begun = here->enrol({token, password});
            const QByteArray seed = *fromBase32((*begun)->totpSecret);
            QCOMPARE(told(here->enrol({token, {}, here->wrongCodeOf(seed)})),
                     QStringLiteral("wrong-credentials"));
        }
        QCOMPARE(told(here->enrol({token, {}, QStringLiteral("000000")})), QStringLiteral("too-often"));
    }

    void anAdvertiserMayDeclineTheSecondFactor()
    {
        const auto here = install();
        Subject installation;
        installation.installation = true;
        const auto invited = here->invite(installation, QStringLiteral("shop"), {Role::Advertiser});
        QVERIFY((*here->enrol({(*invited)->token, password, {}, false}))->finished);
        const auto in = here->signIn({QStringLiteral("shop"), password});
        QCOMPARE(told(in), QStringLiteral("yes"));
        QVERIFY(!(*here->service->verify((*in)->session))->subject.secondFactor);
    }

    void everyWrongSignInSoundsTheSame_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown login") << "nobody" << password << "right";
        QTest::newRow("impossible login") << "no body\n" << password << "right";
        QTest::newRow("wrong password") << "ada"
                                        << "wrong horse battery"
                                        << "right";
        QTest::newRow("wrong code") << "ada" << password << "wrong";
        QTest::newRow("no code") << "ada" << password << "";
        QTest::newRow("odd code") << "ada" << password << "12 34 56 78";
        QTest::newRow("recovery code of nobody") << "ada" << password << "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa";
        QTest::newRow("empty") << ""
                               << ""
                               << "";
    }

    void everyWrongSignInSoundsTheSame()
    {
        QFETCH(QString, login);
        QFETCH(QString, word);
        QFETCH(QString, code);
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        const QString given = code == QStringLiteral("right")   ? here->codeOf(ada.seed)
                              : code == QStringLiteral("wrong") ? here->wrongCodeOf(ada.seed)
                                                                : code;
        const auto answer = here->signIn({login, word, given});
        QVERIFY(answer && !*answer);
        QCOMPARE(answer->error(), (Refusal{RefusalCode::WrongCredentials}));
        QCOMPARE(told(here->signIn(here->request(ada))), QStringLiteral("yes"));
    }

    void guessesStopAtFiveAndFifteenAlsoAfterARestart_data() { test::Places::rows(); }
    void guessesStopAtFiveAndFifteenAlsoAfterARestart()
    {
        QFETCH(int, engine);
        const auto here = install(Engine(engine));
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        int guesses = 0;
        int pauses = 0;
        QString answer;
        for (int tries = 0; tries < 100 && answer != QStringLiteral("factor-locked"); ++tries) {
            here->restart(); // new paces, new caches: only what is durable counts
            answer = told(here->signIn({ada.login, password, here->wrongCodeOf(ada.seed)}));
            if (answer == QStringLiteral("wrong-credentials")) {
                ++guesses;
            } else if (answer == QStringLiteral("too-often")) {
                QCOMPARE(guesses, 5 * ++pauses);
                here->restart();
                QCOMPARE(told(here->signIn(here->request(ada))), QStringLiteral("too-often"));
                here->clock.advance(guessPauseMs);
            }
        }
        QCOMPARE(guesses, guessesBeforeLock);
        QCOMPARE(pauses, 2);
        here->restart();
        QCOMPARE(told(here->signIn(here->request(ada))), QStringLiteral("factor-locked"));
        // A wrong password never reaches the second factor's counter, nor its answer.
        QCOMPARE(told(here->signIn({ada.login, QStringLiteral("wrong horse battery"), {}})),
                 QStringLiteral("wrong-credentials"));
        const SignInRequest recovery{ada.login, password, ada.recoveryCodes[0]};
        QCOMPARE(told(here->signIn(recovery)), QStringLiteral("yes"));
        QCOMPARE(told(here->signIn(here->request(ada))), QStringLiteral("yes"));
        QCOMPARE(told(here->signIn(recovery)), QStringLiteral("wrong-credentials"));
    }

    void wrongPasswordsSlowDownAndNeverLock()
    {
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        SignInRequest wrong{ada.login, QStringLiteral("wrong horse battery"), {}};
        wrong.network = QStringLiteral("192.0.2.1");
        for (int i = 0; i < paceBurst; ++i)
            QCOMPARE(told(here->signIn(wrong)), QStringLiteral("wrong-credentials"));
        QCOMPARE(told(here->signIn(wrong)), QStringLiteral("too-often"));
        SignInRequest unknown = wrong;
        unknown.login = QStringLiteral("nobody");
        for (int i = 0; i < paceBurst; ++i)
            QCOMPARE(told(here->signIn(unknown)), QStringLiteral("wrong-credentials"));
        QCOMPARE(told(here->signIn(unknown)), QStringLiteral("too-often"));
        SignInRequest elsewhere = here->request(ada);
        elsewhere.network = QStringLiteral("198.51.100.7");
        QCOMPARE(told(here->signIn(elsewhere)), QStringLiteral("yes"));
        here->clock.advance(paceRefillMs);
        QCOMPARE(told(here->signIn(wrong)), QStringLiteral("wrong-credentials"));
    }

    // P2: one code in 300 parallel sign-ins gives one session.
    void oneCodeInManyParallelSignInsIsOneSession_data() { test::Places::rows(); }
    void oneCodeInManyParallelSignInsIsOneSession()
    {
        QFETCH(int, engine);
        const auto here = install(Engine(engine));
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        constexpr int parallel = 300;
        // Three services over one database, as three nodes would be.
        QList<AccountService *> nodes{here->service.get()};
        const AccountSettings settings{{1, 8'192}, 4, parallel};
        auto second = *AccountService::open(*here->store, here->keys, here->clock, here->random, settings);
        auto third = *AccountService::open(*here->store, here->keys, here->clock, here->random, settings);
        nodes << second.get() << third.get();
        QSemaphore finished;
        std::atomic<int> sessions = 0;
        std::atomic<int> odd = 0;
        for (int i = 0; i < parallel; ++i) {
            SignInRequest request = here->request(ada);
            request.network = QString::number(i);
            nodes[i % 3]->signIn(request, [&](const Answer<SignedIn> &answer) {
                const QString said = told(answer);
                sessions += said == QStringLiteral("yes") ? 1 : 0;
                odd += QStringList{QStringLiteral("yes"), QStringLiteral("code-used"),
                                   QStringLiteral("too-often")}
                               .contains(said)
                           ? 0
                           : 1;
                finished.release();
            });
        }
        QVERIFY(finished.tryAcquire(parallel, 100'000));
        QCOMPARE(sessions.load(), 1);
        QCOMPARE(odd.load(), 0);
        here->clock.advance(totpStepMs);
        QCOMPARE(told(here->signIn(here->request(ada))), QStringLiteral("yes"));
    }

    void aRecoveryCodeIsUsedOnceInParallel()
    {
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        const QString before = (*here->signIn(here->request(ada)))->session;
        QVERIFY(*here->service->verify(before));
        QSemaphore finished;
        std::atomic<int> sessions = 0;
        for (int i = 0; i < 100; ++i) {
            SignInRequest request{ada.login, password, ada.recoveryCodes[3]};
            request.network = QString::number(i);
            here->service->signIn(request, [&](const Answer<SignedIn> &answer) {
                sessions += answer && *answer ? 1 : 0;
                finished.release();
            });
        }
        QVERIFY(finished.tryAcquire(100, 100'000));
        QCOMPARE(sessions.load(), 1);
        here->clock.advance(sessionCacheMs);
        QCOMPARE(told(here->service->verify(before)), QStringLiteral("not-signed-in"));
    }

    void aFullQueueIsToldAtOnce()
    {
        Installation here(m_places.fresh(Engine::Sqlite), 4);
        QSemaphore finished;
        std::atomic<int> tooOften = 0;
        for (int i = 0; i < 200; ++i) {
            SignInRequest request{QStringLiteral("nobody"), password, {}};
            request.network = QString::number(i);
            here.service->signIn(request, [&](const Answer<SignedIn> &answer) {
                tooOften += told(answer) == QStringLiteral("too-often") ? 1 : 0;
                finished.release();
            });
        }
        QVERIFY(finished.tryAcquire(200, 60'000));
        QVERIFY(tooOften > 0);
    }

    void sessionsEndByLimitSignOutAndRevocation()
    {
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        const QString first = (*here->signIn(here->request(ada)))->session;
        QCOMPARE((*here->service->verify(first))->login, QStringLiteral("ada"));
        QVERIFY((*here->service->verify(first))->subject.secondFactor);
        QCOMPARE(told(here->service->verify(QString(43, u'A'))), QStringLiteral("not-signed-in"));
        QCOMPARE(told(here->service->verify(QStringLiteral("nonsense"))), QStringLiteral("not-signed-in"));
        // Being used keeps it from idling out; a pause of 30 min does not.
        for (int i = 0; i < 3; ++i) {
            here->clock.advance(20 * 60'000);
            QCOMPARE(told(here->service->verify(first)), QStringLiteral("yes"));
        }
        here->clock.advance(30 * 60'000);
        QCOMPARE(told(here->service->verify(first)), QStringLiteral("expired"));
        const QString second = (*here->signIn(here->request(ada)))->session;
        here->clock.advance(totpStepMs);
        const QString third = (*here->signIn(here->request(ada)))->session;
        QVERIFY(*here->service->verify(second));
        QVERIFY(await<void>([&](auto done) { here->service->signOut(second, done); }));
        QCOMPARE(told(here->service->verify(second)), QStringLiteral("not-signed-in"));
        const AccountId id = *(*here->service->verify(third))->subject.account;
        QVERIFY(await<void>([&](auto done) { here->service->endSessions(id, done); }));
        QCOMPARE(told(here->service->verify(third)), QStringLiteral("not-signed-in"));
    }

    void aTicketIsRedeemedOnceWhereItWasIssuedFor()
    {
        const auto here = install();
        const auto ada = here->person(QStringLiteral("ada"), {Role::Creator});
        const QString session = (*here->signIn(here->request(ada)))->session;
        const QString event = QStringLiteral("ev_a");
        const QString origin = QStringLiteral("http://127.0.0.1:8420");
        const auto issue = [&] {
            return (*await<IssuedTicket>(
                        [&](auto d) { here->service->issueTicket(session, event, origin, d); }))
                ->ticket;
        };
        const QString ticket = issue();
        QCOMPARE(told(here->redeem(ticket, QStringLiteral("ev_b"), origin)), QStringLiteral("denied"));
        QCOMPARE(told(here->redeem(ticket, event, QString())), QStringLiteral("denied"));
        const auto redeemed = here->redeem(ticket, event, origin);
        QCOMPARE(told(redeemed), QStringLiteral("yes"));
        QVERIFY((*redeemed)->subject.roles.has(Role::Creator));
        QCOMPARE(told(here->redeem(ticket, event, origin)), QStringLiteral("not-signed-in"));
        const QString late = issue();
        here->clock.advance(ticketMs);
        QCOMPARE(told(here->redeem(late, event, origin)), QStringLiteral("expired"));
        const QString orphan = issue();
        QVERIFY(await<void>([&](auto done) { here->service->signOut(session, done); }));
        QCOMPARE(told(here->redeem(orphan, event, origin)), QStringLiteral("not-signed-in"));
    }
};

QTEST_GUILESS_MAIN(AccountServiceTest)
#include "account_service_test.moc"
