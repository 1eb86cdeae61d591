#include "studio/codec/sound_decoder.h"

#include "studio/media/wire/message.h"

#include <algorithm>
#include <cmath>

namespace icmp::codec {

namespace {

constexpr int rate = media::soundRate;
constexpr qint64 prerollSamples = rate / 5;  // decoders need up to 80 ms (Opus) before their output is right
constexpr qint64 gapSamples = rate / 20;     // stamps that jump by more than 50 ms are a real gap or overlap
constexpr qint64 fillSamplesMax = qint64(rate) * 10;  // silence is made in pieces of at most this

}  // namespace

SoundDecoder::SoundDecoder(MediaFile &file, CodecPtr codec)
    : m_file(file), m_codec(std::move(codec)), m_packet(av_packet_alloc()), m_frame(av_frame_alloc())
{
    m_file.readOnly(m_file.audio());
}

Outcome<std::unique_ptr<SoundDecoder>> SoundDecoder::open(MediaFile &file)
{
    if (!file.audio())
        return fail(QStringLiteral("The file has no sound."));
    auto codec = file.openDecoder(file.audio(), 1);
    if (!codec)
        return tl::unexpected(codec.error());
    return std::unique_ptr<SoundDecoder>(new SoundDecoder(file, std::move(*codec)));
}

Outcome<void> SoundDecoder::seek(qint64 sample)
{
    const qint64 from = std::max<qint64>(sample - prerollSamples, 0);
    const AVStream *stream = m_file.audio();
    const qint64 stamp = av_rescale_q(from, AVRational{1, rate}, stream->time_base);
    const qint64 first = stream->start_time == AV_NOPTS_VALUE ? 0 : stream->start_time;
    if (av_seek_frame(m_file.context(), stream->index, std::max(stamp, first), AVSEEK_FLAG_BACKWARD) < 0 &&
        av_seek_frame(m_file.context(), -1, 0, AVSEEK_FLAG_BACKWARD) < 0)
        return fail(QStringLiteral("The sound cannot be searched; it is damaged."),
                    QStringLiteral("Export it again."));
    avcodec_flush_buffers(m_codec.get());
    m_resampler.reset();
    m_ready.clear();
    m_placed = false;
    m_ended = false;
    return {};
}

Outcome<std::vector<float>> SoundDecoder::read(qint64 first, int count, const Run &run)
{
    const bool goesOn = m_placed && first >= m_readyAt && first - m_readyAt <= rate;
    if (!goesOn) {
        if (const auto done = seek(first); !done)
            return tl::unexpected(done.error());
    }
    std::vector<float> samples;
    while (!m_ended || !m_ready.empty()) {
        if (run.isCancelled())
            return cancelledFailure();
        // What lies before the wanted sample is dropped, what lies behind it (a late start) is preceded by
        // silence.
        if (m_placed) {
            const qint64 drop = std::clamp<qint64>(first - m_readyAt, 0, qint64(m_ready.size() / 2));
            m_ready.erase(m_ready.begin(), m_ready.begin() + drop * 2);
            m_readyAt += drop;
            if (m_readyAt > first && !m_ready.empty()) {
                const qint64 silence = std::min<qint64>(m_readyAt - first, count);
                return std::vector<float>(size_t(silence) * 2, 0.0F);
            }
        }
        if (m_placed && m_readyAt == first && qint64(m_ready.size() / 2) >= count)
            break;
        if (!m_ended && decodeMore())
            continue;
        m_ended = true;
        break;
    }
    if (m_readyAt != first)
        return samples;
    const auto given = std::min<qint64>(count, qint64(m_ready.size() / 2));
    samples.assign(m_ready.begin(), m_ready.begin() + given * 2);
    m_ready.erase(m_ready.begin(), m_ready.begin() + given * 2);
    m_readyAt += given;
    return samples;
}

// Decodes one packet; false at the end.
bool SoundDecoder::decodeMore()
{
    const int read = av_read_frame(m_file.context(), m_packet.get());
    if (read < 0) {
        avcodec_send_packet(m_codec.get(), nullptr);
        while (takeFrame()) {
        }
        convert(nullptr);
        return false;
    }
    if (m_packet->stream_index == m_file.audio()->index) {
        avcodec_send_packet(m_codec.get(), m_packet.get());  // a damaged packet is a gap
        while (takeFrame()) {
        }
    }
    av_packet_unref(m_packet.get());
    return true;
}

bool SoundDecoder::takeFrame()
{
    if (avcodec_receive_frame(m_codec.get(), m_frame.get()) < 0)
        return false;
    if (m_frame->pts != AV_NOPTS_VALUE)
        placeAt(av_rescale_q(m_frame->pts, m_file.audio()->time_base, AVRational{1, rate}));
    else if (!m_placed)
        placeAt(0);
    convert(m_frame.get());
    return true;
}

// The next converted sample belongs to `sample`: sets the position at first, fills gaps later.
void SoundDecoder::placeAt(qint64 sample)
{
    if (!m_placed) {
        m_readyAt = sample;
        m_placed = true;
        return;
    }
    const qint64 delay = m_resampler ? swr_get_delay(m_resampler.get(), rate) : 0;
    const qint64 gap = sample - (m_readyAt + qint64(m_ready.size() / 2) + delay);
    if (gap > gapSamples)
        m_ready.resize(m_ready.size() + size_t(std::min(gap, fillSamplesMax)) * 2, 0.0F);
}

// nullptr takes what the resampler still holds.
void SoundDecoder::convert(const AVFrame *frame)
{
    if (frame && (!m_resampler || m_inFormat != frame->format || m_inRate != frame->sample_rate ||
                  m_inChannels != frame->ch_layout.nb_channels)) {
        AVChannelLayout in = {};
        AVChannelLayout out = AV_CHANNEL_LAYOUT_STEREO;
        if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
            av_channel_layout_default(&in, frame->ch_layout.nb_channels);
        else
            av_channel_layout_copy(&in, &frame->ch_layout);
        SwrContext *resampler = nullptr;
        swr_alloc_set_opts2(&resampler, &out, AV_SAMPLE_FMT_FLT, rate, &in, AVSampleFormat(frame->format),
                            frame->sample_rate, 0, nullptr);
        av_channel_layout_uninit(&in);
        m_resampler.reset(resampler);
        const double bothSides[2] = {1, 1};  // one channel is as loud on both sides, as browsers do it
        if (resampler && frame->ch_layout.nb_channels == 1)
            swr_set_matrix(resampler, bothSides, 1);
        if (!resampler || swr_init(resampler) < 0)
            m_resampler.reset();
        m_inFormat = AVSampleFormat(frame->format);
        m_inRate = frame->sample_rate;
        m_inChannels = frame->ch_layout.nb_channels;
    }
    if (!m_resampler)
        return;
    const int room = swr_get_out_samples(m_resampler.get(), frame ? frame->nb_samples : 0);
    if (room <= 0)
        return;
    const size_t before = m_ready.size();
    m_ready.resize(before + size_t(room) * 2);
    auto *to = reinterpret_cast<uint8_t *>(m_ready.data() + before);
    const int made = swr_convert(m_resampler.get(), &to, room,
                                 frame ? const_cast<const uint8_t **>(frame->extended_data) : nullptr,
                                 frame ? frame->nb_samples : 0);
    m_ready.resize(before + size_t(std::max(made, 0)) * 2);
}

Outcome<media::Waveform> readWaveform(SoundDecoder &sound, MediaTime length, const Run &run)
{
    constexpr int samplesPerPeak = rate / 100;
    media::Waveform waveform;
    const qint64 total = std::max<qint64>(length.flicks / (flicksPerSecond / rate), 1);
    for (qint64 first = 0; waveform.peaks.size() < media::Waveform::peaksMax;) {
        const auto samples = sound.read(first, rate, run);
        if (!samples)
            return tl::unexpected(samples.error());
        const auto frames = qint64(samples->size() / 2);
        if (frames == 0)
            break;
        for (qint64 i = 0; i < frames; ++i) {
            const float mixed =
                std::clamp((samples->at(size_t(i) * 2) + samples->at(size_t(i) * 2 + 1)) / 2, -1.0F, 1.0F);
            const auto level = qint8(std::lround(mixed * 127));
            const qint64 peak = (first + i) / samplesPerPeak;
            while (waveform.peaks.size() <= peak)
                waveform.peaks.append({level, level});
            auto &last = waveform.peaks.last();
            last = {std::min(last.low, level), std::max(last.high, level)};
        }
        first += frames;
        run.tell(int(std::min<qint64>(first * 100 / total, 100)));
    }
    waveform.peaks.resize(std::min<qint64>(waveform.peaks.size(), media::Waveform::peaksMax));
    return waveform;
}

}  // namespace icmp::codec
