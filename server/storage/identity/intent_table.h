// Rows of proposal, intent, approval and device_key. All calls are within the caller's transaction.
#pragma once

#include "core/identity/intent/intent_store.h"
#include "server/storage/field_cipher.h"

namespace icmp::storage {

class IntentTable {
public:
    // A proposal's bytes lie sealed under its proposer's key.
    IntentTable(Connection &connection, SubjectKeys &keys, Random &random)
        : m_connection(connection), m_keys(keys), m_random(random)
    {
    }

    Outcome<void> addProposal(const identity::Proposal &proposal);
    Outcome<std::optional<identity::Proposal>> proposal(const QString &id);
    Outcome<QList<identity::Proposal>> openProposals(qint64 nowMs);
    Outcome<qint64> countOpen(qint64 nowMs);
    Outcome<identity::Won> setState(const QString &proposal, identity::ProposalState state);
    Outcome<void> extend(const QString &proposal, qint64 expiresMs);

    Outcome<void> addIntent(const identity::Intent &intent);
    Outcome<std::optional<identity::Intent>> intent(const QString &id);
    Outcome<identity::Won> setState(const QString &intent, identity::IntentState state);
    Outcome<void> addTries(const QString &intent, int more);

    // Won::No when this person has already.
    Outcome<identity::Won> approve(const QString &proposal, const identity::Approval &approval);
    Outcome<QList<identity::Approval>> approvals(const QString &proposal);

    Outcome<QList<identity::DeviceKey>> devices(AccountId account);

private:
    Outcome<identity::Proposal> opened(identity::Proposal proposal);

    Connection &m_connection;
    SubjectKeys &m_keys;
    Random &m_random;
};

} // namespace icmp::storage
