// The account store on the installation's database.
#pragma once

#include "core/identity/account_store.h"
#include "server/storage/account_table.h"
#include "server/storage/database.h"
#include "server/storage/field_cipher.h"

namespace icmp::storage {

class SqlAccountStore : public identity::AccountStore {
public:
    // All three outlive the store.
    SqlAccountStore(Database &database, KeyProvider &keys, Random &random);

    Outcome<std::optional<identity::Account>> account(AccountId id) override;
    Outcome<std::optional<identity::Account>> accountByLogin(const QString &login) override;
    Outcome<qint64> countSignedIn(identity::Role role) override;
    Outcome<qint64> countWith(identity::Role role) override;
    Outcome<std::optional<identity::Secrets>> secrets(AccountId id) override;

    Outcome<Result<void>> addAccount(const identity::NewAccount &added) override;
    Outcome<void> renewEnrolment(const identity::Enrolment &enrolment, qint64 nowMs) override;
    Outcome<std::optional<identity::Enrolment>> enrolment(const QByteArray &tokenHash) override;
    Outcome<void> stageSecrets(const identity::Secrets &secrets,
                               const QList<QByteArray> &recoveryCodes) override;
    Outcome<identity::Won> finishEnrolment(const identity::FinishedEnrolment &finished) override;

    Outcome<Result<identity::FactorState>> payGuess(AccountId id, qint64 nowMs) override;
    Outcome<void> refundGuess(AccountId id) override;
    Outcome<identity::Won> acceptStep(AccountId id, qint64 step) override;
    Outcome<void> replacePassword(AccountId id, const QString &hashed) override;
    Outcome<identity::Won> useRecoveryCode(AccountId id, const QByteArray &codeHash, qint64 nowMs) override;

    Outcome<void> addSession(const identity::Session &session) override;
    Outcome<std::optional<identity::Session>> session(const QByteArray &tokenHash) override;
    void touchSession(const QByteArray &tokenHash, qint64 nowMs) override;
    Outcome<void> endSession(const QByteArray &tokenHash, qint64 nowMs) override;
    Outcome<void> endSessionsOf(AccountId id, qint64 nowMs) override;
    Outcome<void> setState(AccountId id, identity::AccountState state, qint64 nowMs) override;

    Outcome<void> addTicket(const identity::Ticket &ticket) override;
    Outcome<std::optional<identity::Ticket>> ticket(const QByteArray &tokenHash) override;
    Outcome<identity::Won> useTicket(const QByteArray &tokenHash, qint64 nowMs) override;

private:
    Outcome<void> write(const std::function<Outcome<void>(Connection &)> &work);
    Outcome<identity::Won> decide(const std::function<Outcome<identity::Won>(Connection &)> &work);

    Database &m_database;
    SubjectKeys m_keys;
    Random &m_random;
};

} // namespace icmp::storage
