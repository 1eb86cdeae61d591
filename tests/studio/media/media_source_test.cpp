// Seeking and playing as the preview does it: exactly the frame asked for, coalesced, through death and with
// a proxy.
#include "studio/media/frame_cache.h"
#include "studio/media/media_library.h"
#include "studio/media/media_source.h"
#include "studio/media/media_worker.h"
#include "studio/media/sound_pace.h"
#include "tests/studio/codec/clip_table.h"
#include "tests/support/places.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <cmath>
#include <csignal>

using namespace icmp;
using namespace icmp::media;
using testclips::numberOf;

namespace {

WorkerSettings settings()
{
    WorkerSettings chosen;
    chosen.program = icmp::test::builtPath(QStringLiteral("bin/icmp-media"));
    return chosen;
}

constexpr QSize whole{1'000, 1'000};

bool opens(MediaSource &source, const QString &path, const QString &proxy = {})
{
    QSignalSpy opened(&source, &MediaSource::opened);
    source.open(path, proxy);
    return opened.wait(30'000);
}

// The answer to one seek; a null image when it fails.
MediaFrame seek(MediaSource &source, MediaTime t, QSize box = whole)
{
    QSignalSpy ready(&source, &MediaSource::frameReady);
    const quint64 number = source.requestFrame(t, box);
    while (ready.isEmpty() || ready.last().first().toULongLong() != number) {
        if (!ready.wait(30'000))
            return {};
    }
    return ready.last().at(1).value<MediaFrame>();
}

QString longGop()
{
    return testclips::make({QStringLiteral("longgop.mp4"), 500, QStringLiteral("25"),
                            testclips::words("-c:v libx264 -g 250 -bf 3"), true});
}

// Frames of fine noise at 1080p: decoding one takes milliseconds, as with a real film.
QString heavy()
{
    return testclips::cached(QStringLiteral("heavy.mp4"), QStringLiteral("heavy 1"), [](const QString &to) {
        testclips::runFfmpeg(
            testclips::words(
                "-f lavfi -i testsrc2=size=1920x1080:rate=25:duration=4 -vf noise=alls=20:allf=t "
                "-c:v libx264 -preset ultrafast -g 250 -pix_fmt yuv420p")
            << to);
    });
}

QString proxyOf(const QString &path)
{
    QTemporaryDir folder;
    MediaLibrary library(testclips::folder() + QStringLiteral("/library"), settings());
    QSignalSpy imported(&library, &MediaLibrary::imported);
    library.import(path);
    if (!imported.wait(60'000))
        return {};
    return library.proxyPath(imported.first().at(1).value<ImportedMedia>().hash);
}

} // namespace

class MediaSourceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPausedSeekShowsExactlyThatFrame_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<bool>("withProxy");
        for (int i = 0; i < int(std::size(testclips::rateRows)); ++i) {
            for (const bool proxy : {false, true})
                QTest::addRow("%s%s", testclips::rateRows[i].name, proxy ? " with proxy" : "") << i << proxy;
        }
    }

    void aPausedSeekShowsExactlyThatFrame()
    {
        QFETCH(int, row);
        QFETCH(bool, withProxy);
        const QString path = testclips::rateClip(testclips::rateRows[row]);
        FrameCache cache(8 * 1024 * 1024);
        MediaSource source(settings(), &cache);
        const QString proxy = withProxy ? proxyOf(path) : QString();
        QVERIFY(opens(source, path, proxy));
        QTRY_COMPARE(source.hasProxy(), withProxy);
        const FrameIndex &grid = source.frameIndex();
        QCOMPARE(grid.count(), qint64(testclips::rateFrames));
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        for (int i = 0; i < 60; ++i) {
            MediaTime t{random.bounded(grid.end().flicks)};
            if (i % 2 == 0)
                t = grid.startOf(random.bounded(int(grid.count()))) + MediaTime{random.bounded(3) - 1};
            const MediaFrame frame = seek(source, t);
            const qint64 wanted = grid.frameAt(t);
            QVERIFY2(numberOf(frame.image) == wanted && frame.index == wanted &&
                         frame.start == grid.startOf(wanted),
                     qPrintable(QStringLiteral("seed %1: at %2 frame %3 instead of %4")
                                    .arg(seed)
                                    .arg(t.flicks)
                                    .arg(numberOf(frame.image))
                                    .arg(wanted)));
            QCOMPARE(frame.fromProxy, withProxy);
            QVERIFY(frame.final);
        }
    }

    void onlyTheNewestOfManySeeksIsAnswered()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop()));
        QSignalSpy ready(&source, &MediaSource::frameReady);
        QSignalSpy seeking(&source, &MediaSource::seeking);
        quint64 last = 0;
        for (int i = 0; i < 200; ++i)
            last = source.requestFrame(source.frameIndex().startOf((i * 37) % 500), whole);
        QVERIFY(source.isSeeking());
        QTRY_VERIFY(!source.isSeeking());
        QTest::qWait(50);
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready.first().first().toULongLong(), last);
        QCOMPARE(numberOf(ready.first().at(1).value<MediaFrame>().image), (199 * 37) % 500);
        QCOMPARE(seeking.size(), 200);
    }

    void aCancelledSeekIsNotAnswered()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop()));
        QSignalSpy ready(&source, &MediaSource::frameReady);
        source.requestFrame(MediaTime::ofMs(9'000), whole);
        source.cancelSeek();
        QTest::qWait(200);
        QCOMPARE(ready.size(), 0);
        QCOMPARE(numberOf(seek(source, MediaTime::ofMs(400)).image), 10);
    }

    void aCachedFrameComesWithoutSeeking()
    {
        FrameCache cache;
        MediaSource source(settings(), &cache);
        QVERIFY(opens(source, longGop()));
        seek(source, MediaTime::ofMs(400));
        QSignalSpy seeking(&source, &MediaSource::seeking);
        QCOMPARE(numberOf(seek(source, MediaTime::ofMs(401)).image), 10);
        QCOMPARE(seeking.size(), 0);
        QCOMPARE(cache.count(), 1);
    }

    void steppingGoesFrameByFrameBothWays()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop()));
        const FrameIndex &grid = source.frameIndex();
        for (const int k : {200, 201, 202, 203, 202, 201, 200, 199, 198, 249, 250, 251, 250, 249})
            QCOMPARE(numberOf(seek(source, grid.startOf(k)).image), k);
    }

    void aKilledWorkerIsReplacedWithoutAWrongFrame()
    {
        MediaSource source(settings(), nullptr);
        QSignalSpy restarted(&source, &MediaSource::restarted);
        QSignalSpy failed(&source, &MediaSource::failed);
        QVERIFY(opens(source, longGop()));
        QVERIFY(source.workerProcess() > 0);
        kill(pid_t(source.workerProcess()), SIGKILL);
        QCOMPARE(numberOf(seek(source, MediaTime::ofMs(3'000)).image), 75);
        QCOMPARE(restarted.size(), 1);
        kill(pid_t(source.workerProcess()), SIGKILL);
        QTRY_COMPARE(failed.size(), 1);
        const auto why = failed.first().first().value<Failure>();
        QVERIFY(why.what.endsWith(u'.') && why.advice.endsWith(u'.'));
        QCOMPARE(source.state(), MediaSource::State::Failed);
    }

    void playingShowsFramesInOrderAndEnds()
    {
        const QString path = testclips::make({QStringLiteral("short.mp4"), 30, QStringLiteral("25"),
                                              testclips::words("-c:v libx264 -g 12"), true});
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, path));
        QList<int> shown;
        connect(&source, &MediaSource::framePlayed, this, [&](const MediaFrame &frame) {
            shown.append(numberOf(frame.image));
            QVERIFY(frame.start <= source.position() || shown.size() == 1);
        });
        QSignalSpy ended(&source, &MediaSource::ended);
        source.play(MediaTime::ofMs(200), whole);
        QVERIFY(source.isPlaying());
        QVERIFY(ended.wait(30'000));
        QVERIFY(!source.isPlaying());
        QVERIFY(shown.size() > 3);
        QCOMPARE(shown.first(), 5);
        QCOMPARE(shown.last(), 29);
        QVERIFY(std::is_sorted(shown.begin(), shown.end()));
        QCOMPARE(std::adjacent_find(shown.begin(), shown.end()), shown.end());
        QCOMPARE(source.position(), source.probe().length);
    }

    void playingGoesOnWhenTheWorkerIsKilled()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop()));
        QList<int> shown;
        connect(&source, &MediaSource::framePlayed, this, [&](const MediaFrame &frame) {
            if (shown.size() == 5)
                kill(pid_t(source.workerProcess()), SIGKILL);
            shown.append(numberOf(frame.image));
        });
        source.play({}, whole);
        QTRY_VERIFY_WITH_TIMEOUT(shown.size() > 20, 30'000);
        QVERIFY(std::is_sorted(shown.begin(), shown.end()));
        source.pause();
    }

    void pausingStopsAtOnce()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop()));
        QSignalSpy played(&source, &MediaSource::framePlayed);
        source.play({}, whole);
        QTRY_VERIFY(played.size() > 3);
        const MediaTime at = source.pause();
        const qsizetype before = played.size();
        QTest::qWait(150);
        QCOMPARE(played.size(), before);
        QCOMPARE(source.position(), at);
        QCOMPARE(qint64(numberOf(seek(source, at).image)), source.frameIndex().frameAt(at));
    }

    void lateFramesAreDroppedAndTheClockGoesOn()
    {
        WorkerSettings slow = settings();
        MediaSource source(slow, nullptr);
        QVERIFY(opens(source, heavy()));
        QList<qint64> shown;
        connect(&source, &MediaSource::framePlayed, this, [&](const MediaFrame &frame) {
            shown.append(frame.index);
            if (shown.size() == 3)
                QThread::msleep(700); // the window was busy
        });
        QSignalSpy ended(&source, &MediaSource::ended);
        source.play({}, {640, 360});
        QVERIFY(ended.wait(60'000));
        QVERIFY(std::is_sorted(shown.begin(), shown.end()));
        QVERIFY(shown.size() < 100 - 8);
        QVERIFY(source.droppedFrames() > 0 || shown.size() < 90);
    }

    void aProxyOfAnotherFilmIsNotUsed()
    {
        MediaSource source(settings(), nullptr);
        QVERIFY(opens(source, longGop(), testclips::rateClip(testclips::rateRows[1])));
        QCOMPARE(numberOf(seek(source, MediaTime::ofMs(4'000)).image), 100);
        QTRY_VERIFY(!source.hasProxy());
    }

    void aFileThatIsRefusedSaysWhy()
    {
        QTemporaryFile text;
        QVERIFY(text.open());
        text.write(QByteArray("this is no film\n").repeated(100));
        text.flush();
        MediaSource source(settings(), nullptr);
        QSignalSpy failed(&source, &MediaSource::failed);
        source.open(text.fileName());
        QVERIFY(failed.wait(30'000));
        QVERIFY(failed.first().first().value<Failure>().what.contains(QStringLiteral("not a film")));
    }

    void theCacheForgetsTheOldestFirst()
    {
        const auto frame = [](qint64 index) {
            QImage image(100, 10, QImage::Format_RGB32);
            return MediaFrame{image, {}, {}, index};
        };
        FrameCache cache(3 * 4'000);
        for (int i = 0; i < 3; ++i)
            cache.insert({QStringLiteral("a"), i, {}}, frame(i));
        QVERIFY(cache.find({QStringLiteral("a"), 0, {}}));
        cache.insert({QStringLiteral("a"), 3, {}}, frame(3));
        QVERIFY(cache.find({QStringLiteral("a"), 0, {}}));
        QVERIFY(!cache.find({QStringLiteral("a"), 1, {}}));
        QCOMPARE(cache.bytes(), 12'000);
        cache.insert({QStringLiteral("b"), 0, {}}, {QImage(200, 20, QImage::Format_RGB32), {}, {}, 0});
        QVERIFY(!cache.find({QStringLiteral("b"), 0, {}}));
        cache.forget(QStringLiteral("a"));
        QCOMPARE(cache.bytes(), 0);
    }

    void soundIsStretchedTowardsTheClock()
    {
        SoundPace pace;
        QList<float> ramp;
        for (int i = 0; i < 10'000; ++i)
            ramp << float(i) << float(-i);
        pace.push(ramp.constData(), 10'000);
        QList<float> out(2 * 4'000);
        QCOMPARE(pace.take(out.data(), 4'000), 4'000);
        QCOMPARE(out.at(2 * 3'999), 3'999.0F);
        pace.follow(1'000); // far behind: takes more film for each sample
        QCOMPARE(pace.step(), 1 + SoundPace::stretchMax);
        QCOMPARE(pace.take(out.data(), 4'000), 4'000);
        QVERIFY(std::abs(out.at(2 * 3'999) - (4'000 + 3'999 * 1.005)) < 1);
        pace.follow(-1'000);
        QCOMPARE(pace.step(), 1 - SoundPace::stretchMax);
        pace.follow(5);
        QCOMPARE(pace.step(), 1.0);
    }
};

QTEST_MAIN(MediaSourceTest)
#include "media_source_test.moc"
