#include "studio/live/cue_state.h"

#include <QCoreApplication>
#include <algorithm>

namespace icmp::live {

using remote::CommandState;
using remote::ItemState;
using widgets::Token;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("LivePanel", text);
}

bool isUnderWay(const std::optional<remote::Command> &command)
{
    return command && !command->isSettled();
}

} // namespace

CueState cueState(const remote::MirrorItem &item, const std::optional<remote::Command> &latest)
{
    if (latest) {
        if (latest->state == CommandState::Queued || latest->state == CommandState::Sending)
            return CueState::Sending;
        if (latest->state == CommandState::Unknown || latest->state == CommandState::Expired)
            return CueState::Unknown;
        if (latest->state == CommandState::Refused && item.state != ItemState::Open)
            return CueState::Failed;
    }
    switch (item.state) {
    case ItemState::Open:
        return CueState::OnAir;
    case ItemState::Closing:
        return CueState::Closing;
    case ItemState::Final:
        return CueState::Final;
    case ItemState::Cancelled:
        return CueState::Cancelled;
    case ItemState::Idle:
    case ItemState::Armed:
        break;
    }
    return CueState::Idle;
}

CueLook lookOf(CueState state)
{
    switch (state) {
    case CueState::Sending:
        return {tr("sending"), QStringLiteral("sending"), Token::Accent, true, false};
    case CueState::OnAir:
        return {tr("on air"), QStringLiteral("on-air"), Token::Live, false, true};
    case CueState::Closing:
        return {tr("closing"), QStringLiteral("closing"), Token::Warn, false, false};
    case CueState::Final:
        return {tr("final"), QStringLiteral("final"), Token::Text2, false, false};
    case CueState::Cancelled:
        return {tr("cancelled"), QStringLiteral("close"), Token::Text2, false, false};
    case CueState::Failed:
        return {tr("refused"), QStringLiteral("close"), Token::Bad, false, false};
    case CueState::Unknown:
        return {tr("unknown"), QStringLiteral("unknown"), Token::Warn, true, false};
    case CueState::Idle:
        break;
    }
    return {tr("idle"), QStringLiteral("idle"), Token::Text2, false, false};
}

QString commandOf(Action action)
{
    static const QStringList names{QStringLiteral("open"), QStringLiteral("close"), QStringLiteral("reveal"),
                                   QStringLiteral("resolve"), QStringLiteral("reset")};
    return names[int(action)];
}

QString labelOf(Action action)
{
    static const char *const labels[] = {
        QT_TRANSLATE_NOOP("LivePanel", "Open"), QT_TRANSLATE_NOOP("LivePanel", "Close"),
        QT_TRANSLATE_NOOP("LivePanel", "Reveal"), QT_TRANSLATE_NOOP("LivePanel", "Resolve"),
        QT_TRANSLATE_NOOP("LivePanel", "Reset")};
    return tr(labels[int(action)]);
}

QString obstacle(Action action, const remote::MirrorItem &item, const element::Element &element,
                 const std::optional<remote::Command> &latest)
{
    const auto rules = element::answerRules(element);
    if (isUnderWay(latest))
        return latest->state == CommandState::Unknown || latest->state == CommandState::Expired
                   ? tr("ask first")
                   : tr("sending");
    const bool running = item.state == ItemState::Open || item.state == ItemState::Closing;
    switch (action) {
    case Action::Open:
        return running ? tr("on air") : item.state == ItemState::Final ? tr("reset first") : QString();
    case Action::Close:
        return item.state == ItemState::Open ? QString() : tr("not on air");
    case Action::Reveal:
        return !rules                          ? tr("no results")
               : item.revealed                 ? tr("revealed")
               : item.state == ItemState::Idle ? tr("not opened")
                                               : QString();
    case Action::Resolve:
        return !rules || rules->right.isEmpty() ? tr("no right answer")
               : !item.right.isEmpty()          ? tr("resolved")
               : item.state == ItemState::Open  ? tr("close first")
                                                : QString();
    case Action::Reset:
        break;
    }
    return item.state == ItemState::Idle || item.state == ItemState::Armed ? tr("nothing to reset")
                                                                           : QString();
}

QList<Cue> rundownOf(const project::Project &project)
{
    QList<Cue> cues;
    for (const project::Scene &scene : project.scenes) {
        for (const project::Track &track : scene.tracks) {
            for (const auto &chunk : track.clips.chunks()) {
                for (const project::Clip &clip : chunk.clips) {
                    if (const auto *element = clip.element())
                        cues.append({clip.id, clip.id.toText(), clip.range.start, *element});
                }
            }
        }
    }
    std::sort(cues.begin(), cues.end(), [](const Cue &a, const Cue &b) {
        return std::pair(a.planned, a.clip) < std::pair(b.planned, b.clip);
    });
    return cues;
}

} // namespace icmp::live
