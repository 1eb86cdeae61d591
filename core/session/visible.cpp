#include "core/session/visible.h"

#include <algorithm>

namespace icmp::session {

namespace {

constexpr qint64 million = 1'000'000;

qint64 floorDivide(qint64 a, qint64 b)
{
    const qint64 quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

qint64 edge(qint64 millionths, qint64 pixels)
{
    return floorDivide(millionths * pixels + million / 2, million);
}

} // namespace

QList<const package::PlacedElement *> visibleAt(const package::PlacedScene &scene, MediaTime t)
{
    QList<const package::PlacedElement *> visible;
    for (const package::PlacedTrack &track : scene.tracks) {
        if (track.hidden)
            continue;
        const qsizetype first = visible.size();
        for (const package::PlacedElement &clip : track.clips) {
            if (clip.range.start > t)
                break;
            if (clip.range.contains(t))
                visible.append(&clip);
        }
        std::sort(visible.begin() + first, visible.end(), [](const auto *a, const auto *b) {
            return std::pair(a->z, a->id) < std::pair(b->z, b->id);
        });
    }
    return visible;
}

PixelBox toPixels(const project::Box &box, qint64 viewportWidth, qint64 viewportHeight)
{
    const qint64 left = edge(box.x, viewportWidth);
    const qint64 top = edge(box.y, viewportHeight);
    return {left, top, edge(box.x + box.w, viewportWidth) - left, edge(box.y + box.h, viewportHeight) - top};
}

} // namespace icmp::session
