#include "studio/widgets/painting.h"

#include <QPainter>

namespace icmp::widgets {

void fillRounded(QPainter &painter, const QRectF &rect, const QColor &color, qreal radius)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(rect, radius, radius);
}

void paintFitted(QPainter &painter, const QRectF &place, const QImage &image)
{
    QSizeF size = image.size();
    size.scale(place.size(), Qt::KeepAspectRatio);
    QRectF target({0, 0}, size);
    target.moveCenter(place.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, image);
}

} // namespace icmp::widgets
