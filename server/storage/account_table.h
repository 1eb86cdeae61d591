// Rows of account, account_secret, recovery_code and enrolment. All calls are within the caller's
// transaction.
#pragma once

#include "core/identity/account_store.h"
#include "server/storage/connection.h"

namespace icmp::storage {

// As it lies in the table: the seed is sealed, and null without a second factor.
struct SecretRow {
    AccountId account;
    QString password;
    QByteArray sealedSeed;
    identity::FactorState factor;
};

class AccountTable {
public:
    explicit AccountTable(Connection &connection) : m_connection(connection) {}

    // Won::No when the login is taken.
    Outcome<identity::Won> add(const identity::Account &account);
    Outcome<std::optional<identity::Account>> find(AccountId id);
    Outcome<std::optional<identity::Account>> findByLogin(const QString &login);
    Outcome<qint64> countWith(identity::Role role);
    Outcome<qint64> countSignedIn(identity::Role role);
    Outcome<void> setState(AccountId id, identity::AccountState state);
    // Not beyond `most`, with a login after this one; by login.
    Outcome<QList<identity::Account>> list(const QString &after, int most);
    Outcome<void> setRoles(AccountId id, identity::Roles roles);
    // Who it belongs to: the account's own id unless somebody has several. 0 when there is none.
    Outcome<qint64> personOf(AccountId id);
    Outcome<void> setPerson(AccountId id, qint64 person);
    Outcome<void> noteSignIn(AccountId id, qint64 nowMs);

    Outcome<void> putSecrets(const SecretRow &row);
    Outcome<std::optional<SecretRow>> secrets(AccountId id);
    Outcome<void> setBudget(AccountId id, const identity::FactorState &factor);
    Outcome<identity::Won> acceptStep(AccountId id, qint64 step);
    // Without a second factor and with the budget as new.
    Outcome<void> clearFactor(AccountId id);
    Outcome<void> setPassword(AccountId id, const QString &hashed);

    Outcome<void> replaceRecoveryCodes(AccountId id, const QList<QByteArray> &hashes);
    Outcome<identity::Won> useRecoveryCode(AccountId id, const QByteArray &hash, qint64 nowMs);

    Outcome<void> addEnrolment(const identity::Enrolment &enrolment);
    Outcome<std::optional<identity::Enrolment>> enrolment(const QByteArray &tokenHash);
    Outcome<identity::Won> useEnrolment(const QByteArray &tokenHash, qint64 nowMs);
    Outcome<void> closeEnrolments(AccountId id, qint64 nowMs);

private:
    Connection &m_connection;
};

// Whether a conditional statement changed its row.
Outcome<identity::Won> wonBy(const Outcome<qint64> &changed);
Outcome<void> doneBy(const Outcome<qint64> &changed);

} // namespace icmp::storage
