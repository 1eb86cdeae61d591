// The intent store on the installation's database.
#pragma once

#include "core/identity/intent/intent_store.h"
#include "server/storage/database.h"
#include "server/storage/field_cipher.h"

namespace icmp::storage {

class SqlIntentStore : public identity::IntentStore {
public:
    // All three outlive the store.
    SqlIntentStore(Database &database, KeyProvider &keys, Random &random)
        : m_database(database), m_keys(keys, random), m_random(random)
    {
    }

    Outcome<Result<identity::Wanted>> prepare(const identity::WantedRequest &request) override;
    Outcome<Result<void>> propose(const identity::Proposal &proposal,
                                  const identity::Intent &intent) override;
    Outcome<Result<identity::Opened>> open(const QString &proposal, const identity::Intent &intent) override;
    Outcome<QList<identity::ProposalLine>> openProposals(qint64 nowMs) override;
    Outcome<Result<identity::Judged>> payProof(const QString &intent, AccountId account,
                                               const QByteArray &session, qint64 nowMs) override;
    Outcome<void> failProof(const QString &intent, qint64 nowMs) override;
    Outcome<void> refundProof(const QString &intent, AccountId account) override;
    Outcome<Result<identity::Confirmed>> confirm(const identity::Confirmation &confirmation) override;
    Outcome<Result<void>> addDevice(const identity::DeviceKey &key) override;
    Outcome<QList<identity::DeviceKey>> devices(AccountId account) override;
    Outcome<identity::Won> revokeDevice(AccountId account, const QString &id, qint64 nowMs) override;

private:
    Outcome<Result<identity::Opened>> load(Connection &connection, const QString &intent);
    Outcome<identity::Secrets> secretsOf(Connection &connection, AccountId account);

    Database &m_database;
    SubjectKeys m_keys;
    Random &m_random;
};

// A device key of an account and the audit row about it; for enrolment too. Within the caller's transaction.
// refuses  TooMany, NameTaken
Outcome<Result<void>> storeDevice(Connection &connection, const identity::DeviceKey &key);

} // namespace icmp::storage
