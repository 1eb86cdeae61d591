// One live run of an event as a value: what is open, who answered what, what may be told to whom. Only
// evolve() makes the next one, so that replaying the facts gives the same state everywhere.
#pragma once

#include "core/event/fact.h"
#include "core/package/package.h"

#include <QHash>
#include <QMap>
#include <QSet>
#include <memory>

namespace icmp::session {

inline constexpr qint64 anchorSlackMs = 300;  // clocks and frames are not finer
inline constexpr qint64 delayDriftMs = 2'000; // how far a viewer's delay may wander between answers
inline constexpr int voterTextMax = 64;
inline constexpr int keyTextMax = 64;        // a UUID has 36
inline constexpr qint64 grantPoints = 1'000; // a new viewer can stake at once, and loses nothing of worth
inline constexpr qint64 refundAfterMs = 24 * 3'600 * qint64(1'000); // stakes come back a day after the lock
inline constexpr int sliderBucketsMax = 20;                         // what a card can draw

enum class Mode { OnDemand, Live };
enum class Phase { Armed, Open, Held, Closing, Final, Cancelled };

QString keyOf(Mode mode);   // "vod", "live"
QString keyOf(Phase phase); // "armed" …

// What start fixed. maxDelayMs: how far behind the live edge a viewer may be; 0 without a stream.
struct Policy {
    qint64 maxDelayMs = 0;
};

struct Answer {
    QList<int> choice;
    qint64 n = 1;
    qint64 seq = 0; // of its fact; the receipt is made from it
    QString text = {};
    qint64 stake = 0;
    std::optional<qint64> pt = {};

    friend bool operator==(const Answer &, const Answer &) = default;
};

// A text to be moderated, by the seq of its fact.
enum class Verdict { Held, Approved, Refused };
struct TextAnswer {
    QString voter;
    QString text;
    Verdict verdict = Verdict::Held;

    friend bool operator==(const TextAnswer &, const TextAnswer &) = default;
};

// One element's run. `tallyVersion` rises with every change of its counts.
struct Run {
    Phase phase = Phase::Armed;
    qint64 round = 1;
    qint64 rev = 0;
    qint64 roundRev = 0; // rev with which the present round began
    std::optional<event::Anchor> at;
    std::optional<event::Anchor> until;
    std::optional<event::Anchor> lock; // stakes ended there
    qint64 aheadMs = 0;                // how far the clock of `at` is ahead of the server's
    qint64 openedMs = 0;               // server times; 0 when it never happened
    qint64 heldSinceMs = 0;
    qint64 heldMs = 0; // in sum, while it was off the picture
    qint64 lockedMs = 0;
    qint64 closedMs = 0;
    bool revealed = false;
    bool resolved = false;
    bool refunded = false;
    QList<OptionId> right; // after resolve only
    event::Counts counts;
    qint64 tallyVersion = 0;
    std::optional<qint64> stock;    // left, once it was set
    QHash<QString, Answer> answers; // by voter, of the present round
    QMap<qint64, TextAnswer> texts;
    QMap<qint64, QString> approved; // of texts, what others may see

    friend bool operator==(const Run &, const Run &) = default;
};

// What a key was used for. One voter's keys are unique in the event.
struct KeyUse {
    ClipId element;
    qint64 round = 1;
    QString bodyHash;
    qint64 n = 1;
    qint64 seq = 0;
    bool replaced = false;

    friend bool operator==(const KeyUse &, const KeyUse &) = default;
};

struct VoterKey {
    QString voter;
    QString key;

    friend bool operator==(const VoterKey &, const VoterKey &) = default;
};

inline size_t qHash(const VoterKey &key, size_t seed = 0)
{
    return qHashMulti(seed, key.voter, key.key);
}

// A command's key, so that asking again gives the first answer.
struct TakenCommand {
    QString hash;
    qint64 firstSeq = 0;
    qint64 facts = 0;

    friend bool operator==(const TakenCommand &, const TakenCommand &) = default;
};

// What one viewer did so far, over all rounds; badges and quests look at it.
struct Progress {
    qint64 answers = 0;
    qint64 right = 0;

    friend bool operator==(const Progress &, const Progress &) = default;
};

// What a voter has, and since when.
struct Points {
    qint64 points = 0;
    qint64 sinceMs = 0;

    friend bool operator==(const Points &, const Points &) = default;
};

struct State {
    std::shared_ptr<const package::Package> package; // null until the first PackageChanged or begin()
    Policy policy;
    Mode mode = Mode::OnDemand;
    qint64 seq = 0;         // of the last fact
    qint64 logOffset = 0;   // facts of the log class so far
    QMap<ClipId, Run> runs; // elements that were touched; the others are armed in round 1
    QHash<VoterKey, KeyUse> keys;
    QHash<QString, TakenCommand> commands; // by key
    QHash<QString, Points> points;         // by voter, once anything moved
    qint64 rounding = 0;                   // what divisions of pools left
    QHash<QString, Progress> progress;     // by voter
    QList<ClipId> awards;                  // the package's badges and quests
    QHash<ClipId, QSet<QString>> awarded;  // voters by badge or quest

    const Run &run(ClipId element) const;
    const element::Element *element(ClipId element) const;
};

// Armed elements with a time trigger are open while a viewer's picture is in their range, so they answer Open
// here.
Phase phaseOf(const State &state, ClipId element);
// Whether viewers may answer it now, somewhere in the film.
bool acceptsAnswers(const State &state, ClipId element);
// The grant, while nothing moved.
qint64 pointsOf(const State &state, const QString &voter);
// Whether stakes of its present round lie in the pool.
bool holdsStakes(const State &state, ClipId element);

// Who gets an element's counts now. Answered: those who answered it.
enum class ResultsFor { Nobody, Answered, Everybody };
ResultsFor resultsFor(const State &state, ClipId element);

// Moves the counts by one answer, forwards (1) or back (−1); empty counts get their size first.
void shift(event::Counts &counts, const element::AnswerRules &rules, const Answer &answer, qint64 by);
// The element's counts, with zeros while there are none.
event::Counts countsOf(const State &state, ClipId element);
// The counts again from the answers; always equal to run.counts (a property test, and the operator's audit).
event::Counts recount(const State &state, ClipId element);

} // namespace icmp::session
