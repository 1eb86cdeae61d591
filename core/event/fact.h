// What happened in a session, as typed values that are never changed afterwards. Everything else (tallies,
// points, the log that viewers follow) is computed from them.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"

#include <QJsonObject>
#include <QList>
#include <optional>
#include <variant>

namespace icmp::event {

// The clock an instant is told in: mt = media time in flicks, pdt = programme wall clock, utc = wall clock,
// in ms.
enum class AnchorClock { MediaTime, ProgrammeTime, WallClock };

struct Anchor {
    AnchorClock clock = AnchorClock::WallClock;
    qint64 value = 0;

    friend bool operator==(const Anchor &, const Anchor &) = default;
};

// A count of answers: per option in the package's order, and how many people answered.
struct Counts {
    qint64 answers = 0;
    QList<qint64> perOption;

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

// One voter's answer. choice: zero-based option indexes, ascending. bodyHash: SHA-256 hex of what was sent.
struct AnswerGiven {
    ClipId element;
    qint64 round = 1;
    QString voter;
    QString key;
    qint64 n = 1;
    QList<int> choice;
    QString bodyHash;
    friend bool operator==(const AnswerGiven &, const AnswerGiven &) = default;
};
// The same voter changed the answer: the counts move from `previous` to `answer.choice`.
struct AnswerReplaced {
    AnswerGiven answer;
    QList<int> previous;
    friend bool operator==(const AnswerReplaced &, const AnswerReplaced &) = default;
};

inline constexpr int votersPerScoreMax = 1'000; // 22 bytes each; one fact stays below 32 KiB

// These voters (1 – votersPerScoreMax) earned `points` each.
struct QuizScored {
    ClipId element;
    qint64 round = 1;
    qint64 points = 0;
    QStringList voters;
    friend bool operator==(const QuizScored &, const QuizScored &) = default;
};
struct LinkPressed {
    ClipId element;
    QString voter;
    QString key;
    friend bool operator==(const LinkPressed &, const LinkPressed &) = default;
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

using FactContent =
    std::variant<SessionStarted, SessionEnded, PackageChanged, ElementOpened, ElementUpdated, ElementClosed,
                 ElementFinished, ElementCancelled, ElementReset, ElementResolved, ResultsRevealed,
                 AnswerGiven, AnswerReplaced, QuizScored, LinkPressed, CommandTaken>;

// seq counts from 1 in its event without gaps; 0 while it is not numbered.
struct Fact {
    FactContent content;
    qint64 seq = 0;
    qint64 atMs = 0;

    friend bool operator==(const Fact &, const Fact &) = default;
};

// The stable name, e.g. "ElementOpened"; in the database and in answers to producers.
QString kindOf(const FactContent &content);
// Facts of the log class become one message each in the log that viewers follow and resume.
bool isLogFact(const FactContent &content);
QJsonObject toJson(const FactContent &content);
// refuses  WrongType (unknown kind, a field of the wrong kind), OutOfRange
Result<FactContent> factFromJson(const QString &kind, const QJsonObject &body);

QJsonObject toJson(const Anchor &anchor); // {"utc":1792063412345}
// refuses  WrongType (not exactly one known clock), OutOfRange (negative)
Result<Anchor> anchorFromJson(const QJsonObject &json);

} // namespace icmp::event
