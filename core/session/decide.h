// The live rules. decide() says what would happen or why not, evolve() makes it so; both are pure, and
// server, studio preview, replay and tests run the same two.
#pragma once

#include "core/session/state.h"

namespace icmp::session {

enum class CommandKind {
    Start,
    Open,
    Close,
    Reveal,
    Resolve,
    Cancel,
    Reset,
    End,
    Lock,
    Hold,
    Refund,
    UndoTake,
    Panic,
    Moderate,
    Stock,
    Announce
};

QString keyOf(CommandKind kind);
std::optional<CommandKind> commandKindOf(const QString &key);

// Whether the command is about the event, not about one of its elements.
bool isWhole(CommandKind kind);

inline constexpr qint64 openForMsMax = 24 * 3600 * qint64(1000);
inline constexpr qint64 undoTakeMs = 5'000; // a slip of the hand; later the audience has seen it
inline constexpr int noticeTextMax = 300;
inline constexpr qint64 stockMax = 1'000'000'000;

inline constexpr qint64 maxDelayMsMax = 120'000;   // a slower picture is no live picture
inline constexpr qint64 programmeDelayMs = 45'000; // what start takes when a picture is attached

// The live picture of the event, while one is attached: how far behind its encoder a viewer may be, and how
// far its programme clock is ahead of the server's.
struct Programme {
    qint64 maxDelayMs = programmeDelayMs;
    qint64 encoderOffsetMs = 0;
};

enum class PanicPolicy { Hold, Close };

// What a producer asks for; each kind reads its own fields.
//
// maxDelayMs  start; nothing: as the programme says, 0 without one
// openForMs   open; 0: until closed
// outcome     resolve of a prediction: the index of what came true
// answer      moderate: the seq of the text's fact
// left        stock
// text, severity (0–2)  announce
struct Command {
    CommandKind kind = CommandKind::Start;
    ClipId element = {};
    qint64 openForMs = 0;
    std::optional<qint64> maxDelayMs = {};
    std::optional<Programme> programme = {};
    std::optional<qint64> outcome = {};
    PanicPolicy policy = PanicPolicy::Hold;
    qint64 answer = 0;
    bool approve = false;
    qint64 left = 0;
    QString text = {};
    qint64 severity = 0;
};

using Facts = QList<event::Fact>;

// The facts in order, unnumbered; a command that changes nothing more (reveal twice) gives none.
//
// refuses  in this order: UnknownId (no such element, option or text), NotAllowedHere (the type has no such
//          life, a live trigger on demand, resolve without right answers), OutOfRange, TooFew, TooLong,
//          BadText (a notice), AlreadyOpen (start of a live event, open of an open one), Ended (end of an
//          event that is not live), Closed (after the end of its round or of its stakes), NotOpen (close,
//          lock, hold, reset, undo-take of what is not open), TooLate (undo-take)
Result<Facts> decide(const State &state, const Command &command, qint64 nowMs);

// Badges and quests that these voters have earned by now and not before; empty when there are none. The host
// asks after each fact that touched a voter, until nothing more comes.
Facts decideAwards(const State &state, const QStringList &voters, qint64 nowMs);
// Whose progress or points a fact may have changed; an award being opened touches everybody known.
QStringList touchedBy(const State &state, const event::Fact &fact);
// How far a voter is on the way to a badge or quest.
qint64 progressOf(const State &state, const element::AwardRules &rules, const QString &voter);

// One place of the leaderboard.
struct Place {
    QString voter;
    qint64 points = 0;
    qint64 sinceMs = 0;

    friend bool operator==(const Place &, const Place &) = default;
};
// Everybody whose points ever moved: most points first, then who had them earlier, then by pseudonym.
QList<Place> ranking(const State &state);

// Checks a batch of taps. refuses  UnknownId, NotAllowedHere (no reaction, or not open), OutOfRange
Result<void> checkTaps(const State &state, ClipId element, qint64 emoji, qint64 taps);
inline constexpr qint64 tapsPerBatchMax = 50; // a quarter of a second of the fastest thumb, and then some

// The facts of a package becoming the event's own. On demand at once; while live it waits for end, so this
// refuses. refuses  Locked (live)
Result<Facts> decidePackage(const State &state, const package::Package &next, qint64 nowMs);

// What is due by time: an opened element whose window is over closes, a closing one finishes after max_delay.
Facts due(const State &state, qint64 nowMs);
// When due() has something next, in server time; nothing when only commands can change anything.
std::optional<qint64> nextDueMs(const State &state);

// One answer as it came in. pt: the claimed playhead in the clock of the element's window.
struct Vote {
    ClipId element = {};
    QString voter = {};
    QString key = {};
    QList<int> choice = {};
    std::optional<qint64> rev = {};
    std::optional<qint64> pt = {};
    std::optional<qint64> n = {};
    std::optional<qint64> delayMs = {}; // behind the live edge, as this viewer's session claimed before
    QString text = {};
    qint64 stake = 0;
};

enum class VoteStatus { Counted, Duplicate, Replaced, Late, Closed, NotOpen, Denied, Invalid };

QString keyOf(VoteStatus status); // "counted" … as on the wire

struct VoteDecision {
    VoteStatus status = VoteStatus::Invalid;
    qint64 n = 0;
    qint64 seq = 0; // of the answer's fact when known already (a repeated key); 0 for a new one
    Facts facts;    // one for Counted and Replaced by a new key, else none
    QString reason; // a sentence for Invalid and Denied
};

// In this order: Invalid (key, voter, unknown or unanswerable element, choice), the answer of a known key or
// Invalid when its body differs, Closed (final, cancelled, or an earlier round's rev), NotOpen (armed live
// trigger, or before the window), Late (behind it), Denied (a playhead that contradicts the delay claimed so
// far), Duplicate (answered before, or an older n), Counted or Replaced.
VoteDecision decideVote(const State &state, const Vote &vote, qint64 nowMs);
// SHA-256 hex of what identifies a vote's body: element, choice, n.
QString bodyHashOf(const Vote &vote);

// refuses  UnknownId, NotAllowedHere (not a link)
Result<Facts> decidePress(const State &state, ClipId element, const QString &voter, const QString &key,
                          qint64 nowMs);

// The state before the first fact.
State begin(std::shared_ptr<const package::Package> package, Policy policy = {});
// `fact` must be numbered state.seq + 1 and decided from `state`. A PackageChanged also needs the opened
// package.
void evolve(State &state, const event::Fact &fact, std::shared_ptr<const package::Package> next = nullptr);

} // namespace icmp::session
