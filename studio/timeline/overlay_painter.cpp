#include "studio/timeline/overlay_painter.h"

#include "studio/timeline/clip_painter.h"
#include "studio/widgets/icons.h"

#include <QPainter>
#include <algorithm>

namespace icmp::timeline {

using namespace project;
using widgets::Token;
using widgets::Tokens;
using widgets::withAlpha;

namespace {

struct Tag {
    QString iconName;
    QString text;
    QColor ground;
    QColor ink;
};

void paintTag(QPainter &painter, const Stage &stage, QPointF topLeft, const Tag &tag)
{
    painter.setFont(widgets::textFont(stage.font, widgets::TextSize::Small, QFont::Medium));
    const int side = stage.px(12), high = stage.px(20);
    const int icon = tag.iconName.isEmpty() ? 0 : side + 6;
    QRectF r(topLeft, QSizeF(painter.fontMetrics().horizontalAdvance(tag.text) + icon + 14, high));
    if (r.right() > stage.lanes.right() - 4)
        r.moveRight(stage.lanes.right() - 4);
    r.moveLeft(std::max(r.left(), double(stage.lanes.left()) + 4));
    if (r.bottom() > stage.lanes.bottom() - 2)
        r.moveBottom(stage.lanes.bottom() - 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tag.ground);
    painter.drawRoundedRect(r, 4, 4);
    if (icon)
        widgets::paintIcon(painter, QRectF(r.left() + 6, r.center().y() - side / 2.0, side, side),
                           tag.iconName, tag.ink);
    painter.setPen(tag.ink);
    painter.drawText(r.adjusted(6 + icon, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, tag.text);
}

// Bounds of clips on screen, where they lie now or where a drag would put them.
QRectF boundsOf(const Stage &stage, const QList<ClipId> &clips)
{
    QRectF bounds;
    const QList<Provisional> dragged = stage.drag ? stage.drag->provisional() : QList<Provisional>();
    for (const ClipId id : clips) {
        const auto found = stage.state.find(id);
        if (!found || found->scene->id != stage.state.scene)
            continue;
        MediaRange range = found->clip->range;
        int track = stage.state.rowOf(found->track->id);
        for (const Provisional &place : dragged)
            if (place.clip.id == id) {
                range = place.clip.range;
                track = place.row;
            }
        if (const Row *row = stage.rowOfTrack(track))
            bounds |= stage.clipRect(*row, range);
    }
    return bounds;
}

QList<const Group *> groupsOfChosen(const Stage &stage)
{
    QList<const Group *> groups;
    for (const ClipId id : stage.state.selected)
        if (const Group *root = stage.state.rootGroupOf(id); root && !groups.contains(root))
            groups.append(root);
    return groups;
}

void paintGroup(QPainter &painter, const Stage &stage, const Group &group)
{
    if (group.clips.isEmpty())
        return;
    const QRectF r = boundsOf(stage, stage.state.withGroup(group.clips.first())).adjusted(-4, -3, 5, 3);
    const Tokens &t = stage.tokens;
    painter.setBrush(withAlpha(t[Token::Accent], 9));
    QPen pen(t[Token::Accent], 1, Qt::CustomDashLine);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const int width = QFontMetrics(widgets::textFont(stage.font, widgets::TextSize::Small, QFont::Medium))
                          .horizontalAdvance(group.name) +
                      stage.px(12) + 20;
    paintTag(painter, stage, {r.right() - width, r.bottom() + 4},
             {QStringLiteral("group"), group.name, widgets::mix(t[Token::Accent], t[Token::Surface2], 14),
              t[Token::Accent]});
}

std::optional<MediaTime> snapTime(const Stage &stage)
{
    if (stage.drag && stage.drag->snappedTo() && !stage.drag->refusal())
        return stage.drag->snappedTo()->at;
    if (stage.ghost && stage.ghost->snappedTo)
        return stage.ghost->snappedTo->at;
    return std::nullopt;
}

void paintGuide(QPainter &painter, const Stage &stage, MediaTime at)
{
    const double x = std::round(stage.x(at));
    const QColor accent = stage.tokens[Token::Accent];
    const QRectF band(x - 4, stage.lanes.top(), 8, stage.lanes.height());
    painter.fillRect(band, withAlpha(accent, 22));
    painter.fillRect(QRectF(band.left(), band.top(), 1, band.height()), withAlpha(accent, 70));
    painter.fillRect(QRectF(band.right() - 1, band.top(), 1, band.height()), withAlpha(accent, 70));
}

void paintOldPlaces(QPainter &painter, const Stage &stage)
{
    for (const Provisional &place : stage.drag->provisional()) {
        const auto found = stage.state.find(place.clip.id);
        const Row *row = found ? stage.rowOfTrack(stage.state.rowOf(found->track->id)) : nullptr;
        if (!row)
            continue;
        const QRectF r = stage.clipRect(*row, found->clip->range).adjusted(0.5, 0.5, -0.5, -0.5);
        QPen pen(stage.tokens.ink(found->clip->element() ? element::typeOf(*found->clip->element()).hue
                                                         : QString()),
                 1, Qt::CustomDashLine);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(r, 4, 4);
    }
}

void outline(QPainter &painter, const Stage &stage, ClipId clip)
{
    const QRectF r = boundsOf(stage, {clip});
    if (r.isEmpty())
        return;
    painter.setPen(QPen(stage.tokens[Token::Bad], 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

Tag refusalTag(const Tokens &t, const QString &reason)
{
    return {QStringLiteral("error"), reason, widgets::mix(t[Token::Bad], t[Token::Surface2], 14),
            t[Token::Bad]};
}

void paintDragTag(QPainter &painter, const Stage &stage)
{
    const Tokens &t = stage.tokens;
    const Drag &drag = *stage.drag;
    const QRectF bounds = boundsOf(stage, QList<ClipId>(drag.clips().begin(), drag.clips().end()));
    const double left = drag.grip() == Grip::End ? bounds.right() + 1 : bounds.left() + 4;
    const QPointF at(left, bounds.bottom() + 8);
    if (drag.refusal()) {
        outline(painter, stage, drag.inTheWay());
        paintTag(painter, stage, at, refusalTag(t, drag.describe()));
    } else if (drag.edit()) {
        const bool snapped = drag.snappedTo().has_value();
        paintTag(painter, stage, at,
                 {snapped ? QStringLiteral("snap") : QString(), drag.describe(),
                  t[snapped ? Token::Accent : Token::Surface3], t[snapped ? Token::OnAccent : Token::Text]});
    }
}

void paintGhost(QPainter &painter, const Stage &stage)
{
    const Ghost &ghost = *stage.ghost;
    const Row *row = stage.rowOfTrack(ghost.row);
    if (!row)
        return;
    ClipLook look;
    look.rect = stage.clipRect(*row, ghost.range);
    look.elementType = ghost.elementType;
    look.length = shortLength(ghost.range.length(), stage.state.project.rate);
    for (const element::TypeRow &type : element::types())
        if (type.key == ghost.elementType)
            look.title = QString::fromUtf8(type.label);
    look.state = ClipState::Hover;
    painter.setOpacity(ghost.refusal.isEmpty() ? 0.85 : 0.4);
    paintClip(painter, stage, look);
    painter.setOpacity(1);
    const QPointF below(look.rect.left() + 4, look.rect.bottom() + 8);
    if (!ghost.refusal.isEmpty())
        paintTag(painter, stage, below, refusalTag(stage.tokens, ghost.refusal));
}

} // namespace

void paintUnderDrag(QPainter &painter, const Stage &stage)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Group *group : groupsOfChosen(stage))
        paintGroup(painter, stage, *group);
    if (stage.drag)
        paintOldPlaces(painter, stage);
    if (const auto at = snapTime(stage))
        paintGuide(painter, stage, *at);
}

void paintOverDrag(QPainter &painter, const Stage &stage)
{
    painter.setRenderHint(QPainter::Antialiasing);
    if (stage.ghost)
        paintGhost(painter, stage);
    if (stage.drag)
        paintDragTag(painter, stage);
    if (stage.flash) {
        outline(painter, stage, stage.flash->clip);
        QRectF near = boundsOf(stage, {stage.flash->clip});
        if (near.isEmpty())
            near = boundsOf(stage, stage.state.selected);
        paintTag(painter, stage, near.bottomLeft() + QPointF(4, 8),
                 refusalTag(stage.tokens, stage.flash->reason));
    }
    if (!stage.marquee.isEmpty()) {
        painter.setPen(QPen(stage.tokens[Token::Accent], 1));
        painter.setBrush(withAlpha(stage.tokens[Token::Accent], 14));
        painter.drawRect(QRectF(stage.marquee).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

} // namespace icmp::timeline
