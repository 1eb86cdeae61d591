#include "server/storage/identity/intent_table.h"

#include "server/storage/account_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

FieldPlace bytesPlace(const QString &proposal)
{
    return {"proposal", "sealed", proposal};
}

// Its bytes are still sealed.
Proposal readProposal(const Cursor &cursor)
{
    return {
        cursor.text(0),   cursor.bytes(1),  AccountId{cursor.number(2)},
        cursor.number(3), cursor.number(4), proposalStateOf(cursor.text(5)).value_or(ProposalState::Void)};
}

Intent readIntent(const Cursor &cursor)
{
    return {
        cursor.text(0),   cursor.text(1),        AccountId{cursor.number(2)},
        cursor.bytes(3),  cursor.bytes(4),       cursor.number(5),
        cursor.number(6), int(cursor.number(7)), intentStateOf(cursor.text(8)).value_or(IntentState::Void)};
}

Approval readApproval(const Cursor &cursor)
{
    return {AccountId{cursor.number(0)}, cursor.number(1), cursor.number(2)};
}

DeviceKey readDevice(const Cursor &cursor)
{
    return {cursor.text(0),   AccountId{cursor.number(1)}, cursor.bytes(2), cursor.text(3),
            cursor.number(4), cursor.maybeNumber(5)};
}

} // namespace

Outcome<Proposal> IntentTable::opened(Proposal proposal)
{
    const auto key = m_keys.find(m_connection, proposal.proposer);
    if (!key)
        return tl::unexpected(key.error());
    const auto bytes = unseal(*key, bytesPlace(proposal.id), proposal.bytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    proposal.bytes = *bytes;
    return proposal;
}

Outcome<void> IntentTable::addProposal(const Proposal &proposal)
{
    const auto key = m_keys.find(m_connection, proposal.proposer);
    if (!key)
        return tl::unexpected(key.error());
    const QByteArray sealed = seal(*key, bytesPlace(proposal.id), proposal.bytes, m_random);
    return doneBy(m_connection.run("proposal_add", {{":id", proposal.id},
                                                    {":hash", proposalHash(proposal.bytes)},
                                                    {":sealed", sealed},
                                                    {":proposer", proposal.proposer.value},
                                                    {":created", proposal.createdMs},
                                                    {":expires", proposal.expiresMs}}));
}

Outcome<std::optional<Proposal>> IntentTable::proposal(const QString &id)
{
    const auto row = m_connection.first("proposal_find", {{":id", id}}, readProposal);
    if (!row || !*row)
        return row;
    const auto proposal = opened(**row);
    if (!proposal)
        return tl::unexpected(proposal.error());
    return std::optional(*proposal);
}

Outcome<QList<Proposal>> IntentTable::openProposals(qint64 nowMs)
{
    auto rows = m_connection.list("proposal_open", {{":now", nowMs}}, readProposal);
    if (!rows)
        return rows;
    for (Proposal &row : *rows) {
        const auto proposal = opened(row);
        if (!proposal)
            return tl::unexpected(proposal.error());
        row = *proposal;
    }
    return rows;
}

Outcome<qint64> IntentTable::countOpen(qint64 nowMs)
{
    return m_connection.count("proposal_count", {{":now", nowMs}});
}

Outcome<Won> IntentTable::setState(const QString &proposal, ProposalState state)
{
    return wonBy(m_connection.run("proposal_set_state", {{":id", proposal}, {":state", keyOf(state)}}));
}

Outcome<void> IntentTable::extend(const QString &proposal, qint64 expiresMs)
{
    return doneBy(m_connection.run("proposal_extend", {{":id", proposal}, {":expires", expiresMs}}));
}

Outcome<void> IntentTable::addIntent(const Intent &intent)
{
    return doneBy(m_connection.run("intent_add", {{":id", intent.id},
                                                  {":proposal", intent.proposal},
                                                  {":account", intent.account.value},
                                                  {":session_hash", intent.session},
                                                  {":nonce", intent.nonce},
                                                  {":created", intent.createdMs},
                                                  {":expires", intent.expiresMs}}));
}

Outcome<std::optional<Intent>> IntentTable::intent(const QString &id)
{
    return m_connection.first("intent_find", {{":id", id}}, readIntent);
}

Outcome<Won> IntentTable::setState(const QString &intent, IntentState state)
{
    return wonBy(m_connection.run("intent_set_state", {{":id", intent}, {":state", keyOf(state)}}));
}

Outcome<void> IntentTable::addTries(const QString &intent, int more)
{
    return doneBy(m_connection.run("intent_add_try", {{":id", intent}, {":more", more}}));
}

Outcome<Won> IntentTable::approve(const QString &proposal, const Approval &approval)
{
    return wonBy(m_connection.run("approval_add", {{":proposal", proposal},
                                                   {":person", approval.person},
                                                   {":account", approval.account.value},
                                                   {":at", approval.atMs}}));
}

Outcome<QList<Approval>> IntentTable::approvals(const QString &proposal)
{
    return m_connection.list("approval_list", {{":proposal", proposal}}, readApproval);
}

Outcome<QList<DeviceKey>> IntentTable::devices(AccountId account)
{
    return m_connection.list("device_list", {{":account", account.value}}, readDevice);
}

} // namespace icmp::storage
