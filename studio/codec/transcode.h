// Whole films made anew: proxies for quick seeking and renditions for publishing. Both keep every time stamp.
#pragma once

#include "studio/codec/time_index.h"

namespace icmp::codec {

inline constexpr int proxyLines = 540;         // of the shorter side
inline constexpr int proxyKeyFrameEvery = 15;  // a seek decodes at most 15 small frames

enum class Purpose {
    Proxy,      // H.264, 540 lines, GOP 15, no sound
    Rendition,  // H.264 and AAC, the original's size (even), table of contents in front
};

// Writes MP4 to `output` (readable and writable). source: opened for this only; index: its time index.
// fails: cancelled, and whatever decoding and writing fail with; the output is then of no use
Outcome<void> transcode(MediaFile &source, const TimeIndex &index, int output, Purpose purpose,
                        const Run &run);

// The picture's size in what transcode() makes of `shown`: even numbers; a proxy's shorter side is 540 at
// most.
QSize transcodedSize(QSize shown, Purpose purpose);

}  // namespace icmp::codec
