// The picture of the preview is exactly the frame of the playhead: numbered clips of every rate, 1,000 random
// frames.
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
};

QTEST_MAIN(ExactFramesTest)
#include "exact_frames_test.moc"
