// What an answer was worth: scores, payouts, refunds.
#include "core/session/draft.h"

#include <algorithm>

namespace icmp::session {

namespace {

// Voters of a run in a fixed order, so that every replay and every node writes the same facts.
QStringList votersOf(const Run &run)
{
    QStringList voters = run.answers.keys();
    std::sort(voters.begin(), voters.end());
    return voters;
}

__extension__ using Wide = __int128; // stake × pool is beyond int64

// floor(amount × part / whole), none of them negative
qint64 portion(qint64 amount, qint64 part, qint64 whole)
{
    return qint64(Wide(amount) * part / whole);
}

struct Span {
    qint64 at = 0;
    qint64 until = 0;
};

// The element's window as it was in the end; nothing while it has no end.
std::optional<Span> spanOf(const State &state, ClipId id)
{
    const Run &run = state.run(id);
    if (run.at) {
        if (!run.until || run.until->clock != run.at->clock)
            return std::nullopt;
        return Span{run.at->value, run.until->value};
    }
    const auto *placed = state.package->find(id);
    return Span{placed->range.start.flicks, placed->range.end.flicks};
}

// floor(bonus × (until − pt) / (until − at)), with the playhead kept inside the window.
qint64 bonusOf(qint64 bonus, const std::optional<Span> &span, const Answer &answer)
{
    if (bonus <= 0 || !span || !answer.pt || span->until <= span->at)
        return 0;
    const qint64 pt = std::clamp(*answer.pt, span->at, span->until);
    return portion(bonus, span->until - pt, span->until - span->at);
}

void score(const State &state, ClipId id, const element::AnswerRules &rules, const Draft &ended, Draft &draft)
{
    QList<int> right;
    for (int i = 0; i < rules.options.size(); ++i) {
        if (rules.right.contains(rules.options.at(i).id))
            right.append(i);
    }
    const Run &run = state.run(id);
    auto span = spanOf(state, id);
    for (const event::Fact &fact : ended.facts) {
        const auto *closed = std::get_if<event::ElementClosed>(&fact.content);
        if (closed && run.at && closed->until.clock == run.at->clock)
            span = Span{run.at->value, closed->until.value};
    }
    event::QuizScored scored{id, run.round, rules.points, {}, {}};
    const auto flush = [&] {
        if (scored.voters.isEmpty())
            return;
        draft.add(scored);
        scored.voters.clear();
        scored.bonuses.clear();
    };
    for (const QString &voter : votersOf(run)) {
        const Answer &answer = *run.answers.constFind(voter);
        if (answer.choice != right)
            continue;
        scored.voters.append(voter);
        if (rules.speedBonus > 0)
            scored.bonuses.append(bonusOf(rules.speedBonus, span, answer));
        if (scored.voters.size() == event::votersPerScoreMax)
            flush();
    }
    flush();
}

// The pool to the backers of `outcome` by their stakes; what the division leaves goes to rounding.
void pay(const State &state, ClipId id, int outcome, Draft &draft)
{
    const Run &run = state.run(id);
    const event::Counts counts = countsOf(state, id);
    qint64 pool = 0;
    for (const qint64 stakes : counts.weights)
        pool += stakes;
    const qint64 winning = counts.weights.value(outcome);
    if (pool == 0)
        return;
    if (winning == 0)
        return returnStakes(state, id, draft);
    event::PredictionPaid paid{id, run.round, {}, {}, 0};
    qint64 left = pool;
    const QStringList voters = votersOf(run);
    for (const QString &voter : voters) {
        const Answer &answer = *run.answers.constFind(voter);
        if (answer.choice.value(0, -1) != outcome)
            continue;
        if (paid.voters.size() == event::votersPerScoreMax) {
            draft.add(paid);
            paid.voters.clear();
            paid.amounts.clear();
        }
        const qint64 amount = portion(answer.stake, pool, winning);
        paid.voters.append(voter);
        paid.amounts.append(amount);
        left -= amount;
    }
    paid.rest = left;
    draft.add(paid);
}

Result<Facts> resolvePrediction(const State &state, const Command &command, const element::AnswerRules &rules,
                                Draft draft)
{
    const ClipId id = command.element;
    if (!command.outcome || *command.outcome < 0 || *command.outcome >= rules.options.size())
        return refuse(RefusalCode::OutOfRange, QStringLiteral("outcome"));
    const int outcome = int(*command.outcome);
    const Run &run = state.run(id);
    const QList<OptionId> right{rules.options.at(outcome).id};
    if (run.resolved && run.right == right)
        return draft.facts;
    const Phase phase = phaseOf(state, id);
    if (run.resolved || run.refunded || phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    if (phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    finish(state, id, inClockOf(run, draft.nowMs), Extent::Whole, draft);
    draft.add(event::ElementResolved{id, run.round, right});
    pay(state, id, outcome, draft);
    return draft.facts;
}

} // namespace

void returnStakes(const State &state, ClipId id, Draft &draft)
{
    if (!holdsStakes(state, id))
        return;
    const Run &run = state.run(id);
    event::StakesReturned returned{id, run.round, {}, {}};
    for (const QString &voter : votersOf(run)) {
        if (returned.voters.size() == event::votersPerScoreMax) {
            draft.add(returned);
            returned.voters.clear();
            returned.amounts.clear();
        }
        returned.voters.append(voter);
        returned.amounts.append(run.answers.constFind(voter)->stake);
    }
    draft.add(returned);
}

Result<Facts> decideResolve(const State &state, const Command &command, Draft draft)
{
    const ClipId id = command.element;
    const auto rules = element::answerRules(*state.element(id));
    if (rules && rules->kind == element::AnswerKind::Stake)
        return resolvePrediction(state, command, *rules, std::move(draft));
    if (!rules || rules->right.isEmpty())
        return refuse(RefusalCode::NotAllowedHere, id.toText(), QStringLiteral("It has no right answer."));
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    if (state.run(id).resolved)
        return draft.facts;
    finish(state, id, inClockOf(state.run(id), draft.nowMs), Extent::Whole, draft);
    const Draft ended = draft;
    draft.add(event::ElementResolved{id, state.run(id).round, rules->right});
    score(state, id, *rules, ended, draft);
    return draft.facts;
}

Result<Facts> decideRefund(const State &state, ClipId id, Draft draft)
{
    const auto rules = element::answerRules(*state.element(id));
    if (!rules || rules->kind != element::AnswerKind::Stake)
        return refuse(RefusalCode::NotAllowedHere, id.toText(), QStringLiteral("Nobody stakes on it."));
    const Run &run = state.run(id);
    if (run.resolved || run.refunded || run.phase == Phase::Cancelled)
        return refuse(RefusalCode::Closed, id.toText());
    if (phaseOf(state, id) == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    finish(state, id, inClockOf(run, draft.nowMs), Extent::Whole, draft);
    draft.add(event::ElementRefunded{id, run.round});
    returnStakes(state, id, draft);
    return draft.facts;
}

Result<Facts> decideLock(const State &state, ClipId id, Draft draft)
{
    const auto rules = element::answerRules(*state.element(id));
    if (!rules || rules->kind != element::AnswerKind::Stake)
        return refuse(RefusalCode::NotAllowedHere, id.toText(), QStringLiteral("Nobody stakes on it."));
    const Phase phase = phaseOf(state, id);
    if (phase == Phase::Armed)
        return refuse(RefusalCode::NotOpen, id.toText());
    if (phase != Phase::Open && phase != Phase::Held)
        return refuse(RefusalCode::Closed, id.toText());
    if (!state.run(id).lock)
        draft.add(event::ElementLocked{id, inClockOf(state.run(id), draft.nowMs)});
    return draft.facts;
}

std::optional<qint64> lockDueMs(const State &state, ClipId id)
{
    const Run &run = state.run(id);
    if (run.phase != Phase::Open || run.lock || !run.at || run.at->clock == event::AnchorClock::MediaTime)
        return std::nullopt;
    const auto *element = state.element(id);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (!rules || rules->lockAfterMs <= 0)
        return std::nullopt;
    return run.at->value - run.aheadMs + rules->lockAfterMs + run.heldMs;
}

} // namespace icmp::session
