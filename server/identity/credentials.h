// The order of the checks of signing in and enrolling. Blocking; runs on the service's hashing threads.
//
// Signing in: pace → password (same work for everybody) → pay for a guess, durably → code → the step is taken
// once → session. The answer to a wrong login, password or code is the same.
#pragma once

#include "server/identity/account_service.h"

namespace icmp::identity {

class Credentials {
public:
    Credentials(AccountStore &store, Clock &clock, Random &random, PasswordHash hash,
                AccountSettings settings)
        : m_store(store), m_clock(clock), m_random(random), m_hash(std::move(hash)), m_settings(settings)
    {
    }

    Answer<EnrolAnswer> enrol(const EnrolRequest &request);
    Answer<SignedIn> signIn(const SignInRequest &request);
    // A code of the second factor, or a recovery code, is paid for, judged and used up.
    // refuses  WrongCredentials, CodeUsed, FactorLocked, TooOften
    Answer<void> useCode(const Secrets &secrets, const QString &code);

    // refuses  as signIn
    Answer<void> reauthenticate(AccountId account, const QString &password, const QString &code);

private:
    Answer<EnrolAnswer> beginEnrolment(const EnrolRequest &request, const Enrolment &enrolment,
                                       const Account &account);
    Answer<EnrolAnswer> finishEnrolment(const EnrolRequest &request, const Enrolment &enrolment,
                                        const Account &account);
    Answer<SignedIn> openSession(const SignInRequest &request, Account account, bool secondFactor);
    bool needsFactor(Roles roles) const;

    AccountStore &m_store;
    Clock &m_clock;
    Random &m_random;
    PasswordHash m_hash;
    AccountSettings m_settings;
};

} // namespace icmp::identity
