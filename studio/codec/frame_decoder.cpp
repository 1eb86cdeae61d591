#include "studio/codec/frame_decoder.h"

#include <algorithm>
#include <limits>

namespace icmp::codec {

namespace {

constexpr qint64 recentBytesMax = qint64(64) * 1024 * 1024; // 20 frames of 1080p
constexpr int keepBefore = 8; // frames before the wanted one that are decoded in any case, for stepping back
constexpr int patienceFrames = 16; // a decoder may give frames out of order by at most this many
constexpr int badPacketsMax = 200; // a stretch of damage longer than this is an answer

} // namespace

FrameDecoder::FrameDecoder(MediaFile &file, const TimeIndex &index, CodecPtr codec)
    : m_file(file), m_index(index), m_codec(std::move(codec)), m_packet(av_packet_alloc()),
      m_picture(av_frame_alloc())
{
    m_file.readOnly(m_file.video());
}

Outcome<std::unique_ptr<FrameDecoder>> FrameDecoder::open(MediaFile &file, const TimeIndex &index,
                                                          int threads)
{
    // With threads a decoder does not tell that a frame was refused for want of memory; a picture needs none.
    auto codec = file.openDecoder(file.video(), file.kind() == media::MediaKind::Image ? 1 : threads);
    if (!codec)
        return tl::unexpected(codec.error());
    return std::unique_ptr<FrameDecoder>(new FrameDecoder(file, index, std::move(*codec)));
}

Outcome<DecodedFrame> FrameDecoder::frameAt(MediaTime t, const Run &run)
{
    return show(m_index.frames.frameAt(t), run);
}

Outcome<DecodedFrame> FrameDecoder::keyFrameAt(MediaTime t, const Run &run)
{
    return show(m_index.keyBefore(m_index.frames.frameAt(t)), run);
}

Outcome<std::optional<DecodedFrame>> FrameDecoder::next(const Run &run)
{
    if (m_given + 1 >= m_index.entries.size())
        return std::optional<DecodedFrame>{};
    return show(m_given + 1, run).map([](DecodedFrame frame) { return std::optional(std::move(frame)); });
}

Outcome<DecodedFrame> FrameDecoder::show(qint64 wanted, const Run &run)
{
    const qint64 pts = m_index.entries.at(wanted).pts;
    const auto kept =
        std::find_if(m_recent.begin(), m_recent.end(), [&](const FramePtr &f) { return f->pts == pts; });
    auto frame = kept != m_recent.end() ? give(kept->get()) : decodeTo(wanted, run);
    // A film whose index names a frame that cannot be decoded still goes on behind it.
    if (frame)
        m_given = wanted;
    return frame;
}

bool FrameDecoder::canGoOnTo(qint64 wanted) const
{
    if (!m_running || m_lastPts == AV_NOPTS_VALUE || m_index.entries.at(wanted).pts <= m_lastPts)
        return false;
    // A task that was cancelled on its way has left frames out that this one may want.
    if (m_index.entries.at(wanted).pts <= m_skippedPts)
        return false;
    const qint64 here = indexOf(m_lastPts);
    return m_index.keyBefore(wanted) <= here || wanted - here <= keepBefore;
}

Outcome<DecodedFrame> FrameDecoder::decodeTo(qint64 wanted, const Run &run)
{
    const qint64 target = m_index.entries.at(wanted).pts;
    // Frames nothing depends on are not decoded until shortly before the wanted one.
    const qint64 skipBelow = m_index.entries.at(std::max<qint64>(wanted - keepBefore, 0)).pts;
    qint64 key = m_index.keyBefore(wanted);
    if (!canGoOnTo(wanted) && !seekToKey(key))
        return fail(QStringLiteral("The film cannot be searched; it is damaged."),
                    QStringLiteral("Copy or record it again."));
    FramePtr held;
    int later = 0;
    for (;;) {
        if (run.isCancelled())
            return cancelledFailure();
        const Step got = step(skipBelow);
        if (got == Step::Picture && m_picture->pts == target)
            return give(m_picture.get());
        if (got == Step::Picture && m_picture->pts < target && (!held || held->pts < m_picture->pts))
            held.reset(av_frame_clone(m_picture.get()));
        if (got == Step::Picture && m_picture->pts > target)
            ++later;
        if (got == Step::Picture && later <= patienceFrames)
            continue;
        if (held) // the wanted frame cannot be decoded, so the one before it stays on screen
            return give(held.get());
        if (key == 0)
            break;
        key = m_index.keyBefore(key - 1); // landed behind the wanted frame: begin one key frame earlier
        later = 0;
        if (!seekToKey(key))
            break;
    }
    if (m_wantsMemory)
        return memoryFailure();
    return fail(QStringLiteral("The film is damaged at %1; no frame can be decoded there.")
                    .arg(formatClock(m_index.frames.startOf(wanted))),
                QStringLiteral("Copy or export it again."));
}

bool FrameDecoder::seekToKey(qint64 key)
{
    avcodec_flush_buffers(m_codec.get());
    m_lastPts = AV_NOPTS_VALUE;
    m_skippedPts = std::numeric_limits<qint64>::min();
    m_running = true;
    if (m_file.kind() == media::MediaKind::Image)
        return true;
    const IndexEntry &entry = m_index.entries.at(key);
    // Demuxers take showing time here; given decoding time, MP4's goes back one key frame too far.
    const qint64 stamp = entry.pts;
    AVFormatContext *input = m_file.context();
    const int stream = m_file.video()->index;
    return av_seek_frame(input, stream, stamp, AVSEEK_FLAG_BACKWARD) >= 0 ||
           av_seek_frame(input, stream, m_index.entries.first().dts, AVSEEK_FLAG_BACKWARD) >= 0 ||
           av_seek_frame(input, -1, 0, AVSEEK_FLAG_BACKWARD) >= 0;
}

// Gives the next decoded frame in m_picture, with a pts.
FrameDecoder::Step FrameDecoder::step(qint64 skipBelowPts)
{
    int bad = 0;
    for (;;) {
        const int got = avcodec_receive_frame(m_codec.get(), m_picture.get());
        if (got == 0) {
            if (m_picture->pts == AV_NOPTS_VALUE)
                m_picture->pts = m_picture->best_effort_timestamp;
            if (m_file.kind() == media::MediaKind::Image)
                m_picture->pts = 0;
            m_lastPts = m_picture->pts;
            remember();
            return Step::Picture;
        }
        m_wantsMemory = m_wantsMemory || got == AVERROR(ENOMEM);
        if (got == AVERROR_EOF || feed(skipBelowPts) == Step::End || ++bad > badPacketsMax) {
            m_running = false;
            return Step::End;
        }
    }
}

// Sends one packet of the picture, or the end.
FrameDecoder::Step FrameDecoder::feed(qint64 skipBelowPts)
{
    for (;;) {
        const int read = av_read_frame(m_file.context(), m_packet.get());
        if (read < 0)
            return avcodec_send_packet(m_codec.get(), nullptr) == AVERROR_EOF ? Step::End : Step::Nothing;
        if (m_packet->stream_index != m_file.video()->index) {
            av_packet_unref(m_packet.get());
            continue;
        }
        const bool skips = m_packet->pts != AV_NOPTS_VALUE && m_packet->pts < skipBelowPts;
        if (skips)
            m_skippedPts = std::max(m_skippedPts, qint64(m_packet->pts));
        m_codec->skip_frame = skips ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
        // A damaged packet shows as a frame that never comes.
        const int sent = avcodec_send_packet(m_codec.get(), m_packet.get());
        m_wantsMemory = m_wantsMemory || sent == AVERROR(ENOMEM);
        av_packet_unref(m_packet.get());
        return Step::Nothing;
    }
}

void FrameDecoder::remember()
{
    FramePtr copy(av_frame_clone(m_picture.get()));
    const int bytes = av_image_get_buffer_size(AVPixelFormat(copy->format), copy->width, copy->height, 1);
    m_recentBytes += std::max(bytes, 0);
    m_recent.push_back(std::move(copy));
    while (m_recentBytes > recentBytesMax && m_recent.size() > 1) {
        const AVFrame *oldest = m_recent.front().get();
        const int freed =
            av_image_get_buffer_size(AVPixelFormat(oldest->format), oldest->width, oldest->height, 1);
        m_recentBytes -= std::max(freed, 0);
        m_recent.pop_front();
    }
}

qint64 FrameDecoder::indexOf(qint64 pts) const
{
    const auto &entries = m_index.entries;
    const auto after =
        std::upper_bound(entries.begin(), entries.end(), pts,
                         [](qint64 value, const IndexEntry &entry) { return value < entry.pts; });
    return std::max<qint64>(after - entries.begin() - 1, 0);
}

Outcome<DecodedFrame> FrameDecoder::give(const AVFrame *picture)
{
    DecodedFrame frame;
    frame.picture.reset(av_frame_clone(picture));
    if (!frame.picture)
        return memoryFailure();
    frame.index = indexOf(picture->pts);
    frame.pts = m_index.entries.at(frame.index).pts;
    frame.start = m_index.frames.startOf(frame.index);
    frame.end = m_index.frames.startOf(frame.index + 1);
    return frame;
}

} // namespace icmp::codec
