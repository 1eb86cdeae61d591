#include "core/session/decide.h"

namespace icmp::session {

namespace {

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
    }

    void operator()(const event::ElementFinished &finished)
    {
        Run &run = m_state.runs[finished.element];
        run.phase = Phase::Final;
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

    void operator()(const event::AnswerGiven &answer)
    {
        Run &run = m_state.runs[answer.element];
        shift(run, answer, 1, answer.choice);
        run.counts.answers += 1;
        remember(run, answer, false);
    }

    void operator()(const event::AnswerReplaced &replaced)
    {
        Run &run = m_state.runs[replaced.answer.element];
        shift(run, replaced.answer, -1, replaced.previous);
        shift(run, replaced.answer, 1, replaced.answer.choice);
        remember(run, replaced.answer, true);
    }

    void operator()(const event::QuizScored &scored)
    {
        for (const QString &voter : scored.voters)
            m_state.points[voter] += scored.points;
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
        run = Run{};
        run.round = round;
        run.rev = rev;
        run.roundRev = rev;
        run.tallyVersion = version + 1;
    }

    void shift(Run &run, const event::AnswerGiven &answer, qint64 by, const QList<int> &choice)
    {
        if (run.counts.perOption.isEmpty()) {
            const auto *element = m_state.element(answer.element);
            const auto rules = element ? element::answerRules(*element) : std::nullopt;
            run.counts.perOption = QList<qint64>(rules ? rules->options.size() : 0, 0);
        }
        for (const int index : choice) {
            if (index < run.counts.perOption.size())
                run.counts.perOption[index] += by;
        }
    }

    void remember(Run &run, const event::AnswerGiven &answer, bool replaced)
    {
        ++run.tallyVersion;
        run.answers.insert(answer.voter, {answer.choice, answer.n, m_fact.seq});
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
