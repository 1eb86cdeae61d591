// What is dropped on the timeline: elements from the library, files from elsewhere.
#include "studio/timeline/model/edits.h"
#include "studio/timeline/timeline_view.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <algorithm>

namespace icmp::timeline {

using namespace project;

void TimelineView::placeGhost(const QPoint &at, const QString &elementType, bool snapping)
{
    Ghost ghost{elementType, {}, -1, {}, {}};
    const Row *row = rowAt(m_rows, at.y() - m_lanes.top() + m_scroll);
    const Scene *scene = m_state.shownScene();
    const MediaTime start = std::max(MediaTime{}, m_axis.timeAt(at.x() - m_lanes.left()));
    ghost.range = {start, start + m_insertLength};
    if (row && scene) {
        ghost.row = row->track;
        if (snapping) {
            const SnapTargets targets =
                snapTargets(m_state.project, *scene, {}, {m_state.playhead, m_state.range});
            const Snap snap = snapEdges(targets, {ghost.range.start, ghost.range.end},
                                        m_axis.span(m_snapPixels), m_state.project.rate);
            ghost.range = {ghost.range.start + snap.correction, ghost.range.end + snap.correction};
            if (snap.target.kind != SnapKind::Grid)
                ghost.snappedTo = snap.target;
        }
        const Track &track = scene->tracks[row->track];
        if (track.locked)
            ghost.refusal = tr(sentenceOf(RefusalCode::Locked));
        else if (track.kind == TrackKind::Media)
            ghost.refusal = tr(sentenceOf(RefusalCode::NotAllowedHere));
        else if (track.sharing == Sharing::Exclusive && !m_state.ripple &&
                 !track.clips.overlapping(ghost.range).isEmpty())
            ghost.refusal = tr(sentenceOf(RefusalCode::Overlap));
    }
    m_ghost = ghost;
    update();
}

void TimelineView::dragEnterEvent(QDragEnterEvent *event)
{
    const QMimeData *mime = event->mimeData();
    if (mime->hasFormat(QLatin1String(elementMimeType)) || mime->hasUrls())
        event->acceptProposedAction();
}

void TimelineView::dragMoveEvent(QDragMoveEvent *event)
{
    const QMimeData *mime = event->mimeData();
    if (mime->hasFormat(QLatin1String(elementMimeType))) {
        placeGhost(event->position().toPoint(), QString::fromUtf8(mime->data(QLatin1String(elementMimeType))),
                   m_state.snapping && !(event->modifiers() & m_snapOff));
        event->setAccepted(m_ghost->row >= 0 && m_ghost->refusal.isEmpty());
        return;
    }
    event->acceptProposedAction();
}

void TimelineView::dragLeaveEvent(QDragLeaveEvent *)
{
    m_ghost.reset();
    update();
}

void TimelineView::dropEvent(QDropEvent *event)
{
    const QMimeData *mime = event->mimeData();
    if (!mime->hasFormat(QLatin1String(elementMimeType))) {
        const MediaTime at = std::max(MediaTime{}, m_axis.timeAt(event->position().x() - m_lanes.left()));
        event->acceptProposedAction();
        Q_EMIT filesDropped(mime->urls(), m_state.project.rate.nearestFrameStart(at));
        return;
    }
    placeGhost(event->position().toPoint(), QString::fromUtf8(mime->data(QLatin1String(elementMimeType))),
               m_state.snapping && !(event->modifiers() & m_snapOff));
    const Ghost ghost = *m_ghost;
    m_ghost.reset();
    update();
    if (ghost.row < 0)
        return;
    ClipId made;
    ask(insertElement(m_state, ghost.elementType, ghost.range, m_state.shownScene()->tracks[ghost.row].id,
                      m_random, &made));
    if (m_state.index.place(made)) {
        event->acceptProposedAction();
        choose({made}, made);
        setFocus();
    }
}

} // namespace icmp::timeline
