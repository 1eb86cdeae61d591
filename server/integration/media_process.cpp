#include "server/integration/media_process.h"

#include <QTimer>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace icmp::integration {

namespace {

constexpr int endingStepMs = 50;
constexpr int endingSteps = 100;
constexpr int readBytes = 256 * 1024;
constexpr int pipeBytes = 1024 * 1024; // a key picture at once

// Both ends close by themselves in other children; the numbers 0–2 are never given to them.
bool makePipe(int (&ends)[2])
{
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return false;
    for (int &end : ends) {
        if (end > 2)
            continue;
        const int higher = ::fcntl(end, F_DUPFD_CLOEXEC, 3);
        ::close(end);
        end = higher;
    }
    ::fcntl(ends[0], F_SETPIPE_SZ, pipeBytes);
    return true;
}

int spawn(const QByteArray &program, const QByteArrayList &words, int input, int output, int errors)
{
    std::vector<char *> arguments{const_cast<char *>(program.constData())};
    for (const QByteArray &word : words)
        arguments.push_back(const_cast<char *>(word.constData()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (input >= 0)
        posix_spawn_file_actions_adddup2(&actions, input, 0);
    else
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    pid_t pid = -1;
    const int wrong = posix_spawn(&pid, program.constData(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = wrong;
    return wrong == 0 ? pid : -1;
}

} // namespace

Outcome<std::unique_ptr<MediaProcess>> MediaProcess::start(const MediaPrograms &programs, MediaOrder order,
                                                           int input, Handlers handlers)
{
    order.confinement.program = programs.ffmpeg;
    int output[2] = {-1, -1}, errors[2] = {-1, -1};
    int pid = -1;
    if (makePipe(output) && makePipe(errors))
        pid = spawn(programs.server, sandbox::confinedWords(order.confinement, order.arguments, order.nice),
                    input, output[1], errors[1]);
    const QString why = QString::fromLocal8Bit(strerror(errno));
    for (const int end : {output[1], errors[1], input}) {
        if (end >= 0)
            ::close(end);
    }
    if (pid < 0) {
        ::close(output[0]);
        ::close(errors[0]);
        return fail(QStringLiteral("FFmpeg could not be started: %1.").arg(why));
    }
    return std::unique_ptr<MediaProcess>(new MediaProcess(pid, output[0], errors[0], std::move(handlers)));
}

MediaProcess::MediaProcess(int pid, int output, int errors, Handlers handlers)
    : m_pid(pid), m_output(output), m_errors(errors), m_handlers(std::move(handlers)),
      m_outputNotifier(std::make_unique<QSocketNotifier>(output, QSocketNotifier::Read)),
      m_errorNotifier(std::make_unique<QSocketNotifier>(errors, QSocketNotifier::Read))
{
    ::fcntl(output, F_SETFL, O_NONBLOCK);
    ::fcntl(errors, F_SETFL, O_NONBLOCK);
    QObject::connect(m_outputNotifier.get(), &QSocketNotifier::activated, [this] { read(); });
    QObject::connect(m_errorNotifier.get(), &QSocketNotifier::activated, [this] { listen(); });
}

MediaProcess::~MediaProcess()
{
    m_outputNotifier.reset();
    m_errorNotifier.reset();
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    ::close(m_output);
    ::close(m_errors);
}

void MediaProcess::read()
{
    QByteArray bytes(readBytes, Qt::Uninitialized);
    const ssize_t got = ::read(m_output, bytes.data(), size_t(bytes.size()));
    if (got > 0) {
        bytes.truncate(got);
        if (m_handlers.output)
            m_handlers.output(bytes); // may end this process
        return;
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR))
        finish(endingSteps);
}

void MediaProcess::listen()
{
    char bytes[1024];
    const ssize_t got = ::read(m_errors, bytes, sizeof bytes);
    if (got > 0)
        m_said = (m_said + QByteArray(bytes, got)).right(saidBytesMax);
    else if (got == 0)
        m_errorNotifier->setEnabled(false);
}

// Its output ended: it has 5 s to end by itself, then whatever it still does has no use.
void MediaProcess::finish(int triesLeft)
{
    m_outputNotifier->setEnabled(false);
    listen();
    int status = 0;
    if (triesLeft <= 0)
        ::kill(m_pid, SIGKILL);
    const bool gone = ::waitpid(m_pid, &status, triesLeft <= 0 ? 0 : WNOHANG) == m_pid;
    if (gone)
        m_pid = -1;
    // From the event loop, so that the handler may destroy this.
    QTimer::singleShot(gone ? 0 : endingStepMs, m_outputNotifier.get(), [this, gone, status, triesLeft] {
        if (!gone)
            return finish(triesLeft - 1);
        const auto ended = m_handlers.ended;
        const QByteArray said = m_said.trimmed();
        if (ended)
            ended(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), said);
    });
}

} // namespace icmp::integration
