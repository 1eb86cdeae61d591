// The studio's icons: SVG on a 20-unit grid in resources/icons, drawn in any colour at the screen's pixel
// density.
#pragma once

#include "studio/widgets/tokens.h"

#include <QIcon>
#include <QStringList>

class QPainter;

namespace icmp::widgets {

// An icon for actions and buttons. It takes its colour from the application's palette each time it is drawn,
// so it follows the theme; disabled it is at 40 %, checked (QIcon::On) in the accent. An unknown name draws
// nothing.
QIcon icon(const QString &name, Token color = Token::Text2);
// "poll.single" is resources/icons/poll-single.svg.
QString elementIconName(const QString &elementType);

// Draws the icon into a square `place` (usually 16 or 20 logical pixels).
void paintIcon(QPainter &painter, const QRectF &place, const QString &name, const QColor &color);

bool hasIcon(const QString &name);
// Sorted; for galleries and tests.
QStringList iconNames();

} // namespace icmp::widgets
