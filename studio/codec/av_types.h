// Owners for the objects of libav*, and its few values in our terms. Only studio/codec includes libav*.
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <functional>
#include <memory>

namespace icmp::codec {

template <auto release>
struct Release {
    template <class T>
    void operator()(T *object) const
    {
        release(&object);
    }
};

using FramePtr = std::unique_ptr<AVFrame, Release<av_frame_free>>;
using PacketPtr = std::unique_ptr<AVPacket, Release<av_packet_free>>;
using CodecPtr = std::unique_ptr<AVCodecContext, Release<avcodec_free_context>>;
using InputPtr = std::unique_ptr<AVFormatContext, Release<avformat_close_input>>;
using SwrPtr = std::unique_ptr<SwrContext, Release<swr_free>>;

struct ReleaseScaler {
    void operator()(SwsContext *scaler) const { sws_freeContext(scaler); }
};
using ScalerPtr = std::unique_ptr<SwsContext, ReleaseScaler>;

inline constexpr AVRational flickBase{1, int(flicksPerSecond)};

// A stamp of libav in flicks, rounded to the nearest.
inline MediaTime toMediaTime(qint64 stamp, AVRational base)
{
    return {av_rescale_q_rnd(stamp, base, flickBase, AV_ROUND_NEAR_INF)};
}

// How a long task tells how far it is, and learns that nobody wants it any more. Both may be empty.
struct Run {
    std::function<bool()> cancelled = {};
    std::function<void(int percent)> progressed = {};

    bool isCancelled() const { return cancelled && cancelled(); }
    void tell(int percent) const
    {
        if (progressed)
            progressed(percent);
    }
};

// A worker may have only so much memory (app/media/sandbox).
inline tl::unexpected<Failure> memoryFailure()
{
    return fail(QStringLiteral("The file needs more memory than a media worker may use."),
                QStringLiteral("Convert it to a smaller MP4 first."));
}

// The failure of a task that was cancelled; its `what` is the word that isCancelled() of the studio looks
// for.
inline tl::unexpected<Failure> cancelledFailure()
{
    return fail(QStringLiteral("cancelled"));
}

}  // namespace icmp::codec
