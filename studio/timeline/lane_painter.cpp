#include "studio/timeline/lane_painter.h"

#include "studio/timeline/clip_painter.h"
#include "studio/timeline/overlay_painter.h"
#include "studio/widgets/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace icmp::timeline {

using namespace project;
using widgets::mix;
using widgets::Token;
using widgets::Tokens;
using widgets::withAlpha;

namespace {

constexpr int gridLabelPx = 88;
constexpr int hatchPx = 8;
constexpr int tilePx = 96;
constexpr qreal hiddenOpacity = 0.4;
constexpr double barBelowPx = 8; // too narrow for edge and tint

void paintRowGround(QPainter &painter, const Stage &stage, const Row &row, const Track &track)
{
    const Tokens &t = stage.tokens;
    const QRect r(stage.lanes.left(), stage.y(row), stage.lanes.width(), row.height);
    painter.fillRect(r, t[Token::Surface2]);
    if (track.locked) {
        painter.save();
        painter.setClipRect(r);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(
            QPen(withAlpha(t[Token::Line], t.scheme() == widgets::Scheme::HighContrast ? 40 : 90), 1));
        const int phase = int(stage.axis.x({})) % hatchPx;
        for (int x = r.left() - r.height() + phase - hatchPx; x < r.right() + r.height(); x += hatchPx)
            painter.drawLine(x, r.bottom(), x + r.height(), r.top());
        painter.restore();
    } else {
        const MediaTime step = stage.axis.labelStep(stage.px(gridLabelPx));
        const MediaTime from = stage.axis.origin();
        const QColor line = mix(t[Token::Line], t[Token::Surface2], 55);
        for (qint64 k = from.flicks / step.flicks;
             MediaTime{k * step.flicks} < stage.axis.timeAt(stage.lanes.width()); ++k)
            painter.fillRect(QRectF(std::round(stage.x({k * step.flicks})), r.top(), 1, r.height()), line);
    }
    painter.fillRect(r.left(), r.bottom(), r.width(), 1, t[Token::Line]);
}

ClipState stateOf(const Stage &stage, ClipId clip, bool editable)
{
    if (stage.state.focus == clip && stage.state.isSelected(clip))
        return ClipState::Focused;
    if (stage.state.isSelected(clip))
        return ClipState::Selected;
    return editable && stage.hovered == clip ? ClipState::Hover : ClipState::Rest;
}

ClipLook lookOf(const Stage &stage, const Row &row, const Track &track, const Clip &clip)
{
    ClipLook look;
    look.rect = stage.clipRect(row, clip.range);
    look.elementType = typeOf(clip);
    if (const element::Element *element = clip.element()) {
        look.title = element::displayTitle(*element);
        if (element->trigger == element::Trigger::Live)
            look.cue = CueState::Cued;
    }
    look.cue = stage.state.cues.value(clip.id, look.cue);
    look.length = shortLength(clip.range.length(), stage.state.project.rate);
    look.problem = stage.state.problems.value(clip.id);
    look.editable = !track.locked;
    look.state = stateOf(stage, clip.id, look.editable);
    return look;
}

void paintFilmName(QPainter &painter, const Stage &stage, const QRectF &r, const QString &name)
{
    const int high = stage.px(16), side = stage.px(12);
    const double left = std::max(r.left(), double(stage.lanes.left())) + 4;
    const QFont small = widgets::textFont(stage.font, widgets::TextSize::Small, QFont::Medium);
    const QFontMetrics metrics(small);
    const int width = metrics.horizontalAdvance(name) + side + 16;
    if (left + width > r.right())
        return;
    const QRectF chip(left, r.top() + 4, width, high);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(14, 16, 20, 200)); // over pictures the dark theme holds in every theme
    painter.drawRoundedRect(chip, 4, 4);
    const QColor white = widgets::tokens(widgets::Scheme::Dark)[Token::Text];
    widgets::paintIcon(painter, QRectF(chip.left() + 5, chip.center().y() - side / 2.0, side, side),
                       QStringLiteral("film"), white);
    painter.setFont(small);
    painter.setPen(white);
    painter.drawText(chip.adjusted(side + 9, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, name);
}

void paintFilm(QPainter &painter, const Stage &stage, const Row &row, const Clip &clip)
{
    const MediaUse &use = *clip.media();
    const QRectF r = stage.clipRect(row, clip.range);
    const Tokens &t = stage.tokens;
    painter.save();
    QPainterPath outline;
    outline.addRoundedRect(r, 4, 4);
    painter.setClipPath(outline);
    painter.fillRect(r, t.tint(element::hueOf(typeOf(clip)), widgets::Tint::Rest));
    const int tile = stage.px(tilePx);
    const double from = std::max(r.left(), stage.lanes.left() - double(tile)),
                 to = std::min(r.right(), double(stage.lanes.right()) + 1);
    const auto first = qint64((from - r.left()) / tile);
    for (double x = r.left() + double(first * tile); stage.pictures && x < to; x += tile) {
        const MediaTime at = use.in + stage.axis.span(x - r.left());
        const QImage picture = stage.pictures->thumbnail(use.asset, at, int(r.height()));
        if (picture.isNull())
            continue;
        // Fills the tile and keeps its own shape: what is too wide is cut.
        const double scale = std::max(tile / double(picture.width()), r.height() / picture.height());
        const QSizeF part(tile / scale, r.height() / scale);
        painter.drawImage(
            QRectF(x, r.top(), tile, r.height()), picture,
            QRectF(QPointF((picture.width() - part.width()) / 2, (picture.height() - part.height()) / 2),
                   part));
    }
    const ClipState state = stateOf(stage, clip.id, true);
    if (state == ClipState::Selected || state == ClipState::Focused) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t[state == ClipState::Focused ? Token::Focus : Token::Accent], 4));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(r, 4, 4);
    }
    painter.restore();
    const Asset *asset = stage.state.project.asset(use.asset);
    paintFilmName(painter, stage, r, asset ? asset->name : QString());
}

void paintSound(QPainter &painter, const Stage &stage, const Row &row, const Clip &clip)
{
    const MediaUse &use = *clip.media();
    const QRectF r = stage.clipRect(row, clip.range);
    const Tokens &t = stage.tokens;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.tint(element::hueOf(typeOf(clip)), widgets::Tint::Rest));
    painter.drawRoundedRect(r, 4, 4);
    const double from = std::max(r.left(), double(stage.lanes.left()));
    const double to = std::min(r.right(), double(stage.lanes.right()));
    const int count = int(to - from) / 2;
    if (!stage.pictures || count < 1)
        return;
    const MediaRange shown{use.in + stage.axis.span(from - r.left()),
                           use.in + stage.axis.span(to - r.left())};
    const QList<Peak> peaks = stage.pictures->peaks(use.asset, shown, count);
    const double middle = r.center().y(), half = r.height() / 2 - 2;
    QPolygonF shape;
    for (qsizetype i = 0; i < peaks.size(); ++i)
        shape.append({from + double(i) * 2, middle - std::max(0.5, peaks[i].high * half / 32767)});
    for (qsizetype i = peaks.size(); i-- > 0;)
        shape.append({from + double(i) * 2, middle + std::max(0.5, peaks[i].high * half / 32767)});
    painter.setBrush(withAlpha(t.ink(element::hueOf(typeOf(clip))), 75));
    painter.drawPolygon(shape);
}

// One column of colour for each pixel: the last clip's ink, chosen clips over others.
void paintDensity(QPainter &painter, const Stage &stage, const Row &row, const QList<const Clip *> &clips)
{
    const int width = stage.lanes.width();
    QList<QRgb> columns(width, 0);
    for (const bool chosen : {false, true}) {
        for (const Clip *clip : clips) {
            if (stage.state.isSelected(clip->id) != chosen)
                continue;
            const QRgb ink = stage.inkOf(*clip).rgb();
            const int from = std::clamp(int(stage.axis.x(clip->range.start)), 0, width - 1);
            const int to = std::clamp(int(stage.axis.x(clip->range.end)), from + 1, width);
            std::fill(columns.begin() + from, columns.begin() + to,
                      chosen ? stage.tokens[Token::Focus].rgb() : ink);
        }
        if (stage.state.selected.isEmpty())
            break;
    }
    const int top = stage.y(row) + 4, high = row.height - 8;
    for (int x = 0; x < width;) {
        int end = x + 1;
        while (end < width && columns[end] == columns[x])
            ++end;
        if (columns[x] != 0)
            painter.fillRect(stage.lanes.left() + x, top, end - x, high, QColor::fromRgb(columns[x]));
        x = end;
    }
}

bool isDense(const Stage &stage, const QList<const Clip *> &clips)
{
    if (clips.size() < 2)
        return false;
    const MediaTime span = clips.last()->range.end - clips.first()->range.start;
    const double pixels =
        std::min(double(stage.lanes.width()), double(span.flicks) / stage.axis.flicksPerPixel());
    return pixels / double(clips.size()) < densityBelowPx;
}

enum class Pass { Ground, Chosen }; // chosen clips lie over groups and guides

void paintElements(QPainter &painter, const Stage &stage, const Row &row, const QRect &dirty, Pass pass)
{
    const Track &track = stage.state.shownScene()->tracks[row.track];
    const double margin = 6;
    const MediaRange shown{stage.axis.timeAt(dirty.left() - stage.lanes.left() - margin),
                           stage.axis.timeAt(dirty.right() + 1 - stage.lanes.left() + margin)};
    QList<const Clip *> clips = clipsIn(track.clips, shown);
    if (isDense(stage, clips)) {
        if (pass == Pass::Ground)
            paintDensity(painter, stage, row, clips);
        return;
    }
    std::stable_sort(clips.begin(), clips.end(), [](const Clip *a, const Clip *b) { return a->z < b->z; });
    for (const Clip *clip : std::as_const(clips)) {
        // What is dragged is drawn where it would lie.
        const bool dragged = stage.drag && stage.drag->clips().contains(clip->id) && !stage.drag->refusal();
        const bool chosen = stage.state.isSelected(clip->id);
        if (dragged || chosen != (pass == Pass::Chosen))
            continue;
        const QRectF place = stage.clipRect(row, clip->range);
        if (place.width() < barBelowPx)
            painter.fillRect(place, chosen ? stage.tokens[Token::Focus] : stage.inkOf(*clip));
        else
            paintClip(painter, stage, lookOf(stage, row, track, *clip));
    }
}

void paintRow(QPainter &painter, const Stage &stage, const Row &row, const QRect &dirty, Pass pass)
{
    const Track &track = stage.state.shownScene()->tracks[row.track];
    const int top = stage.y(row);
    if (top > dirty.bottom() || top + row.height < dirty.top())
        return;
    if (pass == Pass::Ground)
        paintRowGround(painter, stage, row, track);
    painter.setOpacity(track.hidden ? hiddenOpacity : 1.0);
    if (track.kind != TrackKind::Media) {
        paintElements(painter, stage, row, dirty, pass);
    } else if (pass == Pass::Ground) {
        for (const Clip *clip : clipsIn(track.clips, stage.axis.visible()))
            if (clip->media())
                row.kind == RowKind::Track ? paintFilm(painter, stage, row, *clip)
                                           : paintSound(painter, stage, row, *clip);
    }
    painter.setOpacity(1.0);
}

void paintDragged(QPainter &painter, const Stage &stage, const Scene &scene)
{
    if (!stage.drag)
        return;
    for (const Provisional &place : stage.drag->provisional()) {
        const Row *row = stage.rowOfTrack(place.row);
        if (!row)
            continue;
        const Track &track = scene.tracks[row->track];
        ClipLook look = lookOf(stage, *row, track, place.clip);
        look.editable = true;
        if (place.clip.media())
            look.elementType = QStringLiteral("overlay");
        paintClip(painter, stage, look);
    }
}

} // namespace

QList<const Clip *> clipsIn(const ClipList &clips, const MediaRange &range)
{
    QList<const Clip *> found;
    for (const ClipChunk &chunk : clips.chunks()) {
        if (chunk.maxEnd <= range.start)
            continue;
        if (chunk.clips.first().range.start >= range.end)
            break;
        for (const Clip &clip : chunk.clips) {
            if (clip.range.start >= range.end)
                break;
            if (clip.range.end > range.start)
                found.append(&clip);
        }
    }
    return found;
}

QString typeOf(const Clip &clip)
{
    return clip.element() ? element::typeOf(*clip.element()).key : QStringLiteral("overlay");
}

void paintLanes(QPainter &painter, const Stage &stage, const QRect &dirty)
{
    const Scene *scene = stage.state.shownScene();
    painter.save();
    painter.setClipRect(stage.lanes.intersected(dirty));
    painter.fillRect(stage.lanes, stage.tokens[Token::Surface1]);
    const QRect seen = stage.lanes.intersected(dirty);
    if (scene) {
        for (const Row &row : stage.rows)
            paintRow(painter, stage, row, seen, Pass::Ground);
        paintUnderDrag(painter, stage);
        for (const Row &row : stage.rows)
            paintRow(painter, stage, row, seen, Pass::Chosen);
        paintDragged(painter, stage, *scene);
        paintOverDrag(painter, stage);
    }
    painter.restore();
}

void paintPlayhead(QPainter &painter, const Stage &stage)
{
    const double x = std::round(stage.x(stage.state.playhead));
    if (x < stage.lanes.left() - 8 || x > stage.lanes.right() + 8)
        return;
    painter.save();
    painter.setClipRect(QRect(stage.lanes.left(), stage.ruler.top(), stage.lanes.width(),
                              stage.lanes.bottom() + 1 - stage.ruler.top()));
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor live = stage.tokens[Token::Live];
    painter.fillRect(QRectF(x - 1, stage.ruler.top() + 8, 2, stage.lanes.bottom() - stage.ruler.top() - 7),
                     live);
    QPainterPath head(QPointF(x - 5, stage.ruler.top() + 1));
    const double top = stage.ruler.top() + 1;
    head.lineTo(x + 5, top);
    head.quadTo(x + 7, top, x + 7, top + 2);
    head.lineTo(x + 7, top + 9);
    head.lineTo(x, top + 16);
    head.lineTo(x - 7, top + 9);
    head.lineTo(x - 7, top + 2);
    head.quadTo(x - 7, top, x - 5, top);
    painter.fillPath(head, live);
    painter.restore();
}

} // namespace icmp::timeline
