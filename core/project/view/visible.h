// Who is on the picture at a time, in which order, and where: the one rule that session, preview and, held by
// the golden cases of tests/data/visible, the player follow.
#pragma once

#include "core/project/clip_list.h"

#include <algorithm>

namespace icmp::project {

// Pixels; integers, so that two neighbours share their edge.
struct PixelBox {
    qint64 x = 0;
    qint64 y = 0;
    qint64 w = 0;
    qint64 h = 0;

    friend bool operator==(const PixelBox &, const PixelBox &) = default;
};

// left = floor((x·W + 500000) / 1000000), right likewise from x + w; also for negative x.
PixelBox toPixels(const Box &box, qint64 viewportWidth, qint64 viewportHeight);

// Those of one track's clips (sorted by start) with start ≤ t < end, in paint order: by (z, id). Tracks are
// painted in the order of their scene, hidden ones not at all. The pointers live as long as `clips`.
template <class Placed>
QList<const Placed *> visibleOf(const QList<Placed> &clips, MediaTime t)
{
    QList<const Placed *> visible;
    for (const Placed &clip : clips) {
        if (clip.range.start > t)
            break;
        if (clip.range.contains(t))
            visible.append(&clip);
    }
    std::sort(visible.begin(), visible.end(), [](const Placed *a, const Placed *b) {
        return std::pair(a->z, a->id) < std::pair(b->z, b->id);
    });
    return visible;
}

} // namespace icmp::project
