// What viewers earn besides points, and in which order they stand; reactions, which nobody earns by.
#include "core/session/draft.h"

#include <algorithm>

namespace icmp::session {

qint64 progressOf(const State &state, const element::AwardRules &rules, const QString &voter)
{
    switch (rules.condition) {
    case element::AwardCondition::Answers:
        return state.progress.value(voter).answers;
    case element::AwardCondition::Right:
        return state.progress.value(voter).right;
    case element::AwardCondition::Points:
        return pointsOf(state, voter);
    }
    return 0;
}

Facts decideAwards(const State &state, const QStringList &voters, qint64 nowMs)
{
    Draft draft{nowMs};
    for (const ClipId id : state.awards) {
        if (phaseOf(state, id) != Phase::Open)
            continue;
        const auto rules = *element::awardRules(*state.element(id));
        const QSet<QString> before = state.awarded.value(id);
        event::AwardEarned earned{id, {}, rules.reward};
        for (const QString &voter : voters) {
            if (before.contains(voter) || progressOf(state, rules, voter) < rules.count)
                continue;
            if (earned.voters.size() == event::votersPerScoreMax) {
                draft.add(earned);
                earned.voters.clear();
            }
            earned.voters.append(voter);
        }
        if (!earned.voters.isEmpty())
            draft.add(earned);
        if (!draft.facts.isEmpty())
            return draft.facts; // the reward may decide the next one: one award at a time
    }
    return draft.facts;
}

QStringList touchedBy(const State &state, const event::Fact &fact)
{
    if (state.awards.isEmpty())
        return {};
    if (const auto *answer = std::get_if<event::AnswerGiven>(&fact.content))
        return {answer->voter};
    if (const auto *scored = std::get_if<event::QuizScored>(&fact.content))
        return scored->voters;
    if (const auto *paid = std::get_if<event::PredictionPaid>(&fact.content))
        return paid->voters;
    if (const auto *returned = std::get_if<event::StakesReturned>(&fact.content))
        return returned->voters;
    if (const auto *earned = std::get_if<event::AwardEarned>(&fact.content))
        return earned->voters;
    const auto *opened = std::get_if<event::ElementOpened>(&fact.content);
    if (!opened || !state.awards.contains(opened->element))
        return {};
    QStringList all = state.progress.keys();
    std::sort(all.begin(), all.end());
    return all;
}

QList<Place> ranking(const State &state)
{
    QList<Place> places;
    for (auto it = state.points.begin(); it != state.points.end(); ++it)
        places.append({it.key(), it->points, it->sinceMs});
    std::sort(places.begin(), places.end(), [](const Place &a, const Place &b) {
        if (a.points != b.points)
            return a.points > b.points;
        return a.sinceMs != b.sinceMs ? a.sinceMs < b.sinceMs : a.voter < b.voter;
    });
    return places;
}

Result<void> checkTaps(const State &state, ClipId id, qint64 emoji, qint64 taps)
{
    const auto *element = state.element(id);
    if (!element)
        return refuse(RefusalCode::UnknownId, id.toText());
    const QList<element::Option> options = element::reactionRules(*element);
    if (options.isEmpty() || phaseOf(state, id) != Phase::Open)
        return refuse(RefusalCode::NotAllowedHere, id.toText());
    if (emoji < 0 || emoji >= options.size() || taps < 1 || taps > tapsPerBatchMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("e"));
    return {};
}

} // namespace icmp::session
