// Facts decided at one instant, and what several commands do alike.
#pragma once

#include "core/session/decide.h"

namespace icmp::session {

struct Draft {
    qint64 nowMs;
    Facts facts = {};

    void add(event::FactContent content) { facts.append({std::move(content), 0, nowMs}); }
};

inline event::Anchor wall(qint64 ms)
{
    return {event::AnchorClock::WallClock, ms};
}

// The instant `ms` of the server in the clock of an element's window.
inline event::Anchor inClockOf(const Run &run, qint64 ms)
{
    if (run.at && run.at->clock == event::AnchorClock::ProgrammeTime)
        return {event::AnchorClock::ProgrammeTime, ms + run.aheadMs};
    return wall(ms);
}

// Ends the answering as far as it has not ended: for viewers at the edge, and, when nobody may lag, for all.
enum class Extent { AtTheEdge, Whole };
void finish(const State &state, ClipId id, const event::Anchor &until, Extent extent, Draft &draft);
// The stakes of the present round to those who gave them; nothing when none are in the pool.
void returnStakes(const State &state, ClipId id, Draft &draft);
// refuses  NotAllowedHere (nothing to resolve), OutOfRange (outcome), NotOpen, Closed
Result<Facts> decideResolve(const State &state, const Command &command, Draft draft);
// refuses  NotAllowedHere (no stakes), Closed (they are settled), NotOpen (there are none)
Result<Facts> decideRefund(const State &state, ClipId id, Draft draft);
Result<Facts> decideLock(const State &state, ClipId id, Draft draft);
// When stakes end by the element's own rule, in server time.
std::optional<qint64> lockDueMs(const State &state, ClipId id);

} // namespace icmp::session
