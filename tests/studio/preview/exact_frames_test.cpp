// The picture of the preview is exactly the frame of the playhead, and an element is on it at exactly its
// frames: numbered clips of every rate. Pictures: 1,000 random frames over the constant rates and 1,000 on
// the variable one. Elements: 1,000 random windows at each rate.
#include "studio/media/frame_cache.h"
#include "studio/media/media_worker.h"
#include "studio/preview/canvas_view.h"
#include "studio/preview/playback.h"
#include "tests/studio/codec/clip_table.h"
#include "tests/support/places.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace icmp;
using namespace icmp::preview;

namespace {

constexpr int framesEach = 1'000 / 6 + 1; // six constant rates
constexpr int windowsEach = 1'000;
constexpr int constantRates = 6; // the first rows
constexpr int pictureEvery = 6;  // of the windows, the pictures of their edges are looked at too

// A scene with one poll on the frames [from, from + count).
project::Project withPoll(const FrameRate &rate, int from, int count)
{
    project::Project project = project::makeProject(
        QStringLiteral("One"), {QStringLiteral("0123456789abcdef0123456789abcdef"),
                                SceneId{1},
                                {TrackId{2}, TrackId{3}, TrackId{4}, TrackId{5}, TrackId{6}, TrackId{7}}});
    project.rate = rate;
    project::Clip clip;
    clip.id = ClipId{41};
    clip.range = {rate.timeOfFrame(from), rate.timeOfFrame(from + count)};
    clip.box = {200'000, 200'000, 300'000, 400'000};
    project.scenes[0].tracks[1].clips.insert(clip.withElement(*element::make(QStringLiteral("poll.single"))));
    return project;
}

media::WorkerSettings workers()
{
    media::WorkerSettings chosen;
    chosen.program = icmp::test::builtPath(QStringLiteral("bin/icmp-media"));
    return chosen;
}

} // namespace

class ExactFramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePictureIsTheFrameOfThePlayhead_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < 6; ++i)
            QTest::newRow(testclips::rateRows[i].name) << i;
    }

    void thePictureIsTheFrameOfThePlayhead()
    {
        QFETCH(int, row);
        const testclips::RateRow &clip = testclips::rateRows[row];
        media::FrameCache cache;
        Playback playback(workers(), &cache);
        playback.setRate(clip.expected);
        playback.setLength(clip.expected.timeOfFrame(testclips::rateFrames));
        playback.setPictureSize({1'000, 1'000});
        Film film{testclips::rateClip(clip), {}, QStringLiteral("clip"), {{}, playback.length()}, {}};
        playback.setFilm(film);
        QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        for (int i = 0; i < framesEach; ++i) {
            const int k = random.bounded(testclips::rateFrames);
            // Anywhere within the frame leads to its start.
            playback.seek(clip.expected.timeOfFrame(k) + MediaTime{random.bounded(1'000)});
            QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
            QCOMPARE(playback.frame(), qint64(k));
            const int shown = testclips::numberOf(playback.image());
            QVERIFY2(shown == k,
                     qPrintable(QStringLiteral("seed %1: frame %2 shows %3").arg(seed).arg(k).arg(shown)));
        }
    }

    void anElementIsOnExactlyItsFrames_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < int(std::size(testclips::rateRows)); ++i)
            QTest::newRow(testclips::rateRows[i].name) << i;
    }

    void anElementIsOnExactlyItsFrames()
    {
        QFETCH(int, row);
        const testclips::RateRow &clip = testclips::rateRows[row];
        const FrameRate grid = clip.constant ? clip.expected : FrameRate{50, 1};
        media::FrameCache cache;
        Playback playback(workers(), &cache);
        playback.setRate(grid);
        playback.setLength(clip.constant ? grid.timeOfFrame(testclips::rateFrames) : MediaTime::ofMs(10'000));
        playback.setPictureSize({1'000, 1'000});
        playback.setFilm(
            Film{testclips::rateClip(clip), {}, QStringLiteral("clip"), {{}, playback.length()}, {}});
        QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
        const int frames = int(grid.frameAt(playback.length()));
        CanvasView canvas{playback};
        canvas.resize(1'000, 600);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        for (int i = 0; i < windowsEach; ++i) {
            const int from = random.bounded(1, frames - 2);
            const int count = random.bounded(1, frames - from);
            canvas.setScene(withPoll(grid, from, count), SceneId{1});
            for (const auto &[frame, there] :
                 {std::pair(from - 1, false), std::pair(from, true), std::pair(from + count - 1, true),
                  std::pair(from + count, false)}) {
                // The first and the last moment of the frame.
                const MediaTime begin = grid.timeOfFrame(frame), end = grid.timeOfFrame(frame + 1);
                for (const MediaTime t : {begin, MediaTime{end.flicks - 1}}) {
                    playback.seek(t);
                    QVERIFY2(canvas.visible().isEmpty() != there,
                             qPrintable(QStringLiteral("seed %1: frames %2 + %3, at %4 flicks of frame %5")
                                            .arg(seed)
                                            .arg(from)
                                            .arg(count)
                                            .arg(t.flicks)
                                            .arg(frame)));
                }
                if (row >= constantRates || i % pictureEvery != 0 || frame >= testclips::rateFrames)
                    continue;
                QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
                QCOMPARE(testclips::numberOf(playback.image()), frame);
                QCOMPARE(canvas.visible().isEmpty(), !there);
            }
        }
    }

    // On a project's grid the playhead stands inside the film's own frames of 1, 2 and 3 ticks.
    void aVariableRateShowsTheFrameThatIsOnScreen()
    {
        const auto clip = std::find_if(std::begin(testclips::rateRows), std::end(testclips::rateRows),
                                       [](const auto &row) { return !row.constant; });
        QCOMPARE(clip->file, "vfr.mp4");
        constexpr qint64 tick = flicksPerSecond / 30;
        const auto startOf = [](qint64 frame) { return (frame + frame / 3 + 2 * (frame / 7)) * tick; };
        const FrameRate grid{50, 1};
        media::FrameCache cache;
        Playback playback(workers(), &cache);
        playback.setRate(grid);
        playback.setLength({startOf(testclips::rateFrames)});
        playback.setPictureSize({1'000, 1'000});
        playback.setFilm(
            Film{testclips::rateClip(*clip), {}, QStringLiteral("clip"), {{}, playback.length()}, {}});
        QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        for (int i = 0; i < 1'000; ++i) {
            const MediaTime t = grid.timeOfFrame(random.bounded(int(grid.frameAt(playback.length()))));
            int expected = 0;
            while (expected + 1 < testclips::rateFrames && startOf(expected + 1) <= t.flicks)
                ++expected;
            playback.seek(t);
            QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
            const int shown = testclips::numberOf(playback.image());
            QVERIFY2(shown == expected, qPrintable(QStringLiteral("seed %1: %2 flicks is frame %3, shows %4")
                                                       .arg(seed)
                                                       .arg(t.flicks)
                                                       .arg(expected)
                                                       .arg(shown)));
        }
    }

    // Sound may be longer than the picture: the last frame stays, and seeking ends.
    void afterTheLastFrameSeekingEnds()
    {
        const testclips::RateRow &clip = testclips::rateRows[0];
        media::FrameCache cache;
        Playback playback(workers(), &cache);
        playback.setRate(clip.expected);
        playback.setLength(clip.expected.timeOfFrame(testclips::rateFrames + 50));
        playback.setPictureSize({1'000, 1'000});
        playback.setFilm(
            Film{testclips::rateClip(clip), {}, QStringLiteral("clip"), {{}, playback.length()}, {}});
        QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
        for (const int beyond : {10, 40}) {
            playback.seek(clip.expected.timeOfFrame(testclips::rateFrames + beyond));
            QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
            QCOMPARE(testclips::numberOf(playback.image()), testclips::rateFrames - 1);
        }
        playback.seek({});
        QTRY_COMPARE_WITH_TIMEOUT(int(playback.picture()), int(Playback::Picture::Exact), 30'000);
        QCOMPARE(testclips::numberOf(playback.image()), 0);
    }
};

QTEST_MAIN(ExactFramesTest)
#include "exact_frames_test.moc"
