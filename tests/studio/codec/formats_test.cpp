// Every listed container and codec is read, with its sound; and what is broken or hostile is refused with a
// sentence.
#include "studio/codec/frame_decoder.h"
#include "studio/codec/picture.h"
#include "studio/codec/sound_decoder.h"
#include "studio/codec/transcode.h"
#include "studio/media/wire/message.h"
#include "tests/studio/codec/clip_table.h"

#include <QRandomGenerator>
#include <QTemporaryFile>
#include <cmath>

using namespace icmp;
using namespace icmp::codec;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// What opening, indexing and showing the first frame ends in: the sentence, or nothing when it worked.
std::optional<Failure> refusalOf(const QByteArray &content)
{
    QTemporaryFile file;
    if (!file.open() || file.write(content) != content.size() || !file.flush())
        return Failure{QStringLiteral("the test could not write its file")};
    auto media = MediaFile::open(file.handle());
    if (!media)
        return media.error();
    const auto index = readTimeIndex(**media, {});
    if (!index)
        return index.error();
    if (!(*media)->video())
        return std::nullopt;
    auto decoder = FrameDecoder::open(**media, *index, 1);
    if (!decoder)
        return decoder.error();
    const auto frame = (*decoder)->frameAt({}, {});
    return frame ? std::nullopt : std::optional(frame.error());
}

QByteArray image(const char *name, const char *output)
{
    const QString path =
        testclips::cached(QString::fromLatin1(name), QString::fromLatin1(output),
                          [&](const QString &to) { testclips::runFfmpeg(testclips::words(output) << to); });
    return contentOf(path);
}

double loudness(const std::vector<float> &samples)
{
    double sum = 0;
    for (const float sample : samples)
        sum += double(sample) * sample;
    return std::sqrt(sum / double(std::max<size_t>(samples.size(), 1)));
}

}  // namespace

class FormatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { av_log_set_level(AV_LOG_QUIET); }

    void everyListedFormIsRead_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(testclips::formatRows)); ++i)
            QTest::newRow(testclips::formatRows[i].file) << i;
    }

    void everyListedFormIsRead()
    {
        QFETCH(int, row);
        const auto &form = testclips::formatRows[row];
        QFile file(testclips::formatClip(form));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto media = MediaFile::open(file.handle());
        QVERIFY2(media, media ? "" : qUtf8Printable(media.error().what));
        const auto index = readTimeIndex(**media, {});
        QVERIFY2(index, index ? "" : qUtf8Printable(index.error().what));
        const auto probe = probeOf(**media, *index);
        QCOMPARE(probe.container, QString::fromLatin1(form.container));
        QCOMPARE(probe.video->codec, QString::fromLatin1(form.picture));
        QCOMPARE(probe.audio ? probe.audio->codec : QString(), QString::fromLatin1(form.sound));
        QCOMPARE(probe.frames, 60);
        QCOMPARE(media::isPlayableByBrowsers(probe), form.browsers);
        QCOMPARE(media::probeFromJson(toJson(probe)), Result<media::MediaProbe>(probe));
        auto decoder = FrameDecoder::open(**media, *index, 2);
        QVERIFY2(decoder, decoder ? "" : qUtf8Printable(decoder.error().what));
        PictureConverter converter;
        for (const int k : {0, 59, 31, 30, 1}) {
            const auto frame = (*decoder)->frameAt(index->frames.startOf(k), {});
            QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
            QImage picture(testclips::width, testclips::height, QImage::Format_RGB32);
            QVERIFY(converter.toScreen(*frame->picture, 0, picture.size(), picture.bits(),
                                       int(picture.bytesPerLine())));
            QCOMPARE(testclips::numberOf(picture), k);
        }
    }

    void soundIsDecodedAtEverySample_data() { everyListedFormIsRead_data(); }

    void soundIsDecodedAtEverySample()
    {
        QFETCH(int, row);
        const auto &form = testclips::formatRows[row];
        if (form.sound[0] == '\0')
            return;
        QFile file(testclips::formatClip(form));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto media = MediaFile::open(file.handle());
        QVERIFY(media);
        auto sound = SoundDecoder::open(**media);
        QVERIFY(sound);
        std::vector<float> whole;
        for (;;) {
            const auto part = (*sound)->read(qint64(whole.size() / 2), 4'800, {});
            QVERIFY(part);
            if (part->empty())
                break;
            whole.insert(whole.end(), part->begin(), part->end());
        }
        QVERIFY2(qAbs(double(whole.size()) / 2 - 96'000) < 4'000,
                 qPrintable(QString::number(whole.size() / 2)));
        QVERIFY2(loudness(whole) > 0.05, qPrintable(QString::number(loudness(whole))));
        // The same samples come from the middle after a seek: lossy decoders need their preroll for that.
        const auto again = (*sound)->read(40'000, 2'400, {});
        QVERIFY(again);
        QCOMPARE(again->size(), size_t(4'800));
        // Containers that count in milliseconds place it up to one of them beside.
        double best = 1;
        for (int shift = -48; shift <= 48; ++shift) {
            double worst = 0;
            for (size_t i = 0; i < again->size(); ++i)
                worst = std::max(worst,
                                 double(std::abs(again->at(i) - whole.at(size_t(80'000 + 2 * shift) + i))));
            best = std::min(best, worst);
        }
        QVERIFY2(best < 0.02, qPrintable(QString::number(best)));
    }

    void aRenditionCarriesTheSoundInItsPlace()
    {
        QFile file(testclips::formatClip(testclips::formatRows[7]));  // H.265 with Opus in Matroska
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto media = MediaFile::open(file.handle());
        QVERIFY(media);
        const auto index = readTimeIndex(**media, {});
        QVERIFY(index);
        QTemporaryFile made;
        QVERIFY(made.open());
        const auto done = transcode(**media, *index, made.handle(), Purpose::Rendition, {});
        QVERIFY2(done, done ? "" : qUtf8Printable(done.error().what));
        auto film = MediaFile::open(made.handle());
        QVERIFY(film);
        const auto again = readTimeIndex(**film, {});
        QVERIFY(again);
        QCOMPARE(again->frames.starts(), index->frames.starts());
        QCOMPARE(probeOf(**film, *again).audio->codec, QStringLiteral("aac"));
        auto sound = SoundDecoder::open(**film);
        QVERIFY(sound);
        const auto samples = (*sound)->read(24'000, 48'000, {});
        QVERIFY(samples && samples->size() == 96'000);
        QVERIFY(loudness(*samples) > 0.05);
    }

    void theWaveformFollowsTheSound()
    {
        const QString path = testclips::cached(
            QStringLiteral("late.wav"), QStringLiteral("half silence"), [](const QString &to) {
                testclips::runFfmpeg(
                    testclips::words("-f lavfi -i aevalsrc=if(gte(t\\,1)\\,0.5*sin(2000*t)\\,0):d=2:s=44100")
                    << to);
            });
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto media = MediaFile::open(file.handle());
        QVERIFY(media);
        QCOMPARE((*media)->kind(), media::MediaKind::Sound);
        const auto index = readTimeIndex(**media, {});
        QVERIFY(index);
        auto sound = SoundDecoder::open(**media);
        QVERIFY(sound);
        const auto shape = readWaveform(**sound, index->end, {});
        QVERIFY(shape);
        QVERIFY(qAbs(shape->peaks.size() - 200) <= 1);
        QVERIFY(shape->over({MediaTime::ofMs(0), MediaTime::ofMs(900)}).high < 3);
        const media::Peak loud = shape->over({MediaTime::ofMs(1'100), MediaTime::ofMs(1'900)});
        QVERIFY(loud.high > 55 && loud.high < 70 && loud.low < -55);
        QCOMPARE(media::Waveform::fromBytes(shape->toBytes()), Result<media::Waveform>(*shape));
    }

    void imagesAreOneFrame_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("container");
        QTest::newRow("png") << QStringLiteral("still.png") << QStringLiteral("png");
        QTest::newRow("jpeg") << QStringLiteral("still.jpg") << QStringLiteral("jpeg");
        QTest::newRow("webp") << QStringLiteral("still.webp") << QStringLiteral("webp");
    }

    void imagesAreOneFrame()
    {
        QFETCH(QString, name);
        QFETCH(QString, container);
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(image(qPrintable(name), "-f lavfi -i color=c=red:size=320x200 -frames:v 1"));
        QVERIFY(file.flush());
        auto media = MediaFile::open(file.handle());
        QVERIFY2(media, media ? "" : qUtf8Printable(media.error().what));
        const auto index = readTimeIndex(**media, {});
        QVERIFY(index);
        const auto probe = probeOf(**media, *index);
        QCOMPARE(probe.container, container);
        QCOMPARE(probe.kind, media::MediaKind::Image);
        QCOMPARE(probe.video->size, QSize(320, 200));
        QVERIFY(media::isPlayableByBrowsers(probe));
        auto decoder = FrameDecoder::open(**media, *index, 1);
        QVERIFY(decoder);
        PictureConverter converter;
        for (const qint64 ms : {0, 5'000, 10}) {
            const auto frame = (*decoder)->frameAt(MediaTime::ofMs(ms), {});
            QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
            QImage picture(320, 200, QImage::Format_RGB32);
            QVERIFY(converter.toScreen(*frame->picture, 0, picture.size(), picture.bits(),
                                       int(picture.bytesPerLine())));
            QVERIFY(qRed(picture.pixel(100, 100)) > 240 && qGreen(picture.pixel(100, 100)) < 20);
        }
    }

    void badMediaIsRefusedWithASentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QByteArray film = contentOf(testclips::formatClip(testclips::formatRows[0]));
        const QByteArray matroska = contentOf(testclips::formatClip(testclips::formatRows[7]));
        const QString front = testclips::make({QStringLiteral("front.mp4"), 100, QStringLiteral("25"),
                                               testclips::words("-c:v libx264 -movflags +faststart"), false});
        const QByteArray indexed = contentOf(front);
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("empty");
        QTest::newRow("text") << QByteArray("Once upon a time there was a film.\n").repeated(200)
                              << QStringLiteral("not a film");
        QTest::newRow("one byte") << QByteArray("x") << QStringLiteral("not a film");
        QTest::newRow("zeros") << QByteArray(100'000, '\0') << QStringLiteral("not a film");
        QTest::newRow("playlist of local files")
            << QByteArray(
                   "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
            << QStringLiteral("playlist");
        QTest::newRow("concat list") << QByteArray("ffconcat version 1.0\nfile /etc/passwd\n")
                                     << QStringLiteral("not a film");
        QTest::newRow("SDP")
            << QByteArray(
                   "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n")
            << QStringLiteral("not a film");
        QTest::newRow("DASH") << QByteArray(
                                     "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" "
                                     "profiles=\"urn:mpeg:dash:profile:isoff-live:2011\"><Period/></MPD>")
                              << QStringLiteral("not a film");
        QTest::newRow("MPEG transport stream")
            << image("stream.ts", "-f lavfi -i testsrc=size=160x90:duration=1 -c:v libx264")
            << QStringLiteral("not a film");
        QTest::newRow("AVI") << image("old.avi", "-f lavfi -i testsrc=size=160x90:duration=1 -c:v mpeg4")
                             << QStringLiteral("not a film");
        QTest::newRow("codec that is not listed")
            << image("ffv1.mkv", "-f lavfi -i testsrc=size=160x90:duration=1 -c:v ffv1")
            << QStringLiteral("ffv1");
        QTest::newRow("MP4 without its end")
            << film.left(film.size() / 2) << QStringLiteral("table of contents is missing");
        QTest::newRow("MP4 head alone") << film.left(40) << QStringLiteral("table of contents is missing");
        QTest::newRow("MP4 cut with its index in front")
            << indexed.left(indexed.size() * 2 / 3) << QStringLiteral("cut off");
        QTest::newRow("Matroska cut") << matroska.left(matroska.size() / 2) << QStringLiteral("cut off");
        QByteArray huge = image("still.png", "-f lavfi -i color=c=red:size=320x200 -frames:v 1");
        huge.replace(16, 8, QByteArray::fromHex("000186a000000064"));
        QTest::newRow("PNG of 100,000 pixels") << huge << QStringLiteral("100000");
        QTest::newRow("PNG cut")
            << image("noise.png", "-f lavfi -i testsrc=size=640x480 -frames:v 1").left(60) << QString();
    }

    void badMediaIsRefusedWithASentence()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const auto refusal = refusalOf(content);
        QVERIFY(refusal);
        QVERIFY2(refusal->what.endsWith(u'.') && refusal->advice.endsWith(u'.'),
                 qUtf8Printable(refusal->what));
        QVERIFY2(refusal->what.contains(says), qUtf8Printable(refusal->what));
    }

    void damageNeitherCrashesNorHangs()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        int readable = 0;
        for (int round = 0; round < 120; ++round) {
            QByteArray content = contentOf(
                testclips::formatClip(testclips::formatRows[round % int(std::size(testclips::formatRows))]));
            for (int i = 0; i < 1 + round; ++i)
                content[random.bounded(int(content.size()))] = char(random.bounded(256));
            const auto refusal = refusalOf(content);
            readable += !refusal;
            const QString told = refusal ? refusal->what : QStringLiteral(".");
            QVERIFY2(told.endsWith(u'.'), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(told)));
        }
        QVERIFY2(readable > 0, "damage in one byte must not make every film unreadable");
    }
};

QTEST_GUILESS_MAIN(FormatsTest)
#include "formats_test.moc"
