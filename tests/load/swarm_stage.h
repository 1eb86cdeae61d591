// What the processes of one swarm share while it runs: how many have joined, what the producer pressed when,
// and when each vote left. Times are CLOCK_REALTIME in ns, because the kernel stamps arrivals by it.
#pragma once

#include <QtGlobal>
#include <atomic>
#include <ctime>

namespace icmp::load {

enum class Phase : int { Joining, Watching, Over };

struct Stage {
    static constexpr qint64 votesKept = 1 << 21;

    std::atomic<qint64> settled;           // viewers that were welcomed or failed
    std::atomic<Phase> phase;              // set by the parent
    std::atomic<bool> mayDrop;             // viewers may leave and come back
    std::atomic<bool> mayVote;             // the asked element is open
    std::atomic<qint64> pressedNs;         // the newest press: just before its POST was sent; 0: none
    std::atomic<qint64> votes;             // cast so far
    std::atomic<qint64> votesBefore;       // cast before the present round
    std::atomic<qint64> voteNs[votesKept]; // of each vote in the order of casting, when; 0: not yet
};

// One stage in memory that children made later by fork share; never given back.
Stage *makeStage();

inline qint64 realtimeNs()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

} // namespace icmp::load
