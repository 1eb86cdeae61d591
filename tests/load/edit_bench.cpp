// What one edit costs at 10,000 clips on 50 tracks: through apply alone, and through a Document with its
// index, history and announcement. Figures, never assertions.
#include "studio/document/document.h"

#include "tests/support/fake_clock.h"
#include "tests/support/random_edits.h"
#include "tests/support/seeded_random.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <benchmark/benchmark.h>

using namespace icmp;

namespace {

constexpr int extraTracks = 45;

// Two moves that take each other back, of a clip in the middle of a track.
struct Moves {
    explicit Moves(const project::Project &project)
    {
        const project::Scene &scene = project.scenes.first();
        const auto clips = scene.tracks[2].clips.all();
        const project::MoveClips move{
            scene.id, {clips[clips.size() / 2].id}, project.rate.frameLength(), 0, project::Ripple::None};
        there.content = move;
        project::MoveClips reverse = move;
        reverse.delta = -move.delta;
        back.content = reverse;
    }
    project::Edit there, back;
};

void applyAlone(benchmark::State &state)
{
    const project::Project project = test::RandomEdits(1).startingProject(int(state.range(0)), extraTracks);
    const project::ClipIndex index(project);
    const Moves moves(project);
    for (auto _ : state)
        benchmark::DoNotOptimize(project::apply(project, index, moves.there));
}

void edits(benchmark::State &state, document::Document &document)
{
    const Moves moves(document.project());
    bool forth = true;
    for (auto _ : state) {
        benchmark::DoNotOptimize(document.apply(forth ? moves.there : moves.back));
        forth = !forth;
    }
}

void documentInMemory(benchmark::State &state)
{
    const test::FakeClock clock;
    test::SeededRandom random;
    auto document = document::Document::inMemory(
        {clock, random, {}}, test::RandomEdits(1).startingProject(int(state.range(0)), extraTracks));
    edits(state, *document);
}

void documentOnDisk(benchmark::State &state)
{
    const test::FakeClock clock;
    test::SeededRandom random;
    const QTemporaryDir folder;
    auto made = document::Document::create(
        {clock, random, {}}, test::RandomEdits(1).startingProject(int(state.range(0)), extraTracks),
        folder.filePath(QStringLiteral("a.icmp")));
    if (!made)
        return state.SkipWithError("no file");
    edits(state, **made);
}

} // namespace

BENCHMARK(applyAlone)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(documentInMemory)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(documentOnDisk)->Arg(10'000)->Unit(benchmark::kMicrosecond);

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
