#include "core/project/view/visible.h"

namespace icmp::project {

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

PixelBox toPixels(const Box &box, qint64 viewportWidth, qint64 viewportHeight)
{
    const qint64 left = edge(box.x, viewportWidth);
    const qint64 top = edge(box.y, viewportHeight);
    return {left, top, edge(box.x + box.w, viewportWidth) - left, edge(box.y + box.h, viewportHeight) - top};
}

} // namespace icmp::project
