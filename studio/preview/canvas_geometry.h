// Where things are on the preview's canvas: boxes in millionths to pixels by the player's integer rule,
// device frames, safe areas, and boxes changed by a gesture with snapping.
#pragma once

#include "core/project/project.h"

#include <QLineF>
#include <QList>
#include <QRect>
#include <QString>

namespace icmp::preview {

inline constexpr qint64 whole = 1'000'000;  // the canvas's width and height in box units
inline constexpr qint64 leastSide = 20'000; // 2 %: smaller cannot be hit again

// project::toPixels, the rule shared with the player, as Qt's rectangle.
QRect boxPixels(const project::Box &box, QSize canvas);
// The box whose pixels are `pixels`; the inverse of boxPixels up to rounding.
project::Box boxOf(const QRectF &pixels, QSizeF canvas);

enum class Device { Wide, Tall, Four, Phone }; // 16:9 (the project's own), 9:16, 4:3, 9:19.5
// Width over height of the device's screen; Wide is the project's canvas.
double aspectOf(Device device, const project::Canvas &canvas);
// The picture inside a device screen: whole width or whole height, centred.
QRect pictureIn(const QRect &screen, const project::Canvas &canvas);

// The picture and the panels beside and below it, where a page puts elements that are not over the picture;
// a panel that nothing needs is empty.
struct Room {
    QRect picture;
    QRect side;
    QRect below;
};
Room roomIn(const QRect &screen, const project::Canvas &canvas, bool hasSide, bool hasBelow);
// A card as wide as its panel, `used` pixels below the panel's top; as high as the box's own shape asks.
QRect panelCard(const QRect &panel, const project::Box &box, const project::Canvas &canvas, int used);

enum class Handle { Body, TopLeft, Top, TopRight, Right, BottomRight, Bottom, BottomLeft, Left };
// The eight handles' centres in the order of Handle, Body excluded.
QList<QPointF> handlePoints(const QRectF &box);
// The handle within 8 px of `at`, Body inside, nothing outside.
std::optional<Handle> handleAt(const QRectF &box, const QPointF &at);
Qt::CursorShape cursorOf(Handle handle);

// `start` moved or resized by dx, dy (millionths). Sides never fall below leastSide. keepAspect holds for
// corners.
project::Box changedBox(const project::Box &start, Handle handle, QPointF delta, bool keepAspect = false);

// A line that a box edge or centre snapped to.
struct Guide {
    Qt::Orientation orientation = Qt::Vertical;
    qint64 at = 0; // millionths of the canvas

    friend bool operator==(const Guide &, const Guide &) = default;
};

struct SnapTargets {
    QList<qint64> xs; // vertical lines
    QList<qint64> ys;
};
// Canvas edges and centre, safe area, player bar, and edges and centres of the other boxes.
SnapTargets snapTargets(const QList<project::Box> &others);

struct Snapped {
    project::Box box;
    QList<Guide> guides;
};
// Moves the edges that the gesture moves onto the nearest targets within reachX, reachY (millionths).
Snapped snap(const project::Box &box, Handle handle, const SnapTargets &targets, qint64 reachX,
             qint64 reachY);

// What the player's own parts cover, in millionths.
project::Box safeArea();
project::Box captionArea();
project::Box playerBar();

} // namespace icmp::preview
