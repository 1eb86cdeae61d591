// The contents of state messages: counts of each kind of answer, stock, the leaderboard, and what is one
// viewer's own.
#pragma once

#include "core/session/decide.h"

#include <QJsonObject>

namespace icmp::live {

inline constexpr int approvedTextsToldMax = 50;
inline constexpr int wordsToldMax = 30;
inline constexpr int heldTextsToldMax = 200; // what a desk shows to be moderated
inline constexpr int pseudonymToldMax = 6;   // enough to tell apart, too little to vote with

// The "d" of tally:<element>, by the kind of its answers.
QJsonObject tallyContent(const session::State &state, ClipId element);
// {"v","d","fin"} of an element's counts.
QJsonObject tallyJson(const session::State &state, ClipId element);
// {"left","of"}; nothing where pieces are not counted.
std::optional<QJsonObject> stockContent(const session::State &state, ClipId element);
// {"c"} of a reaction; `taps` are not counted by a fact yet.
QJsonObject reactContent(const session::State &state, ClipId element, const QList<qint64> &taps);
// {"top","n"}
QJsonObject boardContent(const QList<session::Place> &ranking, qint64 top);
// {"v","pts","answers"} of one voter, with "badges", "quests" and "rank" where there are any.
QJsonObject meJson(const session::State &state, const QString &voter, std::optional<qint64> rank = {});
// Texts that wait for a producer, the newest: {"<element>":[{"id","voter6","tx","state"}]}.
QJsonObject heldTexts(const session::State &state);
// One text as a desk sees it.
QJsonObject textJson(qint64 id, const session::TextAnswer &text);

} // namespace icmp::live
