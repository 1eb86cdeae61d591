#include "tests/support/postgres_server.h"

#include <QFile>
#include <QProcess>
#include <unistd.h>

namespace icmp::test {

namespace {

const QString programs = QStringLiteral("/usr/lib/postgresql/15/bin/");
constexpr int startMs = 60'000; // initdb takes about 2 s, on a busy machine many times that

} // namespace

PostgresServer::PostgresServer() : m_folder(QStringLiteral("/tmp/icmp-pg-XXXXXX")) {}

// PostgreSQL refuses to run as root, so root becomes the user that Debian's package made for it.
Outcome<void> PostgresServer::run(const QString &program, const QStringList &arguments) const
{
    QStringList command{programs + program};
    command += arguments;
    if (geteuid() == 0)
        command = QStringList{QStringLiteral("/sbin/runuser"), QStringLiteral("-u"),
                              QStringLiteral("postgres"), QStringLiteral("--")} +
                  command;
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    // A server that goes on running would otherwise hold the pipes open.
    process.setStandardOutputFile(m_folder.filePath(QStringLiteral("out")));
    process.setStandardErrorFile(m_folder.filePath(QStringLiteral("err")));
    process.start(command.takeFirst(), command);
    if (!process.waitForFinished(startMs) || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0) {
        QString said;
        for (const char *name : {"err", "out", "log"}) {
            QFile file(m_folder.filePath(QString::fromLatin1(name)));
            if (file.open(QIODevice::ReadOnly))
                said += QString::fromUtf8(file.readAll().right(2'000));
        }
        return fail(QStringLiteral("%1 did not work: %2 %3").arg(program, process.errorString(), said),
                    QStringLiteral("Install postgresql-15."));
    }
    return {};
}

Outcome<std::unique_ptr<PostgresServer>> PostgresServer::start()
{
    std::unique_ptr<PostgresServer> server(new PostgresServer);
    const QString folder = server->m_folder.path();
    if (geteuid() == 0) {
        QProcess chown;
        chown.start(QStringLiteral("/bin/chown"), {QStringLiteral("postgres"), folder});
        if (!chown.waitForFinished() || chown.exitCode() != 0)
            return fail(QStringLiteral("There is no user postgres."),
                        QStringLiteral("Install postgresql-15."));
    }
    const QString data = folder + QStringLiteral("/data");
    const auto made =
        server->run(QStringLiteral("initdb"),
                    {QStringLiteral("-D"), data, QStringLiteral("-U"), QStringLiteral("icmp"),
                     QStringLiteral("-A"), QStringLiteral("trust"), QStringLiteral("-E"),
                     QStringLiteral("UTF8"), QStringLiteral("--locale=C.UTF-8"), QStringLiteral("-N")});
    if (!made)
        return tl::unexpected(made.error());
    const QString options = QStringLiteral("-c listen_addresses='' -c unix_socket_directories='%1' "
                                           "-c shared_buffers=32MB -c max_connections=40")
                                .arg(folder);
    const auto started =
        server->run(QStringLiteral("pg_ctl"),
                    {QStringLiteral("-D"), data, QStringLiteral("-l"), folder + QStringLiteral("/log"),
                     QStringLiteral("-o"), options, QStringLiteral("-w"), QStringLiteral("start")});
    if (!started)
        return tl::unexpected(started.error());
    server->m_running = true;
    return server;
}

PostgresServer::~PostgresServer()
{
    if (m_running)
        (void)run(QStringLiteral("pg_ctl"),
                  {QStringLiteral("-D"), m_folder.filePath(QStringLiteral("data")), QStringLiteral("-m"),
                   QStringLiteral("immediate"), QStringLiteral("-w"), QStringLiteral("stop")});
}

Outcome<QString> PostgresServer::newDatabase()
{
    const QString name = QStringLiteral("t%1").arg(++m_databases);
    const auto made = run(QStringLiteral("createdb"), {QStringLiteral("-h"), m_folder.path(),
                                                       QStringLiteral("-U"), QStringLiteral("icmp"), name});
    if (!made)
        return tl::unexpected(made.error());
    return QStringLiteral("host=%1 user=icmp dbname=%2").arg(m_folder.path(), name);
}

} // namespace icmp::test
