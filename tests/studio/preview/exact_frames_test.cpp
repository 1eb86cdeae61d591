// The picture of the preview is exactly the frame of the playhead: numbered clips of every rate, 1,000 random
// frames over the constant ones and 1,000 on the variable one.
#include "studio/media/frame_cache.h"
#include "studio/media/media_worker.h"
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
