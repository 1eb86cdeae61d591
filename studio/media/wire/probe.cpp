#include "studio/media/wire/probe.h"

#include "studio/media/wire/message.h"

#include <QStringList>

namespace icmp::media {

namespace {

constexpr qint64 exactNumberMax = qint64(1) << 53;  // JSON numbers are doubles

// Reads whole numbers from an object and remembers the first key that was missing or out of range.
struct Reader {
    const QJsonObject &json;
    QString wrong = {};

    qint64 number(const char *key, qint64 least, qint64 most)
    {
        const QJsonValue value = json.value(QLatin1String(key));
        const double found = value.toDouble(-1);
        if (!value.isDouble() || found < double(least) || found > double(most) ||
            found != double(qint64(found))) {
            note(key);
            return least;
        }
        return qint64(found);
    }

    QString word(const char *key)
    {
        const QString text = json.value(QLatin1String(key)).toString();
        if (text.isEmpty() || text.size() > 32)
            note(key);
        return text;
    }

    void note(const char *key)
    {
        if (wrong.isEmpty())
            wrong = QLatin1String(key);
    }
};

VideoTrack readVideo(Reader &reader)
{
    VideoTrack video;
    video.codec = reader.word("codec");
    video.size = {int(reader.number("width", 1, sidePixelsMax)),
                  int(reader.number("height", 1, sidePixelsMax))};
    video.rotation = int(reader.number("rotation", 0, 270));
    video.rate = {reader.number("rateNumerator", 1, exactNumberMax),
                  reader.number("rateDenominator", 1, exactNumberMax)};
    video.constantRate = reader.json.value(QLatin1String("constantRate")).toBool();
    return video;
}

AudioTrack readAudio(Reader &reader)
{
    AudioTrack audio;
    audio.codec = reader.word("codec");
    audio.channels = int(reader.number("channels", 1, 255));
    audio.sampleRate = int(reader.number("sampleRate", 1, 1'000'000));
    return audio;
}

QString nameOf(MediaKind kind)
{
    switch (kind) {
    case MediaKind::Film:
        return QStringLiteral("film");
    case MediaKind::Sound:
        return QStringLiteral("sound");
    case MediaKind::Image:
        return QStringLiteral("image");
    }
    return {};
}

}  // namespace

QJsonObject toJson(const MediaProbe &probe)
{
    QJsonObject json{{QStringLiteral("kind"), nameOf(probe.kind)},
                     {QStringLiteral("container"), probe.container},
                     {QStringLiteral("length"), probe.length.flicks},
                     {QStringLiteral("bytes"), probe.bytes},
                     {QStringLiteral("frames"), probe.frames}};
    if (probe.video)
        json.insert(QStringLiteral("video"),
                    QJsonObject{{QStringLiteral("codec"), probe.video->codec},
                                {QStringLiteral("width"), probe.video->size.width()},
                                {QStringLiteral("height"), probe.video->size.height()},
                                {QStringLiteral("rotation"), probe.video->rotation},
                                {QStringLiteral("rateNumerator"), probe.video->rate.numerator},
                                {QStringLiteral("rateDenominator"), probe.video->rate.denominator},
                                {QStringLiteral("constantRate"), probe.video->constantRate}});
    if (probe.audio)
        json.insert(QStringLiteral("audio"),
                    QJsonObject{{QStringLiteral("codec"), probe.audio->codec},
                                {QStringLiteral("channels"), probe.audio->channels},
                                {QStringLiteral("sampleRate"), probe.audio->sampleRate}});
    return json;
}

Result<MediaProbe> probeFromJson(const QJsonObject &json)
{
    MediaProbe probe;
    Reader reader{json};
    const QString kind = reader.word("kind");
    probe.kind = kind == u"film" ? MediaKind::Film : kind == u"sound" ? MediaKind::Sound : MediaKind::Image;
    if (kind != nameOf(probe.kind))
        reader.note("kind");
    probe.container = reader.word("container");
    probe.length = {reader.number("length", 0, lengthFlicksMax)};
    probe.bytes = reader.number("bytes", 0, exactNumberMax);
    probe.frames = reader.number("frames", 0, exactNumberMax);
    const QJsonObject video = json.value(QLatin1String("video")).toObject();
    if (!video.isEmpty()) {
        Reader inner{video};
        probe.video = readVideo(inner);
        reader.wrong = reader.wrong.isEmpty() ? inner.wrong : reader.wrong;
    }
    const QJsonObject audio = json.value(QLatin1String("audio")).toObject();
    if (!audio.isEmpty()) {
        Reader inner{audio};
        probe.audio = readAudio(inner);
        reader.wrong = reader.wrong.isEmpty() ? inner.wrong : reader.wrong;
    }
    if (reader.wrong.isEmpty() && (probe.kind == MediaKind::Sound ? !probe.audio : !probe.video))
        reader.note("kind");
    if (!reader.wrong.isEmpty())
        return refuse(RefusalCode::BadDocument, reader.wrong);
    return probe;
}

bool isPlayableByBrowsers(const MediaProbe &probe)
{
    if (probe.kind == MediaKind::Image)
        return QStringList{QStringLiteral("png"), QStringLiteral("jpeg"), QStringLiteral("webp")}.contains(
            probe.container);
    if (probe.container != u"mp4" && probe.container != u"webm")
        return false;
    const QStringList pictures{QStringLiteral("h264"), QStringLiteral("vp9"), QStringLiteral("av1")};
    const QStringList sounds{QStringLiteral("aac"), QStringLiteral("opus")};
    return (!probe.video || pictures.contains(probe.video->codec)) &&
           (!probe.audio || sounds.contains(probe.audio->codec));
}

}  // namespace icmp::media
