// What viewers did, and what came to them of it.
#pragma once

#include "core/base/id.h"

#include <QList>
#include <QStringList>
#include <optional>

namespace icmp::event {

// One voter's answer. choice: zero-based option indexes, ascending (a ranking's: best first; a slider's: the
// value). bodyHash: SHA-256 hex of what was sent. pt: the playhead it was given at, where speed counts.
struct AnswerGiven {
    ClipId element;
    qint64 round = 1;
    QString voter;
    QString key;
    qint64 n = 1;
    QList<int> choice;
    QString bodyHash;
    QString text = {};
    qint64 stake = 0;
    std::optional<qint64> pt = {};
    friend bool operator==(const AnswerGiven &, const AnswerGiven &) = default;
};
// The same voter changed the answer: the counts move from `previous` to `answer.choice`.
struct AnswerReplaced {
    AnswerGiven answer;
    QList<int> previous;
    friend bool operator==(const AnswerReplaced &, const AnswerReplaced &) = default;
};

inline constexpr int votersPerScoreMax = 1'000; // 22 bytes each; one fact stays below 32 KiB

// These voters (1 – votersPerScoreMax) earned `points` each, and their bonus where there is one.
struct QuizScored {
    ClipId element;
    qint64 round = 1;
    qint64 points = 0;
    QStringList voters;
    QList<qint64> bonuses = {}; // one for each voter, or none at all
    friend bool operator==(const QuizScored &, const QuizScored &) = default;
};
// A producer let others see a text, or not. answer: seq of the AnswerGiven.
struct AnswerModerated {
    ClipId element;
    qint64 round = 1;
    qint64 answer = 0;
    bool approved = false;
    friend bool operator==(const AnswerModerated &, const AnswerModerated &) = default;
};
// What backers of the right outcome got; amounts is as long as voters. rest: what the division left, once.
struct PredictionPaid {
    ClipId element;
    qint64 round = 1;
    QStringList voters;
    QList<qint64> amounts;
    qint64 rest = 0;
    friend bool operator==(const PredictionPaid &, const PredictionPaid &) = default;
};
struct StakesReturned {
    ClipId element;
    qint64 round = 1;
    QStringList voters;
    QList<qint64> amounts;
    friend bool operator==(const StakesReturned &, const StakesReturned &) = default;
};
// These voters earned the badge or did the quest, for the first and only time.
struct AwardEarned {
    ClipId element;
    QStringList voters;
    qint64 reward = 0;
    friend bool operator==(const AwardEarned &, const AwardEarned &) = default;
};
// Taps since the last such fact, per emoji.
struct ReactionsCounted {
    ClipId element;
    QList<qint64> taps;
    friend bool operator==(const ReactionsCounted &, const ReactionsCounted &) = default;
};
struct LinkPressed {
    ClipId element;
    QString voter;
    QString key;
    friend bool operator==(const LinkPressed &, const LinkPressed &) = default;
};

} // namespace icmp::event
