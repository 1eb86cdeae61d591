#include "core/session/decide.h"

namespace icmp::session {

namespace {

void findAwards(State &state)
{
    state.awards.clear();
    if (!state.package)
        return;
    for (const package::PlacedElement &placed : state.package->elements()) {
        if (element::awardRules(placed.element))
            state.awards.append(placed.id);
    }
}

// Writes one fact into the state; the only place where runs change.
class Evolution {
public:
    Evolution(State &state, const event::Fact &fact, std::shared_ptr<const package::Package> next)
        : m_state(state), m_fact(fact), m_next(std::move(next))
    {
    }

    void operator()(const event::SessionStarted &started)
    {
        m_state.mode = Mode::Live;
        m_state.policy.maxDelayMs = started.maxDelayMs;
    }
    void operator()(const event::SessionEnded &)
    {
        m_state.mode = Mode::OnDemand;
        m_state.policy.maxDelayMs = 0;
    }

    void operator()(const event::PackageChanged &changed)
    {
        Q_ASSERT(m_next && m_next->publicRoot == changed.publicRoot);
        m_state.package = m_next;
        findAwards(m_state);
        for (const ClipId id : changed.restarted) {
            Run &run = m_state.runs[id];
            newRound(run, run.round + 1, run.rev + 1);
        }
    }

    void operator()(const event::ElementOpened &opened)
    {
        Run &run = m_state.runs[opened.element];
        run.phase = Phase::Open;
        run.rev = opened.rev;
        run.round = opened.round;
        run.at = opened.at;
        run.until = opened.until;
        const bool programme = opened.at.clock == event::AnchorClock::ProgrammeTime;
        run.aheadMs = programme ? opened.at.value - m_fact.atMs : 0;
        run.openedMs = m_fact.atMs;
    }

    void operator()(const event::ElementUpdated &updated)
    {
        Run &run = m_state.runs[updated.element];
        run.rev = updated.rev;
        run.until = updated.until;
    }

    void operator()(const event::ElementClosed &closed)
    {
        Run &run = m_state.runs[closed.element];
        run.phase = Phase::Closing;
        run.until = closed.until;
        const bool media = closed.until.clock == event::AnchorClock::MediaTime;
        run.closedMs = media ? m_fact.atMs : closed.until.value - run.aheadMs;
        if (run.lockedMs == 0)
            run.lockedMs = run.closedMs;
    }

    void operator()(const event::ElementFinished &finished)
    {
        Run &run = m_state.runs[finished.element];
        run.phase = Phase::Final;
        if (run.lockedMs == 0)
            run.lockedMs = m_fact.atMs;
        ++run.tallyVersion;
    }

    void operator()(const event::ElementCancelled &cancelled)
    {
        m_state.runs[cancelled.element].phase = Phase::Cancelled;
    }

    void operator()(const event::ElementReset &reset)
    {
        newRound(m_state.runs[reset.element], reset.round, reset.rev);
    }

    void operator()(const event::ElementResolved &resolved)
    {
        Run &run = m_state.runs[resolved.element];
        run.resolved = true;
        run.right = resolved.right;
    }

    void operator()(const event::ResultsRevealed &revealed)
    {
        Run &run = m_state.runs[revealed.element];
        run.revealed = true;
        ++run.tallyVersion;
    }

    void operator()(const event::ElementLocked &locked)
    {
        Run &run = m_state.runs[locked.element];
        run.lock = locked.at;
        run.lockedMs = m_fact.atMs;
    }

    void operator()(const event::ElementHeld &held)
    {
        Run &run = m_state.runs[held.element];
        run.phase = Phase::Held;
        run.heldSinceMs = m_fact.atMs;
    }

    void operator()(const event::ElementReleased &released)
    {
        Run &run = m_state.runs[released.element];
        run.phase = run.at ? Phase::Open : Phase::Armed;
        run.until = released.until;
        run.heldMs += released.heldMs;
        run.heldSinceMs = 0;
    }

    void operator()(const event::ElementRefunded &refunded)
    {
        m_state.runs[refunded.element].refunded = true;
    }

    void operator()(const event::ElementUndone &undone)
    {
        newRound(m_state.runs[undone.element], undone.round, undone.rev);
    }

    void operator()(const event::PanicPressed &) {}
    void operator()(const event::NoticeAnnounced &) {}

    void operator()(const event::StockChanged &changed)
    {
        Run &run = m_state.runs[changed.element];
        run.stock = changed.left;
        ++run.tallyVersion;
    }

    void operator()(const event::AnswerGiven &answer)
    {
        Run &run = m_state.runs[answer.element];
        const Answer kept = answerOf(answer);
        if (const auto rules = rulesOf(answer.element)) {
            shift(run.counts, *rules, kept, 1);
            if (rules->kind == element::AnswerKind::Text)
                run.texts.insert(m_fact.seq, {answer.voter, answer.text, Verdict::Held});
        }
        ++m_state.progress[answer.voter].answers;
        if (answer.stake > 0)
            move(answer.voter, -answer.stake);
        remember(run, answer, kept, false);
    }

    void operator()(const event::AnswerReplaced &replaced)
    {
        Run &run = m_state.runs[replaced.answer.element];
        const Answer kept = answerOf(replaced.answer);
        if (const auto rules = rulesOf(replaced.answer.element)) {
            Answer before;
            before.choice = replaced.previous;
            shift(run.counts, *rules, before, -1);
            shift(run.counts, *rules, kept, 1);
        }
        remember(run, replaced.answer, kept, true);
    }

    void operator()(const event::AnswerModerated &moderated)
    {
        Run &run = m_state.runs[moderated.element];
        const auto text = run.texts.find(moderated.answer);
        if (text != run.texts.end())
            text->verdict = moderated.approved ? Verdict::Approved : Verdict::Refused;
        run.approved.remove(moderated.answer);
        if (moderated.approved && text != run.texts.end())
            run.approved.insert(moderated.answer, text->text);
        ++run.tallyVersion;
    }

    void operator()(const event::QuizScored &scored)
    {
        for (qsizetype i = 0; i < scored.voters.size(); ++i) {
            ++m_state.progress[scored.voters.at(i)].right;
            move(scored.voters.at(i), scored.points + scored.bonuses.value(i));
        }
    }

    void operator()(const event::PredictionPaid &paid)
    {
        for (qsizetype i = 0; i < paid.voters.size(); ++i)
            move(paid.voters.at(i), paid.amounts.value(i));
        m_state.rounding += paid.rest;
    }

    void operator()(const event::StakesReturned &returned)
    {
        m_state.runs[returned.element].refunded = true;
        for (qsizetype i = 0; i < returned.voters.size(); ++i)
            move(returned.voters.at(i), returned.amounts.value(i));
    }

    void operator()(const event::AwardEarned &earned)
    {
        QSet<QString> &voters = m_state.awarded[earned.element];
        for (const QString &voter : earned.voters)
            voters.insert(voter);
        for (const QString &voter : earned.voters)
            move(voter, earned.reward);
    }

    void operator()(const event::ReactionsCounted &counted)
    {
        Run &run = m_state.runs[counted.element];
        if (run.counts.perOption.size() < counted.taps.size())
            run.counts.perOption.resize(counted.taps.size());
        for (qsizetype i = 0; i < counted.taps.size(); ++i)
            run.counts.perOption[i] += counted.taps.at(i);
        ++run.tallyVersion;
    }

    void operator()(const event::LinkPressed &) {}

    void operator()(const event::CommandTaken &taken)
    {
        m_state.commands.insert(taken.key, {taken.hash, m_fact.seq - taken.facts, taken.facts});
    }

private:
    static void newRound(Run &run, qint64 round, qint64 rev)
    {
        const qint64 version = run.tallyVersion;
        const auto stock = run.stock; // what was sold stays sold
        run = Run{};
        run.stock = stock;
        run.round = round;
        run.rev = rev;
        run.roundRev = rev;
        run.tallyVersion = version + 1;
    }

    void move(const QString &voter, qint64 by)
    {
        if (by == 0)
            return;
        const auto at = m_state.points.find(voter);
        if (at == m_state.points.end())
            m_state.points.insert(voter, {grantPoints + by, m_fact.atMs});
        else
            *at = {at->points + by, m_fact.atMs};
    }

    std::optional<element::AnswerRules> rulesOf(ClipId id) const
    {
        const auto *element = m_state.element(id);
        return element ? element::answerRules(*element) : std::nullopt;
    }

    Answer answerOf(const event::AnswerGiven &answer) const
    {
        return {answer.choice, answer.n, m_fact.seq, answer.text, answer.stake, answer.pt};
    }

    void remember(Run &run, const event::AnswerGiven &answer, const Answer &kept, bool replaced)
    {
        ++run.tallyVersion;
        run.answers.insert(answer.voter, kept);
        m_state.keys.insert({answer.voter, answer.key},
                            {answer.element, answer.round, answer.bodyHash, answer.n, m_fact.seq, replaced});
    }

    State &m_state;
    const event::Fact &m_fact;
    std::shared_ptr<const package::Package> m_next;
};

} // namespace

State begin(std::shared_ptr<const package::Package> package, Policy policy)
{
    State state;
    state.package = std::move(package);
    state.policy = policy;
    findAwards(state);
    return state;
}

void evolve(State &state, const event::Fact &fact, std::shared_ptr<const package::Package> next)
{
    Q_ASSERT(fact.seq == state.seq + 1);
    Evolution evolution(state, fact, std::move(next));
    std::visit(evolution, fact.content);
    state.seq = fact.seq;
    if (event::isLogFact(fact.content))
        ++state.logOffset;
}

} // namespace icmp::session
