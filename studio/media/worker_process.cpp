#include "studio/media/worker_process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace icmp::media {

namespace {

constexpr int bubblewrapTrialMs = 5'000;  // it takes 10 ms where it works

QString programOf(const WorkerSettings &settings)
{
    return settings.program.isEmpty()
               ? QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("icmp-media"))
               : settings.program;
}

// Only what the loader needs to start the program, all of it read-only.
QStringList bubblewrapArguments(const QString &program)
{
    QStringList words{QStringLiteral("--unshare-all"), QStringLiteral("--die-with-parent"),
                      QStringLiteral("--new-session"), QStringLiteral("--cap-drop"),
                      QStringLiteral("ALL"),           QStringLiteral("--clearenv"),
                      QStringLiteral("--setenv"),      QStringLiteral("LC_ALL"),
                      QStringLiteral("C.UTF-8")};
    for (const char *folder : {"/usr", "/lib", "/lib64", "/etc/ld.so.cache"})
        words += {QStringLiteral("--ro-bind-try"), QString::fromLatin1(folder), QString::fromLatin1(folder)};
    words += {QStringLiteral("--ro-bind"),   program,
              QStringLiteral("/icmp-media"), QStringLiteral("--chdir"),
              QStringLiteral("/"),           QStringLiteral("/icmp-media")};
    return words;
}

bool usesBubblewrap(const WorkerSettings &settings)
{
    return settings.sandbox == SandboxChoice::Bubblewrap ||
           (settings.sandbox == SandboxChoice::Automatic && MediaWorker::bubblewrapWorks());
}

// In the new process: everything but the standard three and the socket is closed by exec.
void keepOnly(int socket)
{
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    fcntl(socket, F_SETFD, 0);
}

}  // namespace

bool MediaWorker::bubblewrapWorks()
{
    static const bool works = [] {
        QProcess trial;
        trial.start(QStringLiteral("bwrap"),
                    {QStringLiteral("--unshare-all"), QStringLiteral("--ro-bind"), QStringLiteral("/"),
                     QStringLiteral("/"), QStringLiteral("true")});
        return trial.waitForFinished(bubblewrapTrialMs) && trial.exitStatus() == QProcess::NormalExit &&
               trial.exitCode() == 0;
    }();
    return works;
}

WorkerProcess::WorkerProcess(const WorkerSettings &settings, QObject *parent)
    : QObject(parent), m_settings(settings)
{
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::finished, this, &WorkerProcess::finished);
}

WorkerProcess::~WorkerProcess()
{
    m_told = true;
    kill();
    m_process.waitForFinished();
    m_notifier.reset();
    if (m_socket >= 0)
        close(m_socket);
}

Outcome<void> WorkerProcess::start()
{
    const QString program = programOf(m_settings);
    if (!QFileInfo(program).isExecutable())
        return fail(QStringLiteral("The media worker %1 is missing.").arg(program),
                    QStringLiteral("Install ICMP again."));
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(
            QStringLiteral("No socket for a media worker: %1.").arg(QString::fromLocal8Bit(strerror(errno))),
            QStringLiteral("Close some media and try again."));
    m_socket = ends[0];
    const int yes = 1;
    setsockopt(m_socket, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);  // the kernel tells which process speaks
    const int theirs = ends[1];
    m_process.setChildProcessModifier([theirs] { keepOnly(theirs); });
    const bool bubblewrap = usesBubblewrap(m_settings);
    const QString mode = bubblewrap                                  ? QStringLiteral("bubblewrap")
                         : m_settings.sandbox == SandboxChoice::None ? QStringLiteral("none")
                                                                     : QStringLiteral("landlock");
    QStringList words = bubblewrap ? bubblewrapArguments(program) : QStringList();
    words += {QStringLiteral("--socket"), QString::number(theirs), QStringLiteral("--sandbox"), mode};
    m_process.start(bubblewrap ? QStringLiteral("bwrap") : program, words);
    const bool started = m_process.waitForStarted();
    close(theirs);
    if (!started)
        return fail(QStringLiteral("The media worker could not be started: %1.").arg(m_process.errorString()),
                    QStringLiteral("Install ICMP again."));
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &WorkerProcess::read);
    return {};
}

void WorkerProcess::read()
{
    QByteArray bytes(messageBytesMax, Qt::Uninitialized);
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int) * 4)] = {};
    iovec part{bytes.data(), size_t(bytes.size())};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = recvmsg(m_socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        m_notifier->setEnabled(false);  // finished() says why
        return;
    }
    for (cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET)
            continue;
        if (head->cmsg_type == SCM_CREDENTIALS) {
            ucred sender = {};
            std::memcpy(&sender, CMSG_DATA(head), sizeof sender);
            m_worker = sender.pid;
        } else if (head->cmsg_type == SCM_RIGHTS) {  // a worker has no business sending any
            for (size_t i = 0; i < (head->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++i) {
                int number = -1;
                std::memcpy(&number, CMSG_DATA(head) + i * sizeof(int), sizeof number);
                close(number);
            }
        }
    }
    bytes.truncate(got);
    Q_EMIT received(QJsonDocument::fromJson(bytes).object());
}

void WorkerProcess::send(const QJsonObject &json, const QList<int> &descriptors)
{
    const QByteArray bytes = QJsonDocument(json).toJson(QJsonDocument::Compact);
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 3)] = {};
    iovec part{const_cast<char *>(bytes.data()), size_t(bytes.size())};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!descriptors.isEmpty()) {
        Q_ASSERT(descriptors.size() <= 3);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * size_t(descriptors.size()));
        cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int) * size_t(descriptors.size()));
        std::memcpy(CMSG_DATA(head), descriptors.constData(), sizeof(int) * size_t(descriptors.size()));
    }
    // A full socket means a worker that has stopped listening; hundreds of requests fit in it.
    if (sendmsg(m_socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EPIPE && errno != ECONNRESET)
        kill();
}

void WorkerProcess::kill()
{
    if (m_worker > 0 && m_process.state() != QProcess::NotRunning)
        ::kill(pid_t(m_worker), SIGKILL);
    m_process.kill();
}

qint64 WorkerProcess::cpuMs() const
{
    clockid_t clock = 0;
    timespec used = {};
    if (m_worker <= 0 || clock_getcpuclockid(pid_t(m_worker), &clock) != 0 ||
        clock_gettime(clock, &used) != 0)
        return -1;
    return qint64(used.tv_sec) * 1000 + used.tv_nsec / 1'000'000;
}

void WorkerProcess::finished(int exitCode, QProcess::ExitStatus status)
{
    m_worker = 0;
    if (m_told)
        return;
    m_told = true;
    const QString how = status == QProcess::CrashExit || exitCode > 128
                            ? QStringLiteral("it crashed or was killed")
                            : QStringLiteral("it ended with status %1").arg(exitCode);
    Q_EMIT ended(QStringLiteral("The media worker of this file has ended: %1.").arg(how));
}

}  // namespace icmp::media
