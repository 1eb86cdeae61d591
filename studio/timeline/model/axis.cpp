#include "studio/timeline/model/axis.h"

#include <algorithm>
#include <cmath>

namespace icmp::timeline {

namespace {

constexpr int fewestFrames = 10;
constexpr double revealMarginPx = 48;

} // namespace

void TimeAxis::setWidth(int pixels)
{
    m_width = std::max(1, pixels);
    m_flicksPerPixel = std::clamp(m_flicksPerPixel, flicksPerPixelMin(), flicksPerPixelMax());
    clampOrigin();
}

void TimeAxis::setContent(MediaTime length, const FrameRate &rate)
{
    m_rate = rate;
    m_content = std::max(length + MediaTime{length.flicks / 10}, rate.timeOfFrame(fewestFrames));
    m_flicksPerPixel = std::clamp(m_flicksPerPixel, flicksPerPixelMin(), flicksPerPixelMax());
    clampOrigin();
}

double TimeAxis::flicksPerPixelMin() const
{
    return double(m_rate.frameLength().flicks) / framePixelsMax;
}

double TimeAxis::flicksPerPixelMax() const
{
    return std::max(flicksPerPixelMin(), double(m_content.flicks) / m_width);
}

void TimeAxis::clampOrigin()
{
    const MediaTime last = m_content - span(m_width);
    m_origin = std::clamp(m_origin, MediaTime{}, std::max(MediaTime{}, last));
}

void TimeAxis::setOrigin(MediaTime t)
{
    m_origin = t;
    clampOrigin();
}

void TimeAxis::zoom(double factor, double anchor)
{
    const MediaTime held = timeAt(anchor);
    m_flicksPerPixel = std::clamp(m_flicksPerPixel / factor, flicksPerPixelMin(), flicksPerPixelMax());
    m_origin = held - span(anchor);
    clampOrigin();
}

int TimeAxis::zoomPerMille() const
{
    const double range = std::log(flicksPerPixelMax() / flicksPerPixelMin());
    return range <= 0 ? 0 : int(std::lround(1000 * std::log(flicksPerPixelMax() / m_flicksPerPixel) / range));
}

void TimeAxis::setZoomPerMille(int value, double anchor)
{
    const double range = std::log(flicksPerPixelMax() / flicksPerPixelMin());
    const double wanted = flicksPerPixelMax() / std::exp(range * std::clamp(value, 0, 1000) / 1000.0);
    zoom(m_flicksPerPixel / wanted, anchor);
}

void TimeAxis::fit()
{
    m_flicksPerPixel = flicksPerPixelMax();
    m_origin = {};
}

void TimeAxis::reveal(MediaTime t)
{
    const double at = x(t);
    if (at < 0)
        setOrigin(t - span(revealMarginPx));
    else if (at > m_width - revealMarginPx)
        setOrigin(t - span(m_width - revealMarginPx));
}

MediaTime TimeAxis::labelStep(int pixels) const
{
    const MediaTime frame = m_rate.frameLength();
    const MediaTime steps[] = {frame,
                               {5 * frame.flicks},
                               MediaTime::ofSeconds(1),
                               MediaTime::ofSeconds(2),
                               MediaTime::ofSeconds(5),
                               MediaTime::ofSeconds(10),
                               MediaTime::ofSeconds(30),
                               MediaTime::ofSeconds(60),
                               MediaTime::ofSeconds(300),
                               MediaTime::ofSeconds(1800)};
    for (const MediaTime step : steps)
        if (double(step.flicks) / m_flicksPerPixel >= pixels)
            return step;
    return MediaTime::ofSeconds(3600);
}

} // namespace icmp::timeline
