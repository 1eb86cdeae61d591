#include "core/session/decide.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/element/field_codec.h"

#include <QJsonArray>
#include <algorithm>

namespace icmp::session {

namespace {

constexpr const char *statusKeys[] = {"counted", "duplicate", "replaced", "late",
                                      "closed",  "not_open",  "denied",   "invalid"};

VoteDecision say(VoteStatus status, QString reason = {})
{
    VoteDecision decision;
    decision.status = status;
    decision.reason = std::move(reason);
    return decision;
}

bool isKeyText(const QString &text, int max)
{
    return !text.isEmpty() && text.size() <= max &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < QChar(0x7F); });
}

bool isAnswerText(const QString &text, qint64 max)
{
    const auto checked = element::checkedText(text, element::Bounds{0, max});
    return checked && !checked->trimmed().isEmpty();
}

// The reason why the answer cannot be, or nothing.
std::optional<QString> wrongChoice(const Vote &vote, const element::AnswerRules &rules)
{
    using element::AnswerKind;
    const QList<int> &choice = vote.choice;
    if (rules.kind == AnswerKind::Text ? !isAnswerText(vote.text, rules.textLengthMax) : !vote.text.isEmpty())
        return QStringLiteral("The text is missing, too long or not wanted.");
    if (rules.kind == AnswerKind::Stake ? vote.stake < rules.stakeMin || vote.stake > rules.stakeMax
                                        : vote.stake != 0)
        return QStringLiteral("The stake is out of range or not wanted.");
    if (rules.kind == AnswerKind::Value)
        return choice.size() == 1 && rules.scale.contains(choice.first())
                   ? std::nullopt
                   : std::optional(QStringLiteral("The value is not on the scale."));
    if (choice.size() < rules.picksMin || choice.size() > rules.picksMax)
        return QStringLiteral("Pick %1 to %2 options.").arg(rules.picksMin).arg(rules.picksMax);
    for (qsizetype i = 0; i < choice.size(); ++i) {
        if (choice.at(i) < 0 || choice.at(i) >= rules.options.size())
            return QStringLiteral("There is no such option.");
        if (choice.indexOf(choice.at(i)) != i)
            return QStringLiteral("An option was picked twice.");
    }
    return std::nullopt;
}

struct Window {
    event::Anchor at;
    std::optional<event::Anchor> until;
    qint64 slack;
    qint64 aheadMs = 0;
};

// Stakes end at the lock, or when the element's own rule says, if that is before the window's end.
void shorten(Window &window, const Run &run, const element::AnswerRules &rules)
{
    const bool media = window.at.clock == event::AnchorClock::MediaTime;
    std::optional<event::Anchor> lock = run.lock;
    if (!lock && rules.lockAfterMs > 0)
        lock = event::Anchor{window.at.clock,
                             window.at.value + (rules.lockAfterMs + run.heldMs) * (media ? flicksPerMs : 1)};
    if (lock && lock->clock == window.at.clock && (!window.until || lock->value < window.until->value))
        window.until = lock;
}

Window windowOf(const State &state, ClipId id, const element::AnswerRules &rules)
{
    const Run &run = state.run(id);
    const auto *placed = state.package->find(id);
    Window window{{event::AnchorClock::MediaTime, placed->range.start.flicks},
                  event::Anchor{event::AnchorClock::MediaTime, placed->range.end.flicks},
                  anchorSlackMs * flicksPerMs};
    if (run.at) {
        const bool media = run.at->clock == event::AnchorClock::MediaTime;
        window = {*run.at, run.until, media ? anchorSlackMs * flicksPerMs : anchorSlackMs, run.aheadMs};
    }
    if (rules.kind == element::AnswerKind::Stake)
        shorten(window, run, rules);
    return window;
}

// What was claimed, else the live edge; nothing in a film, where only the viewer knows.
std::optional<qint64> playheadOf(const Window &window, const Vote &vote, qint64 nowMs)
{
    if (vote.pt || window.at.clock == event::AnchorClock::MediaTime)
        return vote.pt;
    return nowMs + window.aheadMs;
}

// Where the vote falls against the element's window, or nothing when it is inside.
std::optional<VoteStatus> outside(const State &state, const Vote &vote, const element::AnswerRules &rules,
                                  qint64 nowMs)
{
    const Phase phase = phaseOf(state, vote.element);
    const Window window = windowOf(state, vote.element, rules);
    const bool media = window.at.clock == event::AnchorClock::MediaTime;
    if (phase == Phase::Closing && !vote.pt)
        return VoteStatus::Closed;
    const auto &lock = state.run(vote.element).lock;
    if (media && lock && lock->clock != event::AnchorClock::MediaTime)
        return VoteStatus::Late;
    if (!media && window.until && window.until->clock != event::AnchorClock::MediaTime &&
        nowMs + window.aheadMs - window.until->value > state.policy.maxDelayMs + window.slack)
        return VoteStatus::Late;
    const auto playhead = playheadOf(window, vote, nowMs);
    if (!playhead)
        return std::nullopt;
    if (*playhead < window.at.value - window.slack)
        return VoteStatus::NotOpen;
    if (window.until && window.until->clock == window.at.clock &&
        *playhead > window.until->value + window.slack)
        return VoteStatus::Late;
    return std::nullopt;
}

// A viewer who asked for more time claims exactly the end of the window: the answer may then come while any
// viewer's picture may still be inside, whatever this one's delay was. It gains no bonus for speed.
bool claimsTheEnd(const State &state, const Vote &vote)
{
    const auto &until = state.run(vote.element).until;
    return vote.pt && until && *vote.pt == until->value;
}

bool contradictsDelay(const State &state, const Vote &vote, qint64 nowMs)
{
    const Run &run = state.run(vote.element);
    if (!vote.pt || !run.at || run.at->clock != event::AnchorClock::ProgrammeTime ||
        claimsTheEnd(state, vote))
        return false;
    const qint64 delay = nowMs + run.aheadMs - *vote.pt;
    return delay < -delayDriftMs || (vote.delayMs && std::abs(delay - *vote.delayMs) >= delayDriftMs);
}

VoteDecision known(const KeyUse &use, const Vote &vote)
{
    if (use.bodyHash != bodyHashOf(vote))
        return say(VoteStatus::Invalid, QStringLiteral("This key was used for another answer."));
    VoteDecision decision = say(use.replaced ? VoteStatus::Replaced : VoteStatus::Counted);
    decision.n = use.n;
    decision.seq = use.seq;
    return decision;
}

VoteDecision count(const State &state, const Vote &vote, const element::AnswerRules &rules, qint64 nowMs)
{
    const Run &run = state.run(vote.element);
    event::AnswerGiven answer{vote.element, run.round,        vote.voter, vote.key,  1,
                              vote.choice,  bodyHashOf(vote), vote.text,  vote.stake};
    if (rules.kind == element::AnswerKind::Picks)
        std::sort(answer.choice.begin(), answer.choice.end());
    if (rules.speedBonus > 0)
        answer.pt = playheadOf(windowOf(state, vote.element, rules), vote, nowMs);
    const auto before = run.answers.constFind(vote.voter);
    VoteDecision decision;
    if (before == run.answers.constEnd()) {
        if (vote.stake > pointsOf(state, vote.voter))
            return say(VoteStatus::Denied, QStringLiteral("There are not enough points."));
        answer.n = std::max<qint64>(1, vote.n.value_or(1));
        decision = say(VoteStatus::Counted);
        decision.facts.append({answer, 0, nowMs});
    } else if (!rules.changeable || (vote.n && *vote.n <= before->n)) {
        decision = say(VoteStatus::Duplicate);
        answer.n = before->n;
        decision.seq = before->seq;
    } else {
        answer.n = vote.n.value_or(before->n + 1);
        decision = say(VoteStatus::Replaced);
        decision.facts.append({event::AnswerReplaced{answer, before->choice}, 0, nowMs});
    }
    decision.n = answer.n;
    return decision;
}

} // namespace

QString keyOf(VoteStatus status)
{
    return QString::fromLatin1(statusKeys[static_cast<size_t>(status)]);
}

QString bodyHashOf(const Vote &vote)
{
    QJsonArray choice;
    for (const int index : vote.choice)
        choice.append(qint64(index));
    QJsonArray body{vote.element.value, choice};
    if (vote.n)
        body.append(*vote.n);
    if (!vote.text.isEmpty() || vote.stake != 0)
        body.append(QJsonArray{vote.text, vote.stake});
    return sha256Hex(compactJson(body));
}

VoteDecision decideVote(const State &state, const Vote &vote, qint64 nowMs)
{
    if (!isKeyText(vote.key, keyTextMax) || !isKeyText(vote.voter, voterTextMax))
        return say(VoteStatus::Invalid, QStringLiteral("The key is missing or not a key."));
    if (vote.n && (*vote.n < 1 || *vote.n > idMax))
        return say(VoteStatus::Invalid, QStringLiteral("The count of changes is out of range."));
    const auto *element = state.element(vote.element);
    const auto rules = element ? element::answerRules(*element) : std::nullopt;
    if (!rules)
        return say(VoteStatus::Invalid, QStringLiteral("There is no such question."));
    const auto use = state.keys.constFind(VoterKey{vote.voter, vote.key});
    if (use != state.keys.constEnd())
        return known(*use, vote);
    if (const auto reason = wrongChoice(vote, *rules))
        return say(VoteStatus::Invalid, *reason);
    const Run &run = state.run(vote.element);
    const Phase phase = phaseOf(state, vote.element);
    if (phase == Phase::Final || phase == Phase::Cancelled || (vote.rev && *vote.rev < run.roundRev))
        return say(VoteStatus::Closed);
    if (phase == Phase::Armed || phase == Phase::Held)
        return say(VoteStatus::NotOpen);
    if (const auto status = outside(state, vote, *rules, nowMs))
        return say(*status);
    if (contradictsDelay(state, vote, nowMs))
        return say(VoteStatus::Denied, QStringLiteral("The claimed playhead does not fit this session."));
    return count(state, vote, *rules, nowMs);
}

} // namespace icmp::session
