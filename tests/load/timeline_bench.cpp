// How long the timeline takes to paint 10,000 clips on 50 tracks, zoomed out, halfway and in, and to answer a
// drag. Run with QT_QPA_PLATFORM=offscreen on a release build; one iteration is one whole repaint of 1240 ×
// 900 pixels.
#include "core/project/apply.h"
#include "studio/timeline/timeline_view.h"
#include "studio/widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QMouseEvent>
#include <benchmark/benchmark.h>
#include <random>

namespace {

using namespace icmp;
using namespace icmp::project;

constexpr int trackCount = 50;
constexpr int clipsPerTrack = 200;
constexpr qint64 pitchMs = 9'000;

class CountingRandom : public Random {
public:
    QByteArray bytes(int count) override
    {
        QByteArray drawn(count, '\0');
        for (char &byte : drawn)
            byte = static_cast<char>(m_engine() & 255);
        return drawn;
    }

private:
    std::mt19937_64 m_engine{1};
};

Project largeProject()
{
    Project project =
        makeProject(QStringLiteral("Large"),
                    {QString(32, u'1'),
                     SceneId{2},
                     {TrackId{11}, TrackId{12}, TrackId{13}, TrackId{14}, TrackId{15}, TrackId{16}}});
    QList<Track> &tracks = project.scenes[0].tracks;
    tracks.clear();
    const auto &types = element::types();
    qint64 id = 1'000;
    for (int row = 0; row < trackCount; ++row) {
        Track track{TrackId{100 + row}, QStringLiteral("Track %1").arg(row + 1)};
        QList<Clip> clips;
        for (int i = 0; i < clipsPerTrack; ++i) {
            Clip clip;
            clip.id = ClipId{id++};
            clip.range = {MediaTime::ofMs(i * pitchMs + row * 100),
                          MediaTime::ofMs(i * pitchMs + row * 100 + 8'000)};
            clip.body = makeBody(*element::make(types[(row + i) % types.size()].key));
            clips.append(clip);
        }
        track.clips = ClipList(clips);
        tracks.append(track);
    }
    return project;
}

struct Bench {
    Bench() : project(largeProject()), index(project)
    {
        view.resize(1240, 900);
        view.setProject(project, index);
        view.ensurePolished();
        view.show();
        QApplication::processEvents();
    }

    CountingRandom random;
    Project project;
    ClipIndex index;
    timeline::TimelineView view{[](const Edit &) -> Result<void> { return {}; }, random};
    QImage image{1240, 900, QImage::Format_ARGB32_Premultiplied};
};

void paintAtZoom(benchmark::State &state)
{
    Bench bench;
    bench.view.fit();
    bench.view.setZoomPerMille(int(state.range(0)));
    for (auto _ : state)
        bench.view.render(&bench.image);
}

void paintWhileDragging(benchmark::State &state)
{
    Bench bench;
    bench.view.fit();
    bench.view.setZoomPerMille(400);
    bench.view.selectAll();
    const ClipId grabbed = bench.project.scenes[0].tracks[0].clips.all().first().id;
    bench.view.choose({grabbed}, grabbed);
    const QPoint from = bench.view.rectOf(grabbed).center();
    const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButtons buttons) {
        QMouseEvent event(type, at, bench.view.mapToGlobal(at),
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons, Qt::NoModifier);
        QCoreApplication::sendEvent(&bench.view, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton);
    int step = 0;
    for (auto _ : state) {
        send(QEvent::MouseMove, from + QPoint(20 + ++step % 40, 0), Qt::LeftButton);
        bench.view.render(&bench.image);
    }
}

BENCHMARK(paintAtZoom)->Arg(0)->Arg(200)->Arg(400)->Arg(700)->Unit(benchmark::kMillisecond);
BENCHMARK(paintWhileDragging)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    icmp::widgets::Theme theme(application);
    theme.choose(icmp::widgets::Appearance::Dark);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
