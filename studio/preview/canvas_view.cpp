#include "studio/preview/canvas_view.h"

#include "studio/widgets/tokens.h"

#include <QAccessible>
#include <QDropEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

namespace icmp::preview {

namespace {

constexpr int margin = 12;
constexpr qreal snapPixels = 8;
constexpr qreal dragStart = 3;
constexpr int panelGap = 8;
const char elementMime[] = "application/x-icmp-element";

bool isPlaced(const project::Scene &scene, element::Placement placement)
{
    for (const project::Track &track : scene.tracks) {
        for (const auto &chunk : track.clips.chunks()) {
            for (const project::Clip &clip : chunk.clips) {
                if (!track.hidden && clip.element() && clip.element()->placement == placement)
                    return true;
            }
        }
    }
    return false;
}

// Only what lies over the picture is moved and resized on it.
bool isOverlay(const VisibleClip &item)
{
    return item.clip.element()->placement == element::Placement::Overlay;
}

} // namespace

CanvasView::CanvasView(Playback &playback, QWidget *parent) : QWidget(parent), m_playback(playback)
{
    setObjectName(QStringLiteral("canvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setAccessibleName(tr("Canvas"));
    connect(&m_playback, &Playback::timeChanged, this, &CanvasView::refresh);
    connect(&m_playback, &Playback::pictureChanged, this, qOverload<>(&QWidget::update));
}

void CanvasView::setScene(const project::Project &project, SceneId scene)
{
    m_project = project;
    m_scene = scene;
    const project::Scene *shown = m_project.scene(m_scene);
    m_hasSide = shown && isPlaced(*shown, element::Placement::Side);
    m_hasBelow = shown && isPlaced(*shown, element::Placement::Below);
    refresh();
}

void CanvasView::setSelection(const QList<ClipId> &selection)
{
    m_selection = selection;
    updateName();
    update();
}

void CanvasView::setLanguage(const QString &language)
{
    m_language = language;
    update();
}

void CanvasView::setImages(std::function<QImage(const QString &)> images)
{
    m_images = std::move(images);
    update();
}

void CanvasView::setDevice(Device device)
{
    m_device = device;
    m_playback.setPictureSize(pictureRect().size() * devicePixelRatioF());
    update();
}

void CanvasView::setZoom(int percent)
{
    m_zoom = percent;
    m_playback.setPictureSize(pictureRect().size() * devicePixelRatioF());
    update();
}

int CanvasView::shownPercent() const
{
    return int(
        std::lround(100.0 * pictureRect().width() / double(std::max<qint64>(1, m_project.canvas.width))));
}

void CanvasView::setSafeAreas(bool on)
{
    m_safeAreas = on;
    update();
}

void CanvasView::setSnapping(bool on)
{
    m_snapping = on;
    update();
}

void CanvasView::setGrid(bool on)
{
    m_grid = on;
    update();
}

QRect CanvasView::screenRect() const
{
    const double aspect = aspectOf(m_device, m_project.canvas);
    QSizeF size(aspect * 1000, 1000);
    if (m_zoom > 0) {
        const double width = double(m_project.canvas.width) * m_zoom / 100;
        size = m_device == Device::Wide ? QSizeF(width, width / aspect)
                                        : QSizeF(width * aspect / 1.7778, width / 1.7778);
    } else {
        size.scale(QSizeF(this->size()) - QSizeF(2 * margin, 2 * margin), Qt::KeepAspectRatio);
    }
    QRect screen({0, 0}, size.toSize().expandedTo({16, 16}));
    screen.moveCenter(rect().center());
    return screen;
}

QRect CanvasView::pictureRect() const
{
    return room().picture;
}

Room CanvasView::room() const
{
    return roomIn(screenRect(), m_project.canvas, m_hasSide, m_hasBelow);
}

QRect CanvasView::panelRectOf(const VisibleClip &item) const
{
    const element::Placement placement = item.clip.element()->placement;
    const Room around = room();
    const QRect panel = placement == element::Placement::Side ? around.side : around.below;
    int used = 0;
    for (const VisibleClip &other : m_visible) {
        const QRect card = panelCard(panel, other.clip.box, m_project.canvas, used);
        if (other.clip.id == item.clip.id)
            return card;
        if (other.clip.element()->placement == placement && hasCard(*other.clip.element()))
            used += card.height() + panelGap;
    }
    return panel;
}

QRect CanvasView::rectOf(const VisibleClip &item) const
{
    if (!isOverlay(item))
        return panelRectOf(item);
    project::Box box = item.clip.box;
    if (m_gesture) {
        for (qsizetype i = 0; i < m_gesture->clips.size(); ++i) {
            if (m_gesture->clips.at(i).id == item.clip.id)
                box = m_gesture->boxes.at(i);
        }
    }
    const QRect picture = pictureRect();
    return boxPixels(box, picture.size()).translated(picture.topLeft());
}

void CanvasView::refresh()
{
    const project::Scene *scene = m_project.scene(m_scene);
    m_visible = scene ? visibleAt(*scene, m_playback.time()) : QList<VisibleClip>{};
    updateName();
    update();
}

void CanvasView::updateName()
{
    QStringList names;
    for (const VisibleClip &item : selectedVisible())
        names.append(element::displayTitle(*item.clip.element()));
    const QString text = names.isEmpty() ? tr("%n element(s) on the picture", nullptr, int(m_visible.size()))
                                         : tr("Selected: %1").arg(names.join(QStringLiteral(", ")));
    if (accessibleDescription() == text)
        return;
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

QList<VisibleClip> CanvasView::selectedVisible() const
{
    QList<VisibleClip> list;
    for (const VisibleClip &item : m_visible) {
        if (m_selection.contains(item.clip.id) && hasCard(*item.clip.element()))
            list.append(item);
    }
    return list;
}

const VisibleClip *CanvasView::itemAt(const QPoint &at) const
{
    for (auto it = m_visible.crbegin(); it != m_visible.crend(); ++it) {
        if (hasCard(*it->clip.element()) && rectOf(*it).contains(at))
            return &*it;
    }
    return nullptr;
}

void CanvasView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const QList<VisibleClip> chosen = selectedVisible();
    Gesture gesture;
    gesture.from = event->position();
    if (chosen.size() == 1 && isOverlay(chosen.first())) {
        if (const auto handle = handleAt(QRectF(rectOf(chosen.first())), event->position());
            handle && *handle != Handle::Body) {
            gesture.handle = *handle;
            gesture.clips = {chosen.first().clip};
            gesture.boxes = {chosen.first().clip.box};
            m_gesture = gesture;
            return;
        }
    }
    const VisibleClip *hit = itemAt(event->position().toPoint());
    if (!hit) {
        Q_EMIT selectionRequested({});
        return;
    }
    QList<ClipId> selection = m_selection;
    const ClipId id = hit->clip.id;
    if (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) {
        if (!selection.removeOne(id))
            selection.append(id);
        Q_EMIT selectionRequested(selection);
    } else if (!selection.contains(id)) {
        selection = {id};
        Q_EMIT selectionRequested(selection);
    }
    for (const VisibleClip &item : m_visible) {
        if (selection.contains(item.clip.id) && hasCard(*item.clip.element()) && isOverlay(item)) {
            gesture.clips.append(item.clip);
            gesture.boxes.append(item.clip.box);
        }
    }
    if (!gesture.clips.isEmpty())
        m_gesture = gesture;
}

void CanvasView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_gesture && (event->buttons() & Qt::LeftButton)) {
        dragTo(event->position(), event->modifiers());
        return;
    }
    const QList<VisibleClip> chosen = selectedVisible();
    std::optional<Handle> handle;
    if (chosen.size() == 1 && isOverlay(chosen.first()))
        handle = handleAt(QRectF(rectOf(chosen.first())), event->position());
    if (handle)
        setCursor(cursorOf(*handle));
    else
        setCursor(itemAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void CanvasView::dragTo(const QPointF &at, Qt::KeyboardModifiers modifiers)
{
    Gesture &gesture = *m_gesture;
    const QPointF away = at - gesture.from;
    if (!gesture.moved && std::max(std::abs(away.x()), std::abs(away.y())) < dragStart)
        return;
    gesture.moved = true;
    const QSize picture = pictureRect().size();
    const QPointF delta(away.x() * whole / picture.width(), away.y() * whole / picture.height());
    project::Box first =
        changedBox(gesture.clips.first().box, gesture.handle, delta, modifiers & Qt::ShiftModifier);
    gesture.guides.clear();
    if (m_snapping && !(modifiers & Qt::AltModifier)) {
        QList<project::Box> others;
        for (const VisibleClip &item : m_visible) {
            const bool moving =
                std::any_of(gesture.clips.begin(), gesture.clips.end(),
                            [&](const project::Clip &clip) { return clip.id == item.clip.id; });
            if (!moving && hasCard(*item.clip.element()) && isOverlay(item))
                others.append(item.clip.box);
        }
        const Snapped snapped =
            snap(first, gesture.handle, snapTargets(others), qint64(snapPixels * whole / picture.width()),
                 qint64(snapPixels * whole / picture.height()));
        first = snapped.box;
        gesture.guides = snapped.guides;
    }
    const project::Box start = gesture.clips.first().box;
    for (qsizetype i = 0; i < gesture.clips.size(); ++i) {
        project::Box box = gesture.clips.at(i).box;
        if (i == 0 || gesture.handle != Handle::Body)
            box = first;
        else
            box =
                changedBox(box, Handle::Body, QPointF(double(first.x - start.x), double(first.y - start.y)));
        gesture.boxes[i] = box;
    }
    update();
}

void CanvasView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_gesture)
        commitGesture();
}

void CanvasView::commitGesture()
{
    const Gesture gesture = *m_gesture;
    m_gesture.reset();
    update();
    std::vector<project::Edit> edits;
    for (qsizetype i = 0; i < gesture.clips.size(); ++i) {
        const project::Clip &clip = gesture.clips.at(i);
        if (gesture.boxes.at(i) != clip.box)
            edits.push_back({project::SetBox{clip.id, gesture.boxes.at(i), clip.z}});
    }
    if (edits.size() == 1)
        Q_EMIT editRequested(edits.front());
    else if (!edits.empty())
        Q_EMIT editRequested({project::Many{tr("Move on the picture"), edits}});
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const VisibleClip *hit = itemAt(event->position().toPoint()))
        Q_EMIT openRequested(hit->clip.id);
}

void CanvasView::nudge(QPoint steps, Qt::KeyboardModifiers modifiers)
{
    const bool large = modifiers & Qt::ShiftModifier;
    const bool resize = modifiers & Qt::ControlModifier;
    const double px = double(whole) / double(m_project.canvas.width) * (large ? 10 : 1);
    const double py = double(whole) / double(m_project.canvas.height) * (large ? 10 : 1);
    std::vector<project::Edit> edits;
    for (const VisibleClip &item : selectedVisible()) {
        if (!isOverlay(item))
            continue;
        const project::Box box = changedBox(item.clip.box, resize ? Handle::BottomRight : Handle::Body,
                                            QPointF(steps.x() * px, steps.y() * py));
        edits.push_back({project::SetBox{item.clip.id, box, item.clip.z}});
    }
    if (edits.size() == 1)
        Q_EMIT editRequested(edits.front());
    else if (!edits.empty())
        Q_EMIT editRequested({project::Many{tr("Move on the picture"), edits}});
}

void CanvasView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_gesture) {
        m_gesture.reset();
        update();
        return;
    }
    const QPoint steps = event->key() == Qt::Key_Left    ? QPoint(-1, 0)
                         : event->key() == Qt::Key_Right ? QPoint(1, 0)
                         : event->key() == Qt::Key_Up    ? QPoint(0, -1)
                         : event->key() == Qt::Key_Down  ? QPoint(0, 1)
                                                         : QPoint();
    if (!steps.isNull() && !selectedVisible().isEmpty()) {
        nudge(steps, event->modifiers());
        return;
    }
    const bool forward = event->key() == Qt::Key_Tab;
    if ((forward || event->key() == Qt::Key_Backtab) && !m_visible.isEmpty()) {
        qsizetype at = forward ? -1 : m_visible.size();
        for (qsizetype i = 0; i < m_visible.size(); ++i) {
            if (m_selection.contains(m_visible.at(i).clip.id))
                at = i;
        }
        at += forward ? 1 : -1;
        if (at >= 0 && at < m_visible.size()) {
            Q_EMIT selectionRequested({m_visible.at(at).clip.id});
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

bool CanvasView::event(QEvent *event)
{
    // Arrow keys place the selected element here; as shortcuts they would step the playhead instead.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool arrow = key->key() >= Qt::Key_Left && key->key() <= Qt::Key_Down;
        if ((arrow && !selectedVisible().isEmpty()) || (key->key() == Qt::Key_Escape && m_gesture)) {
            event->accept();
            return true;
        }
    }
    // Tab walks through the elements before it leaves the canvas.
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) {
            key->ignore();
            keyPressEvent(key);
            if (key->isAccepted())
                return true;
        }
    }
    return QWidget::event(event);
}

void CanvasView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasFormat(QLatin1String(elementMime)) || event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void CanvasView::dropEvent(QDropEvent *event)
{
    if (event->mimeData()->hasFormat(QLatin1String(elementMime))) {
        const QRect picture = pictureRect();
        const QPointF at = event->position() - QPointF(picture.topLeft());
        project::Box box{0, 0, 375'000, 500'000};
        box.x =
            std::clamp<qint64>(std::llround(at.x() * whole / picture.width()) - box.w / 2, 0, whole - box.w);
        box.y =
            std::clamp<qint64>(std::llround(at.y() * whole / picture.height()) - box.h / 2, 0, whole - box.h);
        Q_EMIT elementDropped(QString::fromUtf8(event->mimeData()->data(QLatin1String(elementMime))), box);
        event->acceptProposedAction();
        return;
    }
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT filesDropped(paths);
    }
}

void CanvasView::resizeEvent(QResizeEvent *)
{
    m_playback.setPictureSize(pictureRect().size() * devicePixelRatioF());
}

void CanvasView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void CanvasView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace icmp::preview
