// Time across the screen: where a time lies in pixels and the other way round. Always left to right.
#pragma once

#include "core/base/media_time.h"

namespace icmp::timeline {

inline constexpr double framePixelsMax = 200; // zoomed in fully

class TimeAxis {
public:
    // The part of a view that shows time, in pixels; at least 1.
    void setWidth(int pixels);
    // What can be shown at all; a tenth more than `length` and at least ten frames.
    void setContent(MediaTime length, const FrameRate &rate);

    int width() const { return m_width; }
    MediaTime origin() const { return m_origin; } // time at pixel 0
    double flicksPerPixel() const { return m_flicksPerPixel; }
    MediaRange visible() const { return {timeAt(0), timeAt(m_width)}; }
    MediaTime contentEnd() const { return m_content; }

    double x(MediaTime t) const { return double((t - m_origin).flicks) / m_flicksPerPixel; }
    MediaTime timeAt(double x) const { return {m_origin.flicks + qint64(x * m_flicksPerPixel)}; }
    MediaTime span(double pixels) const { return {qint64(pixels * m_flicksPerPixel)}; }

    void setOrigin(MediaTime t);
    // Larger factors show more detail; the time under `anchor` (pixels) stays where it is.
    void zoom(double factor, double anchor);
    // Zoom as a slider sees it: 0 is everything, 1000 one frame at 200 px; logarithmic between.
    int zoomPerMille() const;
    void setZoomPerMille(int value, double anchor);
    void fit();
    // Scrolls just enough to show t, with a margin.
    void reveal(MediaTime t);

    // Distance of the ruler's labels so that they are at least `pixels` apart: 1 f, 5 f, 1 s, 2 s, 5 s, 10 s,
    // 30 s, 1 min, 5 min, 30 min, 1 h.
    MediaTime labelStep(int pixels) const;

private:
    double flicksPerPixelMin() const;
    double flicksPerPixelMax() const;
    void clampOrigin();

    int m_width = 1;
    FrameRate m_rate;
    MediaTime m_content = MediaTime::ofSeconds(10);
    MediaTime m_origin;
    double m_flicksPerPixel = flicksPerSecond / 48.0;
};

} // namespace icmp::timeline
