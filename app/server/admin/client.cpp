#include "app/server/admin/client.h"

#include "app/platform/data_folder.h"
#include "app/platform/ed25519.h"
#include "app/platform/files.h"
#include "app/platform/system_ports.h"
#include "server/console/admin_desk.h"
#include "server/console/line_editor.h"

#include <QFile>
#include <QStandardPaths>
#include <QUrl>
#include <sodium.h>

namespace icmp::server {

namespace {

constexpr qint64 secretBytesMax = 4'096;

// Sessions and device keys of whoever runs the console: files of their own, readable by nobody else.
QString ownFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/icmp-console");
}

// A name for a file: whatever a login may hold stays inside the folder.
QString fileOf(const QString &name)
{
    return ownFolder() + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(name, "@"));
}

console::DeskPorts portsOf(Random &random)
{
    return {random,
            [](const QString &name) -> std::optional<QByteArray> {
                if (!QFile::exists(fileOf(name)))
                    return std::nullopt;
                const auto bytes =
                    platform::readWhole(fileOf(name), secretBytesMax, platform::Mode::OwnerOnly);
                return bytes ? std::optional(*bytes) : std::nullopt;
            },
            [](const QString &name, const QByteArray &bytes) -> Outcome<void> {
                if (bytes.isEmpty()) {
                    QFile::remove(fileOf(name));
                    return {};
                }
                const auto folder = platform::makePrivateFolder(ownFolder());
                return folder ? platform::writeWhole(fileOf(name), bytes, platform::Mode::OwnerOnly) : folder;
            },
            [](const QByteArray &seed) { return std::make_unique<platform::Ed25519Signer>(seed); }};
}

QString placeOf(const Options &options)
{
    if (!options.server.isEmpty())
        return options.server;
    const QString data = options.data.isEmpty() ? platform::DataFolder::defaultPath() : options.data;
    return data + QStringLiteral("/admin.sock");
}

int converse(console::AdminDesk &desk, console::Terminal &terminal)
{
    if (!terminal.isInteractive()) {
        int code = 0;
        while (const auto line = terminal.ask({}))
            code = desk.run(line->split(u' ', Qt::SkipEmptyParts));
        return code;
    }
    terminal.say(QStringLiteral("\"help\" lists what there is; Tab completes; Ctrl-D leaves."));
    (void)platform::makePrivateFolder(ownFolder());
    console::LineEditor editor(ownFolder() + QStringLiteral("/history"),
                               [&desk](const QStringList &words) { return desk.complete(words); });
    while (const auto line = editor.read(desk.prompt())) {
        if (*line == u"quit" || *line == u"exit")
            break;
        (void)desk.run(line->split(u' ', Qt::SkipEmptyParts));
    }
    return 0;
}

} // namespace

int administer(const Options &options)
{
    if (sodium_init() < 0)
        return 1;
    platform::SystemRandom random;
    console::Terminal terminal;
    console::AdminDesk desk(console::AdminLink(placeOf(options)), portsOf(random), terminal,
                            options.json ? console::Output::Json : console::Output::People);
    return options.command == Command::Console ? converse(desk, terminal) : desk.run(options.words);
}

} // namespace icmp::server
