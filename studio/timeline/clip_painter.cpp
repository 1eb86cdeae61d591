#include "studio/timeline/clip_painter.h"

#include "studio/widgets/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace icmp::timeline {

using widgets::Tint;
using widgets::Token;
using widgets::Tokens;

namespace {

constexpr qreal radius = 4;
constexpr qreal edgePx = 3;
constexpr qreal handlePx = 8;
constexpr int iconOnlyBelowPx = 40;
constexpr int bareBelowPx = 24;
constexpr int textKeptPx = 48; // of an elided title beside a problem icon
constexpr double hitInside = 8, hitOutside = 4;

bool isChosen(const ClipLook &look)
{
    return look.state == ClipState::Selected || look.state == ClipState::Focused;
}

Tint tintOf(ClipState state)
{
    switch (state) {
    case ClipState::Rest:
        return Tint::Rest;
    case ClipState::Hover:
        return Tint::Hover;
    case ClipState::Selected:
        return Tint::Selected;
    case ClipState::Focused:
        break;
    }
    return Tint::Focused;
}

// A strip with two rounded corners, on the left or the right end of the clip.
QPainterPath endStrip(const QRectF &r, qreal width, bool left)
{
    const qreal outer = left ? r.left() : r.right();
    const qreal inner = left ? outer + width : outer - width;
    const qreal corner = left ? outer + std::min(radius, width) : outer - std::min(radius, width);
    QPainterPath path(QPointF(inner, r.top()));
    path.lineTo(corner, r.top());
    path.quadTo(outer, r.top(), outer, r.top() + radius);
    path.lineTo(outer, r.bottom() - radius);
    path.quadTo(outer, r.bottom(), corner, r.bottom());
    path.lineTo(inner, r.bottom());
    path.closeSubpath();
    return path;
}

void paintHandles(QPainter &painter, const QRectF &r, const QColor &color, const Tokens &tokens)
{
    const qreal width = std::min(handlePx, r.width() / 3);
    painter.setPen(Qt::NoPen);
    for (const bool left : {true, false}) {
        painter.fillPath(endStrip(r, width, left), color);
        const qreal middle = left ? r.left() + width / 2 : r.right() - width / 2;
        painter.fillRect(QRectF(middle - 1, r.center().y() - 5, 2, 10),
                         widgets::mix(tokens[Token::Surface0], color, 70));
    }
}

void paintEdge(QPainter &painter, const QRectF &r, const ClipLook &look, const QColor &ink)
{
    if (look.cue == CueState::None) {
        painter.fillPath(endStrip(r, edgePx, true), ink);
        return;
    }
    for (qreal y = r.top() + 1; y < r.bottom() - 2; y += 7)
        painter.fillRect(QRectF(r.left(), y, edgePx, std::min(4.0, r.bottom() - y)), ink);
}

void paintGround(QPainter &painter, const Stage &stage, const ClipLook &look, const QColor &ink)
{
    const Tokens &t = stage.tokens;
    const QRectF &r = look.rect;
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.tint(element::hueOf(look.elementType), tintOf(look.state)));
    painter.drawRoundedRect(r, radius, radius);
    if (isChosen(look)) {
        const bool focused = look.state == ClipState::Focused;
        const QColor border = focused ? t[Token::Focus] : ink;
        const qreal width = focused ? 2 : 1;
        if (look.editable)
            paintHandles(painter, r, border, t);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(border, width));
        painter.drawRoundedRect(r.adjusted(width / 2, width / 2, -width / 2, -width / 2), radius - 1,
                                radius - 1);
        return;
    }
    paintEdge(painter, r, look, ink);
    if (!look.editable || r.width() < bareBelowPx)
        return;
    const QColor grip = widgets::withAlpha(ink, 60);
    if (look.state == ClipState::Hover) {
        painter.fillRect(QRectF(r.right() - 6, r.top() + 3, 2, r.height() - 6), grip);
        painter.fillRect(QRectF(r.left() + 5, r.top() + 3, 2, r.height() - 6), grip);
    } else {
        painter.fillRect(QRectF(r.right() - 6, r.center().y() - 6, 2, 12), grip);
    }
}

// What stands at the end of a clip, from right to left: problem, then length or live sign.
struct Ending {
    bool problem = false;
    bool last = false;
};

Ending endingThatFits(const ClipLook &look, int room, int titleWidth, int sidePx, int lengthWidth)
{
    Ending ending;
    const int gap = 8;
    const bool hasProblem = look.problem != Problem::None;
    if (hasProblem && (titleWidth + gap + sidePx <= room || room - gap - sidePx >= textKeptPx)) {
        ending.problem = true;
        room -= gap + sidePx;
    }
    ending.last = lengthWidth > 0 && titleWidth + gap + lengthWidth <= room;
    return ending;
}

void paintText(QPainter &painter, const Stage &stage, const ClipLook &look, const QColor &ink)
{
    const Tokens &t = stage.tokens;
    const QRectF &r = look.rect;
    const bool chosen = isChosen(look);
    const int side = stage.px(16), gap = 8;
    // A title stays in view when its clip begins outside it.
    const double viewLeft = stage.lanes.left();
    const double begin = std::max(r.left(), std::min(viewLeft, r.right() - side - 24)) + (chosen ? 16 : 11);
    const double middle = r.center().y();
    widgets::paintIcon(painter, QRectF(std::round(begin), std::round(middle - side / 2.0), side, side),
                       widgets::elementIconName(look.elementType), chosen ? t[Token::Text] : ink);
    if (r.width() < iconOnlyBelowPx)
        return;
    const QFont titleFont = widgets::textFont(stage.font, widgets::TextSize::Normal, QFont::Medium);
    const QFont lengthFont = widgets::monoFont(stage.font, widgets::TextSize::Small);
    const QFontMetrics metrics(titleFont), lengthMetrics(lengthFont);
    const bool live = look.cue != CueState::None;
    const int textLeft = int(begin) + side + gap;
    int right = int(r.right()) - (chosen ? 16 : 12);
    const int room = right - textLeft;
    const int titleWidth = metrics.horizontalAdvance(look.title);
    const int lengthWidth = live                    ? side
                            : look.length.isEmpty() ? 0
                                                    : lengthMetrics.horizontalAdvance(look.length);
    const Ending ending = endingThatFits(look, room, titleWidth, side, lengthWidth);
    if (ending.problem) {
        const bool bad = look.problem == Problem::Error;
        widgets::paintIcon(painter, QRectF(right - side, std::round(middle - side / 2.0), side, side),
                           bad ? QStringLiteral("error") : QStringLiteral("warning"),
                           t[bad ? Token::Bad : Token::Warn]);
        right -= side + gap;
    }
    if (ending.last) {
        const QRectF place(right - lengthWidth, r.top(), lengthWidth, r.height());
        if (live) {
            const QColor sign = look.cue == CueState::OnAir ? t[Token::Live] : t[Token::Text2];
            widgets::paintIcon(painter, QRectF(place.left(), std::round(middle - side / 2.0), side, side),
                               QStringLiteral("live"), sign);
        } else {
            painter.setFont(lengthFont);
            painter.setPen(t[chosen ? Token::Text : Token::Text2]);
            painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, look.length);
        }
        right -= lengthWidth + gap;
    }
    if (right - textLeft < 8)
        return;
    painter.setFont(titleFont);
    painter.setPen(t[Token::Text]);
    const QRectF place(textLeft, r.top(), right - textLeft + 1, r.height());
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     titleWidth <= right - textLeft
                         ? look.title
                         : metrics.elidedText(look.title, Qt::ElideRight, right - textLeft));
}

} // namespace

void paintClip(QPainter &painter, const Stage &stage, const ClipLook &look)
{
    const QColor ink = look.cue == CueState::OnAir ? stage.tokens[Token::Live]
                                                   : stage.tokens.ink(element::hueOf(look.elementType));
    painter.setRenderHint(QPainter::Antialiasing);
    paintGround(painter, stage, look, ink);
    if (look.rect.width() >= bareBelowPx + 4)
        paintText(painter, stage, look, ink);
}

QString shortLength(MediaTime length, const FrameRate &rate)
{
    const QString full = formatTimecode(length, rate); // hh:mm:ss:ff
    int from = 0;
    while (from < 6 && (full[from] == u'0' || full[from] == u':'))
        ++from;
    return full.mid(from);
}

std::optional<Grip> gripAt(const QRectF &clip, double x)
{
    if (x < clip.left() - hitOutside || x > clip.right() + hitOutside)
        return std::nullopt;
    if (clip.width() >= bareBelowPx) {
        const double inside = std::min(hitInside, clip.width() / 3);
        if (x < clip.left() + inside)
            return Grip::Start;
        if (x > clip.right() - inside)
            return Grip::End;
    }
    return x >= clip.left() && x <= clip.right() ? std::optional(Grip::Body) : std::nullopt;
}

} // namespace icmp::timeline
