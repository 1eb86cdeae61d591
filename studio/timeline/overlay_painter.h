// Draws what lies over the clips of the lanes: groups, the guide of snapping, tags, a ghost, a refusal, the
// marquee.
#pragma once

#include "studio/timeline/stage.h"

class QPainter;

namespace icmp::timeline {

// Group tint and outline, old places of dragged clips, the snapping guide: under what is dragged.
void paintUnderDrag(QPainter &painter, const Stage &stage);
// Ghost, refusal, tags, marquee: over it.
void paintOverDrag(QPainter &painter, const Stage &stage);

} // namespace icmp::timeline
