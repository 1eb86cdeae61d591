// Draws what surrounds the lanes: the ruler with markers and range, the heads of the rows, the overview.
#pragma once

#include "studio/timeline/stage.h"

class QPainter;

namespace icmp::timeline {

void paintRuler(QPainter &painter, const Stage &stage);
void paintHeads(QPainter &painter, const Stage &stage);
void paintOverview(QPainter &painter, const Stage &stage);
// All clips of the scene as bars, from the painter's origin; kept as Stage::bars.
void paintBars(QPainter &painter, const Stage &stage);

// The three controls of a row's head, from left to right.
enum class HeadControl { Lock, Eye, Height };
QRect headControlRect(const Stage &stage, const Row &row, HeadControl control);
// The part of the overview that stands for what the lanes show.
QRectF overviewFrame(const Stage &stage);
// Time under a pixel of the overview.
MediaTime overviewTime(const Stage &stage, double x);

} // namespace icmp::timeline
