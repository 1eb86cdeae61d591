// One installation with two admins and a creator, whose clock is set, and what they do about intents.
#pragma once

#include "app/platform/ed25519.h"
#include "core/base/base32.h"
#include "core/identity/audit/audit_judge.h"
#include "core/identity/totp.h"
#include "server/identity/intent_service.h"
#include "server/storage/audit_table.h"
#include "server/storage/identity/sql_intent_store.h"
#include "server/storage/sql_account_store.h"
#include "tests/server/storage/places.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_random.h"

#include <atomic>
#include <future>

namespace icmp::test {

using namespace icmp::identity;
using namespace icmp::storage;

inline const QString password = QStringLiteral("correct horse battery");

template <class T>
QString told(const Answer<T> &answer)
{
    if (!answer)
        return answer.error().what;
    return *answer ? QStringLiteral("yes") : keyOf(answer->error().code);
}

template <class T>
Answer<T> await(const std::function<void(Done<Answer<T>>)> &call)
{
    std::promise<Answer<T>> promise;
    call([&](Answer<T> answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
}

struct Installation {
    struct Person {
        QString login;
        QByteArray seed;
        QByteArray deviceSeed;
        Verified session;
    };

    FakeClock clock;
    SeededRandom random;
    FixedKeys keys;
    std::unique_ptr<Database> database;
    std::unique_ptr<SqlAccountStore> store;
    std::unique_ptr<SqlIntentStore> intentStore;
    std::unique_ptr<AccountService> accounts;
    std::unique_ptr<IntentService> intents;
    std::atomic<int> carriedOut = 0;
    Person eve, zoe, ada;

    enum class People { Enrolled, Elsewhere };

    // Elsewhere: they enrolled in another process; eve's, zoe's and ada's secrets are copied from there.
    explicit Installation(const Place &place, People people = People::Enrolled)
        : random(people == People::Elsewhere ? 99 : 1)
    {
        database = std::move(*Database::open(place));
        store = std::make_unique<SqlAccountStore>(*database, keys, random);
        intentStore = std::make_unique<SqlIntentStore>(*database, keys, random);
        const AccountSettings settings{{1, 8'192}, 2, 1'000};
        accounts = std::move(*AccountService::open(*store, keys, clock, random, settings));
        intents = std::make_unique<IntentService>(*intentStore, clock, random, platform::isSignedBy,
                                                  [this](const Wanted &wanted) {
                                                      ++carriedOut;
                                                      if (const auto id = AccountId::fromText(wanted.object))
                                                          accounts->forget(*id);
                                                  });
        if (people == People::Elsewhere)
            return;
        eve = person(QStringLiteral("eve"), {Role::Admin});
        zoe = person(QStringLiteral("zoe"), {Role::Admin});
        ada = person(QStringLiteral("ada"), {Role::Creator});
    }

    Person person(const QString &login, Roles roles)
    {
        Subject installation;
        installation.installation = true;
        const auto invited =
            await<Invitation>([&](auto done) { accounts->invite(installation, login, roles, done); });
        return enrolled(login, (*invited)->token);
    }

    Person enrolled(const QString &login, const QString &token)
    {
        Person made{login, {}, random.bytes(32), {}};
        EnrolRequest request{token, password};
        const auto begun = await<EnrolAnswer>([&](auto done) { accounts->enrol(request, done); });
        made.seed = *fromBase32((*begun)->totpSecret);
        request.password.clear();
        request.code = codeOf(made);
        request.deviceKey = platform::Ed25519Signer(made.deviceSeed).publicKey();
        const auto finished = await<EnrolAnswer>([&](auto done) { accounts->enrol(request, done); });
        if (!finished || !*finished)
            qFatal("%s", qPrintable(told(finished)));
        clock.advance(totpStepMs);
        made.session = signedIn(made);
        clock.advance(totpStepMs);
        return made;
    }

    Verified signedIn(const Person &who)
    {
        SignInRequest request{who.login, password, codeOf(who)};
        const auto in = await<SignedIn>([&](auto done) { accounts->signIn(request, done); });
        if (!in || !*in)
            qFatal("%s", qPrintable(told(in)));
        return **accounts->verify((*in)->session);
    }

    QString codeOf(const Person &who) { return totpCode(who.seed, totpStepAt(clock.nowMs())); }
    QString wrongCodeOf(const Person &who)
    {
        for (int i = 0;; ++i) {
            const QString code = QString::number(i).rightJustified(6, u'0');
            if (!matchingStep(who.seed, code, clock.nowMs()))
                return code;
        }
    }
    QByteArray digestOf(const Opened &opened)
    {
        return intentDigest(opened.proposal.bytes, opened.intent.nonce, opened.intent.account,
                            opened.intent.session);
    }
    IntentProof proof(const Person &who, const Opened &opened)
    {
        return {platform::Ed25519Signer(who.deviceSeed).sign(digestOf(opened)), codeOf(who)};
    }
    Answer<Confirmed> confirm(const Person &who, const Opened &opened)
    {
        return intents->confirm(who.session, opened.intent.id, proof(who, opened));
    }

    static WantedRequest disableAda() { return {QStringLiteral("account.disable"), QStringLiteral("ada")}; }
    static WantedRequest promoteAda()
    {
        return {QStringLiteral("account.roles"),
                QStringLiteral("ada"),
                {{QStringLiteral("roles"), QStringLiteral("creator producer")}}};
    }
    Account account(const QString &login) { return **store->accountByLogin(login); }

    QList<AuditRow> audit()
    {
        QList<AuditRow> rows;
        (void)database->read([&](Connection &c) {
            return AuditTable(c).each([&](const AuditRow &row) { rows.append(row); });
        });
        return rows;
    }
    bool isAuditSound()
    {
        AuditJudge judge({}, {}, [](auto, auto, auto) { return true; });
        for (const AuditRow &row : audit())
            judge.take(row);
        return judge.finish().isSound();
    }
};

} // namespace icmp::test
