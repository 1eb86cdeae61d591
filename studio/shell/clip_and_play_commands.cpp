// Commands of the menus Insert, Clip, Play, Tools and Help.
#include "studio/inspector/inspector_panel.h"
#include "studio/preview/preview_panel.h"
#include "studio/shell/dialogs.h"
#include "studio/shell/main_window.h"
#include "studio/shell/window_commands.h"
#include "studio/timeline/timeline_panel.h"

#include <QDockWidget>
#include <QInputDialog>

namespace icmp::shell {

void WindowCommands::bindInsert()
{
    for (const element::TypeRow &row : element::types()) {
        m_actions.bind(QStringLiteral("insert.") + row.key,
                       [this, type = row.key](bool) { m_window.insertElement(type); });
    }
    bindTimeline("insert.marker", "timeline.marker");
    bindTimeline("insert.marker-here", "timeline.marker-here");
    bindTimeline("insert.marker-remove", "timeline.marker-remove");
    const auto addTrack = [this](project::TrackKind kind,
                                 const QString &name) -> std::optional<project::Edit> {
        const project::Scene *scene = m_bench.document()->project().scene(m_bench.selection().scene());
        if (!scene)
            return std::nullopt;
        qint64 at = 0, count = 1;
        for (qint64 i = 0; i < scene->tracks.size(); ++i) {
            if (scene->tracks.at(i).kind == kind) {
                at = i + 1;
                ++count;
            }
        }
        return project::Edit{project::AddTrack{scene->id, m_bench.document()->newId<TrackId>(),
                                               QStringLiteral("%1 %2").arg(name).arg(count), kind,
                                               at == 0 ? scene->tracks.size() : at}};
    };
    bindEditOf("insert.track",
               [addTrack] { return addTrack(project::TrackKind::Overlay, tr("Interaction")); });
    bindEditOf("insert.live-track", [addTrack] { return addTrack(project::TrackKind::Live, tr("Live")); });
    m_actions.bind(QStringLiteral("insert.scene"), [this](bool) {
        const SceneId id = m_bench.document()->newId<SceneId>();
        const QString name = tr("Scene %1").arg(m_bench.document()->project().scenes.size() + 1);
        if (m_bench.apply(project::Edit{project::AddScene{id, name}}))
            m_bench.selection().setScene(id);
    });
}

void WindowCommands::bindClip()
{
    using project::Edge;
    bindTimeline("clip.split", "timeline.split");
    bindTimeline("clip.group", "timeline.group");
    bindEditOf("clip.trim-start", [this] { return trimToPlayhead(place(), Edge::Start); });
    bindEditOf("clip.trim-end", [this] { return trimToPlayhead(place(), Edge::End); });
    bindEditOf("clip.to-playhead", [this] { return moveToPlayhead(place()); });
    bindEditOf("clip.left", [this] { return moveBy(place(), -1, 0); });
    bindEditOf("clip.right", [this] { return moveBy(place(), 1, 0); });
    bindEditOf("clip.up", [this] { return moveBy(place(), 0, -1); });
    bindEditOf("clip.down", [this] { return moveBy(place(), 0, 1); });
    bindEditOf("clip.shorter", [this] { return trimBy(place(), Edge::End, -1); });
    bindEditOf("clip.longer", [this] { return trimBy(place(), Edge::End, 1); });
    bindEditOf("clip.forward", [this] { return changeLayer(place(), 1); });
    bindEditOf("clip.backward", [this] { return changeLayer(place(), -1); });
    bindEditOf("clip.ungroup", [this]() -> std::optional<project::Edit> {
        for (const project::Group &group : m_bench.document()->project().groups) {
            if (group.clips.contains(m_bench.selection().focus()))
                return project::Edit{project::DissolveGroup{group.id}};
        }
        return std::nullopt;
    });
}

void WindowCommands::bindAlign()
{
    const std::pair<const char *, CanvasEdge> edges[] = {
        {"clip.align-left", CanvasEdge::Left},      {"clip.align-centre", CanvasEdge::CentreX},
        {"clip.align-right", CanvasEdge::Right},    {"clip.align-top", CanvasEdge::Top},
        {"clip.align-middle", CanvasEdge::CentreY}, {"clip.align-bottom", CanvasEdge::Bottom}};
    for (const auto &[id, edge] : edges)
        bindEditOf(id, [this, edge = edge] { return alignOnCanvas(place(), edge); });
}

void WindowCommands::setTrack(bool lock)
{
    const auto found =
        m_bench.document()->index().find(m_bench.document()->project(), m_bench.selection().focus());
    if (!found)
        return;
    const project::Track &track = *found->track;
    run(project::Edit{project::SetTrack{found->scene->id, track.id, lock ? !track.locked : track.locked,
                                        lock ? track.hidden : !track.hidden, track.sharing}});
}

void WindowCommands::bindTracks()
{
    m_actions.bind(QStringLiteral("clip.lock-track"), [this](bool) { setTrack(true); });
    m_actions.bind(QStringLiteral("clip.hide-track"), [this](bool) { setTrack(false); });
    sameAs(m_window.timeline().action(QStringLiteral("timeline.lock")), "clip.lock-track");
    sameAs(m_window.timeline().action(QStringLiteral("timeline.hide")), "clip.hide-track");
}

void WindowCommands::stepSeconds(int seconds)
{
    preview::Playback &playback = m_bench.playback();
    playback.pause();
    playback.seek(playback.time() + MediaTime::ofSeconds(seconds));
}

void WindowCommands::bindPlay()
{
    preview::Playback &playback = m_bench.playback();
    m_actions.bind(QStringLiteral("play.toggle"), [&playback](bool) { playback.togglePlay(); });
    m_actions.bind(QStringLiteral("play.back"), [&playback](bool) { playback.faster(-1); });
    m_actions.bind(QStringLiteral("play.pause"), [&playback](bool) { playback.pause(); });
    m_actions.bind(QStringLiteral("play.forward"), [&playback](bool) { playback.faster(1); });
    m_actions.bind(QStringLiteral("play.frame-back"), [&playback](bool) { playback.step(-1); });
    m_actions.bind(QStringLiteral("play.frame-on"), [&playback](bool) { playback.step(1); });
    m_actions.bind(QStringLiteral("play.second-back"), [this](bool) { stepSeconds(-1); });
    m_actions.bind(QStringLiteral("play.second-on"), [this](bool) { stepSeconds(1); });
    m_actions.bind(QStringLiteral("play.start"), [&playback](bool) { playback.seek({}); });
    m_actions.bind(QStringLiteral("play.end"), [&playback](bool) { playback.seek(playback.length()); });
    m_actions.bind(QStringLiteral("play.next-edge"), [this](bool) { goToEdge(1); });
    m_actions.bind(QStringLiteral("play.previous-edge"), [this](bool) { goToEdge(-1); });
    m_actions.bind(QStringLiteral("play.go-to"), [this, &playback](bool) {
        bool ok = false;
        const QString text =
            QInputDialog::getText(&m_window, tr("Go to a time"), tr("00:00:12:00, 12.5, +12f or -1.5s"),
                                  QLineEdit::Normal, formatTimecode(playback.time(), playback.rate()), &ok);
        if (!ok)
            return;
        if (const auto t = parseTimecode(text, playback.rate(), playback.time()))
            playback.seek(*t);
        else
            m_window.tell(tr("“%1” is not a time.").arg(text), Tone::Warning);
    });
    m_actions.bind(QStringLiteral("play.loop"), [&playback](bool on) { playback.setLoops(on); });
    m_actions.bind(QStringLiteral("play.mute"), [this, &playback](bool on) {
        playback.setVolume(on ? 0 : m_bench.settings().get(settings::declared::volume) / 100.0);
    });
}

void WindowCommands::bindMarks()
{
    preview::Playback &playback = m_bench.playback();
    m_actions.bind(QStringLiteral("play.in"), [&playback](bool) {
        const MediaTime end = playback.range() ? playback.range()->end : playback.length();
        const MediaTime t = playback.time();
        playback.setRange(MediaRange{t, end > t ? end : playback.length()});
    });
    m_actions.bind(QStringLiteral("play.out"), [&playback](bool) {
        const MediaTime start = playback.range() ? playback.range()->start : MediaTime{};
        const MediaTime t = playback.time();
        playback.setRange(MediaRange{start < t ? start : MediaTime{}, t});
    });
    m_actions.bind(QStringLiteral("play.clear-range"),
                   [&playback](bool) { playback.setRange(std::nullopt); });
    sameAs(m_window.timeline().action(QStringLiteral("timeline.in")), "play.in");
    sameAs(m_window.timeline().action(QStringLiteral("timeline.out")), "play.out");
}

void WindowCommands::goToEdge(int direction)
{
    const project::Project &project = m_bench.document()->project();
    QList<MediaTime> stops;
    if (const project::Scene *scene = project.scene(m_bench.selection().scene())) {
        for (const project::Track &track : scene->tracks) {
            for (const project::Clip &clip : track.clips.all())
                stops += {clip.range.start, clip.range.end};
        }
    }
    for (const project::Marker &marker : project.markers)
        stops.append(marker.range.start);
    std::sort(stops.begin(), stops.end());
    const MediaTime now = m_bench.playback().time();
    const auto after = std::upper_bound(stops.begin(), stops.end(), now);
    const auto before = std::lower_bound(stops.begin(), stops.end(), now);
    if (direction > 0 && after != stops.end())
        m_bench.playback().seek(*after);
    else if (direction < 0 && before != stops.begin())
        m_bench.playback().seek(*std::prev(before));
}

void WindowCommands::goToProblem(int by)
{
    const QList<inspector::Problem> &problems = m_window.inspector().problems();
    if (problems.isEmpty()) {
        m_window.tell(tr("There are no problems."), Tone::Good);
        return;
    }
    m_problem = (m_problem + by + problems.size()) % problems.size();
    const inspector::Problem &problem = problems.at(m_problem);
    m_bench.selection().setClips({problem.clip});
    if (const auto at = m_bench.document()->index().place(problem.clip))
        m_bench.playback().seek(at->start);
    m_window.inspector().focusField(problem.finding.field);
}

void WindowCommands::bindTools()
{
    m_actions.bind(QStringLiteral("tools.next-problem"), [this](bool) { goToProblem(1); });
    m_actions.bind(QStringLiteral("tools.previous-problem"), [this](bool) { goToProblem(-1); });
    bindTimeline("tools.select", "timeline.tool.select");
    bindTimeline("tools.razor", "timeline.tool.razor");
    for (const char *id : {"select", "razor"}) {
        QAction *tool = m_window.timeline().action(QStringLiteral("timeline.tool.") + QLatin1String(id));
        const QString command = QStringLiteral("tools.") + QLatin1String(id);
        m_actions.setChecked(command, tool->isChecked());
        QObject::connect(tool, &QAction::toggled, m_actions.action(command), &QAction::setChecked);
    }
    bindTimeline("tools.snapping", "timeline.snapping");
    bindTimeline("tools.ripple", "timeline.ripple");
    m_actions.bind(QStringLiteral("tools.settings"), [this](bool) {
        showSettings(m_bench.settings(), m_window.theme(), &m_window);
        refresh();
    });
    m_actions.bind(QStringLiteral("tools.keys"), [this](bool) {
        showKeys(m_window.keymap(), &m_window);
        m_actions.refreshKeys();
    });
    m_actions.bind(QStringLiteral("help.first-steps"),
                   [this](bool) { showFirstSteps(m_window.keymap(), &m_window); });
    m_actions.bind(QStringLiteral("help.about"), [this](bool) { showAbout(&m_window); });
}

} // namespace icmp::shell
