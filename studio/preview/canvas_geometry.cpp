#include "studio/preview/canvas_geometry.h"

#include "core/project/view/visible.h"

#include <algorithm>
#include <cmath>

namespace icmp::preview {

namespace {

constexpr qreal handleReach = 8; // hit area 16 × 16

struct Edges {
    bool left, top, right, bottom;
};

Edges edgesOf(Handle handle)
{
    switch (handle) {
    case Handle::Body:
        return {true, true, true, true};
    case Handle::TopLeft:
        return {true, true, false, false};
    case Handle::Top:
        return {false, true, false, false};
    case Handle::TopRight:
        return {false, true, true, false};
    case Handle::Right:
        return {false, false, true, false};
    case Handle::BottomRight:
        return {false, false, true, true};
    case Handle::Bottom:
        return {false, false, false, true};
    case Handle::BottomLeft:
        return {true, false, false, true};
    case Handle::Left:
        return {true, false, false, false};
    }
    return {};
}

struct Pull {
    qint64 offset = 0;
    qint64 target = 0;
    bool found = false;
};

// The smallest move that brings one of the positions onto a target.
Pull nearestPull(const QList<qint64> &positions, const QList<qint64> &targets, qint64 reach)
{
    Pull best;
    for (const qint64 position : positions) {
        for (const qint64 target : targets) {
            const qint64 offset = target - position;
            if (std::abs(offset) <= reach && (!best.found || std::abs(offset) < std::abs(best.offset)))
                best = {offset, target, true};
        }
    }
    return best;
}

void keepSides(project::Box &box, const project::Box &start, const Edges &edges)
{
    if (box.w < leastSide) {
        box.w = leastSide;
        if (edges.left)
            box.x = start.x + start.w - leastSide;
    }
    if (box.h < leastSide) {
        box.h = leastSide;
        if (edges.top)
            box.y = start.y + start.h - leastSide;
    }
}

} // namespace

QRect boxPixels(const project::Box &box, QSize canvas)
{
    const project::PixelBox pixels = project::toPixels(box, canvas.width(), canvas.height());
    return {int(pixels.x), int(pixels.y), int(pixels.w), int(pixels.h)};
}

project::Box boxOf(const QRectF &pixels, QSizeF canvas)
{
    const auto part = [](qreal value, qreal extent) { return qint64(std::llround(value * whole / extent)); };
    return {part(pixels.x(), canvas.width()), part(pixels.y(), canvas.height()),
            part(pixels.width(), canvas.width()), part(pixels.height(), canvas.height())};
}

double aspectOf(Device device, const project::Canvas &canvas)
{
    switch (device) {
    case Device::Wide:
        return double(canvas.width) / double(std::max<qint64>(1, canvas.height));
    case Device::Tall:
        return 9.0 / 16.0;
    case Device::Four:
        return 4.0 / 3.0;
    case Device::Phone:
        return 9.0 / 19.5;
    }
    return 16.0 / 9.0;
}

QRect pictureIn(const QRect &screen, const project::Canvas &canvas)
{
    QSize size(int(canvas.width), int(std::max<qint64>(1, canvas.height)));
    size.scale(screen.size(), Qt::KeepAspectRatio);
    QRect picture({0, 0}, size);
    picture.moveCenter(screen.center());
    return picture;
}

Room roomIn(const QRect &screen, const project::Canvas &canvas, bool hasSide, bool hasBelow)
{
    constexpr int gap = 12;
    constexpr double sideShare = 0.28;
    constexpr double belowShare = 0.30;
    QRect rest = screen;
    Room room;
    if (hasSide) {
        room.side = rest;
        room.side.setLeft(rest.right() + 1 - int(rest.width() * sideShare));
        rest.setRight(room.side.left() - gap);
    }
    if (hasBelow) {
        room.below = rest;
        room.below.setTop(rest.bottom() + 1 - int(rest.height() * belowShare));
        rest.setBottom(room.below.top() - gap);
    }
    room.picture = pictureIn(rest, canvas);
    return room;
}

QRect panelCard(const QRect &panel, const project::Box &box, const project::Canvas &canvas, int used)
{
    const double wide = double(std::max<qint64>(1, box.w)) * double(canvas.width);
    const double high = double(std::max<qint64>(1, box.h)) * double(canvas.height);
    const int height = std::clamp(int(panel.width() * high / wide), 48, std::max(48, panel.height() - used));
    return {panel.left(), panel.top() + used, panel.width(), height};
}

QList<QPointF> handlePoints(const QRectF &box)
{
    const QPointF centre = box.center();
    return {box.topLeft(),     {centre.x(), box.top()},    box.topRight(),   {box.right(), centre.y()},
            box.bottomRight(), {centre.x(), box.bottom()}, box.bottomLeft(), {box.left(), centre.y()}};
}

std::optional<Handle> handleAt(const QRectF &box, const QPointF &at)
{
    const QList<QPointF> points = handlePoints(box);
    for (qsizetype i = 0; i < points.size(); ++i) {
        const QPointF away = points.at(i) - at;
        if (std::abs(away.x()) <= handleReach && std::abs(away.y()) <= handleReach)
            return Handle(int(Handle::TopLeft) + int(i));
    }
    if (box.contains(at))
        return Handle::Body;
    return std::nullopt;
}

Qt::CursorShape cursorOf(Handle handle)
{
    switch (handle) {
    case Handle::Body:
        return Qt::SizeAllCursor;
    case Handle::TopLeft:
    case Handle::BottomRight:
        return Qt::SizeFDiagCursor;
    case Handle::TopRight:
    case Handle::BottomLeft:
        return Qt::SizeBDiagCursor;
    case Handle::Top:
    case Handle::Bottom:
        return Qt::SizeVerCursor;
    case Handle::Left:
    case Handle::Right:
        return Qt::SizeHorCursor;
    }
    return Qt::ArrowCursor;
}

project::Box changedBox(const project::Box &start, Handle handle, QPointF delta, bool keepAspect)
{
    const qint64 dx = std::llround(delta.x());
    qint64 dy = std::llround(delta.y());
    project::Box box = start;
    if (handle == Handle::Body) {
        box.x += dx;
        box.y += dy;
        return box;
    }
    const Edges edges = edgesOf(handle);
    const bool corner = (edges.left || edges.right) && (edges.top || edges.bottom);
    if (keepAspect && corner && start.w > 0) {
        const qint64 grow = edges.left ? -dx : dx;
        const qint64 growY = grow * start.h / start.w;
        dy = edges.top ? -growY : growY;
    }
    if (edges.left) {
        box.x += dx;
        box.w -= dx;
    } else if (edges.right) {
        box.w += dx;
    }
    if (edges.top) {
        box.y += dy;
        box.h -= dy;
    } else if (edges.bottom) {
        box.h += dy;
    }
    keepSides(box, start, edges);
    return box;
}

SnapTargets snapTargets(const QList<project::Box> &others)
{
    const project::Box safe = safeArea();
    SnapTargets targets{{0, whole / 2, whole, safe.x, safe.x + safe.w},
                        {0, whole / 2, whole, safe.y, safe.y + safe.h, playerBar().y}};
    for (const project::Box &box : others) {
        targets.xs += {box.x, box.x + box.w / 2, box.x + box.w};
        targets.ys += {box.y, box.y + box.h / 2, box.y + box.h};
    }
    return targets;
}

Snapped snap(const project::Box &box, Handle handle, const SnapTargets &targets, qint64 reachX, qint64 reachY)
{
    const Edges edges = edgesOf(handle);
    QList<qint64> xs, ys;
    if (edges.left)
        xs.append(box.x);
    if (edges.right)
        xs.append(box.x + box.w);
    if (edges.top)
        ys.append(box.y);
    if (edges.bottom)
        ys.append(box.y + box.h);
    if (handle == Handle::Body) {
        xs.append(box.x + box.w / 2);
        ys.append(box.y + box.h / 2);
    }
    Snapped result{box, {}};
    const Pull x = nearestPull(xs, targets.xs, reachX);
    const Pull y = nearestPull(ys, targets.ys, reachY);
    result.box = changedBox(box, handle, QPointF(double(x.offset), double(y.offset)));
    if (x.found)
        result.guides.append({Qt::Vertical, x.target});
    if (y.found)
        result.guides.append({Qt::Horizontal, y.target});
    return result;
}

project::Box safeArea()
{
    return {62'500, 62'500, 875'000, 875'000};
}
project::Box captionArea()
{
    return {187'500, 777'778, 625'000, 101'852};
}
project::Box playerBar()
{
    return {0, 898'148, whole, 101'852};
}

} // namespace icmp::preview
