#include "core/session/decide.h"

#include <algorithm>

namespace icmp::session {

namespace {

constexpr const char *commandKeys[] = {"start",   "open",   "close", "reveal",
                                       "resolve", "cancel", "reset", "end"};

event::Anchor wall(qint64 ms)
{
    return {event::AnchorClock::WallClock, ms};
}

// Collects facts decided at one instant.
struct Draft {
    qint64 nowMs;
    Facts facts;

    void add(event::FactContent content) { facts.append({std::move(content), 0, nowMs}); }
};

bool mayLag(const State &state)
{
    return state.mode == Mode::Live && state.policy.maxDelayMs > 0;
}

event::Counts countsOf(const State &state, ClipId id)
{
    event::Counts counts = state.run(id).counts;
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (rules && counts.perOption.isEmpty())
        counts.perOption = QList<qint64>(rules->options.size(), 0);
    return counts;
}

// Ends the answering as far as it has not ended: for viewers at the edge, and, when nobody may lag, for all.
void finish(const State &state, ClipId id, const event::Anchor &until, bool whole, Draft &draft)
{
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Open)
        draft.add(event::ElementClosed{id, until});
    if (whole && phase != Phase::Final)
        draft.add(event::ElementFinished{id, state.run(id).round, countsOf(state, id)});
}

// The instant `ms` of the server in the clock of an element's window.
event::Anchor inClockOf(const Run &run, qint64 ms)
{
    if (run.at && run.at->clock == event::AnchorClock::ProgrammeTime)
        return {event::AnchorClock::ProgrammeTime, ms + run.aheadMs};
    return wall(ms);
}

Result<Facts> start(const State &state, const Command &command, Draft draft)
{
    const qint64 usual = command.programme ? command.programme->maxDelayMs : 0;
    const qint64 maxDelayMs = command.maxDelayMs.value_or(usual);
    if (maxDelayMs < 0 || maxDelayMs > maxDelayMsMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("maxDelayMs"));
    if (state.mode == Mode::Live)
        return refuse(RefusalCode::AlreadyOpen, {}, QStringLiteral("The event is live already."));
    draft.add(event::SessionStarted{state.package ? state.package->publicRoot : QString(), maxDelayMs});
    return draft.facts;
}

Result<Facts> end(const State &state, Draft draft)
{
    if (state.mode != Mode::Live)
        return refuse(RefusalCode::Ended, {}, QStringLiteral("The event is not live."));
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        if (it->phase == Phase::Open || it->phase == Phase::Closing)
            finish(state, it.key(), inClockOf(*it, draft.nowMs), true, draft);
    }
    draft.add(event::SessionEnded{});
    return draft.facts;
}

Result<Facts> openElement(const State &state, const Command &command, Draft draft)
{
    const Run &run = state.run(command.element);
    if (state.mode == Mode::OnDemand) {
        if (state.element(command.element)->trigger == element::Trigger::Live)
            return refuse(RefusalCode::NotAllowedHere, command.element.toText(),
                          QStringLiteral("Start the event first."));
        if (phaseOf(state, command.element) == Phase::Open)
            return refuse(RefusalCode::AlreadyOpen, command.element.toText(),
                          QStringLiteral("On demand it is open during its time."));
    }
    if (command.openForMs < 0 || command.openForMs > openForMsMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("openForMs"));
    if (run.phase == Phase::Open)
        return refuse(RefusalCode::AlreadyOpen, command.element.toText());
    if (run.phase != Phase::Armed)
        return refuse(RefusalCode::Closed, command.element.toText(),
                      QStringLiteral("Reset it for another round."));
    event::ElementOpened opened{command.element, run.round, run.rev + 1, wall(draft.nowMs), std::nullopt};
    if (command.programme && state.mode == Mode::Live)
        opened.at = {event::AnchorClock::ProgrammeTime, draft.nowMs + command.programme->encoderOffsetMs};
    if (command.openForMs > 0)
        opened.until = event::Anchor{opened.at.clock, opened.at.value + command.openForMs};
    draft.add(opened);
    return draft.facts;
}

Result<Facts> closeElement(const State &state, ClipId id, Draft draft)
{
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (phase != Phase::Open)
        return refuse(RefusalCode::Closed, id.toText());
    finish(state, id, inClockOf(state.run(id), draft.nowMs), !mayLag(state), draft);
    return draft.facts;
}

Result<Facts> reveal(const State &state, ClipId id, Draft draft)
{
    if (!element::answerRules(*state.element(id)))
        return refuse(RefusalCode::NotAllowedHere, id.toText(),
                      QStringLiteral("Nobody answers this element."));
    if (state.run(id).phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    if (!state.run(id).revealed)
        draft.add(event::ResultsRevealed{id});
    return draft.facts;
}

void score(const State &state, ClipId id, const element::AnswerRules &rules, Draft &draft)
{
    QList<int> right;
    for (int i = 0; i < rules.options.size(); ++i) {
        if (rules.right.contains(rules.options.at(i).id))
            right.append(i);
    }
    const Run &run = state.run(id);
    QStringList voters;
    for (auto it = run.answers.begin(); it != run.answers.end(); ++it) {
        if (it->choice == right)
            voters.append(it.key());
    }
    std::sort(voters.begin(), voters.end());
    for (qsizetype i = 0; rules.points > 0 && i < voters.size(); i += event::votersPerScoreMax)
        draft.add(event::QuizScored{id, run.round, rules.points, voters.mid(i, event::votersPerScoreMax)});
}

Result<Facts> resolve(const State &state, ClipId id, Draft draft)
{
    const auto rules = element::answerRules(*state.element(id));
    if (!rules || rules->right.isEmpty())
        return refuse(RefusalCode::NotAllowedHere, id.toText(), QStringLiteral("It has no right answer."));
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    if (state.run(id).resolved)
        return draft.facts;
    finish(state, id, inClockOf(state.run(id), draft.nowMs), true, draft);
    draft.add(event::ElementResolved{id, state.run(id).round, rules->right});
    score(state, id, *rules, draft);
    return draft.facts;
}

Result<Facts> cancel(const State &state, ClipId id, Draft draft)
{
    const Phase phase = state.run(id).phase;
    if (phase == Phase::Final || phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    draft.add(event::ElementCancelled{id});
    return draft.facts;
}

Result<Facts> reset(const State &state, ClipId id, Draft draft)
{
    if (phaseOf(state, id) == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText(), QStringLiteral("It is ready already."));
    const Run &run = state.run(id);
    draft.add(event::ElementReset{id, run.round + 1, run.rev + 1});
    return draft.facts;
}

bool sameQuestion(const element::Element &a, const element::Element &b)
{
    const auto before = element::answerRules(a);
    const auto after = element::answerRules(b);
    if (!before || !after)
        return !before && !after;
    return a.content.index() == b.content.index() && before->options == after->options &&
           before->right == after->right;
}

} // namespace

QString keyOf(CommandKind kind)
{
    return QString::fromLatin1(commandKeys[static_cast<size_t>(kind)]);
}

std::optional<CommandKind> commandKindOf(const QString &key)
{
    for (size_t i = 0; i < std::size(commandKeys); ++i) {
        if (key == QLatin1String(commandKeys[i]))
            return static_cast<CommandKind>(i);
    }
    return std::nullopt;
}

Result<Facts> decide(const State &state, const Command &command, qint64 nowMs)
{
    const Draft draft{nowMs, {}};
    if (command.kind == CommandKind::Start)
        return start(state, command, draft);
    if (command.kind == CommandKind::End)
        return end(state, draft);
    if (!state.element(command.element))
        return refuse(RefusalCode::UnknownId, command.element.toText());
    switch (command.kind) {
    case CommandKind::Open:
        return openElement(state, command, draft);
    case CommandKind::Close:
        return closeElement(state, command.element, draft);
    case CommandKind::Reveal:
        return reveal(state, command.element, draft);
    case CommandKind::Resolve:
        return resolve(state, command.element, draft);
    case CommandKind::Cancel:
        return cancel(state, command.element, draft);
    case CommandKind::Reset:
        return reset(state, command.element, draft);
    case CommandKind::Start:
    case CommandKind::End:
        break;
    }
    return refuse(RefusalCode::WrongType);
}

Result<Facts> decidePackage(const State &state, const package::Package &next, qint64 nowMs)
{
    if (state.mode == Mode::Live)
        return refuse(RefusalCode::Locked, {},
                      QStringLiteral("The new version waits for the end of the event."));
    Draft draft{nowMs, {}};
    if (state.package && state.package->publicRoot == next.publicRoot &&
        state.package->privateRoot == next.privateRoot)
        return draft.facts;
    event::PackageChanged changed{next.publicRoot, next.privateRoot, {}};
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        const auto *before = state.element(it.key());
        const auto *after = next.find(it.key());
        if (before && after && !sameQuestion(*before, after->element))
            changed.restarted.append(it.key());
    }
    draft.add(changed);
    return draft.facts;
}

Facts due(const State &state, qint64 nowMs)
{
    Draft draft{nowMs, {}};
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        const bool timed = it->until && it->until->clock != event::AnchorClock::MediaTime;
        if (it->phase == Phase::Open && timed && nowMs >= it->until->value - it->aheadMs + anchorSlackMs)
            finish(state, it.key(), *it->until, !mayLag(state), draft);
        else if (it->phase == Phase::Closing &&
                 nowMs >= it->closedMs + state.policy.maxDelayMs + anchorSlackMs)
            finish(state, it.key(), inClockOf(*it, nowMs), true, draft);
    }
    return draft.facts;
}

std::optional<qint64> nextDueMs(const State &state)
{
    std::optional<qint64> next;
    const auto consider = [&](qint64 ms) { next = next ? std::min(*next, ms) : ms; };
    for (const Run &run : state.runs) {
        if (run.phase == Phase::Open && run.until && run.until->clock != event::AnchorClock::MediaTime)
            consider(run.until->value - run.aheadMs + anchorSlackMs);
        else if (run.phase == Phase::Closing)
            consider(run.closedMs + state.policy.maxDelayMs + anchorSlackMs);
    }
    return next;
}

Result<Facts> decidePress(const State &state, ClipId id, const QString &voter, const QString &key,
                          qint64 nowMs)
{
    const auto *element = state.element(id);
    if (!element)
        return refuse(RefusalCode::UnknownId, id.toText());
    if (!std::holds_alternative<element::CallToAction>(element->content))
        return refuse(RefusalCode::NotAllowedHere, id.toText());
    if (key.isEmpty() || key.size() > keyTextMax || voter.size() > voterTextMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("key"));
    Draft draft{nowMs, {}};
    draft.add(event::LinkPressed{id, voter, key});
    return draft.facts;
}

} // namespace icmp::session
