// icmp-server: composition only. What it does is in app/server/front.cpp and the folders of server/.
#include "app/platform/files.h"
#include "app/server/audit_poll.h"
#include "app/server/demo.h"
#include "app/server/front.h"
#include "core/base/strict_json.h"
#include "server/integration/ingest/front.h"
#include "server/integration/sandbox/confinement.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>
#include <QTextStream>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <future>
#include <unistd.h>

namespace {

using namespace icmp;

int signalPipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
}

int complain(const Failure &failure)
{
    QTextStream(stderr) << "icmp-server: " << failure.what << (failure.advice.isEmpty() ? "" : " ")
                        << failure.advice << '\n';
    return 1;
}

// The ingest front: no file at all, and no call that makes a socket or a process.
ingest::FrontConfinement frontConfinement()
{
    sandbox::Ceiling ceiling;
    ceiling.dataBytes = ingest::frontDataBytesMax;
    ceiling.fileBytes = 0;
    ceiling.descriptors = ingest::frontDescriptorsMax;
    return {[ceiling] { return sandbox::confineFiles({}, ceiling); },
            [] { return sandbox::confineCalls(sandbox::Calls::IngestFront); }};
}

// {"http","ws","event","watch","elements","accounts"}, and "ingest" with its ports: exactly one line, when
// everything answers.
void printDemo(const server::Services &services, const server::Site &site, QJsonObject seeded)
{
    seeded.insert(QStringLiteral("http"), site.http);
    if (const auto ports = services.programmes->live().ingestPorts(); ports.rtmp > 0 || ports.srt > 0)
        seeded.insert(QStringLiteral("ingest"),
                      QJsonObject{{QStringLiteral("rtmp"), ports.rtmp}, {QStringLiteral("srt"), ports.srt}});
    seeded.insert(QStringLiteral("ws"), site.websocket + QStringLiteral("/v1/rt"));
    seeded.insert(QStringLiteral("watch"),
                  site.http + QStringLiteral("/watch/") + seeded.value(QLatin1String("event")).toString());
    const QByteArray line = canonicalJson(seeded);
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
}

// The first admin's invitation goes to a private file, never into the log, which standard error is.
Outcome<void> invite(server::Services &services)
{
    const QString path = services.folder.firstAdmin();
    const auto invitation = services.accounts->bootstrap();
    if (!invitation)
        return tl::unexpected(invitation.error());
    if (!*invitation) {
        QFile::remove(path); // used up
        return {};
    }
    const QJsonObject told{{QStringLiteral("login"), (*invitation)->login},
                           {QStringLiteral("token"), (*invitation)->token},
                           {QStringLiteral("expires"), (*invitation)->expiresMs}};
    const auto written = platform::writeWhole(path, canonicalJson(told), platform::Mode::OwnerOnly);
    if (!written)
        return written;
    services.log.write(operations::Level::Info,
                       QStringLiteral("First start: there is no admin yet. Enrol within 15 minutes by POST "
                                      "/v1/enrolments, as the file says that only its owner may read."),
                       {{QStringLiteral("file"), path}});
    return {};
}

int addAccount(server::Services &services, const server::Options &options)
{
    const auto roles = identity::Roles::fromText(options.roles);
    if (!roles)
        return complain(
            {QStringLiteral("--roles names a role that does not exist."),
             QStringLiteral("There are admin, creator, producer, moderator, marketer, advertiser, "
                            "reviewer, finance and support.")});
    identity::Subject installation;
    installation.installation = true;
    std::promise<identity::Answer<identity::Invitation>> promise;
    auto told = promise.get_future();
    services.accounts->invite(
        installation, options.login, *roles,
        [&promise](identity::Answer<identity::Invitation> answer) { promise.set_value(std::move(answer)); });
    const auto invited = told.get();
    if (!invited)
        return complain(invited.error());
    if (!*invited)
        return complain({describe(invited->error())});
    QTextStream(stdout) << "Invited " << (*invited)->login
                        << ". Enrol within 24 hours by POST /v1/enrolments "
                        << "{token, password}, then {token, code}. Token: " << (*invited)->token << '\n';
    return 0;
}

int serve(QCoreApplication &application, server::Services &services, const server::Options &options)
{
    QJsonObject seeded;
    if (options.command == server::Command::Demo) {
        auto made = server::seedDemo(services);
        if (!made)
            return complain(made.error());
        seeded = *made;
    } else if (const auto invited = invite(services); !invited) {
        return complain(invited.error());
    }
    if (const auto opened = services.openProgrammes(options); !opened)
        return complain(opened.error());
    if (!options.loop.isEmpty())
        services.programmes->playFile(seeded.value(QLatin1String("event")).toString(), options.loop);
    auto front = server::Front::open(services, options);
    if (!front)
        return complain(front.error());
    services.log.write(operations::Level::Info, QStringLiteral("The server listens."),
                       {{QStringLiteral("address"), (*front)->site().http}});
    bool stopping = false;
    QSocketNotifier notifier(signalPipe[0], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &application, [&] {
        char byte = 0;
        [[maybe_unused]] const auto taken = ::read(signalPipe[0], &byte, 1);
        if (stopping)
            return;
        stopping = true;
        (*front)->stop([&application] { application.quit(); });
    });
    if (options.command == server::Command::Demo)
        printDemo(services, (*front)->site(), seeded);
    const int code = application.exec();
    services.log.write(operations::Level::Info, QStringLiteral("The server stopped."));
    front->reset();
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && QByteArrayView(argv[1]) == "worker")
        return edge::runWorker();
    if (argc > 1 && QByteArrayView(argv[1]) == "confined")
        return sandbox::runConfined(argc - 2, argv + 2);
    if (argc > 1 && QByteArrayView(argv[1]) == "ingest")
        return ingest::runFront(argc - 2, argv + 2, frontConfinement());
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("icmp-server"));
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.value(0) == u"help" || arguments.value(0) == u"--help") {
        QTextStream(stdout) << server::usage();
        return 0;
    }
    const auto options = server::parseOptions(arguments);
    if (!options)
        return complain(options.error());
    if (options->command == server::Command::AuditPoll)
        return server::auditPoll(*options);
    if (::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return complain({QStringLiteral("The system gives no pipe."),
                         QStringLiteral("Raise the limit of open files (ulimit -n) and start again.")});
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    std::signal(SIGPIPE, SIG_IGN);
    auto services =
        server::Services::open(options->data.isEmpty() ? platform::DataFolder::defaultPath() : options->data);
    if (!services)
        return complain(services.error());
    (*services)->log.takeQtMessages();
    if (options->command == server::Command::AccountAdd)
        return addAccount(**services, *options);
    return serve(application, **services, *options);
}
