// How many votes the live host takes, without edge and database: parse, decide, evolve, facts as they are
// stored, acknowledgements and tallies. One owner thread, a log in memory, an outlet that counts.
//
//     icmp-live-bench [VOTES]
#include "server/live/live_host.h"

#include "tests/core/package/package_fixture.h"
#include "tests/server/live/memory_stores.h"
#include "tests/support/fake_clock.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace icmp;
using namespace icmp::live;

namespace {

constexpr qint64 waitingMost = 20'000; // of the host's queue of 100,000

class Counter : public Outlet {
public:
    void send(Connection, const QByteArray &text) override
    {
        if (text.contains(R"("st":"counted")"))
            ++counted;
    }
    void resync(Connection, const QByteArray &) override {}
    void subscribe(Connection, const QByteArray &) override {}
    void unsubscribe(Connection, const QByteArray &) override {}
    void publishLog(const QByteArray &, const QByteArray &) override {}
    void publishState(const QByteArray &, const QByteArray &, const QByteArray &, live::Told) override {}
    void setLite(Connection, bool) override {}
    void setAuthenticated(Connection) override {}
    void close(Connection, quint16, const QByteArray &) override { ++closed; }

    std::atomic<qint64> counted = 0;
    std::atomic<qint64> closed = 0;
};

void waitFor(LiveHost &host, qint64 waiting)
{
    while (host.figures().tasksWaiting > waiting)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

qint64 nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

// CPU of this process, all threads.
double cpuSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

} // namespace

int main(int argc, char **argv)
{
    const qint64 votes = argc > 1 ? std::atoll(argv[1]) : 100'000;
    if (votes < 1 || votes > 2'000'000) {
        std::fprintf(stderr, "icmp-live-bench [VOTES]: from 1 to 2000000\n");
        return 2;
    }
    const test::Published published = test::publish();
    test::MemoryLog log;
    test::OneShow shows;
    test::FakeClock clock;
    Counter counter;
    shows.version = catalogue::Version{QStringLiteral("sh_test"), 1, published.frozen.publicRoot,
                                       published.frozen.privateRoot};
    LiveHost host({log, shows, clock, counter, published.loader(),
                   [](const QString &token, const QString &event) -> Result<identity::EventToken> {
                       return identity::EventToken{event, token, 0};
                   },
                   [](const QString &, const QByteArray &) -> Outcome<Result<DeskGrant>> {
                       return fail(QStringLiteral("No desk here."));
                   },
                   [](const QString &) {}});
    for (qint64 i = 1; i <= votes; ++i) {
        host.opened({Connection(i), Route::Viewer, "http://x", "10.0." + QByteArray::number(i / 1'000)});
        host.message(Connection(i), R"({"i":1,"hello":{"v":1,"ev":"ev_test","tok":"viewer)" +
                                        QByteArray::number(i) + R"("}})");
        if (i % 1'000 == 0)
            waitFor(host, waitingMost);
    }
    waitFor(host, 0);
    QByteArrayList texts;
    texts.reserve(votes);
    for (qint64 i = 1; i <= votes; ++i)
        texts.append(R"({"i":2,"vote":{"iid":"12","rev":0,"ch":[)" + QByteArray::number(i % 3) +
                     R"(],"key":"01928e4c-7f00-7000-8000-)" + QByteArray::number(i).rightJustified(12, '0') +
                     R"(","n":1}})");
    const qint64 began = nowNs();
    const double cpuBegan = cpuSeconds();
    for (qint64 i = 1; i <= votes; ++i) {
        host.message(Connection(i), texts.at(i - 1));
        if (i % 1'000 == 0)
            waitFor(host, waitingMost);
    }
    while (counter.counted < votes && counter.closed == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const double seconds = double(nowNs() - began) / 1e9;
    std::printf("%lld votes counted in %.3f s: %.0f votes/s, %.1f us of CPU each, %lld commits\n",
                static_cast<long long>(counter.counted), seconds, double(counter.counted) / seconds,
                (cpuSeconds() - cpuBegan) * 1e6 / double(votes),
                static_cast<long long>(host.figures().commits));
    return counter.counted == votes ? 0 : 1;
}
