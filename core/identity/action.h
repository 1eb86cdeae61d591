// The one list of everything anybody can ask for, and the one function that decides whether they may (P1).
//
// A route or message whose action is not in the table cannot be registered: the start stops.
#pragma once

#include "core/base/token_bucket.h"
#include "core/identity/account.h"
#include "core/identity/event_token.h"

#include <QList>
#include <span>
#include <string_view>

namespace icmp::identity {

enum class Action {
    WatchPage,
    EventRead,
    ObjectRead,
    TokenIssue,
    SnapshotRead,
    LiveJoin,
    Vote,
    ResultRead,
    ReceiptRead,
    AuditRead,
    AuditKeyRead,
    OriginsSet,
    SiteSet,
    VotersAdd,
    CommandStart,
    CommandOpen,
    CommandClose,
    CommandReveal,
    CommandResolve,
    CommandCancel,
    CommandReset,
    CommandEnd,
    SignIn,
    SignOut,
    Enrol,
    SessionRead,
    ShowCreate,
    ShowRead,
    ShowList,
    ObjectsMissing,
    ObjectPut,
    VersionAdd,
    TicketIssue,
    DeskJoin,
    HealthRead,
    MetricsRead,
    DocumentRead,
    ProgrammeMedia,
    ProgrammeRead,
    ProgrammeSet,
    StreamKeySet,
    AccountAdd,
    StaffAdd,
    AccountDisable,
    Bootstrap,
    Seed,
};
inline constexpr int actionCount = int(Action::Seed) + 1;

enum class Sensitivity { Low, Moderate, High };
// What must be shown, beside the role. Each includes nothing of the others.
enum class Proof {
    None,         // anybody
    WatchToken,   // an event token of this event
    VoteToken,    // … with the right to vote
    Session,      // a session of an active account, with the second factor where the role needs one
    FreshProof,   // a session and a proof for this one action
    Loopback,     // a peer on this machine, or an operator's listener
    Installation, // the program itself at its first start
};
// Whose object it may be.
enum class Reach { Any, Own, OwnOrMember };
// How many people beside whoever prepared it. TwoOrFirst: two, except making the second admin.
enum class Persons { One, Two, TwoOrFirst };
enum class AuditClass { None, Access, Change, High };

struct ActionRow {
    Action action;
    std::string_view id; // stable, e.g. "event.vote"
    Roles roles;         // any of these; empty where no account is needed
    Sensitivity sensitivity;
    Proof proof;
    Reach reach;
    Persons persons;
    RateClass rate;
    AuditClass audit;
};

// In the order of the enum, one row for each.
std::span<const ActionRow> actions();
const ActionRow &rowOf(Action action);
std::optional<Action> actionOf(std::string_view id);

// Who asks. Nobody is known until something was checked, so the default may do least.
struct Subject {
    std::optional<AccountId> account = {}; // of a checked session
    Roles roles = {};
    bool secondFactor = false; // the session was opened with one
    bool freshProof = false;   // for this very action
    std::optional<EventToken> token = {};
    bool loopback = false;
    bool installation = false;
};

// What it is about.
struct Object {
    QString event = {}; // for event tokens
    std::optional<AccountId> owner = {};
    QList<AccountId> members = {};
};

// What else decides. expectedVersion is the one the asker saw.
struct State {
    std::optional<qint64> version = {};
    std::optional<qint64> expectedVersion = {};
    int approvals = 0; // by others, over the same hash
    qint64 adminsSignedInEver = 0;
};

// Default deny. refuses, in this order:
//   NotSignedIn          no session, token or place that the action needs
//   Denied               the token is for another event or lacks the right; no role fits
//   ProofNeeded          the role needs a second factor and the session has none; or no fresh proof
//   UnknownId            somebody else's object: the answer of an id that does not exist
//   Conflict             it has changed since
//   SecondPersonNeeded
Result<void> authorize(const Subject &subject, Action action, const Object &object, const State &state);

} // namespace icmp::identity
