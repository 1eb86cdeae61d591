// Mouse, keys and wheel of the timeline.
#include "studio/timeline/clip_painter.h"
#include "studio/timeline/edge_painter.h"
#include "studio/timeline/lane_painter.h"
#include "studio/timeline/model/edits.h"
#include "studio/timeline/timeline_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace icmp::timeline {

using namespace project;

namespace {

constexpr int rowEdgePx = 4;
constexpr int autoScrollPx = 24;
constexpr int markerRowPx = 17;
constexpr double markerHitPx = 6;
constexpr double wheelZoom = 1.0015; // per eighth of a degree: 20 % a notch

} // namespace

struct TimelineView::Hit {
    ClipId clip;
    Grip grip = Grip::Body;
    int row = -1; // index in m_rows
    bool editable = false;
    bool problem = false; // on the problem icon
};

TimelineView::Hit TimelineView::hitAt(const QPoint &at) const
{
    Hit hit;
    const Scene *scene = m_state.shownScene();
    const Row *row = m_lanes.contains(at) ? rowAt(m_rows, at.y() - m_lanes.top() + m_scroll) : nullptr;
    if (!scene || !row)
        return hit;
    hit.row = int(row - m_rows.constData());
    const Track &track = scene->tracks[row->track];
    const Stage now = stage();
    const MediaRange near{m_axis.timeAt(at.x() - m_lanes.left() - 5),
                          m_axis.timeAt(at.x() - m_lanes.left() + 5)};
    int best = -1;
    for (const Clip *clip : clipsIn(track.clips, near)) {
        const QRectF r = now.clipRect(*row, clip->range);
        const auto grip = gripAt(r, at.x());
        // Chosen clips lie on top; a body counts more than the 4 px beside its neighbour.
        const int rank = !grip ? -1
                               : (m_state.isSelected(clip->id) ? 2 : 0) +
                                     (at.x() >= r.left() && at.x() <= r.right() ? 4 : 1);
        if (rank <= best)
            continue;
        best = rank;
        hit.clip = clip->id;
        hit.editable = !track.locked;
        hit.grip = hit.editable ? *grip : Grip::Body;
        const int end = int(r.right()) - (m_state.isSelected(clip->id) ? 16 : 12);
        hit.problem = m_state.problems.value(clip->id) != Problem::None && r.width() > 80 &&
                      at.x() > end - 18 && at.x() <= end;
    }
    return hit;
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (event->button() != Qt::LeftButton || m_gesture != Gesture::None)
        return;
    m_pressed = m_last = at;
    m_pressedTime = m_axis.timeAt(at.x() - m_lanes.left());
    if (m_ruler.contains(at) && pressMarker(at))
        return;
    if (m_ruler.contains(at)) {
        m_gesture = event->modifiers() & Qt::ShiftModifier ? Gesture::Range : Gesture::Scrub;
        if (m_gesture == Gesture::Scrub)
            scrubTo(at.x(), !(event->modifiers() & m_snapOff));
        return;
    }
    if (m_overview.contains(at)) {
        m_gesture = Gesture::Overview;
        mouseMoveEvent(event);
        return;
    }
    if (m_header.contains(at) && pressHead(at))
        return;
    if (!m_lanes.contains(at))
        return;
    const Hit hit = hitAt(at);
    if (!hit.clip.isValid()) {
        m_gesture = Gesture::PendingMarquee;
        m_chosenBefore = event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier) ? m_state.selected
                                                                                        : QList<ClipId>();
        return;
    }
    if (m_state.tool == Tool::Razor) {
        const FrameRate &rate = m_state.project.rate;
        ask(splitClip(m_state, hit.clip, rate.nearestFrameStart(m_pressedTime), m_random));
        return;
    }
    if (hit.problem)
        Q_EMIT problemActivated(hit.clip);
    m_pressedClip = hit.clip;
    m_pressedGrip = hit.grip;
    m_pressedRow = m_rows[hit.row].track;
    // Pressing a member of the choice may begin a drag of all; only a click without a drag chooses it alone.
    m_chooseOnRelease = m_state.isSelected(hit.clip) && event->modifiers() == Qt::NoModifier;
    if (m_chooseOnRelease)
        choose(m_state.selected, hit.clip);
    else
        chooseAt(hit.clip, event->modifiers());
    m_gesture = hit.editable && m_state.isSelected(hit.clip) ? Gesture::PendingClip : Gesture::None;
    if (!hit.editable)
        m_chooseOnRelease = false;
}

// A marker is taken at its flag; the playhead goes to it.
bool TimelineView::pressMarker(const QPoint &at)
{
    if (at.y() > m_ruler.top() + widgets::scaled(font(), markerRowPx))
        return false;
    const auto marker = markerNear(m_state, m_pressedTime, m_axis.span(markerHitPx));
    if (!marker)
        return false;
    m_gesture = Gesture::Marker;
    m_markerMove = MarkerMove{marker->id, marker->range.start};
    setPlayhead(marker->range.start);
    Q_EMIT playheadMoved(marker->range.start);
    return true;
}

void TimelineView::chooseAt(ClipId clip, Qt::KeyboardModifiers modifiers)
{
    QList<ClipId> clips = m_state.selected;
    if (modifiers & Qt::ControlModifier) {
        if (!clips.removeOne(clip))
            clips.append(clip);
        choose(clips, clips.contains(clip) ? clip : clips.isEmpty() ? ClipId{} : clips.last());
        return;
    }
    if (modifiers & Qt::ShiftModifier && m_state.focus.isValid()) {
        bool inside = false;
        for (const FoundClip &found : m_state.inTimeOrder()) {
            const bool end = found.clip->id == clip || found.clip->id == m_state.focus;
            if ((inside || end) && !clips.contains(found.clip->id) && !found.clip->media())
                clips.append(found.clip->id);
            inside = end && clip != m_state.focus ? !inside : inside;
        }
        choose(clips, clip);
        return;
    }
    choose(m_state.withGroup(clip), clip);
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    m_last = at;
    const bool far = (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (m_gesture == Gesture::PendingClip && far) {
        m_gesture = Gesture::Clip;
        m_chooseOnRelease = false;
        m_drag = std::make_unique<Drag>(m_state, m_pressedClip, m_pressedGrip);
    } else if (m_gesture == Gesture::PendingMarquee && far) {
        m_gesture = Gesture::Marquee;
    }
    switch (m_gesture) {
    case Gesture::None:
        hoverAt(at);
        break;
    case Gesture::PendingClip:
    case Gesture::PendingMarquee:
        break;
    case Gesture::Clip:
        dragTo(at, event->modifiers());
        break;
    case Gesture::Marquee:
        marqueeTo(at);
        break;
    case Gesture::Scrub:
        scrubTo(at.x(), !(event->modifiers() & m_snapOff));
        break;
    case Gesture::Range: {
        const FrameRate &rate = m_state.project.rate;
        const MediaTime now = rate.nearestFrameStart(m_axis.timeAt(at.x() - m_lanes.left()));
        const MediaTime from = rate.nearestFrameStart(m_pressedTime);
        setRange(MediaRange{std::max(MediaTime{}, std::min(from, now)), std::max(from, now)});
        break;
    }
    case Gesture::Marker: {
        const MediaTime t = std::max(MediaTime{}, m_axis.timeAt(at.x() - m_lanes.left()));
        if (far)
            m_markerMove->to = m_state.project.rate.nearestFrameStart(t);
        update(m_ruler);
        break;
    }
    case Gesture::Overview: {
        const MediaTime middle = overviewTime(stage(), at.x());
        m_axis.setOrigin(middle - m_axis.span(m_axis.width() / 2.0));
        update();
        break;
    }
    case Gesture::RowHeight: {
        const Scene *scene = m_state.shownScene();
        const Row &row = m_rows[m_pressedRow];
        const int height = at.y() - m_lanes.top() + m_scroll - row.top;
        m_heights.set(scene->tracks[row.track].id, row.kind, height * 100 / widgets::scaled(font(), 100));
        layOut();
        update();
        break;
    }
    }
}

void TimelineView::dragTo(const QPoint &at, Qt::KeyboardModifiers modifiers)
{
    if (at.x() < m_lanes.left() + autoScrollPx / 2)
        m_axis.setOrigin(m_axis.origin() - m_axis.span(autoScrollPx));
    else if (at.x() > m_lanes.right() - autoScrollPx / 2)
        m_axis.setOrigin(m_axis.origin() + m_axis.span(autoScrollPx));
    const bool snapping = m_state.snapping && !(modifiers & m_snapOff);
    const MediaTime now = m_axis.timeAt(at.x() - m_lanes.left());
    int rows = 0;
    if (const Row *row =
            rowAt(m_rows, std::clamp(at.y() - m_lanes.top() + m_scroll, 0, m_rows.last().bottom() - 1)))
        rows = row->track - m_pressedRow;
    m_drag->moveTo(now - m_pressedTime, rows, m_axis.span(m_snapPixels), snapping);
    update();
}

void TimelineView::marqueeTo(const QPoint &at)
{
    m_marquee = QRect(m_pressed, at).normalized().intersected(m_lanes);
    const Scene *scene = m_state.shownScene();
    const Stage now = stage();
    QList<ClipId> clips = m_chosenBefore;
    const MediaRange span{m_axis.timeAt(m_marquee.left() - m_lanes.left()),
                          m_axis.timeAt(m_marquee.right() + 1 - m_lanes.left())};
    for (const Row &row : m_rows) {
        const QRect lane(m_lanes.left(), now.y(row), m_lanes.width(), row.height);
        const Track &track = scene->tracks[row.track];
        if (!lane.intersects(m_marquee) || track.locked || track.kind == TrackKind::Media)
            continue;
        for (const Clip *clip : clipsIn(track.clips, span))
            if (!clips.contains(clip->id))
                clips.append(clip->id);
    }
    choose(clips, clips.isEmpty() ? ClipId{} : clips.last());
    update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Gesture ended = m_gesture;
    m_gesture = Gesture::None;
    if (ended == Gesture::Clip && m_drag) {
        // The drag ends before the edit is asked for: applying it calls setProject().
        const std::unique_ptr<Drag> drag = std::move(m_drag);
        if (drag->refusal())
            flash(*drag->refusal(), drag->inTheWay());
        else
            ask(drag->edit());
    } else if (ended == Gesture::PendingMarquee && m_chosenBefore.isEmpty()) {
        choose({}, {});
    } else if (ended == Gesture::Marker) {
        const MarkerMove moved = *m_markerMove;
        m_markerMove.reset();
        ask(moveMarker(m_state, moved.marker, moved.to));
    } else if (ended == Gesture::Range) {
        Q_EMIT rangeChanged();
    } else if (m_chooseOnRelease) {
        choose(m_state.withGroup(m_pressedClip), m_pressedClip);
    }
    m_chooseOnRelease = false;
    m_marquee = {};
    update();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    const Hit hit = hitAt(at);
    if (event->button() != Qt::LeftButton || !hit.clip.isValid() || m_state.tool == Tool::Razor) {
        mousePressEvent(event);
        return;
    }
    // The first double click enters a group, the next opens the clip.
    if (m_state.selected.size() > 1 && m_state.rootGroupOf(hit.clip))
        choose({hit.clip}, hit.clip);
    else
        Q_EMIT clipActivated(hit.clip);
}

bool TimelineView::pressHead(const QPoint &at)
{
    const Scene *scene = m_state.shownScene();
    const int y = at.y() - m_lanes.top() + m_scroll;
    for (qsizetype i = 0; scene && i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        if (qAbs(y - row.bottom()) <= rowEdgePx) {
            m_gesture = Gesture::RowHeight;
            m_pressedRow = int(i);
            return true;
        }
        if (y < row.top || y >= row.bottom())
            continue;
        const Track &track = scene->tracks[row.track];
        const Stage now = stage();
        if (headControlRect(now, row, HeadControl::Lock).contains(at)) {
            ask(setTrackFlags(m_state, track.id, !track.locked, track.hidden));
        } else if (headControlRect(now, row, HeadControl::Eye).contains(at)) {
            ask(setTrackFlags(m_state, track.id, track.locked, !track.hidden));
        } else if (headControlRect(now, row, HeadControl::Height).contains(at)) {
            m_heights.cycle(track, row.kind);
            layOut();
            update();
        }
        return true;
    }
    return false;
}

void TimelineView::hoverAt(const QPoint &at)
{
    const Hit hit = hitAt(at);
    int control = -1;
    bool edge = false;
    if (m_header.contains(at)) {
        const Stage now = stage();
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            edge = edge || qAbs(at.y() - m_lanes.top() + m_scroll - m_rows[i].bottom()) <= rowEdgePx;
            for (const HeadControl one : {HeadControl::Lock, HeadControl::Eye, HeadControl::Height})
                if (headControlRect(now, m_rows[i], one).contains(at))
                    control = int(i) * 3 + int(one);
        }
    }
    if (hit.clip != m_hovered || control != m_hoveredControl) {
        m_hovered = hit.clip;
        m_hoveredControl = control;
        update();
    }
    if (m_state.tool == Tool::Razor && m_lanes.contains(at))
        setCursor(Qt::SplitHCursor);
    else if (edge && control < 0)
        setCursor(Qt::SizeVerCursor);
    else if (hit.clip.isValid() && hit.editable)
        setCursor(hit.grip == Grip::Body ? Qt::OpenHandCursor : Qt::SizeHorCursor);
    else
        unsetCursor();
}

void TimelineView::leaveEvent(QEvent *event)
{
    m_hovered = {};
    m_hoveredControl = -1;
    update();
    QWidget::leaveEvent(event);
}

void TimelineView::scrubTo(int x, bool snapping)
{
    MediaTime t = std::clamp(m_axis.timeAt(x - m_lanes.left()), MediaTime{}, m_axis.contentEnd());
    const Scene *scene = m_state.shownScene();
    if (scene && snapping && m_state.snapping) {
        const SnapTargets targets = snapTargets(m_state.project, *scene, {}, {std::nullopt, m_state.range});
        t = t + snapEdges(targets, {t}, m_axis.span(m_snapPixels), m_state.project.rate).correction;
    } else {
        t = m_state.project.rate.nearestFrameStart(t);
    }
    setPlayhead(t);
    Q_EMIT playheadMoved(t);
}

void TimelineView::cancelGesture()
{
    m_gesture = Gesture::None;
    m_chooseOnRelease = false;
    m_drag.reset();
    m_ghost.reset();
    m_markerMove.reset();
    m_marquee = {};
    update();
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(std::pow(wheelZoom, turned.y()), event->position().x() - m_lanes.left());
    } else if (event->modifiers() & Qt::ShiftModifier || turned.x() != 0 || m_rows.isEmpty() ||
               m_rows.last().bottom() <= m_lanes.height()) {
        const int along = turned.x() != 0 ? turned.x() : turned.y();
        m_axis.setOrigin(m_axis.origin() - m_axis.span(along));
    } else {
        m_scroll =
            std::clamp(m_scroll - turned.y() / 2, 0, std::max(0, m_rows.last().bottom() - m_lanes.height()));
    }
    hoverAt(event->position().toPoint());
    update();
    event->accept();
}

bool TimelineView::moveKey(const QKeyEvent &event)
{
    const bool left = event.key() == Qt::Key_Left, right = event.key() == Qt::Key_Right;
    const bool up = event.key() == Qt::Key_Up, down = event.key() == Qt::Key_Down;
    if (!left && !right && !up && !down)
        return false;
    const int sign = left || up ? -1 : 1;
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == (Qt::AltModifier | Qt::ShiftModifier) && (left || right))
        trimChosen(Edge::End, sign);
    else if (modifiers == (Qt::AltModifier | Qt::ShiftModifier | Qt::ControlModifier) && (left || right))
        trimChosen(Edge::Start, sign);
    else if (modifiers == Qt::AltModifier)
        moveChosen(left || right ? sign : 0, left || right ? 0 : sign);
    else if (modifiers == Qt::ShiftModifier && (left || right))
        stepPlayhead(sign * m_state.project.rate.timecodeBase());
    else if (modifiers == Qt::NoModifier && (left || right))
        stepPlayhead(sign);
    else if (modifiers == Qt::NoModifier && !m_rows.isEmpty())
        m_scroll = std::clamp(m_scroll + sign * rowHeightSmall, 0,
                              std::max(0, m_rows.last().bottom() - m_lanes.height()));
    else
        return false;
    update();
    return true;
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    // While a drag is on, the keys belong to it.
    if (m_gesture != Gesture::None) {
        if (event->key() == Qt::Key_Escape)
            cancelGesture();
        return;
    }
    if (moveKey(*event))
        return;
    switch (event->key()) {
    case Qt::Key_Tab: // with Ctrl: without it Qt never sends the key here
        QWidget::focusNextPrevChild(true);
        return;
    case Qt::Key_Backtab:
        QWidget::focusNextPrevChild(false);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate();
        return;
    case Qt::Key_Escape:
        choose({}, {});
        return;
    case Qt::Key_Home:
        stepPlayhead(-int(m_state.project.rate.frameAt(m_state.playhead)));
        return;
    case Qt::Key_End: {
        const Scene *scene = m_state.shownScene();
        const FrameRate &rate = m_state.project.rate;
        stepPlayhead(
            int(rate.frameAt(scene ? lengthOf(*scene) : MediaTime{}) - rate.frameAt(m_state.playhead)));
        return;
    }
    default:
        QWidget::keyPressEvent(event);
    }
}

// Tab walks through the clips in time order and leaves after the last; Ctrl+Tab leaves at once.
bool TimelineView::focusNextPrevChild(bool next)
{
    const QList<FoundClip> clips = m_state.inTimeOrder();
    qsizetype at = next ? -1 : clips.size();
    for (qsizetype i = 0; i < clips.size(); ++i)
        if (clips[i].clip->id == m_state.focus)
            at = i;
    at += next ? 1 : -1;
    if (at < 0 || at >= clips.size())
        return QWidget::focusNextPrevChild(next);
    choose({clips[at].clip->id}, clips[at].clip->id);
    revealFocus();
    return true;
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool TimelineView::event(QEvent *event)
{
    // Alt with arrows would open the menu bar's keys otherwise; plain keys must not start the shell's
    // shortcuts mid-drag.
    if (event->type() == QEvent::ShortcutOverride && m_gesture != Gesture::None) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

} // namespace icmp::timeline
