// Where accounts, secrets, sessions and tickets are kept.
//
// Thread-safe and blocking: a write returns after the durable commit, so no event loop calls it. Each
// conditional write decides in one statement of the database; two that race for the same thing have one
// winner.
#pragma once

#include "core/base/operation.h"
#include "core/identity/intent/intent.h"
#include "core/identity/second_factor.h"
#include "core/identity/session.h"

namespace icmp::identity {

// Secrets of one account. password: the string of the hash function, with its parameters; empty before
// enrolment. totpSeed: empty without a second factor.
struct Secrets {
    AccountId account;
    QString password;
    QByteArray totpSeed;
    FactorState factor = {};
};

struct NewAccount {
    Account account;
    Enrolment enrolment;
    QString by; // for the audit: an account's id, or "installation"
};

// The first right code of an enrolment, or step 0 where no second factor is used. The device may be nothing.
struct FinishedEnrolment {
    QByteArray tokenHash;
    qint64 step = 0;
    qint64 nowMs = 0;
    std::optional<DeviceKey> device = {};
};

enum class Won { Yes, No };

class AccountStore {
public:
    virtual ~AccountStore() = default;

    virtual Outcome<std::optional<Account>> account(AccountId id) = 0;
    virtual Outcome<std::optional<Account>> accountByLogin(const QString &login) = 0;
    // Active accounts with this role that have signed in at least once.
    virtual Outcome<qint64> countSignedIn(Role role) = 0;
    // Accounts with this role, in whatever state.
    virtual Outcome<qint64> countWith(Role role) = 0;
    virtual Outcome<std::optional<Secrets>> secrets(AccountId id) = 0;

    // refuses  NameTaken
    virtual Outcome<Result<void>> addAccount(const NewAccount &added) = 0;
    // Replaces the account's open enrolments, e.g. when the bootstrap token ran out.
    virtual Outcome<void> renewEnrolment(const Enrolment &enrolment, qint64 nowMs) = 0;
    virtual Outcome<std::optional<Enrolment>> enrolment(const QByteArray &tokenHash) = 0;
    // Stores the secrets of an enrolment that waits for its first right code; earlier ones are replaced.
    virtual Outcome<void> stageSecrets(const Secrets &secrets, const QList<QByteArray> &recoveryCodes) = 0;
    // Makes the account active and uses the enrolment up. Won::No when it was used or late, or the device's
    // key is somebody else's.
    virtual Outcome<Won> finishEnrolment(const FinishedEnrolment &finished) = 0;

    // Reads the factor, applies spendGuess and stores it, in one transaction. refuses  as spendGuess
    virtual Outcome<Result<FactorState>> payGuess(AccountId id, qint64 nowMs) = 0;
    virtual Outcome<void> refundGuess(AccountId id) = 0;
    // P2: stores the step if the stored one is lower.
    virtual Outcome<Won> acceptStep(AccountId id, qint64 step) = 0;
    virtual Outcome<void> replacePassword(AccountId id, const QString &hashed) = 0;
    // Uses a recovery code, ends all sessions of the account and clears the guess budget.
    virtual Outcome<Won> useRecoveryCode(AccountId id, const QByteArray &codeHash, qint64 nowMs) = 0;

    virtual Outcome<void> addSession(const Session &session) = 0;
    virtual Outcome<std::optional<Session>> session(const QByteArray &tokenHash) = 0;
    // Returns at once; the write may be lost in a crash.
    virtual void touchSession(const QByteArray &tokenHash, qint64 nowMs) = 0;
    virtual Outcome<void> endSession(const QByteArray &tokenHash, qint64 nowMs) = 0;
    virtual Outcome<void> endSessionsOf(AccountId id, qint64 nowMs) = 0;
    virtual Outcome<void> setState(AccountId id, AccountState state, qint64 nowMs) = 0;

    virtual Outcome<void> addTicket(const Ticket &ticket) = 0;
    virtual Outcome<std::optional<Ticket>> ticket(const QByteArray &tokenHash) = 0;
    virtual Outcome<Won> useTicket(const QByteArray &tokenHash, qint64 nowMs) = 0;
};

} // namespace icmp::identity
