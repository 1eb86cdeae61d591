// What a viewer sees at a time, and where: shared with the player by the golden cases of tests/data/visible.
#pragma once

#include "core/package/package.h"

namespace icmp::session {

// Pixels; integers, so that two neighbours share their edge.
struct PixelBox {
    qint64 x = 0;
    qint64 y = 0;
    qint64 w = 0;
    qint64 h = 0;

    friend bool operator==(const PixelBox &, const PixelBox &) = default;
};

// Clips of the scene with start ≤ t < end on tracks that are not hidden, in paint order (track, z, id).
QList<const package::PlacedElement *> visibleAt(const package::PlacedScene &scene, MediaTime t);
// left = floor((x·W + 500000) / 1000000), right likewise from x + w; also for negative x.
PixelBox toPixels(const project::Box &box, qint64 viewportWidth, qint64 viewportHeight);

} // namespace icmp::session
