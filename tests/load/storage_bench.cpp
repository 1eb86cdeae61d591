// icmp-storage-bench: what a durable vote costs, alone, in batches and in a crowd, on both engines.
//
// ICMP_BENCH_FOLDER is where the databases lie (the disk that is measured); /var/tmp by default.
#include "core/base/hash.h"
#include "server/storage/sql_event_log.h"
#include "tests/support/postgres_server.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <numeric>

using namespace icmp;
using namespace icmp::storage;

namespace {

// Ends with the program, because the benchmarks are registered before main.
struct Bench {
    QTemporaryDir folder{qEnvironmentVariable("ICMP_BENCH_FOLDER", QStringLiteral("/var/tmp")) +
                         QStringLiteral("/icmp-bench-XXXXXX")};
    std::unique_ptr<test::PostgresServer> postgres;
    int files = 0;

    Place fresh(Engine engine)
    {
        if (engine == Engine::Sqlite)
            return {engine, folder.filePath(QStringLiteral("b%1.db").arg(++files))};
        if (!postgres) {
            auto started = test::PostgresServer::start();
            if (!started)
                qFatal("%s", qPrintable(started.error().what));
            postgres = std::move(*started);
        }
        return {engine, *postgres->newDatabase()};
    }
};

Bench *bench = nullptr;

event::Addition votes(qint64 first, int count)
{
    event::Addition addition{QStringLiteral("ev_bench"), {}, {}};
    for (qint64 seq = first; seq < first + count; ++seq) {
        const QString voter = sha256Hex(QByteArray::number(seq)).left(22);
        addition.facts.append(
            {seq, seq, QStringLiteral("AnswerGiven"),
             "{\"choice\":[1],\"element\":12,\"key\":\"01928e00-0000-7000-8000-000000000000\"}"});
        addition.answers.append({QStringLiteral("12"), 1, voter, 1, QStringLiteral("1"), seq});
    }
    return addition;
}

// Additions of `range(1)` votes, with `range(2)` of them under way at once; a vote is two rows. The rows are
// made beforehand: only storing is measured.
void appendVotes(benchmark::State &state)
{
    auto opened = Database::open(bench->fresh(Engine(state.range(0))));
    if (!opened)
        qFatal("%s", qPrintable(opened.error().what));
    SqlEventLog log(**opened);
    const int batch = int(state.range(1));
    const int crowd = int(state.range(2));
    qint64 seq = 1;
    std::vector<double> times;
    for (auto _ : state) {
        QList<event::Addition> ready;
        for (int i = 0; i < crowd; ++i, seq += batch)
            ready.append(votes(seq, batch));
        QSemaphore told;
        const auto began = std::chrono::steady_clock::now();
        for (const event::Addition &addition : ready) {
            log.append({addition}, [&](const Outcome<void> &kept) {
                if (!kept)
                    qFatal("%s", qPrintable(kept.error().what));
                told.release();
            });
        }
        told.acquire(crowd);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        state.SetIterationTime(took.count());
        times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    state.counters["votes/s"] = double(seq - 1) / std::accumulate(times.begin(), times.end(), 0.0);
    state.counters["votes"] = double(seq - 1);
    state.counters["p99 ms"] = 1'000 * times[times.size() * 99 / 100];
    state.counters["worst ms"] = 1'000 * times.back();
}

void readOneRow(benchmark::State &state)
{
    auto opened = Database::open(bench->fresh(Engine(state.range(0))));
    SqlEventLog log(**opened);
    QSemaphore told;
    log.append({votes(1, 1'000)}, [&](const Outcome<void> &) { told.release(); });
    told.acquire();
    for (auto _ : state)
        benchmark::DoNotOptimize(log.facts(QStringLiteral("ev_bench"), 500, 1));
}

} // namespace

BENCHMARK(appendVotes)
    ->ArgNames({"postgres", "votes", "crowd"})
    ->Args({0, 1, 1})
    ->Args({0, 1, 200})
    ->Args({0, 400, 1})
    ->Args({0, 1'000, 1})
    ->Args({1, 1, 1})
    ->Args({1, 1, 200})
    ->Args({1, 1'000, 1})
    ->MinTime(2)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(readOneRow)->ArgNames({"postgres"})->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMicrosecond);

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    Bench here;
    bench = &here;
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
