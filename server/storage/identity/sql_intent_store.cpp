#include "server/storage/identity/sql_intent_store.h"

#include "server/storage/account_table.h"
#include "server/storage/audit_table.h"
#include "server/storage/identity/confirm_intent.h"

namespace icmp::storage {

using namespace identity;

namespace {

template <class T>
Outcome<Result<T>> refused(RefusalCode code)
{
    return Result<T>(refuse(code));
}

// Reads one thing on a reader's connection.
template <class T>
Outcome<T> look(Database &database, const std::function<Outcome<T>(Connection &)> &find)
{
    std::optional<T> found;
    const auto read = database.read([&](Connection &connection) -> Outcome<void> {
        auto outcome = find(connection);
        if (!outcome)
            return tl::unexpected(outcome.error());
        found = std::move(*outcome);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return std::move(*found);
}

Outcome<Verdict> kept(const Outcome<void> &done)
{
    if (!done)
        return tl::unexpected(done.error());
    return Verdict::Keep;
}

Outcome<void> noteDevice(Connection &connection, AccountId account, const char *action, const QString &id,
                         qint64 nowMs)
{
    return AuditTable(connection).append({nowMs, account.toText(), QString::fromLatin1(action), id});
}

} // namespace

Outcome<Result<Wanted>> SqlIntentStore::prepare(const WantedRequest &request)
{
    return look<Result<Wanted>>(m_database,
                                [&](Connection &c) { return HighActions(c, m_keys).prepare(request); });
}

Outcome<Result<void>> SqlIntentStore::propose(const Proposal &proposal, const Intent &intent)
{
    return writeDecided<void>(m_database, [&](Connection &c) -> Outcome<Result<void>> {
        IntentTable table(c, m_keys, m_random);
        const auto open = table.countOpen(proposal.createdMs);
        if (!open)
            return tl::unexpected(open.error());
        if (*open >= openProposalsMax)
            return refused<void>(RefusalCode::TooMany);
        auto done = table.addProposal(proposal);
        if (done)
            done = table.addIntent(intent);
        if (!done)
            return tl::unexpected(done.error());
        return Result<void>();
    });
}

Outcome<Result<Opened>> SqlIntentStore::open(const QString &proposal, const Intent &intent)
{
    return writeDecided<Opened>(m_database, [&](Connection &c) -> Outcome<Result<Opened>> {
        IntentTable table(c, m_keys, m_random);
        const auto found = table.proposal(proposal);
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return refused<Opened>(RefusalCode::UnknownId);
        if ((*found)->state != ProposalState::Open)
            return refused<Opened>(RefusalCode::Conflict);
        if (intent.createdMs >= (*found)->expiresMs)
            return refused<Opened>(RefusalCode::Expired);
        const auto approvals = table.approvals(proposal);
        if (!approvals)
            return tl::unexpected(approvals.error());
        if (const auto added = table.addIntent(intent); !added)
            return tl::unexpected(added.error());
        return Result<Opened>(Opened{**found, intent, *approvals});
    });
}

Outcome<QList<ProposalLine>> SqlIntentStore::openProposals(qint64 nowMs)
{
    return look<QList<ProposalLine>>(m_database, [&](Connection &c) -> Outcome<QList<ProposalLine>> {
        IntentTable table(c, m_keys, m_random);
        const auto proposals = table.openProposals(nowMs);
        if (!proposals)
            return tl::unexpected(proposals.error());
        QList<ProposalLine> lines;
        for (const Proposal &proposal : *proposals) {
            const auto approvals = table.approvals(proposal.id);
            if (!approvals)
                return tl::unexpected(approvals.error());
            lines.append({proposal, *approvals});
        }
        return lines;
    });
}

// UnknownId for an intent that does not exist, as for somebody else's.
Outcome<Result<Opened>> SqlIntentStore::load(Connection &connection, const QString &intent)
{
    IntentTable table(connection, m_keys, m_random);
    const auto found = table.intent(intent);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return refused<Opened>(RefusalCode::UnknownId);
    const auto proposal = table.proposal((*found)->proposal);
    const auto approvals = table.approvals((*found)->proposal);
    if (!proposal || !approvals)
        return tl::unexpected(proposal ? approvals.error() : proposal.error());
    if (!*proposal)
        return refused<Opened>(RefusalCode::UnknownId);
    return Result<Opened>(Opened{**proposal, **found, *approvals});
}

Outcome<Secrets> SqlIntentStore::secretsOf(Connection &connection, AccountId account)
{
    const auto row = AccountTable(connection).secrets(account);
    if (!row)
        return tl::unexpected(row.error());
    Secrets secrets{account, {}, {}, {}};
    if (!*row || (*row)->sealedSeed.isEmpty())
        return secrets;
    const auto key = m_keys.find(connection, account);
    if (!key)
        return tl::unexpected(key.error());
    const auto seed = unseal(*key, {"account_secret", "totp_seed", account.toText()}, (*row)->sealedSeed);
    if (!seed)
        return tl::unexpected(seed.error());
    secrets.totpSeed = *seed;
    secrets.factor = (*row)->factor;
    return secrets;
}

Outcome<Result<Judged>> SqlIntentStore::payProof(const QString &intent, AccountId account,
                                                 const QByteArray &session, qint64 nowMs)
{
    return writeDecided<Judged>(m_database, [&](Connection &c) -> Outcome<Result<Judged>> {
        const auto opened = load(c, intent);
        if (!opened)
            return tl::unexpected(opened.error());
        if (!*opened)
            return Result<Judged>(tl::unexpected(opened->error()));
        const auto usable = checkIntent((*opened)->intent, (*opened)->proposal, account, session, nowMs);
        if (!usable)
            return Result<Judged>(tl::unexpected(usable.error()));
        auto secrets = secretsOf(c, account);
        if (!secrets)
            return tl::unexpected(secrets.error());
        if (secrets->totpSeed.isEmpty())
            return refused<Judged>(RefusalCode::ProofNeeded);
        const auto spent = spendGuess(secrets->factor, nowMs);
        if (!spent)
            return Result<Judged>(tl::unexpected(spent.error()));
        secrets->factor = *spent;
        IntentTable table(c, m_keys, m_random);
        auto done = AccountTable(c).setBudget(account, *spent);
        if (done)
            done = table.addTries(intent, 1);
        if (!done)
            return tl::unexpected(done.error());
        const auto devices = table.devices(account);
        if (!devices)
            return tl::unexpected(devices.error());
        return Result<Judged>(Judged{**opened, *secrets, *devices});
    });
}

Outcome<void> SqlIntentStore::failProof(const QString &intent, qint64 nowMs)
{
    return m_database.write([&](Connection &c) -> Outcome<Verdict> {
        IntentTable table(c, m_keys, m_random);
        const auto found = table.intent(intent);
        if (!found)
            return tl::unexpected(found.error());
        if (!*found || (*found)->state != IntentState::Pending || (*found)->tries < wrongProofsMax)
            return Verdict::Keep;
        const auto voided = table.setState(intent, IntentState::Void);
        if (!voided)
            return tl::unexpected(voided.error());
        AuditRow row{nowMs, (*found)->account.toText(), QStringLiteral("intent.confirm"), (*found)->proposal,
                     QStringLiteral("void")};
        return kept(AuditTable(c).append(row));
    });
}

Outcome<void> SqlIntentStore::refundProof(const QString &intent, AccountId account)
{
    return m_database.write([&](Connection &c) -> Outcome<Verdict> {
        AccountTable accounts(c);
        const auto row = accounts.secrets(account);
        if (!row)
            return tl::unexpected(row.error());
        auto done =
            *row ? accounts.setBudget(account, identity::refundGuess((*row)->factor)) : Outcome<void>();
        if (done)
            done = IntentTable(c, m_keys, m_random).addTries(intent, -1);
        return kept(done);
    });
}

Outcome<Result<Confirmed>> SqlIntentStore::confirm(const Confirmation &confirmation)
{
    Result<Confirmed> told = refuse(RefusalCode::UnknownId);
    const auto written = m_database.write([&](Connection &c) -> Outcome<Verdict> {
        const auto opened = load(c, confirmation.intent);
        if (!opened)
            return tl::unexpected(opened.error());
        if (!*opened) {
            told = tl::unexpected(opened->error());
            return Verdict::Undo;
        }
        Intent judged = (*opened)->intent;
        judged.tries = 0; // this proof was the last that counted
        const auto usable = checkIntent(judged, (*opened)->proposal, confirmation.account,
                                        confirmation.session, confirmation.nowMs);
        if (!usable) {
            told = tl::unexpected(usable.error());
            return Verdict::Undo;
        }
        auto decided = ConfirmIntent(c, m_keys, m_random, confirmation).run(**opened);
        if (!decided)
            return tl::unexpected(decided.error());
        told = std::move(decided->result);
        return decided->keep ? Verdict::Keep : Verdict::Undo;
    });
    if (!written)
        return tl::unexpected(written.error());
    return told;
}

Outcome<Result<void>> storeDevice(Connection &connection, const DeviceKey &key)
{
    const auto row = connection.list(
        "device_list", {{":account", key.account.value}},
        +[](const Cursor &cursor) { return cursor.text(0); });
    if (!row)
        return tl::unexpected(row.error());
    if (row->size() >= deviceKeysMax)
        return refused<void>(RefusalCode::TooMany);
    const auto added =
        wonBy(connection.run("device_add", {{":id", key.id},
                                            {":account", key.account.value},
                                            {":public_key", key.publicKey},
                                            {":name", key.name.isNull() ? QStringLiteral("") : key.name},
                                            {":created", key.createdMs}}));
    if (!added)
        return tl::unexpected(added.error());
    if (*added == Won::No)
        return refused<void>(RefusalCode::NameTaken);
    const auto noted = noteDevice(connection, key.account, "device.add", key.id, key.createdMs);
    if (!noted)
        return tl::unexpected(noted.error());
    return Result<void>();
}

Outcome<Result<void>> SqlIntentStore::addDevice(const DeviceKey &key)
{
    return writeDecided<void>(m_database, [&](Connection &c) { return storeDevice(c, key); });
}

Outcome<QList<DeviceKey>> SqlIntentStore::devices(AccountId account)
{
    return look<QList<DeviceKey>>(
        m_database, [&](Connection &c) { return IntentTable(c, m_keys, m_random).devices(account); });
}

Outcome<Won> SqlIntentStore::revokeDevice(AccountId account, const QString &id, qint64 nowMs)
{
    Won won = Won::No;
    const auto written = m_database.write([&](Connection &c) -> Outcome<Verdict> {
        const auto revoked =
            wonBy(c.run("device_revoke", {{":id", id}, {":account", account.value}, {":at", nowMs}}));
        if (!revoked)
            return tl::unexpected(revoked.error());
        won = *revoked;
        return won == Won::Yes ? kept(noteDevice(c, account, "device.revoke", id, nowMs))
                               : Outcome<Verdict>(Verdict::Undo);
    });
    if (!written)
        return tl::unexpected(written.error());
    return won;
}

} // namespace icmp::storage
