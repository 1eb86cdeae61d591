// Keeps sound beside the monotonic clock: a sound device counts time a little faster or slower than the
// clock, so the sound is stretched by at most 0.5 %, which nobody hears.
#pragma once

#include <QList>
#include <QtGlobal>

namespace icmp::media {

// Stereo floats in, stereo floats out, by linear interpolation.
class SoundPace {
public:
    static constexpr double stretchMax = 0.005;

    // behindMs: how far the heard sound is behind the clock; negative when it is ahead. Up to 15 ms nothing
    // changes.
    void follow(double behindMs);
    // Input frames that are taken for each output frame: 1 ± stretchMax.
    double step() const { return m_step; }

    void push(const float *frames, qint64 count);
    // Up to `count` frames into `to`; returns how many there were.
    qint64 take(float *to, qint64 count);
    // Frames that can be taken now, about.
    qint64 ready() const;
    void clear();

private:
    QList<float> m_waiting;
    double m_position = 0;  // in frames from the front of m_waiting
    double m_step = 1;
};

}  // namespace icmp::media
