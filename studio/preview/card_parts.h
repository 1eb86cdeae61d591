// What the cards of all types are painted from: ground, fonts, lines of text, a picture, a button.
#pragma once

#include "studio/preview/card_painter.h"
#include "studio/widgets/tokens.h"

namespace icmp::preview {

inline constexpr qreal padding = 16; // inside a card, at scale 1

// On the picture the dark theme's colours hold in both themes.
const widgets::Tokens &dark();
QColor scrim();
QColor quiet(); // second text on the scrim
QFont sized(const CardScene &scene, qreal pixels, QFont::Weight weight = QFont::Normal);
// Lays text out in at most `lines` lines, the last elided; returns the height used.
qreal paintLines(QPainter &painter, const QRectF &place, const QString &text, int lines);
// The card's rounded scrim; what follows is clipped to it.
void paintGround(QPainter &painter, const QRectF &place, const CardScene &scene);
void paintPicture(QPainter &painter, const QRectF &place, const QString &hash, const CardScene &scene);
void paintButton(QPainter &painter, const QRectF &place, const QString &label, const CardScene &scene);
// In the language where there is one, else the default; empty for types without options.
QStringList optionTexts(const element::Element &element, const QString &language);

} // namespace icmp::preview
