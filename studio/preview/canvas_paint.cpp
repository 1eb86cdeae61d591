// How the canvas looks: stage, picture, cards, and the marks of selection, guides and states.
#include "studio/preview/canvas_view.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/tokens.h"

#include <QPainter>
#include <cmath>

namespace icmp::preview {

namespace {

using widgets::Token;
const QColor halo(0, 0, 0, 90);
const QColor faint(255, 255, 255, 140);

// On the picture the dark theme's colours hold in both themes.
const widgets::Tokens &onPicture()
{
    return widgets::tokens(widgets::Scheme::Dark);
}

int secondsLeft(const project::Clip &clip, MediaTime t)
{
    const qint64 rest = (clip.range.end - t).flicks;
    return rest <= 0 ? 0 : int((rest + flicksPerSecond - 1) / flicksPerSecond);
}

void paintCaption(QPainter &painter, const QPointF &at, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const QRectF pill(at.x(), at.y(), metrics.horizontalAdvance(text) + 12, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(14, 16, 20, 184));
    painter.drawRoundedRect(pill, 4, 4);
    painter.setPen(QColor(0xec, 0xee, 0xf3));
    painter.drawText(pill, Qt::AlignCenter, text);
}

} // namespace

void CanvasView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), widgets::tokensOf(*this)[Token::Surface0]);
    paintStage(painter);
    const QRect picture = pictureRect();
    painter.save();
    painter.setClipRect(screenRect());
    paintState(painter);
    paintElements(painter, picture);
    paintMarks(painter);
    painter.restore();
    paintGuides(painter);
    paintSelection(painter);
}

void CanvasView::paintStage(QPainter &painter)
{
    const QRect screen = screenRect();
    const QRect picture = pictureRect();
    if (m_device != Device::Wide) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(widgets::tokensOf(*this)[Token::LineStrong], 1));
        painter.setBrush(Qt::black);
        painter.drawRoundedRect(QRectF(screen).adjusted(-6.5, -6.5, 6.5, 6.5), 14, 14);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    painter.fillRect(screen, Qt::black);
    const Room around = room();
    for (const QRect &panel : {around.side, around.below}) {
        if (!panel.isEmpty())
            painter.fillRect(panel, onPicture()[Token::Surface1]);
    }
    if (m_playback.picture() == Playback::Picture::None || m_playback.image().isNull())
        return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    QSizeF size = m_playback.image().size();
    size.scale(picture.size(), Qt::KeepAspectRatio);
    QRectF target({0, 0}, size);
    target.moveCenter(QRectF(picture).center());
    painter.drawImage(target, m_playback.image());
}

void CanvasView::paintElements(QPainter &painter, const QRect &picture) const
{
    CardScene scene;
    scene.font = font();
    scene.scale = std::max(0.45, picture.width() / 768.0);
    scene.language = m_language;
    scene.canvas = picture;
    scene.image = m_images;
    for (const VisibleClip &item : m_visible) {
        const bool chosen = m_selection.contains(item.clip.id);
        if (item.held && !chosen)
            continue;
        scene.secondsLeft = secondsLeft(item.clip, m_playback.time());
        painter.setOpacity(item.held ? 0.6 : 1.0);
        paintCard(painter, rectOf(item), *item.clip.element(), scene);
        painter.setOpacity(1);
    }
}

void CanvasView::paintAlone(QPainter &painter, const QRectF &picture, ClipId clip) const
{
    if (!clip.isValid()) {
        if (m_playback.image().isNull())
            return;
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(picture, m_playback.image());
        return;
    }
    const project::Scene *scene = m_project.scene(m_scene);
    for (const project::Track &track : scene ? scene->tracks : QList<project::Track>()) {
        for (const auto &chunk : track.clips.chunks()) {
            const auto found = std::find_if(chunk.clips.begin(), chunk.clips.end(),
                                            [&](const project::Clip &one) { return one.id == clip; });
            if (found == chunk.clips.end() || !found->element())
                continue;
            const CardScene look{font(),  std::max(0.45, picture.width() / 768.0), 0, m_language, picture,
                                 m_images};
            const QRect place = boxPixels(found->box, picture.size().toSize());
            paintCard(painter, place.translated(picture.topLeft().toPoint()), *found->element(), look);
            return;
        }
    }
}

QImage CanvasView::composed(QSize size) const
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    const QRect picture = pictureIn(QRect({0, 0}, size), m_project.canvas);
    if (!m_playback.image().isNull() && m_playback.picture() != Playback::Picture::None) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(picture, m_playback.image());
    }
    CardScene scene{font(), picture.width() / 768.0, 0, m_language, picture, m_images};
    for (const VisibleClip &item : m_visible) {
        if (item.held || item.clip.element()->placement != element::Placement::Overlay)
            continue;
        scene.secondsLeft = secondsLeft(item.clip, m_playback.time());
        const QRect place = boxPixels(item.clip.box, picture.size()).translated(picture.topLeft());
        paintCard(painter, place, *item.clip.element(), scene);
    }
    return image;
}

void CanvasView::paintMarks(QPainter &painter)
{
    const QRect picture = pictureRect();
    const auto place = [&](const project::Box &box) {
        return QRectF(boxPixels(box, picture.size()).translated(picture.topLeft()))
            .adjusted(0.5, 0.5, -0.5, -0.5);
    };
    if (m_grid) {
        painter.setPen(QPen(QColor(255, 255, 255, 60), 1));
        for (int i = 1; i < 12; ++i) {
            const int x = picture.left() + picture.width() * i / 12;
            const int y = picture.top() + picture.height() * i / 12;
            painter.drawLine(x, picture.top(), x, picture.bottom());
            painter.drawLine(picture.left(), y, picture.right(), y);
        }
    }
    if (!m_safeAreas)
        return;
    QPen dashed(faint, 1, Qt::CustomDashLine);
    dashed.setDashPattern({3, 3});
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Small, QFont::Medium));
    painter.setPen(dashed);
    painter.setBrush(QColor(14, 16, 20, 70));
    const QRectF captions = place(captionArea());
    painter.drawRect(captions);
    const QRectF bar = place(playerBar());
    painter.fillRect(bar, QColor(14, 16, 20, 70));
    painter.drawLine(bar.topLeft(), bar.topRight());
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(place(safeArea()));
    painter.setRenderHint(QPainter::Antialiasing);
    paintCaption(painter, captions.topLeft() + QPointF(6, 6), tr("Captions"));
    paintCaption(painter, {place(safeArea()).left() + 8, bar.bottom() - 21}, tr("Player bar"));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void CanvasView::paintSelection(QPainter &painter)
{
    const QColor accent = onPicture()[Token::Accent];
    const QList<VisibleClip> chosen = selectedVisible();
    for (const VisibleClip &item : chosen) {
        const QRectF box = QRectF(rectOf(item));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(halo, 4));
        painter.drawRect(box);
        QPen line(accent, 2);
        if (item.held)
            line.setStyle(Qt::DashLine);
        painter.setPen(line);
        painter.drawRect(box);
        if (chosen.size() != 1 || item.clip.element()->placement != element::Placement::Overlay)
            continue;
        painter.setRenderHint(QPainter::Antialiasing);
        for (const QPointF &point : handlePoints(box)) {
            painter.setPen(QPen(QColor(0x1a, 0x2b, 0x52), 1));
            painter.setBrush(Qt::white);
            painter.drawRoundedRect(QRectF(point.x() - 4, point.y() - 4, 8, 8), 2, 2);
        }
        const project::Box shown =
            m_gesture && !m_gesture->boxes.isEmpty() ? m_gesture->boxes.first() : item.clip.box;
        const QString size = QStringLiteral("%1×%2")
                                 .arg((shown.w * m_project.canvas.width + whole / 2) / whole)
                                 .arg((shown.h * m_project.canvas.height + whole / 2) / whole);
        const bool room = box.top() >= 28;
        paintPill(painter, {box.left() - 1, room ? box.top() - 24 : box.bottom() + 8}, size);
    }
    if (hasFocus() && chosen.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(widgets::tokensOf(*this)[Token::Focus], 2));
        painter.drawRect(screenRect().adjusted(-3, -3, 3, 3));
    }
}

void CanvasView::paintPill(QPainter &painter, const QPointF &topLeft, const QString &text) const
{
    painter.setFont(widgets::monoFont(font(), widgets::TextSize::Small, QFont::Medium));
    const QFontMetricsF metrics(painter.font());
    const QRectF pill(topLeft, QSizeF(metrics.horizontalAdvance(text) + 12, 16));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(onPicture()[Token::Accent]);
    painter.drawRoundedRect(pill, 4, 4);
    painter.setPen(onPicture()[Token::OnAccent]);
    painter.drawText(pill, Qt::AlignCenter, text);
}

void CanvasView::paintGuides(QPainter &painter)
{
    if (!m_gesture)
        return;
    const QRect picture = pictureRect();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Guide &guide : m_gesture->guides) {
        const bool vertical = guide.orientation == Qt::Vertical;
        const qreal extent = vertical ? picture.width() : picture.height();
        const int at = int(std::lround(double(guide.at) * extent / double(whole)));
        const QRect line = vertical ? QRect(picture.left() + at, picture.top(), 1, picture.height())
                                    : QRect(picture.left(), picture.top() + at, picture.width(), 1);
        painter.fillRect(vertical ? line.adjusted(-1, 0, 1, 0) : line.adjusted(0, -1, 0, 1), halo);
        painter.fillRect(line, onPicture()[Token::Accent]);
        const qint64 pixels =
            (guide.at * (vertical ? m_project.canvas.width : m_project.canvas.height)) / whole;
        const QPointF label =
            vertical ? QPointF(line.x() + 6, picture.top() + 6) : QPointF(picture.left() + 6, line.y() - 20);
        paintPill(painter, label, QString::number(pixels));
    }
}

void CanvasView::paintState(QPainter &painter)
{
    QString text;
    QString icon = QStringLiteral("film");
    const QString name = m_playback.film() ? m_playback.film()->name : QString();
    switch (m_playback.picture()) {
    case Playback::Picture::None:
        if (!m_playback.film())
            text = tr("Drop a film here, or choose File, Import media");
        break;
    case Playback::Picture::Opening:
        text = tr("Opening %1").arg(name);
        break;
    case Playback::Picture::Missing:
        icon = QStringLiteral("warning");
        text = tr("%1 is not on this machine. Import it again to link it.").arg(name);
        break;
    case Playback::Picture::Failed:
        icon = QStringLiteral("error");
        text = m_playback.failure();
        break;
    default:
        break;
    }
    if (text.isEmpty())
        return;
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal, QFont::Medium));
    const QRect screen = screenRect().intersected(rect());
    const QRect words = painter.fontMetrics().boundingRect(
        screen.adjusted(40, 0, -40, 0), int(Qt::AlignCenter) | int(Qt::TextWordWrap), text);
    QRectF glyph(0, 0, 28, 28);
    glyph.moveCenter({double(screen.center().x()), words.top() - 26.0});
    widgets::paintIcon(painter, glyph, icon, onPicture()[Token::Text2]);
    painter.setPen(onPicture()[Token::Text2]);
    painter.drawText(words, int(Qt::AlignCenter) | int(Qt::TextWordWrap), text);
}

} // namespace icmp::preview
