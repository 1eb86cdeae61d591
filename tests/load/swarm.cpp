// icmp-swarm: viewers by the thousand, in several processes and from many loopback addresses; it runs a show
// before them if it may, and judges what they saw. The result is JSON; it ends with 1 when anything is
// missing, doubled or wrong, and tries nothing a second time.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/load/swarm_show.h"
#include "tests/load/swarm_viewers.h"

using namespace icmp::load;

namespace {

constexpr int descriptorsKept = 64;
constexpr int settlingSeconds = 3; // after the last joined, before memory is looked at

struct Child {
    pid_t pid;
    int fd;
};

Child begin(SwarmPlan plan, int number, int processes, Stage &stage)
{
    const int share = (plan.viewers + processes - 1) / processes;
    // A rate of less than one a second and process is shared by fewer processes.
    const int voting = std::clamp(plan.votesPerSecond, 1, processes);
    const int votes = number < voting ? plan.votes / voting + (number < plan.votes % voting ? 1 : 0) : 0;
    plan.firstViewer = number * ((share + plan.perAddress - 1) / plan.perAddress) * plan.perAddress;
    plan.viewers = std::max(0, std::min(share, plan.viewers - number * share));
    plan.votesPerSecond = number < voting ? plan.votesPerSecond / voting : 0;
    plan.joiningMax = std::max(1, plan.joiningMax / processes);
    if (plan.votes > 0 && votes == 0)
        plan.votesPerSecond = 0;
    plan.votes = votes;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
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
    stream << SwarmViewers(plan, stage).run();
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
        {{"ws", "url"},
         "ws://ADDRESS:PORT/v1/rt of the server, numeric and on loopback.",
         "url",
         "ws://127.0.0.1:8420/v1/rt"},
        {"origin", "Origin to send; the server's own if not given.", "origin"},
        {"event", "Public id of the event.", "event", "ev_bench"},
        {"viewers", "How many viewers.", "n", "100"},
        {"processes", "In how many processes.", "n", "1"},
        {"per-address", "Viewers per loopback address.", "n", "150"},
        {"joining", "How many join at a time, in all.", "n", "1000"},
        {"join-seconds", "How long joining may take.", "s", "120"},
        {"seconds", "How long to watch after the last one has joined.", "s", "10"},
        {"tokens", "File with one event token a line; otherwise each viewer asks for one.", "file"},
        {"no-tokens", "Send empty tokens (for a server that checks none)."},
        {{"stalled", "stall"}, "Percent of the viewers that read nothing after joining.", "percent", "0"},
        {"stall-seconds", "They read again so long after all have joined; 0: never.", "s", "0"},
        {"drop", "Percent of the viewers that leave and come back.", "percent", "0"},
        {"votes", "How many votes in all; 0 with a rate: one of each viewer.", "n", "0"},
        {"vote", "Element to vote on.", "iid"},
        {"vote-rev", "Its revision; 0: of its newest opening.", "rev", "0"},
        {"vote-options", "How many options it has.", "n", "2"},
        {"vote-rate", "Votes per second in all.", "n", "0"},
        {"retries", "Percent of the votes that are sent twice.", "percent", "0"},
        {"account", "A demo's demo.json: open and close as its producer.", "file"},
        {"session", "A producer's session instead.", "token"},
        {"element", "The element to open; the demo's first poll if not given.", "iid"},
        {"presses", "How often it is opened and closed.", "n", "1"},
        {"server", "Process id of the server, to measure what it uses.", "pid", "0"},
        {"yield", "Run the viewers at idle priority, as if they were on other machines."},
        {"json", "Print one line instead of many."},
    });
}

// false: a sentence was printed.
bool readTokens(const QCommandLineParser &options, SwarmPlan &plan)
{
    plan.fetchTokens = !options.isSet("tokens") && !options.isSet("no-tokens");
    if (!options.isSet("tokens"))
        return true;
    QFile file(options.value("tokens"));
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "The tokens cannot be read.\n");
        return false;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (!line.trimmed().isEmpty())
            plan.tokens.append(line.trimmed());
    }
    return true;
}

SwarmPlan planOf(const QCommandLineParser &options)
{
    const auto number = [&options](const char *name) { return options.value(QLatin1String(name)).toInt(); };
    SwarmPlan plan;
    const QUrl url(options.value("url"));
    plan.host = url.host().toLatin1();
    plan.port = quint16(url.port(8420));
    plan.path = url.path().toLatin1();
    plan.secure = url.scheme() == u"wss";
    plan.origin = options.isSet("origin") ? options.value("origin").toUtf8()
                                          : (plan.secure ? "https://" : "http://") + plan.host + ':' +
                                                QByteArray::number(plan.port);
    plan.event = options.value("event").toUtf8();
    plan.viewers = number("viewers");
    plan.perAddress = std::max(1, number("per-address"));
    plan.joiningMax = std::max(1, number("joining"));
    plan.joinDeadlineMs = qint64(number("join-seconds")) * 1000;
    plan.seconds = number("seconds");
    plan.stallPercent = number("stall");
    plan.stallSeconds = number("stall-seconds");
    plan.dropPercent = number("drop");
    plan.voteElement = options.value("vote").toUtf8();
    plan.voteRevision = number("vote-rev");
    plan.voteOptions = std::max(1, number("vote-options"));
    plan.votes = number("votes");
    plan.votesPerSecond = number("vote-rate");
    plan.retryPercent = number("retries");
    plan.idlePriority = options.isSet("yield");
    return plan;
}

// Signs in and finds the element. false: a sentence was printed.
bool prepare(const QCommandLineParser &options, Desk &desk, ShowPlan &show)
{
    QString wrong;
    if (options.isSet("session"))
        desk.useSession(options.value("session").toLatin1());
    if (options.isSet("account")) {
        QFile file(options.value("account"));
        const QJsonObject demo =
            file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
        if (!desk.signIn(demo, wrong)) {
            std::fprintf(stderr, "%s\n", qPrintable(wrong));
            return false;
        }
        for (const QJsonValue &one : demo.value(QLatin1String("elements")).toArray()) {
            if (show.element.isEmpty() && one[QLatin1String("type")].toString() == u"poll.single")
                show.element = one[QLatin1String("id")].toString().toLatin1();
        }
    }
    show.produces = options.isSet("session") || options.isSet("account");
    if (show.produces && show.element.isEmpty())
        std::fprintf(stderr, "Name the --element to open.\n");
    return !show.produces || !show.element.isEmpty();
}

SwarmReport collect(const QList<Child> &children)
{
    SwarmReport sum;
    for (const Child &child : children) {
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
    return sum;
}

void awaitJoined(const Stage &stage, const SwarmPlan &plan)
{
    const qint64 until = realtimeNs() + plan.joinDeadlineMs * 1'000'000;
    while (stage.settled.load() < plan.viewers && realtimeNs() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

int run(const QCommandLineParser &options, SwarmPlan plan)
{
    const int processes = std::max(1, options.value("processes").toInt());
    if (!readTokens(options, plan) || !raiseLimit((plan.viewers + processes - 1) / processes))
        return 2;
    ShowPlan show;
    show.element = options.value(options.isSet("element") ? "element" : "vote").toLatin1();
    show.presses = std::max(1, options.value("presses").toInt());
    show.seconds = plan.seconds;
    show.drops = plan.dropPercent > 0;
    Desk desk(plan.host, plan.port, plan.event, plan.secure);
    Stage *stage = makeStage();
    if (!stage || !prepare(options, desk, show))
        return 2;
    if (show.produces && plan.voteElement.isEmpty() && plan.votesPerSecond > 0)
        plan.voteElement = show.element;
    if (plan.voteElement.isEmpty())
        plan.votesPerSecond = 0;
    show.votes = plan.votesPerSecond > 0 ? (plan.votes > 0 ? plan.votes : plan.viewers) : 0;
    const ServerWatch server(options.value("server").toLongLong());
    const qint64 emptyBytes = server.memoryBytes();
    QList<Child> children;
    for (int i = 0; i < processes; ++i)
        children.append(begin(plan, i, processes, *stage));
    awaitJoined(*stage, plan);
    if (server.running())
        std::this_thread::sleep_for(std::chrono::seconds(settlingSeconds));
    const qint64 joinedBytes = server.memoryBytes();
    stage->phase = Phase::Watching;
    const ShowFigures figures = Show(show, *stage, desk, server).run();
    stage->phase = Phase::Over;
    const SwarmReport report = collect(children);
    const QStringList faults = judge(show, figures, report);
    QJsonObject json = report.json();
    const QJsonObject sums = summary(figures, report);
    for (auto one = sums.begin(); one != sums.end(); ++one)
        json.insert(one.key(), one.value());
    if (server.running()) {
        json.insert("serverBytesPerConnection", double(joinedBytes - emptyBytes) / std::max(1, plan.viewers));
        json.insert("serverBytesAtEnd", server.memoryBytes());
    }
    json.insert("faults", QJsonArray::fromStringList(faults));
    const auto form = options.isSet("json") ? QJsonDocument::Compact : QJsonDocument::Indented;
    std::printf("%s%s", QJsonDocument(json).toJson(form).constData(), options.isSet("json") ? "\n" : "");
    return faults.isEmpty() ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser options;
    addOptions(options);
    options.process(app);
    return run(options, planOf(options));
}
