// icmp-studio: the composition root. Everything is made here and given to who needs it.
#include "app/platform/system_ports.h"
#include "app/studio/command_line.h"
#include "resources/samples/embedded.h"
#include "studio/automation/document_methods.h"
#include "studio/automation/window_methods.h"
#include "studio/settings/english_plurals.h"
#include "studio/shell/frame/status_line.h"
#include "studio/shell/main_window.h"
#include "studio/shell/server_side.h"
#include "studio/shell/window_methods.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>
#include <QTimer>
#include <cstdio>

namespace {

using namespace icmp;

// What happened and what to do about it.
QString sentences(const Failure &failure)
{
    return failure.advice.isEmpty() ? failure.what : failure.what + u' ' + failure.advice;
}

void complain(const Failure &failure)
{
    std::fprintf(stderr, "icmp-studio: %s\n", qPrintable(sentences(failure)));
}

// Whoever gave a file on the command line looks at the terminal first.
void tellBoth(shell::MainWindow &window, const Failure &failure)
{
    complain(failure);
    window.tell(sentences(failure), shell::Tone::Bad);
}

// The studio's window is not there yet.
int refuseToStart(const Failure &failure)
{
    complain(failure);
    return int(studio::ExitCode::Failed);
}

QString dataPath(const char *below)
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u'/' +
           QLatin1String(below);
}

// What follows the first painted window.
void begin(shell::MainWindow &window, shell::ServerSide &server, const studio::CommandLine &given)
{
    window.showPictures();
    if (given.server.isEmpty())
        return;
    if (const auto signing = server.signInAs(QUrl(given.server), given.account); !signing)
        window.tell(sentences(signing.error()), shell::Tone::Bad);
}

// Ends with 0 when the window is there and, with a server, this studio is signed in.
void smoke(shell::ServerSide &server, const studio::CommandLine &given)
{
    const auto end = [](const Outcome<void> &signedIn) {
        if (!signedIn)
            complain(signedIn.error());
        QCoreApplication::exit(int(signedIn ? studio::ExitCode::Good : studio::ExitCode::Failed));
    };
    if (given.server.isEmpty())
        return end({});
    if (const auto signing = server.signInAs(QUrl(given.server), given.account, end); !signing)
        end(signing);
}

} // namespace

int main(int count, char **words)
{
    QCoreApplication::setOrganizationName(QStringLiteral("icmp"));
    QCoreApplication::setApplicationName(QStringLiteral("icmp-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral("0.1.0"));
    QStringList arguments;
    for (int i = 1; i < count; ++i)
        arguments.append(QString::fromLocal8Bit(words[i]));
    const auto command = studio::parseCommandLine(arguments);
    if (!command)
        return refuseToStart(command.error());
    if (command->help) {
        std::fputs(qPrintable(studio::helpText()), stdout);
        return int(studio::ExitCode::Good);
    }
    if (command->task != studio::Task::Window)
        return studio::runWithoutWindow(*command, count, words);

    QApplication application(count, words);
    const settings::EnglishPlurals english;
    samples::makeAvailable();
    platform::SystemClock clock;
    platform::SystemRandom random;
    settings::Settings settings;
    widgets::Theme theme(application);
    theme.setTextPercent(settings.get(settings::declared::textPercent));
    theme.choose(widgets::Appearance(settings.get(settings::declared::appearance)));
    settings::Keymap keymap(settings.store());
    const QString projects = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) +
                             QStringLiteral("/ICMP projects");
    shell::Workbench bench({clock, random, settings, {}, dataPath("media"), projects});
    const auto opened = command->file.isEmpty() ? bench.openLast() : bench.open(command->file);
    if (!opened) {
        const auto fresh = bench.startNew();
        if (!fresh)
            return refuseToStart(fresh.error());
    }
    shell::MainWindow window(bench, keymap, theme);
    shell::ServerSide server(window, clock);
    window.show();
    if (!opened)
        tellBoth(window, opened.error());
    automation::AutomationPort port;
    if (!command->automation.isEmpty()) {
        automation::addDocumentMethods(port, [&bench] { return bench.document(); });
        automation::addWindowMethods(port);
        shell::addWindowMethods(port, window);
        if (const auto listening = port.listen(command->automation); !listening)
            return refuseToStart(listening.error());
        window.status().setAutomation(port.address());
    }
    window.whenPainted([&window, &server, given = *command] {
        given.smoke ? smoke(server, given) : begin(window, server, given);
    });
    return QApplication::exec();
}
