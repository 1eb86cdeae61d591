#include "core/element/field_codec.h"
#include "core/session/draft.h"

#include <algorithm>

namespace icmp::session {

namespace {

constexpr const char *commandKeys[] = {"start", "open",     "close", "reveal",  "resolve", "cancel",
                                       "reset", "end",      "lock",  "hold",    "refund",  "undo-take",
                                       "panic", "moderate", "stock", "announce"};

bool mayLag(const State &state)
{
    return state.mode == Mode::Live && state.policy.maxDelayMs > 0;
}

Extent extentOf(const State &state)
{
    return mayLag(state) ? Extent::AtTheEdge : Extent::Whole;
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
        if (it->phase == Phase::Open || it->phase == Phase::Held || it->phase == Phase::Closing)
            finish(state, it.key(), inClockOf(*it, draft.nowMs), Extent::Whole, draft);
    }
    draft.add(event::SessionEnded{});
    return draft.facts;
}

// What was left of the window when it was held begins now.
Result<Facts> release(const State &state, ClipId id, Draft draft)
{
    const Run &run = state.run(id);
    event::ElementReleased released{id, run.until, draft.nowMs - run.heldSinceMs};
    if (released.until && released.until->clock != event::AnchorClock::MediaTime)
        released.until->value += released.heldMs;
    draft.add(released);
    return draft.facts;
}

Result<Facts> openElement(const State &state, const Command &command, Draft draft)
{
    const Run &run = state.run(command.element);
    if (run.phase == Phase::Held)
        return release(state, command.element, std::move(draft));
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
    finish(state, id, inClockOf(state.run(id), draft.nowMs), extentOf(state), draft);
    return draft.facts;
}

Result<Facts> hold(const State &state, ClipId id, Draft draft)
{
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Armed || phase == Phase::Held)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (phase != Phase::Open)
        return refuse(RefusalCode::Closed, id.toText());
    draft.add(event::ElementHeld{id});
    return draft.facts;
}

Result<Facts> undoTake(const State &state, ClipId id, Draft draft)
{
    const Run &run = state.run(id);
    if (run.openedMs == 0 || run.phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (run.phase != Phase::Open && run.phase != Phase::Held)
        return refuse(RefusalCode::Closed, id.toText());
    if (draft.nowMs - run.openedMs > undoTakeMs)
        return refuse(RefusalCode::TooLate, id.toText());
    returnStakes(state, id, draft);
    draft.add(event::ElementUndone{id, run.round + 1, run.rev + 1});
    return draft.facts;
}

// What a producer opened goes off the picture; what opens by the film's time is the film.
Result<Facts> panic(const State &state, PanicPolicy policy, Draft draft)
{
    draft.add(event::PanicPressed{});
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        if (it->phase != Phase::Open)
            continue;
        if (policy == PanicPolicy::Hold)
            draft.add(event::ElementHeld{it.key()});
        else
            finish(state, it.key(), inClockOf(*it, draft.nowMs), extentOf(state), draft);
    }
    return draft.facts;
}

Result<Facts> moderate(const State &state, const Command &command, Draft draft)
{
    const Run &run = state.run(command.element);
    const auto text = run.texts.constFind(command.answer);
    const auto rules = element::answerRules(*state.element(command.element));
    if (!rules || rules->kind != element::AnswerKind::Text)
        return refuse(RefusalCode::NotAllowedHere, command.element.toText(),
                      QStringLiteral("It takes no texts."));
    if (text == run.texts.constEnd())
        return refuse(RefusalCode::UnknownId, QString::number(command.answer));
    if (text->verdict != (command.approve ? Verdict::Approved : Verdict::Refused))
        draft.add(event::AnswerModerated{command.element, run.round, command.answer, command.approve});
    return draft.facts;
}

Result<Facts> setStock(const State &state, const Command &command, Draft draft)
{
    if (!element::stockRules(*state.element(command.element)))
        return refuse(RefusalCode::NotAllowedHere, command.element.toText(),
                      QStringLiteral("It is not kept in stock."));
    if (command.left < 0 || command.left > stockMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("left"));
    if (state.run(command.element).stock != command.left)
        draft.add(event::StockChanged{command.element, command.left});
    return draft.facts;
}

Result<Facts> announce(const Command &command, Draft draft)
{
    if (command.severity < 0 || command.severity > 2)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("severity"));
    if (command.text.trimmed().isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("text"));
    const auto text = element::checkedText(command.text, element::Bounds{0, noticeTextMax});
    if (!text)
        return tl::unexpected(Refusal{text.error().code, QStringLiteral("text"), text.error().detail});
    draft.add(event::NoticeAnnounced{*text, command.severity});
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

Result<Facts> cancel(const State &state, ClipId id, Draft draft)
{
    const Phase phase = state.run(id).phase;
    if (phase == Phase::Final || phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    draft.add(event::ElementCancelled{id});
    returnStakes(state, id, draft);
    return draft.facts;
}

Result<Facts> reset(const State &state, ClipId id, Draft draft)
{
    if (phaseOf(state, id) == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText(), QStringLiteral("It is ready already."));
    const Run &run = state.run(id);
    returnStakes(state, id, draft);
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
           before->right == after->right && before->scale == after->scale;
}

} // namespace

void finish(const State &state, ClipId id, const event::Anchor &until, Extent extent, Draft &draft)
{
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Open || phase == Phase::Held)
        draft.add(event::ElementClosed{id, until});
    if (extent == Extent::Whole && phase != Phase::Final)
        draft.add(event::ElementFinished{id, state.run(id).round, countsOf(state, id)});
}

bool isWhole(CommandKind kind)
{
    return kind == CommandKind::Start || kind == CommandKind::End || kind == CommandKind::Panic ||
           kind == CommandKind::Announce;
}

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
    const Draft draft{nowMs};
    const ClipId id = command.element;
    if (!isWhole(command.kind) && !state.element(id))
        return refuse(RefusalCode::UnknownId, id.toText());
    switch (command.kind) {
    case CommandKind::Start:
        return start(state, command, draft);
    case CommandKind::End:
        return end(state, draft);
    case CommandKind::Open:
        return openElement(state, command, draft);
    case CommandKind::Close:
        return closeElement(state, id, draft);
    case CommandKind::Reveal:
        return reveal(state, id, draft);
    case CommandKind::Resolve:
        return decideResolve(state, command, draft);
    case CommandKind::Cancel:
        return cancel(state, id, draft);
    case CommandKind::Reset:
        return reset(state, id, draft);
    case CommandKind::Lock:
        return decideLock(state, id, draft);
    case CommandKind::Hold:
        return hold(state, id, draft);
    case CommandKind::Refund:
        return decideRefund(state, id, draft);
    case CommandKind::UndoTake:
        return undoTake(state, id, draft);
    case CommandKind::Panic:
        return panic(state, command.policy, draft);
    case CommandKind::Moderate:
        return moderate(state, command, draft);
    case CommandKind::Stock:
        return setStock(state, command, draft);
    case CommandKind::Announce:
        return announce(command, draft);
    }
    return refuse(RefusalCode::WrongType);
}

Result<Facts> decidePackage(const State &state, const package::Package &next, qint64 nowMs)
{
    if (state.mode == Mode::Live)
        return refuse(RefusalCode::Locked, {},
                      QStringLiteral("The new version waits for the end of the event."));
    Draft draft{nowMs};
    if (state.package && state.package->publicRoot == next.publicRoot &&
        state.package->privateRoot == next.privateRoot)
        return draft.facts;
    event::PackageChanged changed{next.publicRoot, next.privateRoot, {}};
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        const auto *before = state.element(it.key());
        const auto *after = next.find(it.key());
        const bool restarts = before && after && !sameQuestion(*before, after->element);
        if (restarts)
            changed.restarted.append(it.key());
        if (restarts || !after)
            returnStakes(state, it.key(), draft);
    }
    draft.add(changed);
    return draft.facts;
}

namespace {

// When a run's next step comes by time, in server time.
std::optional<qint64> stepDueMs(const State &state, ClipId id, const Run &run)
{
    std::optional<qint64> next;
    const auto consider = [&](std::optional<qint64> ms) {
        if (ms)
            next = next ? std::min(*next, *ms) : *ms;
    };
    if (run.phase == Phase::Open && run.until && run.until->clock != event::AnchorClock::MediaTime)
        consider(run.until->value - run.aheadMs + anchorSlackMs);
    else if (run.phase == Phase::Closing)
        consider(run.closedMs + state.policy.maxDelayMs + anchorSlackMs);
    consider(lockDueMs(state, id));
    if (run.lockedMs > 0 && holdsStakes(state, id))
        consider(run.lockedMs + refundAfterMs);
    return next;
}

void step(const State &state, ClipId id, const Run &run, Draft &draft)
{
    const qint64 nowMs = draft.nowMs;
    if (run.lockedMs > 0 && nowMs >= run.lockedMs + refundAfterMs && holdsStakes(state, id)) {
        finish(state, id, inClockOf(run, nowMs), Extent::Whole, draft);
        draft.add(event::ElementRefunded{id, run.round});
        returnStakes(state, id, draft);
        return;
    }
    if (const auto lock = lockDueMs(state, id); lock && nowMs >= *lock)
        draft.add(event::ElementLocked{id, inClockOf(run, *lock)});
    const bool timed = run.until && run.until->clock != event::AnchorClock::MediaTime;
    if (run.phase == Phase::Open && timed && nowMs >= run.until->value - run.aheadMs + anchorSlackMs)
        finish(state, id, *run.until, extentOf(state), draft);
    else if (run.phase == Phase::Closing && nowMs >= run.closedMs + state.policy.maxDelayMs + anchorSlackMs)
        finish(state, id, inClockOf(run, nowMs), Extent::Whole, draft);
}

} // namespace

Facts due(const State &state, qint64 nowMs)
{
    Draft draft{nowMs};
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        const auto next = stepDueMs(state, it.key(), *it);
        if (next && nowMs >= *next)
            step(state, it.key(), *it, draft);
    }
    return draft.facts;
}

std::optional<qint64> nextDueMs(const State &state)
{
    std::optional<qint64> next;
    for (auto it = state.runs.begin(); it != state.runs.end(); ++it) {
        if (const auto step = stepDueMs(state, it.key(), *it))
            next = next ? std::min(*next, *step) : *step;
    }
    return next;
}

Result<Facts> decidePress(const State &state, ClipId id, const QString &voter, const QString &key,
                          qint64 nowMs)
{
    const auto *element = state.element(id);
    if (!element)
        return refuse(RefusalCode::UnknownId, id.toText());
    if (element::typeOf(*element).card != element::CardForm::Link)
        return refuse(RefusalCode::NotAllowedHere, id.toText());
    if (key.isEmpty() || key.size() > keyTextMax || voter.size() > voterTextMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("key"));
    Draft draft{nowMs};
    draft.add(event::LinkPressed{id, voter, key});
    return draft.facts;
}

} // namespace icmp::session
