#include "studio/codec/media_file.h"

#include "studio/media/wire/message.h"

#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <unistd.h>

extern "C" {
#include <libavutil/avstring.h>
#include <libavutil/display.h>
}

namespace icmp::codec {

namespace {

// FFmpeg's names of the demuxers that may run; everything else (HLS, DASH, concat, SDP, …) is refused unread.
constexpr const char *demuxers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,wav,ogg,png_pipe,jpeg_pipe,webp_pipe";
constexpr const char *decoders =
    "h264,hevc,vp8,vp9,libdav1d,prores,mpeg4,mjpeg,png,webp,aac,libopus,opus,vorbis,flac,"
    "mp3float,mp3,alac,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,"
    "pcm_f32le,pcm_f32be,pcm_f64le,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw";
constexpr qint64 probeBytes = 5'000'000; // FFmpeg's own default: enough for every listed container
constexpr qint64 analyzeMicroseconds = 5'000'000;
constexpr int headBytes = 4096;

QString formats()
{
    return QStringLiteral(
        "Use an MP4, MOV, MKV or WebM film, an MP3, WAV or Ogg sound, or a PNG, JPEG or WebP image.");
}

int refuseOpening(AVFormatContext *, AVIOContext **, const char *, int, AVDictionary **)
{
    return AVERROR(EPERM); // a container may not make us open anything by name
}

bool isListed(const char *list, const char *name)
{
    return av_match_list(name, list, ',') > 0;
}

} // namespace

MediaFile::MediaFile(int descriptor)
    : m_bytes(std::make_unique<ByteStream>(descriptor, ByteStream::Access::Read))
{
}

Outcome<std::unique_ptr<MediaFile>> MediaFile::open(int descriptor)
{
    auto file = std::unique_ptr<MediaFile>(new MediaFile(descriptor));
    const auto done = file->openInput().and_then([&] { return file->chooseStreams(); }).and_then([&] {
        return file->checkLimits();
    });
    if (!done)
        return tl::unexpected(done.error());
    return file;
}

QByteArray MediaFile::head() const
{
    QByteArray bytes(headBytes, 0);
    bytes.resize(std::max<ssize_t>(pread(m_bytes->descriptor(), bytes.data(), size_t(bytes.size()), 0), 0));
    return bytes;
}

Outcome<void> MediaFile::openInput()
{
    if (m_bytes->bytes() == 0)
        return fail(QStringLiteral("The file is empty (0 bytes)."),
                    QStringLiteral("Copy it again from where it came."));
    const QByteArray start = head();
    if (start.startsWith("#EXTM3U"))
        return fail(QStringLiteral("This is a playlist that names other files, not a film."), formats());

    AVFormatContext *input = avformat_alloc_context();
    input->pb = m_bytes->context();
    input->flags |= AVFMT_FLAG_CUSTOM_IO;
    input->io_open = &refuseOpening;
    input->probesize = probeBytes;
    input->max_analyze_duration = analyzeMicroseconds;
    input->format_whitelist = av_strdup(demuxers);
    input->codec_whitelist = av_strdup(decoders);
    input->protocol_whitelist = av_strdup("file,pipe");
    const int opened =
        avformat_open_input(&input, nullptr, nullptr, nullptr); // frees the input when it fails
    if (opened == AVERROR(ENOMEM))
        return memoryFailure();
    if (opened < 0 && (start.mid(4, 4) == "ftyp" || start.startsWith("\x1a\x45\xdf\xa3")))
        return fail(QStringLiteral("The film cannot be read: its table of contents is missing or damaged, "
                                   "so it was probably cut off while it was copied or recorded."),
                    QStringLiteral("Copy or record it again."));
    if (opened < 0)
        return fail(QStringLiteral("This is not a film, sound or image that ICMP can read."), formats());
    m_input.reset(input);
    if (avformat_find_stream_info(input, nullptr) < 0)
        return fail(QStringLiteral("The file is damaged: its streams cannot be read."),
                    QStringLiteral("Copy or export it again."));
    return {};
}

Outcome<void> MediaFile::chooseStreams()
{
    const int video = av_find_best_stream(m_input.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    const int audio = av_find_best_stream(m_input.get(), AVMEDIA_TYPE_AUDIO, -1, video, nullptr, 0);
    // The cover of a sound file is not a film.
    if (video >= 0 && !(m_input->streams[video]->disposition & AV_DISPOSITION_ATTACHED_PIC))
        m_video = m_input->streams[video];
    if (audio >= 0)
        m_audio = m_input->streams[audio];
    if (!m_video && !m_audio)
        return fail(QStringLiteral("The file holds neither a picture nor a sound that ICMP can read."),
                    formats());

    const QByteArray name = m_input->iformat->name;
    const AVDictionaryEntry *brand = av_dict_get(m_input->metadata, "major_brand", nullptr, 0);
    if (name.contains("mp4"))
        m_container =
            brand && QByteArrayView(brand->value) == "qt  " ? QStringLiteral("mov") : QStringLiteral("mp4");
    else if (name.contains("matroska"))
        m_container = head().left(64).contains("webm") ? QStringLiteral("webm") : QStringLiteral("matroska");
    else
        m_container = QString::fromLatin1(name).remove(QStringLiteral("_pipe"));
    m_kind = name.endsWith("_pipe") ? media::MediaKind::Image
             : m_video              ? media::MediaKind::Film
                                    : media::MediaKind::Sound;
    return {};
}

Outcome<void> MediaFile::checkLimits() const
{
    if (m_video) {
        QSize size{m_video->codecpar->width, m_video->codecpar->height};
        const QByteArray start = head();
        if (m_container == u"png" && start.size() >= 24) // the decoder does not tell what it found too large
            size = {int(qFromBigEndian<quint32>(start.constData() + 16) & 0x7fffffff),
                    int(qFromBigEndian<quint32>(start.constData() + 20) & 0x7fffffff)};
        if (std::max({size.width(), size.height(), shownSize().width(), shownSize().height()}) >
            media::sidePixelsMax)
            return fail(QStringLiteral("The picture is %1 × %2 pixels; at most %3 a side are possible.")
                            .arg(size.width())
                            .arg(size.height())
                            .arg(media::sidePixelsMax),
                        QStringLiteral("Scale it down first."));
        if (size.isEmpty())
            return fail(QStringLiteral("The picture is damaged: its size cannot be read."),
                        QStringLiteral("Export it again."));
    }
    if (declaredLength().flicks > media::lengthFlicksMax)
        return fail(QStringLiteral("The file says it is %1 hours long; at most 8 are possible.")
                        .arg(declaredLength().flicks / (3600 * flicksPerSecond)),
                    QStringLiteral("Cut it into shorter parts first."));
    return {};
}

MediaTime MediaFile::declaredLength() const
{
    if (m_input->duration <= 0 || m_kind == media::MediaKind::Image)
        return {};
    const qint64 start = m_input->start_time == AV_NOPTS_VALUE ? 0 : std::max<qint64>(m_input->start_time, 0);
    return toMediaTime(start + m_input->duration, AVRational{1, AV_TIME_BASE});
}

bool MediaFile::isCutOff() const
{
    if (m_container != u"mp4" && m_container != u"mov")
        return false;
    for (unsigned i = 0; i < m_input->nb_streams; ++i) {
        const int entries = avformat_index_get_entries_count(m_input->streams[i]);
        const AVIndexEntry *last = avformat_index_get_entry(m_input->streams[i], entries - 1);
        if (last && last->pos + last->size > bytes())
            return true;
    }
    return false;
}

int MediaFile::rotation() const
{
    const uint8_t *matrix =
        m_video ? av_stream_get_side_data(m_video, AV_PKT_DATA_DISPLAYMATRIX, nullptr) : nullptr;
    if (!matrix)
        return 0;
    const double turned =
        av_display_rotation_get(reinterpret_cast<const int32_t *>(matrix)); // counter-clockwise
    if (std::isnan(turned))
        return 0;
    return ((int(std::lround(-turned / 90)) % 4 + 4) % 4) * 90;
}

QSize MediaFile::shownSize() const
{
    if (!m_video)
        return {};
    QSize size{m_video->codecpar->width, m_video->codecpar->height};
    const AVRational aspect = av_guess_sample_aspect_ratio(m_input.get(), m_video, nullptr);
    if (aspect.num > 0 && aspect.den > 0)
        size.setWidth(int(av_rescale(size.width(), aspect.num, aspect.den)));
    return rotation() % 180 == 0 ? size : size.transposed();
}

Outcome<CodecPtr> MediaFile::openDecoder(AVStream *stream, int threads) const
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    const QString name = QString::fromLatin1(avcodec_get_name(stream->codecpar->codec_id));
    if (!codec || !isListed(decoders, codec->name))
        return fail(QStringLiteral("The file is coded as %1, which ICMP does not read.").arg(name),
                    QStringLiteral("Convert it to H.264 with AAC first."));
    CodecPtr context(avcodec_alloc_context3(codec));
    if (avcodec_parameters_to_context(context.get(), stream->codecpar) < 0)
        return fail(QStringLiteral("The file is damaged: its %1 stream cannot be set up.").arg(name),
                    QStringLiteral("Export it again."));
    context->pkt_timebase = stream->time_base;
    context->thread_count = threads;
    context->max_pixels = qint64(media::sidePixelsMax) * media::sidePixelsMax;
    if (avcodec_open2(context.get(), codec, nullptr) < 0)
        return fail(QStringLiteral("The decoder for %1 refused the file.").arg(name),
                    QStringLiteral("Convert it to H.264 with AAC first."));
    return context;
}

void MediaFile::readOnly(const AVStream *stream)
{
    for (unsigned i = 0; i < m_input->nb_streams; ++i)
        m_input->streams[i]->discard = m_input->streams[i] == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

} // namespace icmp::codec
