#include "core/session/state.h"

#include <algorithm>

namespace icmp::session {

QString keyOf(Mode mode)
{
    return mode == Mode::Live ? QStringLiteral("live") : QStringLiteral("vod");
}

QString keyOf(Phase phase)
{
    switch (phase) {
    case Phase::Armed:
        return QStringLiteral("armed");
    case Phase::Open:
        return QStringLiteral("open");
    case Phase::Held:
        return QStringLiteral("held");
    case Phase::Closing:
        return QStringLiteral("closing");
    case Phase::Final:
        return QStringLiteral("final");
    case Phase::Cancelled:
        return QStringLiteral("cancelled");
    }
    return {};
}

const Run &State::run(ClipId id) const
{
    static const Run armed;
    const auto found = runs.constFind(id);
    return found == runs.constEnd() ? armed : *found;
}

const element::Element *State::element(ClipId id) const
{
    const auto *placed = package ? package->find(id) : nullptr;
    return placed ? &placed->element : nullptr;
}

Phase phaseOf(const State &state, ClipId id)
{
    const Run &run = state.run(id);
    const auto *element = state.element(id);
    if (run.phase == Phase::Armed && element && element->trigger == element::Trigger::Time)
        return Phase::Open;
    return run.phase;
}

bool acceptsAnswers(const State &state, ClipId id)
{
    const auto *element = state.element(id);
    if (!element || !element::answerRules(*element))
        return false;
    const Phase phase = phaseOf(state, id);
    return phase == Phase::Open || phase == Phase::Closing;
}

ResultsFor resultsFor(const State &state, ClipId id)
{
    const auto *element = state.element(id);
    if (!element || !element::answerRules(*element))
        return ResultsFor::Nobody;
    const Run &run = state.run(id);
    if (run.phase == Phase::Cancelled)
        return ResultsFor::Nobody;
    if (run.revealed)
        return ResultsFor::Everybody;
    const bool final = run.phase == Phase::Final;
    switch (element->results) {
    case element::ResultsVisibility::Always:
        return ResultsFor::Everybody;
    case element::ResultsVisibility::AfterAnswer:
        return final ? ResultsFor::Everybody : ResultsFor::Answered;
    case element::ResultsVisibility::AfterClose:
        return final ? ResultsFor::Everybody : ResultsFor::Nobody;
    case element::ResultsVisibility::ProducerOnly:
        return ResultsFor::Nobody;
    }
    return ResultsFor::Nobody;
}

qint64 pointsOf(const State &state, const QString &voter)
{
    const auto found = state.points.constFind(voter);
    return found == state.points.constEnd() ? grantPoints : found->points;
}

bool holdsStakes(const State &state, ClipId id)
{
    const Run &run = state.run(id);
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    const bool staked = rules && rules->kind == element::AnswerKind::Stake;
    const auto isAbove = [](qint64 stakes) { return stakes > 0; };
    return staked && !run.resolved && !run.refunded &&
           std::any_of(run.counts.weights.begin(), run.counts.weights.end(), isAbove);
}

void shift(event::Counts &counts, const element::AnswerRules &rules, const Answer &answer, qint64 by)
{
    using element::AnswerKind;
    const bool value = rules.kind == AnswerKind::Value;
    const qint64 values = rules.scale.values();
    const qint64 buckets = std::min<qint64>(sliderBucketsMax, values);
    if (counts.perOption.isEmpty()) {
        counts.perOption = QList<qint64>(value ? buckets : rules.options.size(), 0);
        if (rules.kind == AnswerKind::Ranking || rules.kind == AnswerKind::Stake)
            counts.weights = QList<qint64>(rules.options.size(), 0);
    }
    const auto add = [by](QList<qint64> &list, qint64 index, qint64 amount) {
        if (index >= 0 && index < list.size())
            list[index] += by * amount;
    };
    counts.answers += by;
    if (rules.kind == AnswerKind::Picks) {
        for (const int index : answer.choice)
            add(counts.perOption, index, 1);
    } else if (!answer.choice.isEmpty()) {
        const qint64 first = answer.choice.first();
        add(counts.perOption, value ? (first - rules.scale.min) / rules.scale.step * buckets / values : first,
            1);
        if (value)
            counts.sum += by * first;
        if (rules.kind == AnswerKind::Stake)
            add(counts.weights, first, answer.stake);
        for (qsizetype i = 0; rules.kind == AnswerKind::Ranking && i < answer.choice.size(); ++i)
            add(counts.weights, answer.choice.at(i), answer.choice.size() - 1 - i);
    }
}

event::Counts countsOf(const State &state, ClipId id)
{
    event::Counts counts = state.run(id).counts;
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (rules && counts.perOption.isEmpty()) {
        shift(counts, *rules, {}, 1);
        counts.answers -= 1;
    } else if (element && counts.perOption.isEmpty()) {
        counts.perOption = QList<qint64>(element::reactionRules(*element).size(), 0);
    }
    return counts;
}

event::Counts recount(const State &state, ClipId id)
{
    event::Counts counts;
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (!rules)
        return counts;
    shift(counts, *rules, {}, 1);
    counts.answers = 0;
    for (const Answer &answer : state.run(id).answers)
        shift(counts, *rules, answer, 1);
    return counts;
}

} // namespace icmp::session
