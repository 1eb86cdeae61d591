// What happened in a session, as typed values that are never changed afterwards. Everything else (tallies,
// points, the log that viewers follow) is computed from them.
#pragma once

#include "core/base/refusal.h"
#include "core/event/session_facts.h"
#include "core/event/viewer_facts.h"

#include <QJsonObject>
#include <variant>

namespace icmp::event {

using FactContent =
    std::variant<SessionStarted, SessionEnded, PackageChanged, ElementOpened, ElementUpdated, ElementClosed,
                 ElementFinished, ElementCancelled, ElementReset, ElementResolved, ResultsRevealed,
                 ElementLocked, ElementHeld, ElementReleased, ElementRefunded, ElementUndone, PanicPressed,
                 NoticeAnnounced, StockChanged, AnswerGiven, AnswerReplaced, AnswerModerated, QuizScored,
                 PredictionPaid, StakesReturned, AwardEarned, ReactionsCounted, LinkPressed, CommandTaken>;

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
