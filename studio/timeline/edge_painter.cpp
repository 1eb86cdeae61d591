#include "studio/timeline/edge_painter.h"

#include "studio/widgets/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace icmp::timeline {

using namespace project;
using widgets::mix;
using widgets::Token;
using widgets::Tokens;

namespace {

constexpr int labelDistancePx = 88;
constexpr double finestTickPx = 6;

// Labels and long ticks at each step, half and quarter steps between them where there is room.
void paintTicks(QPainter &painter, const Stage &stage)
{
    const Tokens &t = stage.tokens;
    const FrameRate &rate = stage.state.project.rate;
    const MediaTime step = stage.axis.labelStep(stage.px(labelDistancePx));
    const QFont small = widgets::monoFont(stage.font, widgets::TextSize::Small);
    painter.setFont(small);
    const int bottom = stage.ruler.bottom();
    const double quarter = double(step.flicks) / 4 / stage.axis.flicksPerPixel();
    const MediaTime end = stage.axis.timeAt(stage.ruler.width());
    for (qint64 k = stage.axis.origin().flicks / step.flicks; MediaTime{k * step.flicks} <= end; ++k) {
        for (int part = 0; part < 4; ++part) {
            if (part > 0 && quarter < finestTickPx)
                break;
            const double x = std::round(stage.x({k * step.flicks + step.flicks * part / 4}));
            const int high = part == 0 ? 14 : part == 2 ? 6 : 3;
            if (x >= stage.ruler.left())
                painter.fillRect(QRectF(x, bottom - high, 1, high), t[Token::LineStrong]);
        }
        const QString label = formatTimecode({k * step.flicks}, rate);
        const double left = std::round(stage.x({k * step.flicks})) + 5;
        painter.setPen(t[Token::Text2]);
        if (left >= stage.ruler.left() &&
            left + painter.fontMetrics().horizontalAdvance(label) <= stage.ruler.right())
            painter.drawText(QRectF(left, bottom - stage.px(19), 200, stage.px(16)),
                             Qt::AlignVCenter | Qt::AlignLeft, label);
    }
}

QColor markerColor(const Stage &stage, const Marker &marker)
{
    static const QStringList states{QStringLiteral("warn"), QStringLiteral("bad"), QStringLiteral("good")};
    switch (states.indexOf(marker.colour)) {
    case 0:
        return stage.tokens[Token::Warn];
    case 1:
        return stage.tokens[Token::Bad];
    case 2:
        return stage.tokens[Token::Good];
    default:
        break;
    }
    return stage.tokens.ink(marker.colour.isEmpty() ? marker.category : marker.colour);
}

void paintMarkers(QPainter &painter, const Stage &stage)
{
    painter.setFont(widgets::textFont(stage.font, widgets::TextSize::Small, QFont::Medium));
    double free = stage.ruler.left() - 1000.0;
    for (const Marker &marker : stage.state.project.markers) {
        const bool moves = stage.markerMove && stage.markerMove->marker == marker.id;
        const MediaTime shift = moves ? stage.markerMove->to - marker.range.start : MediaTime{};
        const double x = std::round(stage.x(marker.range.start + shift));
        if (x > stage.ruler.right() || x < stage.ruler.left() - 200)
            continue;
        const QColor ink = markerColor(stage, marker);
        const double top = stage.ruler.top() + 4;
        if (const double end = stage.x(marker.range.end + shift); end > x + 1)
            painter.fillRect(QRectF(x, top + 10, end - x, 2), ink);
        QPainterPath flag(QPointF(x - 4, top));
        flag.lineTo(x + 4, top);
        flag.lineTo(x + 4, top + 6);
        flag.lineTo(x, top + 10);
        flag.lineTo(x - 4, top + 6);
        flag.closeSubpath();
        painter.fillPath(flag, ink);
        const int width = painter.fontMetrics().horizontalAdvance(marker.label);
        // A label that would cover the one before is left out; its flag stays.
        if (x - 4 > free && x + 8 + width < stage.ruler.right()) {
            painter.setPen(stage.tokens[Token::Text2]);
            painter.drawText(QRectF(x + 8, stage.ruler.top() + 1, width + 4, stage.px(16)), Qt::AlignVCenter,
                             marker.label);
            free = x + 12 + width;
        }
    }
}

void paintRange(QPainter &painter, const Stage &stage)
{
    if (!stage.state.range)
        return;
    const Tokens &t = stage.tokens;
    const double from = std::round(stage.x(stage.state.range->start)),
                 to = std::round(stage.x(stage.state.range->end));
    const double top = stage.ruler.bottom() - stage.px(18);
    painter.fillRect(QRectF(from, top, to - from, stage.px(18)), widgets::withAlpha(t[Token::Accent], 16));
    painter.fillRect(QRectF(from, top, 2, stage.px(18)), t[Token::Accent]);
    painter.fillRect(QRectF(to - 2, top, 2, stage.px(18)), t[Token::Accent]);
    if (stage.state.looping)
        painter.fillRect(QRectF(from, top, to - from, 2), t[Token::Accent]);
}

QString rowIcon(const Track &track, RowKind kind)
{
    if (kind == RowKind::Audio)
        return QStringLiteral("audio");
    switch (track.kind) {
    case TrackKind::Media:
        return QStringLiteral("film");
    case TrackKind::Ad:
        return QStringLiteral("ad_slot");
    case TrackKind::Live:
        return QStringLiteral("live");
    case TrackKind::Overlay:
        break;
    }
    return QStringLiteral("interaction");
}

void paintHead(QPainter &painter, const Stage &stage, const Row &row, const Track &track, int index)
{
    const Tokens &t = stage.tokens;
    const QRect r(stage.header.left(), stage.y(row), stage.header.width(), row.height);
    painter.fillRect(r.left(), r.bottom(), r.width(), 1, t[Token::Line]);
    const int side = stage.px(16);
    widgets::paintIcon(painter, QRect(r.left() + 12, r.center().y() - side / 2 + 1, side, side),
                       rowIcon(track, row.kind), t[Token::Text2]);
    for (const HeadControl control : {HeadControl::Lock, HeadControl::Eye, HeadControl::Height}) {
        const QRect place = headControlRect(stage, row, control);
        const bool hovered = stage.hoveredControl == index * 3 + int(control);
        if (hovered) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t[Token::Surface3]);
            painter.drawRoundedRect(place, 4, 4);
        }
        const bool audio = row.kind == RowKind::Audio;
        QString name = QStringLiteral("height");
        bool set = false;
        if (control == HeadControl::Lock) {
            name = track.locked ? QStringLiteral("lock") : QStringLiteral("unlock");
            set = track.locked;
        } else if (control == HeadControl::Eye) {
            name = audio ? (track.hidden ? QStringLiteral("speaker-off") : QStringLiteral("speaker"))
                         : (track.hidden ? QStringLiteral("eye-off") : QStringLiteral("eye"));
            set = track.hidden;
        }
        const QRect icon(place.center() - QPoint(side / 2 - 1, side / 2 - 1), QSize(side, side));
        widgets::paintIcon(painter, icon, name, t[set || hovered ? Token::Text : Token::Text3]);
    }
    painter.setFont(widgets::textFont(stage.font, widgets::TextSize::Normal, QFont::Medium));
    painter.setPen(t[Token::Text]);
    const int left = r.left() + 12 + side + 8;
    const int room = headControlRect(stage, row, HeadControl::Lock).left() - left - 2;
    const QString name = row.kind == RowKind::Audio ? QObject::tr("Audio") : track.name;
    painter.drawText(QRect(left, r.top(), room, r.height() - 1), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, room));
}

} // namespace

QRect headControlRect(const Stage &stage, const Row &row, HeadControl control)
{
    const int side = stage.px(24);
    const int right = stage.header.right() - 4 - (2 - int(control)) * side;
    return {right - side + 1, stage.y(row) + (row.height - side) / 2, side, side};
}

void paintRuler(QPainter &painter, const Stage &stage)
{
    const Tokens &t = stage.tokens;
    painter.save();
    const QRect head(stage.header.left(), stage.ruler.top(), stage.header.width(), stage.ruler.height());
    painter.fillRect(head | stage.ruler, t[Token::Surface1]);
    painter.setFont(widgets::monoFont(stage.font, widgets::TextSize::Normal, QFont::Medium));
    painter.setPen(t[Token::Live]);
    painter.drawText(head.adjusted(12, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     formatTimecode(stage.state.playhead, stage.state.project.rate));
    painter.setFont(widgets::textFont(stage.font, widgets::TextSize::Small));
    painter.setPen(t[Token::Text2]);
    const FrameRate &rate = stage.state.project.rate;
    const QString fps = QString::number(double(rate.numerator) / double(rate.denominator), 'g', 5);
    painter.drawText(head.adjusted(0, 0, -12, 0), Qt::AlignVCenter | Qt::AlignRight,
                     QObject::tr("%1 fps").arg(fps));
    painter.fillRect(head.right(), head.top(), 1, head.height(), t[Token::Line]);
    painter.setClipRect(stage.ruler);
    painter.setRenderHint(QPainter::Antialiasing);
    paintRange(painter, stage);
    paintTicks(painter, stage);
    paintMarkers(painter, stage);
    painter.restore();
    painter.fillRect(head.left(), stage.ruler.bottom(), head.width() + stage.ruler.width(), 1,
                     t[Token::Line]);
}

void paintHeads(QPainter &painter, const Stage &stage)
{
    const Scene *scene = stage.state.shownScene();
    painter.save();
    painter.setClipRect(stage.header);
    painter.fillRect(stage.header, stage.tokens[Token::Surface1]);
    for (qsizetype i = 0; scene && i < stage.rows.size(); ++i) {
        const int top = stage.y(stage.rows[i]);
        if (top < stage.header.bottom() && top + stage.rows[i].height > stage.header.top())
            paintHead(painter, stage, stage.rows[i], scene->tracks[stage.rows[i].track], int(i));
    }
    painter.fillRect(stage.header.right(), stage.header.top(), 1, stage.header.height(),
                     stage.tokens[Token::Line]);
    painter.restore();
}

QRectF overviewFrame(const Stage &stage)
{
    const double perPixel = double(stage.axis.contentEnd().flicks) / stage.overview.width();
    const MediaRange shown = stage.axis.visible();
    const double left = stage.overview.left() + double(shown.start.flicks) / perPixel;
    const double right = stage.overview.left() + double(shown.end.flicks) / perPixel;
    return {left, stage.overview.top() + 2.0,
            std::max(10.0, std::min(right, stage.overview.right() + 1.0) - left),
            stage.overview.height() - 4.0};
}

MediaTime overviewTime(const Stage &stage, double x)
{
    const double share = (x - stage.overview.left()) / stage.overview.width();
    return {qint64(std::clamp(share, 0.0, 1.0) * double(stage.axis.contentEnd().flicks))};
}

void paintBars(QPainter &painter, const Stage &stage)
{
    const Scene *scene = stage.state.shownScene();
    const double perPixel = double(stage.axis.contentEnd().flicks) / stage.overview.width();
    const int lines = scene ? std::max(1, int(scene->tracks.size()) - 1) : 1;
    const double pitch = std::clamp((stage.overview.height() - 13.0) / lines, 1.0, 5.0);
    int line = 0;
    for (qsizetype i = 0; scene && i < scene->tracks.size(); ++i) {
        const Track &track = scene->tracks[i];
        const bool film = track.kind == TrackKind::Media;
        const double top = film ? 3.0 : 10 + pitch * line++;
        const double high = film ? 5.0 : std::min(3.0, pitch);
        double drawn = -1;
        for (const ClipChunk &chunk : track.clips.chunks())
            for (const Clip &clip : chunk.clips) {
                const double from = double(clip.range.start.flicks) / perPixel;
                const double to = double(clip.range.end.flicks) / perPixel;
                if (to < drawn + 1)
                    continue; // a pixel that is already coloured
                const QColor ink = stage.inkOf(clip);
                painter.fillRect(QRectF(from, top, std::max(1.0, to - from), high),
                                 film ? widgets::withAlpha(ink, 35) : ink);
                drawn = to;
            }
    }
}

void paintOverview(QPainter &painter, const Stage &stage)
{
    const Tokens &t = stage.tokens;
    painter.save();
    painter.setClipRect(stage.overview);
    painter.fillRect(stage.overview, t[Token::Surface0]);
    painter.drawPixmap(stage.overview.topLeft(), stage.bars);
    const QRectF frame = overviewFrame(stage);
    const QColor veil = widgets::withAlpha(t[Token::Surface0], 55);
    painter.fillRect(QRectF(stage.overview.left(), stage.overview.top(), frame.left() - stage.overview.left(),
                            stage.overview.height()),
                     veil);
    painter.fillRect(QRectF(frame.right(), stage.overview.top(), stage.overview.right() + 1 - frame.right(),
                            stage.overview.height()),
                     veil);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t[Token::LineStrong], 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t[Token::LineStrong]);
    painter.drawRoundedRect(QRectF(frame.left(), frame.top(), 4, frame.height()), 2, 2);
    painter.drawRoundedRect(QRectF(frame.right() - 4, frame.top(), 4, frame.height()), 2, 2);
    const double perPixel = double(stage.axis.contentEnd().flicks) / stage.overview.width();
    const double x = stage.overview.left() + double(stage.state.playhead.flicks) / perPixel;
    painter.fillRect(QRectF(std::round(x) - 1, stage.overview.top(), 2, stage.overview.height()),
                     t[Token::Live]);
    painter.restore();
}

} // namespace icmp::timeline
