// The shape of a sound track: one lowest and one highest sample for each 10 ms, mixed to one channel.
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"

#include <QByteArray>
#include <QList>

namespace icmp::media {

// One step of the waveform; −127 … 127, low ≤ high.
struct Peak {
    qint8 low = 0;
    qint8 high = 0;

    friend bool operator==(const Peak &, const Peak &) = default;
};

struct Waveform {
    static constexpr qint64 flicksPerPeak = 10 * flicksPerMs;
    static constexpr qint64 peaksMax = 8 * 3600 * 100;  // 8 h, the longest film

    QList<Peak> peaks;  // peak k spans [10 ms · k, 10 ms · (k + 1)); empty when there is no sound

    bool isEmpty() const { return peaks.isEmpty(); }
    // The lowest and highest of all steps that touch the range; silence outside the sound.
    Peak over(const MediaRange &range) const;

    QByteArray toBytes() const;  // two bytes a peak
    // Refuses BadDocument on an odd length or low > high, and TooMany above peaksMax.
    static Result<Waveform> fromBytes(const QByteArray &bytes);

    friend bool operator==(const Waveform &, const Waveform &) = default;
};

}  // namespace icmp::media
