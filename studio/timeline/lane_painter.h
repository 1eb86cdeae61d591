// Draws the lanes: rows, grid, film, sound, clips, groups, what a drag shows, the playhead.
#pragma once

#include "studio/timeline/stage.h"

class QPainter;

namespace icmp::timeline {

// Below this mean width a row is drawn as density and colour instead of clips.
inline constexpr double densityBelowPx = 3;

// `dirty` limits the work to what has to be painted again.
void paintLanes(QPainter &painter, const Stage &stage, const QRect &dirty);
// Over everything, from the ruler's marker row to the end of the lanes.
void paintPlayhead(QPainter &painter, const Stage &stage);

// Clips of a track that share time with the range, without copying them; sorted by (start, id).
QList<const project::Clip *> clipsIn(const project::ClipList &clips, const MediaRange &range);
// Element type key whose hue a clip has; films have that of overlays.
QString typeOf(const project::Clip &clip);

} // namespace icmp::timeline
