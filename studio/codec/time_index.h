// The time stamp and key-frame index of a film, read from its packets: what makes every seek exact.
#pragma once

#include "studio/codec/media_file.h"
#include "studio/media/wire/frame_index.h"

namespace icmp::codec {

struct IndexEntry {
    qint64 pts = 0;  // in the stream's time base
    qint64 dts = 0;
    bool key = false;
};

struct TimeIndex {
    QList<IndexEntry> entries;  // sorted by pts, no two alike
    qint64 endPts = 0;          // end of the last frame
    AVRational base{1, 1};
    media::FrameIndex frames;  // the same in flicks
    MediaTime end;             // of the last frame or sample; 0 for an image

    // The last key frame at or before entry `i` in order of showing; 0 when there is none.
    qint64 keyBefore(qint64 i) const;
};

// Reads every packet of the picture (an image has one frame that lasts the longest possible film). Sound has
// none. fails: cancelled; no frames; the file is cut off before its declared end; more frames than
// FrameIndex::framesMax
Outcome<TimeIndex> readTimeIndex(MediaFile &file, const Run &run);

// What the file is, from its streams and its index.
media::MediaProbe probeOf(const MediaFile &file, const TimeIndex &index);

}  // namespace icmp::codec
