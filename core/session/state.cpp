#include "core/session/state.h"

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

event::Counts recount(const State &state, ClipId id)
{
    event::Counts counts;
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (!rules)
        return counts;
    counts.perOption = QList<qint64>(rules->options.size(), 0);
    for (const Answer &answer : state.run(id).answers) {
        ++counts.answers;
        for (const int index : answer.choice)
            ++counts.perOption[index];
    }
    return counts;
}

} // namespace icmp::session
