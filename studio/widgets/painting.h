// What many parts of the window paint alike.
#pragma once

#include <QColor>
#include <QImage>
#include <QRectF>

class QPainter;

namespace icmp::widgets {

// The ground of a dock, tile, chip or bar: filled, without an edge. Leaves the painter antialiased and
// without pen.
void fillRounded(QPainter &painter, const QRectF &rect, const QColor &color, qreal radius = 8);
// The whole picture, as large as fits, in the middle of `place`.
void paintFitted(QPainter &painter, const QRectF &place, const QImage &image);

} // namespace icmp::widgets
