#include "app/server/options.h"

#include <QHostAddress>

namespace icmp::server {

namespace {

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
    else if (name == u"--checkpoints")
        options.checkpoints.append(value);
    else if (name == u"--server")
        options.server = value;
    else if (name == u"--database")
        options.database = value;
    else if (name == u"--file")
        options.file = value;
    else if (name == u"--key")
        options.key = value;
    else if (name == u"--port" || name == u"--admin-port" || name == u"--workers") {
        const bool workers = name == u"--workers";
        const auto number = numberOf(name, value, workers ? 1 : 0, workers ? 64 : 65'535);
        if (!number)
            return tl::unexpected(number.error());
        if (workers) {
            options.workers = int(*number);
        } else if (name == u"--port") {
            options.port = quint16(*number);
        } else {
            options.adminPort = quint16(*number);
            options.adminTcp = true;
        }
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
    if (options.command == Command::Demo && !address.isLoopback())
        return fail(QStringLiteral("A demo listens on loopback only."),
                    QStringLiteral("Leave --listen out."));
    return {};
}

} // namespace

Outcome<Options> parseOptions(const QStringList &arguments)
{
    Options options;
    QStringList words = arguments;
    const QString first = words.isEmpty() ? QStringLiteral("serve") : words.takeFirst();
    if (first == u"demo") {
        options.command = Command::Demo;
        options.adminTcp = true;
    } else if (first == u"admin") {
        options.command = Command::Admin;
    } else if (first == u"console") {
        options.command = Command::Console;
    } else if (first == u"backup") {
        options.command = Command::Backup;
    } else if (first == u"restore") {
        options.command = Command::Restore;
    } else if (first == u"audit" && words.value(0) == u"verify") {
        options.command = Command::AuditVerify;
        words.removeFirst();
    } else if (first != u"serve") {
        return wrong(QStringLiteral("There is no command %1.").arg(first));
    }
    while (!words.isEmpty()) {
        const QString word = words.takeFirst();
        if (word == u"--json") {
            options.json = true;
            continue;
        }
        // What admin is to do is read by the console's own commands, options and all.
        if (options.command == Command::Admin && (!options.words.isEmpty() || !word.startsWith(u"--"))) {
            options.words.append(word);
            continue;
        }
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
        "icmp-server serve          run the server (the default)\n"
        "icmp-server demo           the same with a sample show and accounts, on loopback\n"
        "icmp-server console        administer a running server, interactively\n"
        "icmp-server admin WORDS    the same for scripts; \"icmp-server admin help\" lists the words\n"
        "icmp-server audit verify   verify the audit offline, with the public key alone\n"
        "icmp-server backup         an encrypted copy of everything but the keys, while the server runs\n"
        "icmp-server restore        into a new folder\n"
        "\n"
        "  --data DIR         where everything is kept\n"
        "  --port N           0 for any free port; default 8420\n"
        "  --listen ADDRESS   default 127.0.0.1; others need --tls-cert and --tls-key\n"
        "  --tls-cert FILE    PEM chain      --tls-key FILE   its key\n"
        "  --origin URL       the public address when a proxy stands in front\n"
        "  --workers N        processes that hold the sockets; default 1\n"
        "  --admin-port N     administer over TCP on loopback too; default: only DIR/admin.sock\n"
        "  --checkpoints DIR  a further place for the audit's checkpoints; may be given several times\n"
        "\n"
        "of console and admin:\n"
        "  --server URL       an admin listener on TCP instead of DIR/admin.sock\n"
        "  --json             answers as JSON\n"
        "\n"
        "of audit verify:\n"
        "  --database FILE    instead of the one in DIR      --key FILE   audit.pub, from a place you trust\n"
        "\n"
        "of backup and restore:\n"
        "  --file FILE        the backup      --key DIR   of restore: the folder of keys, kept apart\n");
}

} // namespace icmp::server
