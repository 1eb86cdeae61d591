// icmp-edge-bench: one worker of the edge with nothing behind it, and next to it a bare epoll loop that only
// sends; both watched by icmp-swarm. Prints both reports, so that the edge is judged against what this
// machine can do at all.
//
// icmp-edge-bench [VIEWERS] [SECONDS] [STALL_PERCENT]
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTimer>
#include <cstdio>

#include "server/edge/edge_hub.h"
#include "server/edge/wire/ws_codec.h"
#include "tests/load/swarm_stage.h"

using namespace icmp;
using namespace icmp::edge;

namespace {

QByteArray logMessage(qint64 offset)
{
    return R"({"log":{"off":)" + QByteArray::number(offset) + R"(,"t":"bench","ts":)" +
           QByteArray::number(load::realtimeNs()) + R"(,"fill":")" + QByteArray(200, 'x') + "\"}}";
}

QByteArray stateMessage(qint64 version)
{
    return R"({"st":{"k":"tally:1","v":)" + QByteArray::number(version) + R"(,"d":{"n":1,"c":[1,0]},"ts":)" +
           QByteArray::number(load::realtimeNs()) + "}}";
}

QByteArray welcome()
{
    return R"({"i":1,"welcome":{"off":0}})";
}

// What a process uses: resident and private memory in KiB, CPU in ms.
QByteArray usageOf(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    QByteArray text;
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("RssAnon") || line.startsWith("VmHWM"))
                text += line.simplified() + ", ";
        }
    }
    if (stat.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> fields = stat.readAll().split(' ');
        const qint64 ticks = fields.value(13).toLongLong() + fields.value(14).toLongLong();
        text += "CPU " + QByteArray::number(ticks * 1000 / sysconf(_SC_CLK_TCK)) + " ms";
    }
    return text;
}

void watch(QProcess &swarm, quint16 port, const QStringList &arguments)
{
    swarm.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    swarm.start(QCoreApplication::applicationDirPath() + "/icmp-swarm",
                QStringList{"--url", QStringLiteral("ws://127.0.0.1:%1/v1/rt").arg(port), "--no-tokens"} +
                    arguments);
}

int benchEdge(QCoreApplication &app, int viewers, const QStringList &arguments)
{
    EdgePlan plan;
    plan.routes = {{"/v1/rt", {"live.v1.json"}}};
    plan.connectionsMax = limits::perWorkerMax;
    std::unique_ptr<EdgeHub> hub;
    int joined = 0;
    EdgeHandlers handlers;
    handlers.message = [&](ConnectionId id, const QByteArray &) {
        hub->setAuthenticated(id);
        hub->send(id, welcome());
        hub->subscribe(id, "ev");
        ++joined;
    };
    handlers.needsSnapshot = [&](ConnectionId id) { hub->resync(id, R"({"snap":{"off":0}})"); };
    QList<int> sweeps;
    handlers.swept = [&](const QByteArray &, int tookMs) { sweeps.append(tookMs); };
    handlers.note = [](const QString &note) { std::fprintf(stderr, "%s\n", qPrintable(note)); };
    auto started = EdgeHub::start(plan, handlers);
    if (!started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().what));
        return 1;
    }
    hub = std::move(*started);
    hub->setOrigins({"http://127.0.0.1:" + QByteArray::number(hub->port())});
    const qint64 pid = hub->workerPids().first();
    const QByteArray before = usageOf(pid);
    QProcess swarm;
    QTimer ticker;
    qint64 number = 0;
    QByteArray idle;
    QObject::connect(&ticker, &QTimer::timeout, [&] {
        if (joined < viewers)
            return;
        if (idle.isEmpty())
            idle = usageOf(pid);
        hub->publishLog("ev", logMessage(++number));
        QTimer::singleShot(500, &ticker, [&] { hub->publishState("ev", "tally:1", stateMessage(number)); });
    });
    ticker.start(1000);
    QObject::connect(&swarm, &QProcess::finished, &app, &QCoreApplication::quit);
    watch(swarm, hub->port(), arguments);
    QCoreApplication::exec();
    std::printf("edge, worker before: %s\nedge, worker with all joined: %s\nedge, worker at the end: %s\n",
                before.constData(), idle.constData(), usageOf(pid).constData());
    std::printf("%s", swarm.readAllStandardOutput().constData());
    std::printf("sweeps in ms:");
    for (const int took : std::as_const(sweeps))
        std::printf(" %d", took);
    std::printf("\n");
    return 0;
}

// Accepts, answers any bytes with a handshake and a welcome, and sends one frame to all each second; nothing
// else.
[[noreturn]] void bareLoop(int listener, int viewers)
{
    const int poll = epoll_create1(0);
    epoll_event event{EPOLLIN, {.fd = listener}};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    const QByteArray answer = "HTTP/1.1 101 Switching Protocols\r\n\r\n" + wsFrame(WsOpcode::Text, welcome());
    std::vector<int> sockets;
    int welcomed = 0;
    qint64 next = 0, offset = 0;
    for (;;) {
        epoll_event events[256];
        const int count = epoll_wait(poll, events, 256, 10);
        for (int i = 0; i < count; ++i) {
            char bytes[4096];
            if (events[i].data.fd == listener) {
                const int fd = ::accept(listener, nullptr, nullptr);
                const int one = 1, buffer = 16 * 1024;
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
                event = {EPOLLIN, {.fd = fd}};
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
                sockets.push_back(fd);
            } else if (::recv(events[i].data.fd, bytes, sizeof bytes, 0) <= 0) {
                ::_exit(0); // the swarm has ended
            } else {
                ::send(events[i].data.fd, answer.constData(), size_t(answer.size()), MSG_NOSIGNAL);
                ++welcomed;
            }
        }
        const qint64 now = load::realtimeNs();
        if (welcomed < viewers || now < next)
            continue;
        next = now + 1'000'000'000;
        const QByteArray frame = wsFrame(WsOpcode::Text, logMessage(++offset));
        for (const int fd : sockets)
            ::send(fd, frame.constData(), size_t(frame.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void benchBare(QCoreApplication &app, int viewers, const QStringList &arguments)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof address;
    ::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(listener, 4096);
    ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
    const pid_t pid = ::fork();
    if (pid == 0)
        bareLoop(listener, viewers);
    ::close(listener);
    QProcess swarm;
    QObject::connect(&swarm, &QProcess::finished, &app, &QCoreApplication::quit);
    watch(swarm, ntohs(address.sin_port), arguments);
    QCoreApplication::exec();
    ::kill(pid, SIGTERM);
    ::waitpid(pid, nullptr, 0);
    std::printf("bare epoll loop:\n%s", swarm.readAllStandardOutput().constData());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && qstrcmp(argv[1], "worker") == 0)
        return runWorker();
    QCoreApplication app(argc, argv);
    const int viewers = argc > 1 ? QByteArray(argv[1]).toInt() : 10'000;
    const QStringList arguments = {"--viewers", QString::number(viewers),
                                   "--seconds", argc > 2 ? QString(argv[2]) : QStringLiteral("15"),
                                   "--stall",   argc > 3 ? QString(argv[3]) : QStringLiteral("0")};
    const int failed = benchEdge(app, viewers, arguments);
    if (failed == 0)
        benchBare(app, viewers, arguments);
    return failed;
}
