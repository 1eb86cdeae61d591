// Cards of the types made for live shows: how they look before anybody answered.
#pragma once

#include "studio/preview/card_painter.h"

namespace icmp::preview {

// What a question is answered with when it is not a list of options: slider, text, stake. False for a list.
bool paintAnswerForm(QPainter &painter, const QRectF &place, const element::Element &element,
                     const CardScene &scene);
// The forms Reactions, Announcement, Board and Award; nothing of the others.
void paintLiveCard(QPainter &painter, const QRectF &place, const element::Element &element,
                   const CardScene &scene);

} // namespace icmp::preview
