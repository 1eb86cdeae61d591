#include "server/storage/identity/confirm_intent.h"

#include "server/storage/account_table.h"
#include "server/storage/audit_table.h"
#include "server/storage/session_table.h"

namespace icmp::storage {

using namespace identity;

namespace {

using Told = ConfirmIntent::Told;

Told refusedWith(const Refusal &refusal)
{
    return {tl::unexpected(refusal), false};
}

} // namespace

Outcome<Told> ConfirmIntent::run(const Opened &opened)
{
    const auto wanted = wantedFromBytes(opened.proposal.bytes);
    if (!wanted)
        return refusedWith(wanted.error());
    const auto account = consume(opened);
    if (!account)
        return tl::unexpected(account.error());
    if (!*account)
        return refusedWith(account->error());
    return decide(opened, *wanted, **account);
}

Outcome<Result<Account>> ConfirmIntent::consume(const Opened &opened)
{
    const auto refused = [](RefusalCode code) { return Result<Account>(refuse(code)); };
    const AccountId id = m_confirmation.account;
    const auto used = m_table.setState(opened.intent.id, IntentState::Used);
    if (!used)
        return tl::unexpected(used.error());
    if (*used == Won::No)
        return refused(RefusalCode::Conflict);
    AccountTable accounts(m_connection);
    const auto step = accounts.acceptStep(id, m_confirmation.step);
    if (!step)
        return tl::unexpected(step.error());
    if (*step == Won::No)
        return refused(RefusalCode::CodeUsed);
    const auto session = SessionTable(m_connection).find(m_confirmation.session);
    const auto account = accounts.find(id);
    if (!session || !account)
        return tl::unexpected(session ? account.error() : session.error());
    if (!*session || !*account || !(*session)->secondFactor)
        return refused(RefusalCode::NotSignedIn);
    if (const auto usable = checkSession(**session, **account, m_confirmation.nowMs); !usable)
        return Result<Account>(tl::unexpected(usable.error()));
    return Result<Account>(**account);
}

Outcome<Told> ConfirmIntent::decide(const Opened &opened, const Wanted &wanted, const Account &account)
{
    const auto object = m_actions.objectNow(wanted);
    if (!object)
        return tl::unexpected(object.error());
    if (!*object)
        return giveUp(opened, wanted, object->error());
    AccountTable accounts(m_connection);
    const auto person = accounts.personOf(account.id);
    const auto admins = accounts.countSignedIn(Role::Admin);
    if (!person || !admins)
        return tl::unexpected(person ? admins.error() : person.error());
    const auto beside = approvalsBeside(opened.approvals, *person, (*object)->concerned);
    if (!beside)
        return refusedWith(beside.error());
    Subject subject{account.id, account.roles, true, true};
    const auto allowed =
        authorize(subject, wanted.action, {}, {(*object)->version, wanted.version, *beside, *admins});
    if (!allowed && allowed.error().code == RefusalCode::SecondPersonNeeded)
        return approve(opened, wanted, *person);
    if (!allowed && allowed.error().code == RefusalCode::Conflict)
        return giveUp(opened, wanted, allowed.error());
    if (!allowed)
        return refusedWith(allowed.error());
    return execute(opened, wanted);
}

Outcome<Told> ConfirmIntent::execute(const Opened &opened, const Wanted &wanted)
{
    const auto result = m_actions.perform(wanted, m_confirmation);
    if (!result)
        return tl::unexpected(result.error());
    if (!*result)
        return refusedWith(result->error());
    const auto done = m_table.setState(opened.proposal.id, ProposalState::Done);
    if (!done)
        return tl::unexpected(done.error());
    if (*done == Won::No)
        return refusedWith({RefusalCode::Conflict});
    const QString object =
        wanted.object.isEmpty() ? (*result)->value(QStringLiteral("account")) : wanted.object;
    if (const auto noted = note(opened, wanted, QStringLiteral("done"), object); !noted)
        return tl::unexpected(noted.error());
    return Told{Confirmed{Progress::Done, wanted, **result}, true};
}

Outcome<Told> ConfirmIntent::approve(const Opened &opened, const Wanted &wanted, qint64 person)
{
    const auto won =
        m_table.approve(opened.proposal.id, {m_confirmation.account, person, m_confirmation.nowMs});
    if (!won)
        return tl::unexpected(won.error());
    if (*won == Won::No)
        return refusedWith({RefusalCode::Denied});
    const auto extended = m_table.extend(opened.proposal.id, opened.proposal.createdMs + approvalMs);
    if (!extended)
        return tl::unexpected(extended.error());
    if (const auto noted = note(opened, wanted, QStringLiteral("agreed"), wanted.object); !noted)
        return tl::unexpected(noted.error());
    return Told{Confirmed{Progress::WaitsForSecond, wanted}, true};
}

// What was agreed to is not what is there any more: nobody's approval counts for it.
Outcome<Told> ConfirmIntent::giveUp(const Opened &opened, const Wanted &wanted, const Refusal &refusal)
{
    if (const auto done = m_table.setState(opened.proposal.id, ProposalState::Void); !done)
        return tl::unexpected(done.error());
    if (const auto noted = note(opened, wanted, keyOf(refusal.code), wanted.object); !noted)
        return tl::unexpected(noted.error());
    return Told{tl::unexpected(refusal), true};
}

Outcome<void> ConfirmIntent::note(const Opened &opened, const Wanted &wanted, const QString &result,
                                  const QString &object)
{
    const std::string_view id = rowOf(wanted.action).id;
    AuditRow row;
    row.atMs = m_confirmation.nowMs;
    row.actor = m_confirmation.account.toText();
    row.action = QString::fromLatin1(id.data(), qsizetype(id.size()));
    row.object = object;
    row.result = result;
    row.session = QString::fromLatin1(m_confirmation.session.toHex().left(16));
    row.before = fieldsDigest(wanted.before);
    row.after = fieldsDigest(wanted.after);
    row.intent = QString::fromLatin1(intentDigest(opened.proposal.bytes, opened.intent.nonce,
                                                  m_confirmation.account, m_confirmation.session)
                                         .toHex());
    row.proof = m_confirmation.proof;
    return AuditTable(m_connection).append(row);
}

} // namespace icmp::storage
