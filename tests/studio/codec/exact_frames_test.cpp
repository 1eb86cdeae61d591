// The frame given is the frame on screen at the time asked for: every rate, original, proxy and rendition.
#include "studio/codec/frame_decoder.h"
#include "studio/codec/picture.h"
#include "studio/codec/transcode.h"
#include "tests/studio/codec/clip_table.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryFile>

using namespace icmp;
using namespace icmp::codec;
using testclips::numberOf;

namespace {

constexpr int randomTimes = 1'000;
constexpr int cancelledTasks = 120;

// One opened film with its index and decoder.
struct Film {
    QFile file;
    std::unique_ptr<MediaFile> media;
    TimeIndex index;
    std::unique_ptr<MediaFile> indexed;
    std::unique_ptr<FrameDecoder> decoder;
    PictureConverter converter;

    explicit Film(const QString &path) : file(path)
    {
        if (!file.open(QIODevice::ReadOnly))
            return;
        auto opened = MediaFile::open(file.handle());
        if (!opened)
            return;
        media = std::move(*opened);
        auto read = readTimeIndex(*media, {});
        if (!read)
            return;
        index = std::move(*read);
        auto made = FrameDecoder::open(*media, index, 2);
        if (made)
            decoder = std::move(*made);
    }

    int numberIn(const DecodedFrame &frame)
    {
        const QSize size = media->shownSize();
        QImage image(size, QImage::Format_RGB32);
        const auto done = converter.toScreen(*frame.picture, media->rotation(), size, image.bits(),
                                             int(image.bytesPerLine()));
        return done ? numberOf(image) : -2;
    }
};

}  // namespace

class ExactFramesTest : public QObject {
    Q_OBJECT

private:
    static void rates()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(testclips::rateRows)); ++i)
            QTest::newRow(testclips::rateRows[i].name) << i;
    }

    // Random times, half of them on or one flick beside a frame's start, where an error shows first.
    static void checkRandomTimes(Film &film, const media::FrameIndex &grid)
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        for (int i = 0; i < randomTimes; ++i) {
            MediaTime t{random.bounded(grid.end().flicks)};
            if (i % 2 == 0)
                t = grid.startOf(random.bounded(int(grid.count()))) + MediaTime{random.bounded(3) - 1};
            const qint64 wanted = grid.frameAt(t);
            const auto frame = film.decoder->frameAt(t, {});
            QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
            const int number = film.numberIn(*frame);
            if (number != wanted || frame->index != wanted || frame->start != grid.startOf(wanted))
                QFAIL(qPrintable(QStringLiteral("seed %1: at %2 flicks frame %3 instead of %4")
                                     .arg(seed)
                                     .arg(t.flicks)
                                     .arg(number)
                                     .arg(wanted)));
        }
    }

private Q_SLOTS:
    void initTestCase() { av_log_set_level(AV_LOG_QUIET); }

    void theIndexKnowsEveryFrameTime_data() { rates(); }

    void theIndexKnowsEveryFrameTime()
    {
        QFETCH(int, row);
        const auto &clip = testclips::rateRows[row];
        Film film(testclips::rateClip(clip));
        QVERIFY(film.decoder);
        QCOMPARE(film.index.frames.count(), qint64(testclips::rateFrames));
        const auto probe = probeOf(*film.media, film.index);
        QCOMPARE(probe.video->constantRate, clip.constant);
        if (!clip.constant)
            return;
        QCOMPARE(probe.video->rate, clip.expected);
        const MediaTime tick = toMediaTime(1, film.index.base);
        for (int k = 0; k < testclips::rateFrames; ++k)
            QVERIFY(qAbs((film.index.frames.startOf(k) - clip.expected.timeOfFrame(k)).flicks) <=
                    tick.flicks);
    }

    void theFrameOnScreenIsGiven_data() { rates(); }

    void theFrameOnScreenIsGiven()
    {
        QFETCH(int, row);
        Film film(testclips::rateClip(testclips::rateRows[row]));
        QVERIFY(film.decoder);
        checkRandomTimes(film, film.index.frames);
    }

    void whatFollowsACancelledTaskIsExact_data() { rates(); }

    // A task that is cancelled on its way has left out frames that nothing depends on; the next one wants one
    // of them, where the decoder could simply go on. A decoder keeps what it gave, so each serves few tasks.
    void whatFollowsACancelledTaskIsExact()
    {
        QFETCH(int, row);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        int cancelled = 0;
        for (int i = 0; i < cancelledTasks; ++i) {
            Film film(testclips::rateClip(testclips::rateRows[row]));
            QVERIFY(film.decoder);
            const media::FrameIndex &grid = film.index.frames;
            const qint64 from = film.index.keyBefore(random.bounded(int(grid.count()) - 50));
            QVERIFY(film.decoder->frameAt(grid.startOf(from), {}));
            const int steps = random.bounded(1, 4);
            int asked = 0;
            const Run impatient{[&] { return ++asked > steps; }, {}};
            cancelled += film.decoder->frameAt(grid.startOf(from + 45), impatient) ? 0 : 1;
            const qint64 wanted = from + random.bounded(1, 46);
            const auto frame = film.decoder->frameAt(grid.startOf(wanted), {});
            QVERIFY2(frame, frame ? "" : qUtf8Printable(frame.error().what));
            QVERIFY2(film.numberIn(*frame) == wanted && frame->index == wanted,
                     qPrintable(QStringLiteral("seed %1: from %2, after %3 steps: %4 instead of %5")
                                    .arg(seed)
                                    .arg(from)
                                    .arg(steps)
                                    .arg(film.numberIn(*frame))
                                    .arg(wanted)));
        }
        QVERIFY(cancelled > cancelledTasks / 2);
    }

    void aProxyShowsTheSameFrameAtTheSameTime_data() { rates(); }

    void aProxyShowsTheSameFrameAtTheSameTime()
    {
        QFETCH(int, row);
        Film film(testclips::rateClip(testclips::rateRows[row]));
        QVERIFY(film.decoder);
        QTemporaryFile made;
        QVERIFY(made.open());
        auto source = MediaFile::open(film.file.handle());
        QVERIFY(source);
        const auto done = transcode(**source, film.index, made.handle(), Purpose::Proxy, {});
        QVERIFY2(done, done ? "" : qUtf8Printable(done.error().what));
        Film proxy(made.fileName());
        QVERIFY(proxy.decoder);
        QCOMPARE(proxy.index.frames.starts(), film.index.frames.starts());
        qint64 sinceKey = 0;
        for (const IndexEntry &entry : std::as_const(proxy.index.entries)) {
            sinceKey = entry.key ? 0 : sinceKey + 1;
            QVERIFY(sinceKey < proxyKeyFrameEvery);
        }
        checkRandomTimes(proxy, film.index.frames);
    }

    void aRenditionKeepsEveryFrameTime_data() { rates(); }

    void aRenditionKeepsEveryFrameTime()
    {
        QFETCH(int, row);
        Film film(testclips::rateClip(testclips::rateRows[row]));
        QVERIFY(film.decoder);
        QTemporaryFile made;
        QVERIFY(made.open());
        auto source = MediaFile::open(film.file.handle());
        const auto done = transcode(**source, film.index, made.handle(), Purpose::Rendition, {});
        QVERIFY2(done, done ? "" : qUtf8Printable(done.error().what));
        Film rendition(made.fileName());
        QVERIFY(rendition.decoder);
        QCOMPARE(rendition.index.frames.starts(), film.index.frames.starts());
        QVERIFY(media::isPlayableByBrowsers(probeOf(*rendition.media, rendition.index)));
        made.seek(0);
        const QByteArray bytes = made.readAll();
        QVERIFY2(bytes.indexOf("moov") < bytes.indexOf("mdat"), "the table of contents is not in front");
    }

    void playingGivesEveryFrameOnceInOrder_data() { rates(); }

    void playingGivesEveryFrameOnceInOrder()
    {
        QFETCH(int, row);
        Film film(testclips::rateClip(testclips::rateRows[row]));
        QVERIFY(film.decoder);
        const int from = 71;
        QVERIFY(film.decoder->frameAt(film.index.frames.startOf(from), {}));
        for (int k = from + 1; k < testclips::rateFrames; ++k) {
            const auto frame = film.decoder->next({});
            QVERIFY(frame && *frame);
            QCOMPARE(film.numberIn(**frame), k);
        }
        const auto end = film.decoder->next({});
        QVERIFY(end && !*end);
    }

    void aTurnedFilmIsUpright()
    {
        const QString flat = testclips::make(
            {QStringLiteral("flat.mp4"), 10, QStringLiteral("25"), testclips::words("-c:v libx264"), false});
        const QString path = testclips::cached(
            QStringLiteral("turned.mp4"), QStringLiteral("turned 90"), [&](const QString &to) {
                testclips::runFfmpeg({QStringLiteral("-i"), flat, QStringLiteral("-c"),
                                      QStringLiteral("copy"), QStringLiteral("-metadata:s:v"),
                                      QStringLiteral("rotate=90"), to});
            });
        Film film(path);
        QVERIFY(film.decoder);
        QCOMPARE(film.media->shownSize(), QSize(testclips::height, testclips::width));
        const int turned = film.media->rotation();
        QVERIFY(turned == 90 || turned == 270);
        const auto frame = film.decoder->frameAt(film.index.frames.startOf(5), {});
        QVERIFY(frame);
        QImage image(film.media->shownSize(), QImage::Format_RGB32);
        QVERIFY(film.converter.toScreen(*frame->picture, turned, image.size(), image.bits(),
                                        int(image.bytesPerLine())));
        QTransform back;
        back.rotate(-turned);
        QCOMPARE(numberOf(image.transformed(back)), 5);
    }
};

QTEST_GUILESS_MAIN(ExactFramesTest)
#include "exact_frames_test.moc"
