#include "studio/timeline/timeline_view.h"

#include "studio/timeline/clip_painter.h"
#include "studio/timeline/clip_table.h"
#include "studio/timeline/edge_painter.h"
#include "studio/timeline/lane_painter.h"
#include "studio/timeline/model/edits.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPaintEvent>
#include <QPainter>
#include <algorithm>

namespace icmp::timeline {

using namespace project;
using widgets::Token;

namespace {

constexpr int headerPx = 200;
constexpr int rulerPx = 36;
constexpr int overviewPx = 32;
constexpr int flashMs = 220;
constexpr int reasonMs = 2'500; // long enough to read the tag

} // namespace

TimelineView::TimelineView(AskForEdit ask, Random &random, QWidget *parent)
    : QWidget(parent), m_ask(std::move(ask)), m_random(random)
{
    // First of all: Qt keeps the interface that it makes when a name is set.
    registerClipTable();
    setLayoutDirection(Qt::LeftToRight);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Timeline"));
    m_flashTimer.setSingleShot(true);
    connect(&m_flashTimer, &QTimer::timeout, this, [this] {
        // The outline goes after 220 ms, the reason stays until it can have been read.
        if (m_flash && m_flash->clip.isValid() && m_flashTimer.interval() == flashMs) {
            m_flash->clip = {};
            m_flashTimer.start(reasonMs);
        } else {
            m_flash.reset();
        }
        update();
    });
    layOut();
}

TimelineView::~TimelineView() = default;

void TimelineView::setProject(const Project &project, const ClipIndex &index)
{
    const bool first = m_state.project.scenes.isEmpty();
    m_state.project = project;
    m_state.index = index;
    if (!m_state.shownScene() && !project.scenes.isEmpty())
        m_state.scene = project.scenes.first().id;
    const QList<ClipId> before = m_state.selected;
    m_state.forgetLost();
    // A drag holds pointers into the value that was; it goes on in the new one.
    if (m_drag) {
        const bool lives = std::all_of(m_drag->clips().begin(), m_drag->clips().end(),
                                       [this](ClipId clip) { return m_state.index.place(clip).has_value(); });
        m_drag = lives ? std::make_unique<Drag>(m_state, m_pressedClip, m_pressedGrip) : nullptr;
        if (!m_drag)
            cancelGesture();
    }
    layOut();
    if (first)
        fit();
    if (before != m_state.selected)
        Q_EMIT selectionChanged(m_state.selected, m_state.focus);
    tellAccessibility();
    update();
}

void TimelineView::setScene(SceneId scene)
{
    if (scene == m_state.scene)
        return;
    cancelGesture();
    m_state.scene = scene;
    m_state.select({}, {});
    m_scroll = 0;
    layOut();
    fit();
    tellAccessibility();
}

void TimelineView::setSelected(const QList<ClipId> &clips, ClipId focus)
{
    if (clips == m_state.selected && focus == m_state.focus)
        return;
    m_state.select(clips, focus.isValid() || clips.isEmpty() ? focus : clips.last());
    m_state.forgetLost();
    update();
}

void TimelineView::setPlayhead(MediaTime t, Follow follow)
{
    if (t == m_state.playhead)
        return;
    const auto around = [this](MediaTime at) { return QRect(xOf(at) - 9, 0, 18, height()); };
    const QRect before = around(m_state.playhead);
    m_state.playhead = t;
    const MediaTime origin = m_axis.origin();
    if (follow == Follow::Yes)
        m_axis.reveal(t);
    if (m_axis.origin() != origin) {
        update();
        return;
    }
    // While playing only the line, the timecode and the overview are painted again.
    update(before);
    update(around(t));
    update(QRect(0, m_ruler.top(), m_header.width(), m_ruler.height()));
    update(m_overview);
}

void TimelineView::setRange(const std::optional<MediaRange> &range)
{
    m_state.range = range;
    update();
}

void TimelineView::setLooping(bool looping)
{
    m_state.looping = looping;
    update(m_ruler);
}

void TimelineView::setProblems(const QHash<ClipId, Problem> &problems)
{
    m_state.problems = problems;
    update(m_lanes);
}

void TimelineView::setCues(const QHash<ClipId, CueState> &cues)
{
    m_state.cues = cues;
    update(m_lanes);
}

void TimelineView::setTool(Tool tool)
{
    m_state.tool = tool;
    setCursor(tool == Tool::Razor ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void TimelineView::setSnapping(bool on)
{
    m_state.snapping = on;
}

void TimelineView::setRipple(bool on)
{
    m_state.ripple = on;
}

void TimelineView::setMediaPictures(MediaPictures *pictures)
{
    m_pictures = pictures;
    update();
}

void TimelineView::updateMedia(const QString &asset)
{
    if (m_state.project.asset(asset))
        update(m_lanes);
}

QRect TimelineView::rectOf(ClipId clip) const
{
    const auto found = m_state.find(clip);
    const Stage now = stage();
    const Row *row = found ? now.rowOfTrack(m_state.rowOf(found->track->id)) : nullptr;
    return row ? now.clipRect(*row, found->clip->range).toRect() : QRect();
}

QRect TimelineView::laneRect(TrackId track) const
{
    const Stage now = stage();
    const Row *row = now.rowOfTrack(m_state.rowOf(track));
    return row ? QRect(m_lanes.left(), now.y(*row), m_lanes.width(), row->height) : QRect();
}

int TimelineView::xOf(MediaTime t) const
{
    return m_lanes.left() + int(m_axis.x(t));
}

QSize TimelineView::minimumSizeHint() const
{
    return {widgets::scaled(font(), headerPx) + 160,
            widgets::scaled(font(), rulerPx + overviewPx + 2 * rowHeightSmall)};
}

Stage TimelineView::stage() const
{
    return {.state = m_state,
            .axis = m_axis,
            .rows = m_rows,
            .tokens = widgets::tokensOf(*this),
            .font = font(),
            .inks = m_inks,
            .bars = m_bars,
            .header = m_header,
            .ruler = m_ruler,
            .lanes = m_lanes,
            .overview = m_overview,
            .scroll = m_scroll,
            .hovered = m_hovered,
            .hoveredControl = m_hoveredControl,
            .drag = m_drag.get(),
            .ghost = m_ghost ? &*m_ghost : nullptr,
            .flash = m_flash ? &*m_flash : nullptr,
            .markerMove = m_markerMove ? &*m_markerMove : nullptr,
            .marquee = m_marquee,
            .pictures = m_pictures,
            .focused = hasFocus()};
}

void TimelineView::layOut()
{
    const int left = widgets::scaled(font(), headerPx), top = widgets::scaled(font(), rulerPx);
    const int below = widgets::scaled(font(), overviewPx);
    m_ruler = {left, 0, width() - left, top};
    m_lanes = {left, top, width() - left, std::max(0, height() - top - below)};
    m_header = {0, top, left, m_lanes.height()};
    m_overview = {left, height() - below, width() - left, below};
    m_rows.clear();
    m_axis.setWidth(m_lanes.width());
    if (const Scene *scene = m_state.shownScene()) {
        m_rows = layOutRows(*scene, m_heights, widgets::scaled(font(), 100));
        MediaTime end = lengthOf(*scene);
        for (const Track &track : scene->tracks)
            end = std::max(end, track.clips.end());
        m_axis.setContent(end, m_state.project.rate);
    }
    const int content = m_rows.isEmpty() ? 0 : m_rows.last().bottom();
    m_scroll = std::clamp(m_scroll, 0, std::max(0, content - m_lanes.height()));
    const widgets::Tokens &tokens = widgets::tokensOf(*this);
    for (qsizetype i = 0; i < element::types().size(); ++i)
        m_inks[size_t(i)] = tokens.ink(element::types()[i].hue);
    m_inks.back() = tokens.ink(QStringLiteral("overlay"));
    m_bars = QPixmap(m_overview.size() * devicePixelRatioF());
    m_bars.setDevicePixelRatio(devicePixelRatioF());
    m_bars.fill(Qt::transparent);
    if (!m_bars.isNull()) {
        QPainter painter(&m_bars);
        paintBars(painter, stage());
    }
    Q_EMIT zoomChanged(m_axis.zoomPerMille());
}

void TimelineView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setFont(font());
    const Stage now = stage();
    const QRect dirty = event->rect();
    painter.setClipRect(dirty);
    if (dirty.intersects(m_lanes))
        paintLanes(painter, now, dirty);
    if (dirty.intersects(m_header))
        paintHeads(painter, now);
    if (dirty.top() <= m_ruler.bottom())
        paintRuler(painter, now);
    if (dirty.intersects(m_overview))
        paintOverview(painter, now);
    const QRect corner(0, m_overview.top(), m_header.width(), m_overview.height());
    painter.fillRect(corner, now.tokens[Token::Surface1]);
    painter.fillRect(corner.right(), corner.top(), 1, corner.height(), now.tokens[Token::Line]);
    paintPlayhead(painter, now);
    if (hasFocus() && !m_state.focus.isValid()) {
        painter.setPen(QPen(now.tokens[Token::Focus], 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(
            QRect(m_lanes.left(), m_lanes.top(), m_lanes.width(), m_lanes.height()).adjusted(1, 1, -1, -1));
    }
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        layOut();
        update();
    }
}

void TimelineView::choose(const QList<ClipId> &clips, ClipId focus)
{
    if (clips == m_state.selected && focus == m_state.focus)
        return;
    m_state.select(clips, focus);
    update();
    Q_EMIT selectionChanged(clips, focus);
    tellFocus(focus);
}

void TimelineView::ask(const std::optional<Edit> &edit)
{
    if (!edit)
        return;
    if (const auto done = m_ask(*edit); !done)
        flash(done.error(), ClipId::fromText(done.error().place).value_or(m_state.focus));
}

void TimelineView::flash(const Refusal &refusal, ClipId clip)
{
    m_flash = Flash{clip, QCoreApplication::translate("Refusal", sentenceOf(refusal.code))};
    m_flashTimer.start(flashMs);
    update();
    setAccessibleDescription(m_flash->reason);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    Q_EMIT refused(refusal);
}

void TimelineView::split()
{
    ask(splitAt(m_state, m_state.playhead, m_random));
}

void TimelineView::deleteChosen(Ripple ripple)
{
    ask(timeline::deleteChosen(m_state, ripple));
}

void TimelineView::copy() const
{
    const QByteArray copied = copyChosen(m_state);
    if (copied.isEmpty())
        return;
    auto *mime = new QMimeData;
    mime->setData(QLatin1String(clipMimeType), copied);
    QGuiApplication::clipboard()->setMimeData(mime);
}

void TimelineView::cut()
{
    copy();
    deleteChosen(m_state.ripple ? Ripple::Track : Ripple::None);
}

void TimelineView::paste()
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    QList<ClipId> made;
    const auto edit = timeline::paste(m_state, mime ? mime->data(QLatin1String(clipMimeType)) : QByteArray(),
                                      m_state.playhead, m_random, &made);
    if (!edit) {
        flash(edit.error(), {});
        return;
    }
    ask(*edit);
    if (m_state.index.place(made.first()))
        choose(made, made.first());
}

void TimelineView::duplicate()
{
    QList<ClipId> made;
    ask(duplicateChosen(m_state, m_random, &made));
    if (!made.isEmpty() && m_state.index.place(made.first()))
        choose(made, made.first());
}

void TimelineView::group()
{
    if (m_state.selected.size() > 1)
        ask(Edit{MakeGroup{GroupId{m_random.id()}, {}, tr("Group"), m_state.selected}});
}

void TimelineView::addMarker()
{
    const Marker marker{MarkerId{m_random.id()},
                        {m_state.playhead, m_state.playhead},
                        tr("Marker"),
                        QStringLiteral("note"),
                        QStringLiteral("chapter")};
    ask(Edit{AddMarker{marker}});
}

void TimelineView::moveMarkerHere()
{
    if (const auto marker = markerNear(m_state, m_state.playhead, {projectFlicksMax}))
        ask(moveMarker(m_state, marker->id, m_state.playhead));
}

void TimelineView::removeMarker()
{
    if (const auto marker = markerNear(m_state, m_state.playhead, {projectFlicksMax}))
        ask(Edit{RemoveMarker{marker->id}});
}

void TimelineView::selectAll()
{
    QList<ClipId> clips;
    for (const FoundClip &found : m_state.inTimeOrder())
        if (!found.track->locked && !found.clip->media())
            clips.append(found.clip->id);
    choose(clips, clips.isEmpty() ? ClipId{} : clips.first());
}

void TimelineView::selectToTheRight()
{
    QList<ClipId> clips;
    for (const FoundClip &found : m_state.inTimeOrder())
        if (!found.track->locked && !found.clip->media() && found.clip->range.start >= m_state.playhead)
            clips.append(found.clip->id);
    choose(clips, clips.isEmpty() ? ClipId{} : clips.first());
}

void TimelineView::moveChosen(int frames, int rows)
{
    const auto clip = m_state.find(m_state.focus);
    if (!clip)
        return;
    // By the grid of the focused clip, so that a clip that lay beside it comes to lie on it.
    const FrameRate &rate = m_state.project.rate;
    const MediaTime from = clip->clip->range.start;
    const MediaTime to = frames == 0 ? from : rate.timeOfFrame(rate.frameAt(from) + frames);
    ask(timeline::moveChosen(m_state, to - from, rows));
}

void TimelineView::trimChosen(Edge edge, int frames)
{
    const FrameRate &rate = m_state.project.rate;
    const MediaTime step = rate.timeOfFrame(qAbs(frames));
    ask(timeline::trimChosen(m_state, edge, frames < 0 ? -step : step));
}

void TimelineView::stepPlayhead(int frames)
{
    const FrameRate &rate = m_state.project.rate;
    const MediaTime to = std::clamp(rate.timeOfFrame(rate.frameAt(m_state.playhead) + frames), MediaTime{},
                                    m_axis.contentEnd());
    setPlayhead(to, Follow::Yes);
    Q_EMIT playheadMoved(to);
}

void TimelineView::toggleTrack(TrackId track, bool lock)
{
    const int row = m_state.rowOf(track);
    if (row < 0)
        return;
    const Track &now = m_state.shownScene()->tracks[row];
    ask(setTrackFlags(m_state, track, now.locked != lock, now.hidden == lock));
}

void TimelineView::setIn()
{
    const MediaTime end = m_state.range ? m_state.range->end : m_axis.contentEnd();
    setRange(MediaRange{m_state.playhead, std::max(end, m_state.playhead)});
    Q_EMIT rangeChanged();
}

void TimelineView::setOut()
{
    const MediaTime start = m_state.range ? m_state.range->start : MediaTime{};
    setRange(MediaRange{std::min(start, m_state.playhead), m_state.playhead});
    Q_EMIT rangeChanged();
}

void TimelineView::insertAtPlayhead(const QString &elementType)
{
    const MediaRange range{m_state.playhead, m_state.playhead + m_insertLength};
    const TrackId track = firstFreeTrack(m_state, range);
    if (!track.isValid()) {
        flash({RefusalCode::Overlap, {}, {}}, {});
        return;
    }
    ClipId made;
    ask(insertElement(m_state, elementType, range, track, m_random, &made));
    if (m_state.index.place(made))
        choose({made}, made);
}

void TimelineView::activate()
{
    if (m_state.focus.isValid())
        Q_EMIT clipActivated(m_state.focus);
}

void TimelineView::zoomAt(double factor, double anchor)
{
    m_axis.zoom(factor, anchor);
    Q_EMIT zoomChanged(m_axis.zoomPerMille());
    update();
}

void TimelineView::zoomBy(double factor)
{
    const double head = m_axis.x(m_state.playhead);
    zoomAt(factor, head >= 0 && head <= m_axis.width() ? head : m_axis.width() / 2.0);
}

void TimelineView::setZoomPerMille(int value)
{
    if (value == m_axis.zoomPerMille())
        return;
    const double head = m_axis.x(m_state.playhead);
    m_axis.setZoomPerMille(value, head >= 0 && head <= m_axis.width() ? head : m_axis.width() / 2.0);
    update();
}

void TimelineView::fit()
{
    m_axis.fit();
    Q_EMIT zoomChanged(m_axis.zoomPerMille());
    update();
}

void TimelineView::revealFocus()
{
    const auto found = m_state.find(m_state.focus);
    if (!found)
        return;
    m_axis.reveal(found->clip->range.start);
    if (const Row *row = stage().rowOfTrack(m_state.rowOf(found->track->id)))
        m_scroll = std::clamp(m_scroll, row->bottom() - m_lanes.height(), row->top);
    m_scroll = std::max(0, m_scroll);
    update();
}

} // namespace icmp::timeline
