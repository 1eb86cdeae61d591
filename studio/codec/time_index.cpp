#include "studio/codec/time_index.h"

#include "studio/media/wire/message.h"

#include <algorithm>

namespace icmp::codec {

namespace {

constexpr FrameRate standardRates[] = {{24000, 1001}, {24, 1},       {25, 1},  {30000, 1001}, {30, 1},
                                       {50, 1},       {60000, 1001}, {60, 1},  {12, 1},       {15, 1},
                                       {10, 1},       {48, 1},       {100, 1}, {120, 1},      {120000, 1001}};

Outcome<void> endsTooEarly(MediaTime there, MediaTime declared)
{
    const auto seconds = [](MediaTime t) { return QString::number(double(t.toMsFloor()) / 1000, 'f', 1); };
    return fail(QStringLiteral("The file is cut off: it says it is %1 s long, but only %2 s are there.")
                    .arg(seconds(declared), seconds(there)),
                QStringLiteral("Copy or record it again."));
}

// Sorts, drops doubles, and fills the flick grid; two frames less than a flick apart cannot be told apart.
void finish(TimeIndex &index, qint64 lastDuration)
{
    auto &entries = index.entries;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto &a, const auto &b) { return a.pts < b.pts; });
    entries.erase(std::unique(entries.begin(), entries.end(),
                              [](const auto &a, const auto &b) { return a.pts == b.pts; }),
                  entries.end());
    const qint64 count = entries.size();
    if (lastDuration <= 0 && count > 1)
        lastDuration = (entries.last().pts - entries.first().pts) / (count - 1);
    if (lastDuration <= 0)
        lastDuration = std::max<qint64>(av_rescale_q(1, AVRational{1, 25}, index.base), 1);
    index.endPts = entries.last().pts + lastDuration;
    QList<MediaTime> starts;
    starts.reserve(count);
    for (const IndexEntry &entry : std::as_const(entries))
        starts.append(toMediaTime(entry.pts, index.base));
    index.frames = media::FrameIndex(std::move(starts), toMediaTime(index.endPts, index.base));
}

struct Scan {
    TimeIndex index;
    qint64 lastPts = AV_NOPTS_VALUE;
    qint64 lastDuration = 0;
    MediaTime soundEnd;

    void take(const MediaFile &file, const AVPacket &packet)
    {
        const qint64 pts = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
        if (pts == AV_NOPTS_VALUE)
            return;
        if (file.audio() && packet.stream_index == file.audio()->index)
            soundEnd = std::max(soundEnd, toMediaTime(pts + packet.duration, file.audio()->time_base));
        if (!file.video() || packet.stream_index != file.video()->index ||
            (packet.flags & AV_PKT_FLAG_DISCARD))
            return;
        const qint64 dts = packet.dts != AV_NOPTS_VALUE ? packet.dts : pts;
        index.entries.append({pts, dts, (packet.flags & AV_PKT_FLAG_KEY) != 0});
        if (lastPts == AV_NOPTS_VALUE || pts > lastPts) {
            lastPts = pts;
            lastDuration = packet.duration;
        }
    }
};

Outcome<void> readPackets(MediaFile &file, Scan &scan, const Run &run)
{
    const PacketPtr packet(av_packet_alloc());
    const qint64 bytes = std::max<qint64>(file.bytes(), 1);
    while (av_read_frame(file.context(), packet.get()) >= 0) {
        scan.take(file, *packet);
        const qint64 position = packet->pos;
        av_packet_unref(packet.get());
        if (run.isCancelled())
            return cancelledFailure();
        if (position > 0)
            run.tell(int(position * 100 / bytes));
        if (scan.index.entries.size() > media::FrameIndex::framesMax)
            return fail(QStringLiteral("The film has too many frames."),
                        QStringLiteral("Cut it into shorter parts first."));
    }
    return {};
}

// A constant rate that puts every frame within one tick of the file's clock, or nothing.
std::optional<FrameRate> constantRate(const TimeIndex &index, const AVStream *stream)
{
    QList<FrameRate> candidates(std::begin(standardRates), std::end(standardRates));
    for (const AVRational rate : {stream->r_frame_rate, stream->avg_frame_rate}) {
        if (rate.num > 0 && rate.den > 0 && rate.num <= 1'000'000 && rate.den <= 1'000'000)
            candidates.append({rate.num, rate.den});
    }
    const qint64 tick = std::max<qint64>(toMediaTime(1, index.base).flicks, 1);
    const auto &starts = index.frames.starts();
    for (const FrameRate &rate : std::as_const(candidates)) {
        const qint64 origin = starts.first().flicks;
        bool fits = true;
        for (qint64 i = 0; i < starts.size() && fits; ++i)
            fits = qAbs(starts.at(i).flicks - origin - rate.timeOfFrame(i).flicks) <= tick;
        if (fits)
            return rate;
    }
    return std::nullopt;
}

}  // namespace

qint64 TimeIndex::keyBefore(qint64 i) const
{
    while (i > 0 && !entries.at(i).key)
        --i;
    return std::max<qint64>(i, 0);
}

Outcome<TimeIndex> readTimeIndex(MediaFile &file, const Run &run)
{
    if (file.isCutOff())
        return fail(
            QStringLiteral("The file is cut off: its table of contents names parts that are not there."),
            QStringLiteral("Copy or record it again."));
    Scan scan;
    scan.index.base = file.video() ? file.video()->time_base : AVRational{1, 1};
    if (file.kind() == media::MediaKind::Image) {
        scan.index.entries.append({0, 0, true});
        scan.index.frames = media::FrameIndex({MediaTime{}}, MediaTime{media::lengthFlicksMax});
        return scan.index;
    }
    if (const auto read = readPackets(file, scan, run); !read)
        return tl::unexpected(read.error());
    if (file.video() && scan.index.entries.isEmpty())
        return fail(QStringLiteral("The film has no frames that can be read."),
                    QStringLiteral("Copy or record it again."));
    if (file.video())
        finish(scan.index, scan.lastDuration);
    const MediaTime there = std::max(scan.soundEnd, scan.index.frames.end());
    const MediaTime declared = file.declaredLength();
    // Containers round their length, and a last block of sound may be long; half a second and 2 % forgive
    // both.
    const MediaTime forgiven{flicksPerSecond / 2 + declared.flicks / 50};
    if (file.container() != u"mp3" && there + forgiven < declared) {
        const auto early = endsTooEarly(there, declared);
        return tl::unexpected(early.error());
    }
    if (there.flicks > media::lengthFlicksMax)
        return fail(QStringLiteral("The film is longer than 8 hours."),
                    QStringLiteral("Cut it into shorter parts first."));
    scan.index.end = there;
    return scan.index;
}

media::MediaProbe probeOf(const MediaFile &file, const TimeIndex &index)
{
    media::MediaProbe probe;
    probe.kind = file.kind();
    probe.container = file.container();
    probe.bytes = file.bytes();
    probe.frames = index.entries.size();
    probe.length = index.end;
    if (file.video()) {
        media::VideoTrack video;
        video.codec = QString::fromLatin1(avcodec_get_name(file.video()->codecpar->codec_id));
        video.size = file.shownSize();
        video.rotation = file.rotation();
        if (probe.kind == media::MediaKind::Film) {
            const auto rate = constantRate(index, file.video());
            const MediaTime span = index.frames.end() - index.frames.startOf(0);
            int num = 0;
            int den = 0;
            av_reduce(&num, &den, probe.frames * (flicksPerSecond / 1000),
                      std::max<qint64>(span.flicks / 1000, 1), 1'000'000);
            video.rate = rate.value_or(FrameRate{std::max(num, 1), std::max(den, 1)});
            video.constantRate = rate.has_value();
        }
        probe.video = video;
    }
    if (file.audio() && probe.kind != media::MediaKind::Image) {
        const AVCodecParameters *parameters = file.audio()->codecpar;
        probe.audio = media::AudioTrack{QString::fromLatin1(avcodec_get_name(parameters->codec_id)),
                                        parameters->ch_layout.nb_channels, parameters->sample_rate};
    }
    return probe;
}

}  // namespace icmp::codec
