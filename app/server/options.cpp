#include "app/server/options.h"

#include <QHostAddress>
#include <QThread>

namespace icmp::server {

namespace {

constexpr int viewersPerWorker = 15'000;
constexpr qint64 workersMax = 63;
constexpr qint64 viewersMax = workersMax * viewersPerWorker;

tl::unexpected<Failure> wrong(const QString &what)
{
    return fail(what, QStringLiteral("Run \"icmp-server help\"."));
}

Outcome<qint64> numberOf(const QString &name, const QString &text, qint64 least, qint64 most)
{
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok || value < least || value > most)
        return wrong(QStringLiteral("%1 takes a whole number from %2 to %3.").arg(name).arg(least).arg(most));
    return value;
}

// Where the port that an option names is kept; nullptr: it names none.
quint16 *portOf(Options &options, const QString &name)
{
    if (name == u"--port")
        return &options.port;
    if (name == u"--rtmp-port")
        return &options.rtmpPort.emplace(0);
    if (name == u"--srt-port")
        return &options.srtPort.emplace(0);
    return nullptr;
}

Outcome<void> take(Options &options, const QString &name, const QString &value)
{
    if (name == u"--data")
        options.data = value;
    else if (name == u"--listen")
        options.listen = value;
    else if (name == u"--tls-cert")
        options.tlsCertificate = value;
    else if (name == u"--tls-key")
        options.tlsKey = value;
    else if (name == u"--origin")
        options.origin = value;
    else if (name == u"--login")
        options.login = value;
    else if (name == u"--key")
        options.keyFile = value;
    else if (name == u"--receipt")
        options.receiptFile = value;
    else if (name == u"--roles")
        options.roles = QString(value).replace(u',', u' ');
    else if (name == u"--ingest-listen")
        options.ingestListen = value;
    else if (name == u"--loop")
        options.loop = value;
    else if (name == u"--workers" || name == u"--viewers") {
        const auto number = numberOf(name, value, 1, name == u"--workers" ? workersMax : viewersMax);
        if (!number)
            return tl::unexpected(number.error());
        (name == u"--workers" ? options.workers : options.viewers) = int(*number);
    } else if (quint16 *const port = portOf(options, name)) {
        const auto number = numberOf(name, value, 0, 65'535);
        if (!number)
            return tl::unexpected(number.error());
        *port = quint16(*number);
    } else {
        return wrong(QStringLiteral("There is no option %1.").arg(name));
    }
    return {};
}

Outcome<void> check(const Options &options)
{
    const QHostAddress address(options.listen);
    if (address.isNull())
        return wrong(QStringLiteral("--listen takes a numeric address."));
    if (options.tlsCertificate.isEmpty() != options.tlsKey.isEmpty())
        return wrong(QStringLiteral("--tls-cert and --tls-key belong together."));
    if (!address.isLoopback() && options.tlsCertificate.isEmpty())
        return fail(QStringLiteral("Plain text is spoken on loopback only."),
                    QStringLiteral("Give --tls-cert and --tls-key, or listen on 127.0.0.1."));
    const QHostAddress ingest(options.ingestListen);
    if (ingest.isNull())
        return wrong(QStringLiteral("--ingest-listen takes a numeric address."));
    if (!ingest.isLoopback() && options.rtmpPort)
        return fail(QStringLiteral("RTMP shows the stream key to everybody on the way."),
                    QStringLiteral("Keep it on loopback behind a TLS proxy, or give --srt-port alone."));
    if (!options.loop.isEmpty() && options.command != Command::Demo)
        return wrong(QStringLiteral("--loop belongs to demo."));
    if (options.command == Command::Demo && !address.isLoopback())
        return fail(QStringLiteral("A demo listens on loopback only."),
                    QStringLiteral("Leave --listen out."));
    if (options.command == Command::AccountAdd && (options.login.isEmpty() || options.roles.isEmpty()))
        return wrong(QStringLiteral("account add needs a login and its roles."));
    return {};
}

} // namespace

int workersFor(const Options &options)
{
    if (options.workers > 0)
        return options.workers;
    if (options.viewers == 0)
        return 1;
    const int cores = std::max(1, QThread::idealThreadCount());
    return std::max(cores, (options.viewers + viewersPerWorker - 1) / viewersPerWorker);
}

Outcome<Options> parseOptions(const QStringList &arguments)
{
    Options options;
    QStringList words = arguments;
    const QString first = words.isEmpty() ? QStringLiteral("serve") : words.takeFirst();
    if (first == u"demo")
        options.command = Command::Demo;
    else if (first == u"admin" &&
             words.mid(0, 2) == QStringList{QStringLiteral("account"), QStringLiteral("add")}) {
        options.command = Command::AccountAdd;
        words = words.mid(2);
    } else if (first == u"audit" && words.value(0) == u"poll" && words.size() > 1) {
        options.command = Command::AuditPoll;
        options.file = words.at(1);
        words = words.mid(2);
    } else if (first == u"audit") {
        return wrong(QStringLiteral("audit poll needs the file to check."));
    } else if (first != u"serve") {
        return wrong(QStringLiteral("There is no command %1.").arg(first));
    }
    // account add LOGIN ROLE[,ROLE]: the same as --login and --roles.
    const bool named = options.command == Command::AccountAdd && !words.isEmpty();
    if (named && !words.first().startsWith(u'-'))
        options.login = words.takeFirst();
    while (named && !words.isEmpty() && !words.first().startsWith(u'-'))
        options.roles += (options.roles.isEmpty() ? QString() : QStringLiteral(" ")) +
                         words.takeFirst().replace(u',', u' ');
    while (!words.isEmpty()) {
        const QString word = words.takeFirst();
        const qsizetype equals = word.indexOf(u'=');
        const QString name = equals > 0 ? word.left(equals) : word;
        if (equals < 0 && words.isEmpty())
            return wrong(QStringLiteral("%1 needs a value.").arg(name));
        const QString value = equals > 0 ? word.mid(equals + 1) : words.takeFirst();
        if (const auto taken = take(options, name, value); !taken)
            return tl::unexpected(taken.error());
    }
    if (const auto checked = check(options); !checked)
        return tl::unexpected(checked.error());
    return options;
}

QString usage()
{
    return QStringLiteral(
        "icmp-server serve   run the server (the default)\n"
        "icmp-server demo    the same with a sample show and accounts, on loopback\n"
        "icmp-server admin account add LOGIN ROLE[,ROLE]   invite somebody (or --login and --roles)\n"
        "icmp-server audit poll FILE [--key FILE] [--receipt FILE]   recount an exported question offline\n"
        "\n"
        "  --data DIR        where everything is kept\n"
        "  --port N          0 for any free port; default 8420\n"
        "  --listen ADDRESS  default 127.0.0.1; others need --tls-cert and --tls-key\n"
        "  --tls-cert FILE   PEM chain      --tls-key FILE   its key\n"
        "  --origin URL      the public address when a proxy stands in front\n"
        "  --rtmp-port N     let encoders in by RTMP; 0 for any free port; default none\n"
        "  --srt-port N      the same by SRT\n"
        "  --ingest-listen ADDRESS  where they knock; default 127.0.0.1, and RTMP nowhere else\n"
        "  --loop FILE       demo: show this film as the live programme, again and again\n"
        "  --workers N       processes that hold the sockets; default 1\n"
        "  --viewers N       plan for so many: as many workers as cores, and one for each 15,000\n");
}

} // namespace icmp::server
