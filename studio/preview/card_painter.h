// Paints one element as viewers see it: poll and quiz cards with their options, product, call to action,
// overlays.
#pragma once

#include "core/element/element.h"

#include <QFont>
#include <QImage>
#include <QRectF>
#include <functional>

class QPainter;

namespace icmp::preview {

// What a card needs besides the element.
struct CardScene {
    QFont font;                                       // Inter at the studio's normal size
    qreal scale = 1;                                  // 1 for a canvas 768 px wide
    int secondsLeft = 0;                              // until the element's end, rounded up
    QString language;                                 // empty: the project's default
    QRectF canvas;                                    // text overlays are sized by its height
    std::function<QImage(const QString &hash)> image; // null image when it is not at hand
};

// Whether the type is drawn on the picture at all; a chapter is not.
bool hasCard(const element::Element &element);
// Paints into `place`; nothing outside it is touched.
void paintCard(QPainter &painter, const QRectF &place, const element::Element &element,
               const CardScene &scene);
// The text in the scene's language where there is one, else the default.
QString textOf(const element::Element &element, const QString &key, const QString &language);
// "24.90 EUR" as people of the current locale write it.
QString localPrice(const Money &money);

} // namespace icmp::preview
