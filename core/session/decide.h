// The live rules. decide() says what would happen or why not, evolve() makes it so; both are pure, and
// server, studio preview, replay and tests run the same two.
#pragma once

#include "core/session/state.h"

namespace icmp::session {

enum class CommandKind { Start, Open, Close, Reveal, Resolve, Cancel, Reset, End };

QString keyOf(CommandKind kind);
std::optional<CommandKind> commandKindOf(const QString &key);

inline constexpr qint64 openForMsMax = 24 * 3600 * qint64(1000);

inline constexpr qint64 maxDelayMsMax = 120'000;   // a slower picture is no live picture
inline constexpr qint64 programmeDelayMs = 45'000; // what start takes when a picture is attached

// The live picture of the event, while one is attached: how far behind its encoder a viewer may be, and how
// far its programme clock is ahead of the server's.
struct Programme {
    qint64 maxDelayMs = programmeDelayMs;
    qint64 encoderOffsetMs = 0;
};

// What a producer asks for. element is not used by start and end; openForMs only by open (0: until closed);
// maxDelayMs only by start (nothing: as the programme says, 0 without one).
struct Command {
    CommandKind kind = CommandKind::Start;
    ClipId element = {};
    qint64 openForMs = 0;
    std::optional<qint64> maxDelayMs = {};
    std::optional<Programme> programme = {};
};

using Facts = QList<event::Fact>;

// The facts in order, unnumbered; a command that changes nothing more (reveal twice) gives none.
//
// refuses  in this order: UnknownId (no such element), NotAllowedHere (the type has no such life, a live
// trigger on
//          demand, resolve without right answers), OutOfRange (openForMs), AlreadyOpen (start of a live
//          event, open of an open one), Ended (end of an event that is not live), Closed (open or cancel
//          after the end of its round), NotOpen (close, reset of what never was open)
Result<Facts> decide(const State &state, const Command &command, qint64 nowMs);

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
