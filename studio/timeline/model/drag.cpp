#include "studio/timeline/model/drag.h"

#include "core/project/apply.h"
#include "studio/timeline/model/edits.h"

#include <QCoreApplication>
#include <algorithm>

namespace icmp::timeline {

using namespace project;

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("Timeline", text, nullptr, n);
}

QString nameOfTarget(const SnapTarget &target)
{
    switch (target.kind) {
    case SnapKind::Playhead:
        return tr("playhead");
    case SnapKind::Marker:
        return target.name.isEmpty() ? tr("range") : target.name;
    case SnapKind::Edge:
        return target.at == MediaTime{} ? tr("start") : tr("edge");
    case SnapKind::Grid:
        break;
    }
    return tr("frame");
}

} // namespace

Drag::Drag(const TimelineState &state, ClipId clip, Grip grip) : m_state(state), m_clip(clip), m_grip(grip)
{
    if (grip == Grip::Body)
        m_found = state.chosen();
    else if (const auto found = state.find(clip))
        m_found = {*found};
    for (const FoundClip &found : std::as_const(m_found))
        m_ids.insert(found.clip->id);
    if (const Scene *scene = state.shownScene())
        m_targets = snapTargets(state.project, *scene, m_ids, {state.playhead, state.range});
}

void Drag::moveTo(MediaTime delta, int rows, MediaTime tolerance, bool snapping)
{
    m_snappedTo.reset();
    m_refusal.reset();
    m_rows = m_grip == Grip::Body ? rows : 0;
    m_delta = bounded(snapping && !m_found.isEmpty() ? snapped(bounded(delta), tolerance) : delta);
    if (m_grip == Grip::Body) {
        m_edit = moveChosen(m_state, m_delta, m_rows);
    } else if (!m_found.isEmpty()) {
        const MediaRange &range = m_found.first().clip->range;
        const Edge edge = m_grip == Grip::Start ? Edge::Start : Edge::End;
        m_edit = trimTo(m_state, m_clip, edge, (edge == Edge::Start ? range.start : range.end) + m_delta);
    }
    if (!m_edit)
        return;
    // apply() is pure: asking it on each move costs one chunk a track, and the view never knows the rules
    // itself.
    if (auto done = apply(m_state.project, m_state.index, *m_edit); !done) {
        m_refusal = done.error();
        m_edit.reset();
    }
}

// Nothing begins before 0, and a trimmed clip keeps one frame.
MediaTime Drag::bounded(MediaTime delta) const
{
    const MediaTime frame = m_state.project.rate.frameLength();
    for (const FoundClip &found : m_found) {
        const MediaRange &range = found.clip->range;
        if (m_grip != Grip::End)
            delta = std::max(delta, -range.start);
        if (m_grip == Grip::Start)
            delta = std::min(delta, range.length() - frame);
        if (m_grip == Grip::End)
            delta = std::max(delta, frame - range.length());
    }
    return delta;
}

MediaTime Drag::snapped(MediaTime delta, MediaTime tolerance)
{
    QList<MediaTime> edges;
    for (const FoundClip &found : std::as_const(m_found)) {
        const MediaRange &range = found.clip->range;
        if (m_grip != Grip::End)
            edges.append(range.start + delta);
        if (m_grip != Grip::Start)
            edges.append(range.end + delta);
    }
    // The clip under the pointer leads on the grid.
    const auto own = m_state.find(m_clip);
    if (m_grip == Grip::Body && own)
        edges.prepend(own->clip->range.start + delta);
    const Snap snap = snapEdges(m_targets, edges, tolerance, m_state.project.rate);
    if (snap.target.kind != SnapKind::Grid)
        m_snappedTo = snap.target;
    return delta + snap.correction;
}

QList<Provisional> Drag::provisional() const
{
    QList<Provisional> places;
    if (m_refusal)
        return places;
    for (const FoundClip &found : m_found) {
        MediaRange range = found.clip->range;
        if (m_grip != Grip::End)
            range.start = range.start + m_delta;
        if (m_grip != Grip::Start)
            range.end = range.end + m_delta;
        places.append({found.clip->withRange(range), m_state.rowOf(found.track->id) + m_rows});
    }
    return places;
}

ClipId Drag::inTheWay() const
{
    if (!m_refusal || m_refusal->code != RefusalCode::Overlap)
        return {};
    return ClipId::fromText(m_refusal->place).value_or(ClipId{});
}

QString Drag::describe() const
{
    if (m_refusal)
        return QCoreApplication::translate("Refusal", sentenceOf(m_refusal->code));
    const FrameRate &rate = m_state.project.rate;
    const qint64 frames = m_delta.flicks >= 0 ? rate.frameAt(m_delta) : -rate.frameAt(-m_delta);
    const QString sign = frames < 0 ? QStringLiteral("−") : QStringLiteral("+");
    const QString moved = tr("%1%2 frames").arg(sign).arg(qAbs(frames));
    return m_snappedTo ? tr("Snapped to %1, %2").arg(nameOfTarget(*m_snappedTo), moved) : moved;
}

} // namespace icmp::timeline
