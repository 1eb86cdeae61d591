// icmp-swarm: viewers by the thousand, in several processes and from many loopback addresses, and what they
// saw as JSON.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QUrl>
#include <cstdio>

#include "tests/load/swarm_viewers.h"

using namespace icmp::load;

namespace {

constexpr int descriptorsKept = 64;

struct Child {
    pid_t pid;
    int fd;
};

Child begin(SwarmPlan plan, int number, int processes)
{
    const int share = (plan.viewers + processes - 1) / processes;
    plan.firstViewer = number * ((share + plan.perAddress - 1) / plan.perAddress) * plan.perAddress;
    plan.viewers = std::max(0, std::min(share, plan.viewers - number * share));
    plan.votesPerSecond /= processes;
    int ends[2];
    if (::pipe(ends) != 0)
        return {-1, -1};
    const pid_t pid = ::fork();
    if (pid != 0) {
        ::close(ends[1]);
        return {pid, ends[0]};
    }
    ::close(ends[0]);
    QFile out;
    if (!out.open(ends[1], QIODevice::WriteOnly))
        ::_exit(1);
    QDataStream stream(&out);
    stream << SwarmViewers(plan).run();
    out.close();
    ::_exit(0);
}

bool raiseLimit(int viewersPerProcess)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (rlim_t(viewersPerProcess + descriptorsKept) <= limit.rlim_cur)
        return true;
    std::fprintf(stderr,
                 "%d viewers in one process need more than %lu descriptors. Ask for more --processes.\n",
                 viewersPerProcess, static_cast<unsigned long>(limit.rlim_cur));
    return false;
}

void addOptions(QCommandLineParser &options)
{
    options.addHelpOption();
    options.addOptions({
        {"url", "ws://ADDRESS:PORT/v1/rt of the server, numeric and on loopback.", "url",
         "ws://127.0.0.1:8420/v1/rt"},
        {"origin", "Origin to send; the server's own if not given.", "origin"},
        {"event", "Public id of the event.", "event", "ev_bench"},
        {"viewers", "How many viewers.", "n", "100"},
        {"processes", "In how many processes.", "n", "1"},
        {"per-address", "Viewers per loopback address.", "n", "400"},
        {"seconds", "How long to watch after the last one has joined.", "s", "10"},
        {"tokens", "File with one event token a line; otherwise each viewer asks for one.", "file"},
        {"no-tokens", "Send empty tokens (for a server that checks none)."},
        {"stall", "Percent of the viewers that never read after joining.", "percent", "0"},
        {"vote", "Element to vote on.", "iid"},
        {"vote-rev", "Its revision.", "rev", "1"},
        {"vote-options", "How many options it has.", "n", "2"},
        {"vote-rate", "Votes per second in all; each viewer votes once.", "n", "0"},
    });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser options;
    addOptions(options);
    options.process(app);
    SwarmPlan plan;
    const QUrl url(options.value("url"));
    plan.host = url.host().toLatin1();
    plan.port = quint16(url.port(8420));
    plan.path = url.path().toLatin1();
    plan.origin = options.isSet("origin") ? options.value("origin").toUtf8()
                                          : "http://" + plan.host + ':' + QByteArray::number(plan.port);
    plan.event = options.value("event").toUtf8();
    plan.viewers = options.value("viewers").toInt();
    plan.perAddress = std::max(1, options.value("per-address").toInt());
    plan.seconds = options.value("seconds").toInt();
    plan.stallPercent = options.value("stall").toInt();
    plan.voteElement = options.value("vote").toUtf8();
    plan.voteRevision = options.value("vote-rev").toInt();
    plan.voteOptions = std::max(1, options.value("vote-options").toInt());
    plan.votesPerSecond = options.value("vote-rate").toInt();
    plan.fetchTokens = !options.isSet("tokens") && !options.isSet("no-tokens");
    if (options.isSet("tokens")) {
        QFile file(options.value("tokens"));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "The tokens cannot be read.\n");
            return 2;
        }
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.trimmed().isEmpty())
                plan.tokens.append(line.trimmed());
        }
    }
    const int processes = std::max(1, options.value("processes").toInt());
    if (!raiseLimit((plan.viewers + processes - 1) / processes))
        return 2;
    QList<Child> children;
    for (int i = 0; i < processes; ++i)
        children.append(begin(plan, i, processes));
    SwarmReport sum;
    for (const Child &child : std::as_const(children)) {
        QFile in;
        SwarmReport report;
        if (in.open(child.fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
            const QByteArray bytes = in.readAll();
            QDataStream stream(bytes);
            stream >> report;
        }
        sum.add(report);
        int status = 0;
        ::waitpid(child.pid, &status, 0);
    }
    std::printf("%s", QJsonDocument(sum.json()).toJson().constData());
    return sum.welcomed == plan.viewers ? 0 : 1;
}
