#include "studio/codec/film_writer.h"

#include "studio/media/wire/message.h"

#include <algorithm>

namespace icmp::codec {

namespace {

constexpr int soundBitRate = 160'000;  // stereo AAC that few can tell from the original

tl::unexpected<Failure> cannotWrite(int error)
{
    if (error == AVERROR(ENOSPC))
        return fail(QStringLiteral("The disk is full."), QStringLiteral("Free some space and try again."));
    if (error == AVERROR(ENOMEM))
        return memoryFailure();
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(error, text, sizeof text);
    return fail(
        QStringLiteral("The film could not be written: %1.").arg(QString::fromUtf8(text)),
        QStringLiteral("Try again; if it fails again, convert the film to H.264 with another program."));
}

}  // namespace

FilmWriter::FilmWriter(int descriptor, const FilmForm &form)
    : m_form(form), m_bytes(descriptor, ByteStream::Access::Write), m_packet(av_packet_alloc())
{
    AVFormatContext *output = nullptr;
    avformat_alloc_output_context2(&output, nullptr, "mp4", nullptr);
    m_output.reset(output);
    output->pb = m_bytes.context();
    output->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    output->io_open = &FilmWriter::reopen;
    output->io_close2 = &FilmWriter::closeAgain;
    output->opaque = this;
    output->url = av_strdup("film");
}

FilmWriter::~FilmWriter() = default;

Outcome<std::unique_ptr<FilmWriter>> FilmWriter::create(int descriptor, const FilmForm &form)
{
    auto writer = std::unique_ptr<FilmWriter>(new FilmWriter(descriptor, form));
    const auto done = writer->openPicture().and_then([&] { return writer->openSound(); }).and_then([&] {
        return writer->begin();
    });
    if (!done)
        return tl::unexpected(done.error());
    return writer;
}

int FilmWriter::reopen(AVFormatContext *context, AVIOContext **io, const char *, int flags, AVDictionary **)
{
    auto *self = static_cast<FilmWriter *>(context->opaque);
    if (flags & AVIO_FLAG_WRITE)
        return AVERROR(EPERM);
    self->m_readBack = std::make_unique<ByteStream>(self->m_bytes.descriptor(), ByteStream::Access::Read);
    *io = self->m_readBack->context();
    return 0;
}

int FilmWriter::closeAgain(AVFormatContext *context, AVIOContext *)
{
    static_cast<FilmWriter *>(context->opaque)->m_readBack.reset();
    return 0;
}

Outcome<void> FilmWriter::openPicture()
{
    if (m_form.size.isEmpty())
        return {};
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    m_picture.reset(avcodec_alloc_context3(codec));
    AVCodecContext *picture = m_picture.get();
    picture->width = m_form.size.width();
    picture->height = m_form.size.height();
    picture->pix_fmt = AV_PIX_FMT_YUV420P;
    picture->time_base = m_form.timeBase;
    picture->framerate = m_form.rate;
    picture->gop_size = m_form.keyFrameEvery;
    picture->max_b_frames = m_form.backwardFrames;
    picture->thread_count = m_form.threads;
    picture->colorspace = m_form.size.height() >= 720 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    picture->color_range = AVCOL_RANGE_MPEG;
    picture->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary *options = nullptr;
    av_dict_set(&options, "preset", m_form.preset, 0);
    av_dict_set_int(&options, "crf", m_form.quality, 0);
    if (m_form.tune)
        av_dict_set(&options, "tune", m_form.tune, 0);
    const int opened = avcodec_open2(picture, codec, &options);
    av_dict_free(&options);
    if (opened < 0)
        return cannotWrite(opened);
    m_pictureStream = avformat_new_stream(m_output.get(), nullptr);
    m_pictureStream->time_base = m_form.timeBase;
    m_pictureStream->avg_frame_rate = m_form.rate;
    avcodec_parameters_from_context(m_pictureStream->codecpar, picture);
    return {};
}

Outcome<void> FilmWriter::openSound()
{
    if (!m_form.sound)
        return {};
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    m_sound.reset(avcodec_alloc_context3(codec));
    AVCodecContext *sound = m_sound.get();
    sound->sample_fmt = AV_SAMPLE_FMT_FLTP;
    sound->sample_rate = media::soundRate;
    sound->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
    sound->bit_rate = soundBitRate;
    sound->time_base = {1, media::soundRate};
    sound->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (const int opened = avcodec_open2(sound, codec, nullptr); opened < 0)
        return cannotWrite(opened);
    m_soundStream = avformat_new_stream(m_output.get(), nullptr);
    m_soundStream->time_base = sound->time_base;
    avcodec_parameters_from_context(m_soundStream->codecpar, sound);
    return {};
}

Outcome<void> FilmWriter::begin()
{
    AVDictionary *options = nullptr;
    if (m_form.indexInFront)
        av_dict_set(&options, "movflags", "+faststart", 0);
    if (m_pictureStream) {
        // Both clocks of the file tick like the original's, so that every stamp, and a late start, stays
        // exact.
        av_dict_set_int(&options, "video_track_timescale", m_form.timeBase.den, 0);
        av_dict_set_int(&options, "movie_timescale", m_form.timeBase.den, 0);
    }
    const int begun = avformat_write_header(m_output.get(), &options);
    av_dict_free(&options);
    if (begun < 0)
        return cannotWrite(begun);
    return {};
}

Outcome<void> FilmWriter::encode(AVCodecContext *codec, AVStream *stream, const AVFrame *frame)
{
    if (const int sent = avcodec_send_frame(codec, frame); sent < 0 && sent != AVERROR_EOF)
        return cannotWrite(sent);
    while (avcodec_receive_packet(codec, m_packet.get()) == 0) {
        if (codec == m_picture.get())
            m_packet->duration = m_durations.take(m_packet->pts);
        av_packet_rescale_ts(m_packet.get(), codec->time_base, stream->time_base);
        m_packet->stream_index = stream->index;
        if (const int written = av_interleaved_write_frame(m_output.get(), m_packet.get()); written < 0)
            return cannotWrite(written);
        if (m_bytes.context()->error < 0)
            return cannotWrite(m_bytes.context()->error);
    }
    return {};
}

Outcome<void> FilmWriter::writePicture(AVFrame *picture, qint64 pts, qint64 duration)
{
    picture->pts = pts;
    picture->pict_type = AV_PICTURE_TYPE_NONE;
    m_durations.insert(pts, duration);
    return encode(m_picture.get(), m_pictureStream, picture);
}

Outcome<void> FilmWriter::writeSound(const std::vector<float> &samples)
{
    m_pendingSound.insert(m_pendingSound.end(), samples.begin(), samples.end());
    while (int(m_pendingSound.size() / 2) >= m_sound->frame_size) {
        if (const auto done = encodeSoundFrame(m_sound->frame_size); !done)
            return done;
    }
    return {};
}

Outcome<void> FilmWriter::encodeSoundFrame(int samples)
{
    const FramePtr frame(av_frame_alloc());
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = media::soundRate;
    frame->ch_layout = AV_CHANNEL_LAYOUT_STEREO;
    frame->nb_samples = samples;
    frame->pts = m_soundSamples;
    if (const int got = av_frame_get_buffer(frame.get(), 0); got < 0)
        return cannotWrite(got);
    for (int channel = 0; channel < 2; ++channel) {
        auto *to = reinterpret_cast<float *>(frame->data[channel]);
        for (int i = 0; i < samples; ++i)
            to[i] = m_pendingSound[size_t(i) * 2 + size_t(channel)];
    }
    m_pendingSound.erase(m_pendingSound.begin(), m_pendingSound.begin() + qptrdiff(samples) * 2);
    m_soundSamples += samples;
    return encode(m_sound.get(), m_soundStream, frame.get());
}

MediaTime FilmWriter::soundEnd() const
{
    return {(m_soundSamples + qint64(m_pendingSound.size() / 2)) * (flicksPerSecond / media::soundRate)};
}

Outcome<void> FilmWriter::finish()
{
    if (m_sound && !m_pendingSound.empty()) {
        if (const auto done = encodeSoundFrame(int(m_pendingSound.size() / 2)); !done)
            return done;
    }
    for (const auto &[codec, stream] :
         {std::pair{m_picture.get(), m_pictureStream}, {m_sound.get(), m_soundStream}}) {
        if (!codec)
            continue;
        if (const auto done = encode(codec, stream, nullptr); !done)
            return done;
    }
    if (const int ended = av_write_trailer(m_output.get()); ended < 0)
        return cannotWrite(ended);
    avio_flush(m_bytes.context());
    if (m_bytes.context()->error < 0)
        return cannotWrite(m_bytes.context()->error);
    return {};
}

}  // namespace icmp::codec
