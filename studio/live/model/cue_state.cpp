#include "studio/live/model/cue_state.h"

#include <QCoreApplication>
#include <QJsonObject>
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

} // namespace

const QStringList &lifeCommands()
{
    static const QStringList names{QStringLiteral("open"),    QStringLiteral("close"),
                                   QStringLiteral("reveal"),  QStringLiteral("hold"),
                                   QStringLiteral("resolve"), QStringLiteral("cancel"),
                                   QStringLiteral("reset"),   QStringLiteral("lock"),
                                   QStringLiteral("refund"),  QStringLiteral("undo-take")};
    return names;
}

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
        return item.held ? CueState::Held : CueState::OnAir;
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
    case CueState::Cued:
        return {tr("cued"), QStringLiteral("cue"), Token::Accent, false, false};
    case CueState::Sending:
        return {tr("sending"), QStringLiteral("sending"), Token::Accent, true, false};
    case CueState::OnAir:
        return {tr("on air"), QStringLiteral("on-air"), Token::Live, false, true};
    case CueState::Held:
        return {tr("held"), QStringLiteral("pause"), Token::Warn, false, false};
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

std::optional<qint64> closesInMs(const remote::MirrorItem &item, qint64 serverNowMs)
{
    // Programme time runs with the wall clock; a time of the film says nothing about when a live one ends.
    for (const QLatin1String clock : {QLatin1String("utc"), QLatin1String("pdt")}) {
        const QJsonValue until = item.until.value(clock);
        if (until.isDouble())
            return std::max<qint64>(0, until.toInteger() - serverNowMs);
    }
    return std::nullopt;
}

QString clockText(qint64 ms)
{
    const qint64 seconds = (ms + 999) / 1'000;
    const QString rest = QString::number(seconds % 60).rightJustified(2, u'0');
    if (seconds < 3'600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(rest);
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3'600)
        .arg(QString::number(seconds / 60 % 60).rightJustified(2, u'0'), rest);
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
