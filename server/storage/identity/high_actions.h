// The high actions over accounts and content: what each would change, and the change itself.
//
// All calls are within the caller's transaction. A refusal leaves nothing changed only because the caller
// undoes.
#pragma once

#include "core/identity/intent/intent_store.h"
#include "server/storage/field_cipher.h"

namespace icmp::storage {

// What an action is about, as it is now.
struct ObjectNow {
    qint64 version = 0;
    QList<qint64> concerned = {}; // persons who gain or lose by it and therefore agree to nothing
};

class HighActions {
public:
    HighActions(Connection &connection, SubjectKeys &keys) : m_connection(connection), m_keys(keys) {}

    // refuses  BadDocument (not one of these actions), UnknownId, NameTaken, NotAllowedHere (nothing would
    //          change, or no admin would be left), as checkedLogin and checkedRoles
    Outcome<Result<identity::Wanted>> prepare(const identity::WantedRequest &request);
    // refuses  UnknownId
    Outcome<Result<ObjectNow>> objectNow(const identity::Wanted &wanted);
    // What is only known now, e.g. that an invitation was made; the rules of prepare are checked again.
    // refuses  as prepare
    Outcome<Result<identity::Fields>> perform(const identity::Wanted &wanted,
                                              const identity::Confirmation &confirmation);

private:
    using Account = identity::Account;
    Outcome<Result<Account>> accountOf(const QString &idOrLogin);
    Outcome<Result<identity::Wanted>> prepareAdd(const identity::WantedRequest &request);
    Outcome<Result<identity::Wanted>> prepareAccount(identity::Action action,
                                                     const identity::WantedRequest &request);
    Outcome<Result<identity::Wanted>> prepareEvent(identity::Action action,
                                                   const identity::WantedRequest &request);
    Outcome<Result<void>> keepsAnAdmin(const Account &account);
    Outcome<Result<identity::Fields>> performAdd(const identity::Wanted &wanted,
                                                 const identity::Confirmation &confirmation);
    Outcome<Result<identity::Fields>> performAccount(const identity::Wanted &wanted,
                                                     const identity::Confirmation &confirmation);
    Outcome<void> resetFactor(AccountId id, const identity::Confirmation &confirmation);

    Connection &m_connection;
    SubjectKeys &m_keys;
};

} // namespace icmp::storage
