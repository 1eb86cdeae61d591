#include "core/identity/action.h"

#include <array>

namespace icmp::identity {

namespace {

constexpr Roles nobody{};
constexpr Roles makers{Role::Creator};
constexpr Roles runners{Role::Creator, Role::Producer};
constexpr Roles anyAccount{Role::Creator,  Role::Producer, Role::Moderator, Role::Marketer, Role::Advertiser,
                           Role::Reviewer, Role::Finance,  Role::Support,   Role::Admin};
constexpr Roles admins{Role::Admin};

constexpr RateClass reads{50, 500}; // a page with its parts and an image for each element
constexpr RateClass joins{20, 200}; // an office that opens the same address at once
constexpr RateClass votes = mutationsPerDevice;
constexpr RateClass commands{10, 50};    // a producer's fingers, and a rundown played by a program
constexpr RateClass uploads{100, 1'000}; // chunks of 1 MiB on a local network
constexpr RateClass credentials{1, 20};  // people; guesses have budgets of their own
constexpr RateClass rare{1, 10};
constexpr RateClass media{500, 5'000}; // an office of 200 viewers takes a segment and a playlist a second

using enum Action;
using enum Sensitivity;
using enum Reach;
using enum Persons;

constexpr AuditClass Unnoted = AuditClass::None;
constexpr AuditClass Entered = AuditClass::Access;
constexpr AuditClass Changed = AuditClass::Change;
constexpr AuditClass Weighty = AuditClass::High;

// clang-format off: a table is read by its columns
constexpr std::array<ActionRow, actionCount> table{{
    {WatchPage, "event.page", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {EventRead, "event.read", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {ObjectRead, "object.read", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {TokenIssue, "event.token", nobody, Low, Proof::None, Any, One, joins, Unnoted},
    {SnapshotRead, "event.snapshot", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {LiveJoin, "event.join", nobody, Low, Proof::WatchToken, Any, One, joins, Unnoted},
    {Vote, "event.vote", nobody, Low, Proof::VoteToken, Any, One, votes, Unnoted},
    {ResultRead, "event.result", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {ReceiptRead, "event.receipt", nobody, Low, Proof::WatchToken, Any, One, reads, Unnoted},
    {AuditRead, "event.audit", runners, Moderate, Proof::Session, OwnOrMember, One, rare, Unnoted},
    {AuditKeyRead, "audit.key", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {OriginsSet, "event.origins", makers, Moderate, Proof::Session, Own, One, rare, Changed},
    {SiteSet, "event.site", makers, Moderate, Proof::Session, Own, One, rare, Changed},
    {VotersAdd, "event.voters", makers, Moderate, Proof::Session, Own, One, uploads, Changed},
    {CommandStart, "event.start", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandOpen, "event.open", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandClose, "event.close", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandReveal, "event.reveal", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandResolve, "event.resolve", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandCancel, "event.cancel", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandReset, "event.reset", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {CommandEnd, "event.end", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {SignIn, "session.open", nobody, Moderate, Proof::None, Any, One, credentials, Entered},
    {SignOut, "session.close", anyAccount, Low, Proof::Session, Own, One, credentials, Entered},
    {Enrol, "account.enrol", nobody, Moderate, Proof::None, Any, One, credentials, Entered},
    {SessionRead, "session.read", anyAccount, Low, Proof::Session, Own, One, reads, Unnoted},
    {ShowCreate, "show.create", makers, Moderate, Proof::Session, Any, One, rare, Changed},
    {ShowRead, "show.read", runners, Low, Proof::Session, OwnOrMember, One, reads, Unnoted},
    {ShowList, "show.list", runners, Low, Proof::Session, Any, One, reads, Unnoted},
    {ObjectsMissing, "object.missing", makers, Moderate, Proof::Session, Any, One, uploads, Unnoted},
    {ObjectPut, "object.put", makers, Moderate, Proof::Session, Any, One, uploads, Unnoted},
    {VersionAdd, "show.publish", makers, Moderate, Proof::Session, Own, One, rare, Changed},
    {TicketIssue, "ticket.issue", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Unnoted},
    {DeskJoin, "desk.join", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Entered},
    {HealthRead, "health.read", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {MetricsRead, "metrics.read", nobody, Low, Proof::Loopback, Any, One, reads, Unnoted},
    {DocumentRead, "api.read", nobody, Low, Proof::None, Any, One, reads, Unnoted},
    {ProgrammeMedia, "programme.media", nobody, Low, Proof::None, Any, One, media, Unnoted},
    {ProgrammeRead, "programme.read", runners, Low, Proof::Session, OwnOrMember, One, reads, Unnoted},
    {ProgrammeSet, "programme.set", runners, Moderate, Proof::Session, OwnOrMember, One, commands, Changed},
    {StreamKeySet, "programme.key", makers, Moderate, Proof::Session, Own, One, rare, Changed},
    {AccountAdd, "account.add", admins, High, Proof::FreshProof, Any, One, rare, Weighty},
    {StaffAdd, "account.add-staff", admins, High, Proof::FreshProof, Any, TwoOrFirst, rare, Weighty},
    {AccountDisable, "account.disable", admins, High, Proof::FreshProof, Any, One, rare, Weighty},
    {Bootstrap, "account.bootstrap", nobody, High, Proof::Installation, Any, One, rare, Weighty},
    {Seed, "account.seed", nobody, High, Proof::Installation, Any, One, rare, Weighty},
}};
// clang-format on

constexpr bool isInOrder()
{
    for (int i = 0; i < actionCount; ++i) {
        if (int(table[static_cast<size_t>(i)].action) != i)
            return false;
    }
    return true;
}
static_assert(isInOrder());

Result<void> checkToken(const Subject &subject, const Object &object, ViewerRight right)
{
    if (!subject.token)
        return refuse(RefusalCode::NotSignedIn);
    if (object.event.isEmpty() || subject.token->event != object.event || !subject.token->allows(right))
        return refuse(RefusalCode::Denied);
    return {};
}

Result<void> checkAccount(const Subject &subject, const ActionRow &row)
{
    if (!subject.account)
        return refuse(RefusalCode::NotSignedIn);
    if (!subject.roles.hasAny(row.roles))
        return refuse(RefusalCode::Denied);
    if (needsSecondFactor(subject.roles) && !subject.secondFactor)
        return refuse(RefusalCode::ProofNeeded);
    if (row.proof == Proof::FreshProof && !subject.freshProof)
        return refuse(RefusalCode::ProofNeeded);
    return {};
}

Result<void> checkProof(const Subject &subject, const ActionRow &row, const Object &object)
{
    switch (row.proof) {
    case Proof::None:
        return {};
    case Proof::WatchToken:
        return checkToken(subject, object, ViewerRight::Watch);
    case Proof::VoteToken:
        return checkToken(subject, object, ViewerRight::Vote);
    case Proof::Session:
    case Proof::FreshProof:
        return checkAccount(subject, row);
    case Proof::Loopback:
        return subject.loopback ? Result<void>() : refuse(RefusalCode::NotSignedIn);
    case Proof::Installation:
        return subject.installation ? Result<void>() : refuse(RefusalCode::NotSignedIn);
    }
    return refuse(RefusalCode::Denied);
}

bool isWithinReach(const Subject &subject, Reach reach, const Object &object)
{
    if (reach == Any)
        return true;
    if (object.owner && object.owner == subject.account)
        return true;
    return reach == OwnOrMember && subject.account && object.members.contains(*subject.account);
}

bool hasPersons(Persons persons, const State &state)
{
    switch (persons) {
    case One:
        return true;
    case Two:
        return state.approvals >= 1;
    case TwoOrFirst:
        return state.approvals >= 1 || state.adminsSignedInEver == 1;
    }
    return false;
}

} // namespace

std::span<const ActionRow> actions()
{
    return table;
}

const ActionRow &rowOf(Action action)
{
    return table[static_cast<size_t>(action)];
}

std::optional<Action> actionOf(std::string_view id)
{
    for (const ActionRow &row : table) {
        if (row.id == id)
            return row.action;
    }
    return std::nullopt;
}

Result<void> authorize(const Subject &subject, Action action, const Object &object, const State &state)
{
    const ActionRow &row = rowOf(action);
    if (const auto proven = checkProof(subject, row, object); !proven)
        return proven;
    if (!isWithinReach(subject, row.reach, object))
        return refuse(RefusalCode::UnknownId);
    if (state.expectedVersion && state.version != state.expectedVersion)
        return refuse(RefusalCode::Conflict);
    if (!hasPersons(row.persons, state))
        return refuse(RefusalCode::SecondPersonNeeded);
    return {};
}

} // namespace icmp::identity
