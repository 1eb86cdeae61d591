// Measures what a person feels when scrubbing: from requestFrame() to the exact frame, through the sandboxed
// worker, on a 1080p H.264 film with a key frame every 250 frames, with and without its proxy; nothing is
// cached.
//
//   icmp-seek-bench [folder for film and cache] [seeks] [another film]
#include "studio/media/media_library.h"
#include "studio/media/media_source.h"
#include "studio/media/media_worker.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace icmp;
using namespace icmp::media;

namespace {

constexpr int patienceMs = 10 * 60 * 1000;
constexpr QSize view{960, 540};

// Runs the event loop until `done()`; false when that took too long.
template <class Done>
bool waitFor(Done done)
{
    QElapsedTimer since;
    since.start();
    while (!done()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
        if (since.elapsed() > patienceMs)
            return false;
    }
    return true;
}

QString filmIn(const QString &folder)
{
    const QString path = folder + QStringLiteral("/gop250.mp4");
    if (QFile::exists(path))
        return path;
    std::printf("making a film of 60 s …\n");
    const QString words =
        QStringLiteral("-y -v error -f lavfi -i testsrc2=size=1920x1080:rate=25:duration=60 "
                       "-vf noise=alls=8:allf=t -c:v libx264 -preset veryfast -b:v 8M -g 250 "
                       "-keyint_min 250 -sc_threshold 0 -bf 3 -pix_fmt yuv420p ");
    QProcess::execute(QStringLiteral("ffmpeg"), words.split(u' ', Qt::SkipEmptyParts) << path);
    return path;
}

void tell(const char *what, QList<double> ms)
{
    std::sort(ms.begin(), ms.end());
    const auto at = [&](double part) {
        return ms.at(std::min(qsizetype(part * double(ms.size())), ms.size() - 1));
    };
    std::printf("%-34s n %4lld  p50 %6.1f ms  p95 %6.1f ms  p99 %6.1f ms  max %6.1f ms\n", what,
                static_cast<long long>(ms.size()), at(0.5), at(0.95), at(0.99), ms.last());
}

// CPU time of a process in ms: what a seek costs, however busy the machine is.
double cpuMs(qint64 process)
{
    clockid_t clock = 0;
    timespec used = {};
    if (clock_getcpuclockid(pid_t(process), &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return double(used.tv_sec) * 1000 + double(used.tv_nsec) / 1e6;
}

struct Measured {
    QList<double> wall;
    QList<double> cpu; // of the worker that decodes the original
};

// The time from each request to its answer; empty when one was not answered or showed another frame.
Measured measure(MediaSource &source, const QList<qint64> &frames)
{
    Measured took;
    quint64 answered = 0;
    qint64 shown = -1;
    QObject scope;
    QObject::connect(&source, &MediaSource::frameReady, &scope,
                     [&](quint64 request, const MediaFrame &frame) {
                         answered = request;
                         shown = frame.index;
                     });
    for (const qint64 frame : frames) {
        QElapsedTimer since;
        since.start();
        const double cpuBefore = cpuMs(source.workerProcess());
        const quint64 request = source.requestFrame(source.frameIndex().startOf(frame), view);
        if (!waitFor([&] { return answered == request; }) || shown != frame)
            return {};
        took.wall.append(double(since.nsecsElapsed()) / 1e6);
        took.cpu.append(cpuMs(source.workerProcess()) - cpuBefore);
    }
    return took;
}

bool run(const QString &film, const QString &proxy, int seeks)
{
    WorkerSettings settings;
    MediaSource source(settings, nullptr);
    source.open(film, proxy);
    if (!waitFor([&] {
            return source.state() != MediaSource::State::Opening && source.hasProxy() == !proxy.isEmpty();
        }))
        return false;
    QRandomGenerator random(1);
    const qint64 count = source.frameIndex().count();
    QList<qint64> anywhere;
    for (int i = 0; i < seeks; ++i)
        anywhere.append(random.bounded(int(count)));
    QList<qint64> steps;
    for (qint64 frame = count / 2; steps.size() < 60; ++frame)
        steps.append(frame);
    for (qint64 frame = steps.last(); steps.size() < 120; --frame)
        steps.append(frame);
    const Measured seeking = measure(source, anywhere);
    const Measured stepping = measure(source, steps);
    if (seeking.wall.isEmpty() || stepping.wall.isEmpty())
        return false;
    tell(proxy.isEmpty() ? "original: random frame" : "proxy: random frame", seeking.wall);
    if (proxy.isEmpty())
        tell("original: CPU time of a seek", seeking.cpu);
    tell(proxy.isEmpty() ? "original: one frame on or back" : "proxy: one frame on or back",
         stepping.wall.mid(1));
    return true;
}

} // namespace

int main(int count, char **words)
{
    QCoreApplication app(count, words);
    const QStringList given = QCoreApplication::arguments();
    const QString folder = given.value(1, QDir::tempPath() + QStringLiteral("/icmp-seek-bench"));
    const int seeks = std::max(given.value(2, QStringLiteral("200")).toInt(), 1);
    QDir().mkpath(folder);
    QTimer wake; // processEvents() must come back to look at its time limit
    wake.start(1000);
    const QString film = given.size() > 3 ? given.at(3) : filmIn(folder);

    MediaLibrary library(folder + QStringLiteral("/cache"), WorkerSettings{});
    QString proxy;
    bool over = false;
    QElapsedTimer since;
    since.start();
    QObject::connect(&library, &MediaLibrary::imported, &app, [&](JobId, const ImportedMedia &media) {
        proxy = library.proxyPath(media.hash);
        std::printf("film of %.0f s, %lld bytes, imported in %.1f s (sandbox %s)\n",
                    double(media.probe.length.toMsFloor()) / 1000, static_cast<long long>(media.probe.bytes),
                    double(since.elapsed()) / 1000, qPrintable(media.sandbox));
        over = true;
    });
    QObject::connect(&library, &MediaLibrary::failed, &app, [&](JobId, const Failure &failure) {
        std::fprintf(stderr, "%s %s\n", qPrintable(failure.what), qPrintable(failure.advice));
        over = true;
    });
    library.import(film);
    if (!waitFor([&] { return over; }) || proxy.isEmpty() || !run(film, proxy, seeks) ||
        !run(film, {}, seeks)) {
        std::fprintf(stderr, "The measurement failed: a seek was not answered or showed another frame.\n");
        return 1;
    }
    return 0;
}
