// What happened to a session and its elements: the life cycle, as producers and time bring it about.
#pragma once

#include "core/base/id.h"

#include <QList>
#include <QString>
#include <optional>

namespace icmp::event {

// The clock an instant is told in: mt = media time in flicks, pdt = programme wall clock, utc = wall clock,
// in ms.
enum class AnchorClock { MediaTime, ProgrammeTime, WallClock };

struct Anchor {
    AnchorClock clock = AnchorClock::WallClock;
    qint64 value = 0;

    friend bool operator==(const Anchor &, const Anchor &) = default;
};

// A count of answers: how many people answered, and per option in the package's order who picked it, put it
// first, or backed it; of a slider per bucket. weights: Borda points of a ranking, points staked on an
// outcome. sum: of a slider's values.
struct Counts {
    qint64 answers = 0;
    QList<qint64> perOption;
    QList<qint64> weights = {};
    qint64 sum = 0;

    friend bool operator==(const Counts &, const Counts &) = default;
};

struct SessionStarted {
    QString package;       // public root
    qint64 maxDelayMs = 0; // how far behind the live edge a viewer may be
    friend bool operator==(const SessionStarted &, const SessionStarted &) = default;
};
struct SessionEnded {
    friend bool operator==(const SessionEnded &, const SessionEnded &) = default;
};
// Another version became the event's package; elements whose options or right answers changed begin a new
// round.
struct PackageChanged {
    QString publicRoot;
    QString privateRoot;
    QList<ClipId> restarted;
    friend bool operator==(const PackageChanged &, const PackageChanged &) = default;
};
struct ElementOpened {
    ClipId element;
    qint64 round = 1;
    qint64 rev = 1;
    Anchor at;
    std::optional<Anchor> until; // none: until the producer closes it
    friend bool operator==(const ElementOpened &, const ElementOpened &) = default;
};
struct ElementUpdated {
    ClipId element;
    qint64 rev = 1;
    std::optional<Anchor> until;
    friend bool operator==(const ElementUpdated &, const ElementUpdated &) = default;
};
// Closed at the live edge; viewers behind it may still answer until ElementFinished.
struct ElementClosed {
    ClipId element;
    Anchor until;
    friend bool operator==(const ElementClosed &, const ElementClosed &) = default;
};
struct ElementFinished {
    ClipId element;
    qint64 round = 1;
    Counts counts;
    friend bool operator==(const ElementFinished &, const ElementFinished &) = default;
};
struct ElementCancelled {
    ClipId element;
    friend bool operator==(const ElementCancelled &, const ElementCancelled &) = default;
};
struct ElementReset {
    ClipId element;
    qint64 round = 2; // the one that begins
    qint64 rev = 1;
    friend bool operator==(const ElementReset &, const ElementReset &) = default;
};
struct ElementResolved {
    ClipId element;
    qint64 round = 1;
    QList<OptionId> right;
    friend bool operator==(const ElementResolved &, const ElementResolved &) = default;
};
struct ResultsRevealed {
    ClipId element;
    friend bool operator==(const ResultsRevealed &, const ResultsRevealed &) = default;
};

// Stakes ended at this instant of programme time; the element goes on being shown.
struct ElementLocked {
    ClipId element;
    Anchor at;
    friend bool operator==(const ElementLocked &, const ElementLocked &) = default;
};
// Off the picture, answering suspended.
struct ElementHeld {
    ClipId element;
    friend bool operator==(const ElementHeld &, const ElementHeld &) = default;
};
// On the picture again; what was left of its window begins now.
struct ElementReleased {
    ClipId element;
    std::optional<Anchor> until;
    qint64 heldMs = 0;
    friend bool operator==(const ElementReleased &, const ElementReleased &) = default;
};
// All stakes of the round went back.
struct ElementRefunded {
    ClipId element;
    qint64 round = 1;
    friend bool operator==(const ElementRefunded &, const ElementRefunded &) = default;
};
// A take was taken back: as if it never had been shown.
struct ElementUndone {
    ClipId element;
    qint64 round = 2; // the one that begins
    qint64 rev = 1;
    friend bool operator==(const ElementUndone &, const ElementUndone &) = default;
};
// Everything off the picture at once; what happens to each open element follows as facts of its own.
struct PanicPressed {
    friend bool operator==(const PanicPressed &, const PanicPressed &) = default;
};
// The producer's own words to everybody. severity: 0 information, 1 notice, 2 warning.
struct NoticeAnnounced {
    QString text;
    qint64 severity = 0;
    friend bool operator==(const NoticeAnnounced &, const NoticeAnnounced &) = default;
};
struct StockChanged {
    ClipId element;
    qint64 left = 0;
    friend bool operator==(const StockChanged &, const StockChanged &) = default;
};

// A producer's command was decided under this key: the `facts` facts before this one are its answer, for
// ever.
struct CommandTaken {
    QString key;
    QString hash;  // SHA-256 hex over the command
    QString actor; // account id as text
    qint64 facts = 0;
    friend bool operator==(const CommandTaken &, const CommandTaken &) = default;
};

} // namespace icmp::event
