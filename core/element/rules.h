// What a type tells the live rules about itself. The rules never ask for a type's name, only for these.
#pragma once

#include "core/base/id.h"

#include <QList>
#include <QString>

namespace icmp::element {

// What a card is made of, where it is drawn. None: nothing to see (a chapter).
enum class CardForm { Question, Product, Link, Text, Image, Reactions, Board, Award, Announcement, None };

// One thing a viewer can pick. Ids are unique in the element and never reused in it.
struct Option {
    OptionId id;
    QString text;

    friend bool operator==(const Option &, const Option &) = default;
};

// What an answer is made of.
//
// Picks    picksMin – picksMax different option indexes
// Ranking  every option index once, the best first
// Value    one number of the scale
// Text     no index, but a text; shown to others only after a producer approved it
// Stake    one option index, and points on it
enum class AnswerKind { Picks, Ranking, Value, Text, Stake };

// The values min, min + step … up to max.
struct Scale {
    qint64 min = 0;
    qint64 max = 0;
    qint64 step = 1;

    qint64 values() const { return step > 0 && max >= min ? (max - min) / step + 1 : 0; }
    bool contains(qint64 value) const
    {
        return step > 0 && value >= min && value <= max && (value - min) % step == 0;
    }
    friend bool operator==(const Scale &, const Scale &) = default;
};

// What a viewer may answer. Options are empty for values and texts.
struct AnswerRules {
    QList<Option> options;
    int picksMin = 1;
    int picksMax = 1;
    bool changeable = false; // until it closes; otherwise the first answer stays
    QList<OptionId> right;   // empty where no answer is right or wrong
    qint64 points = 0;       // for a wholly right answer
    AnswerKind kind = AnswerKind::Picks;
    qint64 speedBonus = 0; // points more for the fastest right answer
    Scale scale = {};      // of a Value
    qint64 textLengthMax = 0;
    qint64 stakeMin = 0; // of a Stake, in points
    qint64 stakeMax = 0;
    qint64 lockAfterMs = 0; // stakes end this long after it opened; 0: with its window
};

// What a badge or a quest counts of one viewer.
enum class AwardCondition { Answers, Right, Points };

struct AwardRules {
    AwardCondition condition = AwardCondition::Answers;
    qint64 count = 1;  // at least this many
    qint64 reward = 0; // points
    bool goal = false; // the viewer is shown how far it is
};

} // namespace icmp::element
