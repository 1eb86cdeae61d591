// Exact frames of a film: seeks to the key frame before the wanted one and decodes up to it, by time stamp.
// It never gives another frame than the one on screen at the time asked for.
#pragma once

#include "studio/codec/time_index.h"

#include <deque>

namespace icmp::codec {

struct DecodedFrame {
    FramePtr picture;  // as the decoder gave it; a reference of its own
    qint64 index = 0;  // in TimeIndex
    MediaTime start;
    MediaTime end;
    qint64 pts = 0;  // in the stream's time base
};

class FrameDecoder {
public:
    // file and index must live longer than this; the file's packets are read by this decoder only.
    static Outcome<std::unique_ptr<FrameDecoder>> open(MediaFile &file, const TimeIndex &index, int threads);

    // The frame on screen at t: the last that starts at or before t, the first for an earlier t.
    // fails: cancelled; nothing can be decoded there
    Outcome<DecodedFrame> frameAt(MediaTime t, const Run &run);
    // The key frame at or before t: cheap, for thumbnails.
    Outcome<DecodedFrame> keyFrameAt(MediaTime t, const Run &run);
    // The frame after the last one given, the first at first; without value at the end.
    Outcome<std::optional<DecodedFrame>> next(const Run &run);

private:
    FrameDecoder(MediaFile &file, const TimeIndex &index, CodecPtr codec);
    Outcome<DecodedFrame> show(qint64 wanted, const Run &run);
    Outcome<DecodedFrame> decodeTo(qint64 wanted, const Run &run);
    bool canGoOnTo(qint64 wanted) const;
    bool seekToKey(qint64 key);
    enum class Step { Picture, End, Nothing };
    Step step(qint64 skipBelowPts);
    Step feed(qint64 skipBelowPts);
    void remember();
    Outcome<DecodedFrame> give(const AVFrame *picture);
    qint64 indexOf(qint64 pts) const;

    MediaFile &m_file;
    const TimeIndex &m_index;
    CodecPtr m_codec;
    PacketPtr m_packet;
    FramePtr m_picture;
    std::deque<FramePtr> m_recent;  // the last frames decoded, oldest first: stepping back costs nothing
    qint64 m_recentBytes = 0;
    qint64 m_lastPts = AV_NOPTS_VALUE;  // of the last frame decoded in this run; none after a seek or the end
    qint64 m_skippedPts = 0;        // up to here frames that nothing depends on were left out in this run
    bool m_running = false;             // the decoder stands somewhere and can go on
    bool m_wantsMemory = false;         // a frame was refused for want of memory
    qint64 m_given = -1;
};

}  // namespace icmp::codec
