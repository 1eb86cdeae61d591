#include "studio/live/model/actions.h"

#include <QCoreApplication>

namespace icmp::live {

using remote::CommandState;
using remote::ItemState;

namespace {

#define T(text) QT_TRANSLATE_NOOP("LivePanel", text)

constexpr ActionRow rows[actionCount] = {
    {"take", "open", T("Take"), "take", "Return"},
    {"cue-next", "", T("Cue next"), "cue", "N"},
    {"hold", "hold", T("Hold"), "pause", "H"},
    {"close", "close", T("Close"), "lock", "C"},
    {"reveal", "reveal", T("Reveal"), "eye", "R"},
    {"undo-take", "undo-take", T("Undo take"), "undo", "U"},
    {"lock", "lock", T("Lock"), "lock", "L"},
    {"resolve", "resolve", T("Resolve"), "check", "V"},
    {"refund", "refund", T("Refund"), "reset", "F"},
    {"reset", "reset", T("Reset"), "refresh", "Z"},
    {"panic", "panic", T("Panic"), "panic", "Shift+Esc"},
};

#undef T

QString tr(const char *text)
{
    return QCoreApplication::translate("LivePanel", text);
}

// Why nothing can be done with it at all, whatever the action.
QString anyObstacle(const Target &target, const Situation &now)
{
    if (!now.hasShow)
        return tr("no show");
    if (!target.element)
        return tr("nothing chosen");
    if (!target.latest || target.latest->isSettled())
        return {};
    const bool asks =
        target.latest->state == CommandState::Unknown || target.latest->state == CommandState::Expired;
    return asks ? tr("ask first") : tr("sending");
}

QString takeObstacle(const Target &target)
{
    const ItemState state = target.item.state;
    if (state == ItemState::Open)
        return target.item.held ? QString() : tr("on air");
    if (state == ItemState::Closing)
        return tr("closing");
    return state == ItemState::Final || state == ItemState::Cancelled ? tr("reset first") : QString();
}

QString revealObstacle(const Target &target)
{
    if (!element::answerRules(*target.element))
        return tr("no results");
    if (target.item.revealed)
        return tr("revealed");
    return target.item.state == ItemState::Idle ? tr("not opened") : QString();
}

QString resolveObstacle(const Target &target)
{
    const auto rules = element::answerRules(*target.element);
    const bool prediction = isPrediction(*target.element);
    if (!prediction && (!rules || rules->right.isEmpty()))
        return tr("no right answer");
    if (target.item.resolved)
        return tr("resolved");
    if (prediction && target.item.refunded)
        return tr("refunded");
    if (target.item.state == ItemState::Idle || target.item.state == ItemState::Armed)
        return tr("not opened");
    return target.item.state == ItemState::Open && !target.item.locked ? tr("close first") : QString();
}

QString predictionObstacle(const Target &target, bool refund)
{
    if (!isPrediction(*target.element))
        return tr("predictions only");
    if (target.item.resolved)
        return tr("resolved");
    if (target.item.refunded)
        return tr("refunded");
    if (refund)
        return target.item.state == ItemState::Idle ? tr("not opened") : QString();
    if (target.item.locked)
        return tr("locked");
    return target.item.state == ItemState::Open ? QString() : tr("not on air");
}

QString undoObstacle(const Target &target, const Situation &now)
{
    if (target.item.state != ItemState::Open || target.item.openedAtMs < 0)
        return tr("nothing taken");
    return now.nowMs - target.item.openedAtMs >= undoTakeMs ? tr("too late") : QString();
}

QString obstacle(Action action, const Target &target, const Situation &now)
{
    const bool open = target.item.state == ItemState::Open;
    switch (action) {
    case Action::Take:
        return takeObstacle(target);
    case Action::Hold:
    case Action::Close:
        return open ? QString() : tr("not on air");
    case Action::Reveal:
        return revealObstacle(target);
    case Action::UndoTake:
        return undoObstacle(target, now);
    case Action::Lock:
        return predictionObstacle(target, false);
    case Action::Resolve:
        return resolveObstacle(target);
    case Action::Refund:
        return predictionObstacle(target, true);
    case Action::Reset:
        return target.item.state == ItemState::Idle || target.item.state == ItemState::Armed
                   ? tr("nothing to reset")
                   : QString();
    case Action::CueNext:
    case Action::Panic:
        break;
    }
    return {};
}

// What an enabled button says in its second line.
QString readyNote(Action action, const Target &target, const Situation &now)
{
    if (action == Action::Take)
        return element::displayTitle(*target.element);
    if (action == Action::Hold)
        return target.item.held ? tr("held, press to release") : tr("off");
    if (action == Action::UndoTake)
        return clockText(undoTakeMs - (now.nowMs - target.item.openedAtMs));
    return lookOf(cueState(target.item, target.latest)).word;
}

} // namespace

const ActionRow &rowOf(Action action)
{
    return rows[int(action)];
}

QString labelOf(Action action)
{
    return tr(rowOf(action).label);
}

bool isPrediction(const element::Element &element)
{
    const auto rules = element::answerRules(element);
    return rules && rules->kind == element::AnswerKind::Stake;
}

ActionState stateOf(Action action, const Situation &now)
{
    if (action == Action::CueNext)
        return {now.hasNext, now.hasNext ? tr("next row") : tr("end of rundown"), CueState::Idle};
    if (action == Action::Panic) {
        const QString note = !now.hasShow         ? tr("no show")
                             : now.isCleared      ? tr("cleared")
                             : now.openCount == 0 ? tr("nothing on air")
                                                  : tr("%1 on air").arg(now.openCount);
        return {now.hasShow && now.openCount > 0, note, now.openCount > 0 ? CueState::OnAir : CueState::Idle};
    }
    const Target &target = action == Action::Take ? now.cued : now.chosen;
    QString why = anyObstacle(target, now);
    if (why.isEmpty())
        why = obstacle(action, target, now);
    const CueState state = target.element ? cueState(target.item, target.latest) : CueState::Idle;
    if (!why.isEmpty())
        return {false, why, state};
    return {true, readyNote(action, target, now), action == Action::Take ? CueState::Cued : state};
}

} // namespace icmp::live
