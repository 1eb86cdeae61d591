#include "studio/codec/transcode.h"

#include "studio/codec/film_writer.h"
#include "studio/codec/frame_decoder.h"
#include "studio/codec/picture.h"
#include "studio/codec/sound_decoder.h"
#include "studio/media/wire/message.h"

#include <algorithm>

namespace icmp::codec {

namespace {

constexpr int threads = 2;              // the studio stays usable on a machine with two cores
constexpr int soundAtOnce = 4800;       // 100 ms: sound and picture lie close together in the file
constexpr int renditionSideMax = 4096;  // H.264 level 5.1, the most that browsers decode in hardware

int even(int pixels)
{
    return std::max(pixels / 2 * 2, 2);
}

FilmForm formOf(const MediaFile &source, const TimeIndex &index, Purpose purpose)
{
    FilmForm form;
    form.threads = threads;
    form.sound = purpose == Purpose::Rendition && source.audio();
    form.indexInFront = purpose == Purpose::Rendition;
    if (!source.video())
        return form;
    const media::MediaProbe probe = probeOf(source, index);
    form.size = transcodedSize(probe.video->size, purpose);
    form.timeBase = index.base;
    form.rate = {int(probe.video->rate.numerator), int(probe.video->rate.denominator)};
    const int twoSeconds =
        int(std::max<qint64>(2 * probe.video->rate.numerator / probe.video->rate.denominator, 1));
    form.keyFrameEvery = purpose == Purpose::Proxy ? proxyKeyFrameEvery : twoSeconds;
    form.preset = purpose == Purpose::Proxy ? "ultrafast" : "veryfast";
    form.tune = purpose == Purpose::Proxy ? "fastdecode" : nullptr;
    form.quality = purpose == Purpose::Proxy ? 23 : 20;
    form.backwardFrames = purpose == Purpose::Proxy ? 0 : 2;
    return form;
}

// Writes sound up to `until`, or to its end when that is nearer.
Outcome<void> soundUntil(MediaTime until, SoundDecoder *sound, FilmWriter &writer, const Run &run)
{
    while (sound && writer.soundEnd() < until) {
        const qint64 at = writer.soundEnd().flicks / (flicksPerSecond / media::soundRate);
        const auto samples = sound->read(at, soundAtOnce, run);
        if (!samples)
            return tl::unexpected(samples.error());
        if (samples->empty())
            return {};
        if (const auto written = writer.writeSound(*samples); !written)
            return written;
    }
    return {};
}

Outcome<void> writePictures(MediaFile &source, const TimeIndex &index, SoundDecoder *sound,
                            FilmWriter &writer, QSize size, const Run &run)
{
    auto decoder = FrameDecoder::open(source, index, threads);
    if (!decoder)
        return tl::unexpected(decoder.error());
    PictureConverter converter;
    qint64 lastWritten = -1;
    for (;;) {
        auto frame = (*decoder)->next(run);
        if (!frame)
            return tl::unexpected(frame.error());
        if (!*frame)
            return {};
        const qint64 at = (*frame)->index;
        if (at <= lastWritten)
            continue;  // a frame that cannot be decoded: the one before it stays
        lastWritten = at;
        auto picture = converter.toEncoder(*(*frame)->picture, source.rotation(), size);
        if (!picture)
            return tl::unexpected(picture.error());
        const auto &entries = index.entries;
        const qint64 until = at + 1 < entries.size() ? entries.at(at + 1).pts : index.endPts;
        const auto written =
            writer.writePicture(picture->get(), entries.at(at).pts, until - entries.at(at).pts).and_then([&] {
                return soundUntil((*frame)->end, sound, writer, run);
            });
        if (!written)
            return written;
        run.tell(int((at + 1) * 100 / entries.size()));
    }
}

Outcome<void> writeSoundOnly(SoundDecoder &sound, FilmWriter &writer, MediaTime length, const Run &run)
{
    for (MediaTime before{-1}; before < writer.soundEnd();) {
        before = writer.soundEnd();
        const auto written = soundUntil(before + MediaTime::ofSeconds(1), &sound, writer, run);
        if (!written)
            return written;
        run.tell(int(std::min<qint64>(before.flicks / std::max<qint64>(length.flicks / 100, 1), 100)));
    }
    return {};
}

}  // namespace

QSize transcodedSize(QSize shown, Purpose purpose)
{
    const int most = purpose == Purpose::Proxy ? proxyLines : renditionSideMax;
    const int side = purpose == Purpose::Proxy ? std::min(shown.width(), shown.height())
                                               : std::max(shown.width(), shown.height());
    if (side > most)
        shown = {int((qint64(shown.width()) * most + side / 2) / side),
                 int((qint64(shown.height()) * most + side / 2) / side)};
    return {even(shown.width()), even(shown.height())};
}

Outcome<void> transcode(MediaFile &source, const TimeIndex &index, int output, Purpose purpose,
                        const Run &run)
{
    const FilmForm form = formOf(source, index, purpose);
    auto writer = FilmWriter::create(output, form);
    if (!writer)
        return tl::unexpected(writer.error());
    // Sound has a reader of its own: both are read in order, each at its pace.
    std::unique_ptr<MediaFile> soundFile;
    std::unique_ptr<SoundDecoder> sound;
    if (form.sound) {
        auto opened = MediaFile::open(source.descriptor());
        if (!opened)
            return tl::unexpected(opened.error());
        soundFile = std::move(*opened);
        auto decoder = SoundDecoder::open(*soundFile);
        if (!decoder)
            return tl::unexpected(decoder.error());
        sound = std::move(*decoder);
    }
    const MediaTime whole{std::max(index.end, index.frames.end())};
    auto written = source.video() ? writePictures(source, index, sound.get(), **writer, form.size, run)
                                  : writeSoundOnly(*sound, **writer, whole, run);
    if (written && source.video())
        written = soundUntil(whole, sound.get(), **writer, run);
    if (!written)
        return written;
    return (*writer)->finish();
}

}  // namespace icmp::codec
