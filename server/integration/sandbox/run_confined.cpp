#include "server/integration/sandbox/confinement.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace icmp::sandbox {

namespace {

constexpr int lowPriority = 10; // a tenth of the others' share: it goes on however busy the machine is

int complain(const QString &what)
{
    std::fprintf(stderr, "icmp-server confined: %s\n", qPrintable(what));
    return 126;
}

// A signal mask or ignored signal of the server would be inherited.
void forgetSignals()
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
}

} // namespace

int runConfined(int count, char **words)
{
    Confinement confinement;
    bool nice = false;
    int at = 0;
    for (; at < count && std::strcmp(words[at], "--") != 0; ++at) {
        const bool valued = at + 1 < count;
        if (std::strcmp(words[at], "--nice") == 0)
            nice = true;
        else if (valued && std::strcmp(words[at], "--read") == 0)
            confinement.readable.append(words[++at]);
        else if (valued && std::strcmp(words[at], "--write") == 0)
            confinement.writable = words[++at];
        else
            return complain(QStringLiteral("it is started by icmp-server itself."));
    }
    if (at + 1 >= count)
        return complain(QStringLiteral("no program is named."));
    char **program = words + at + 1;
    confinement.program = program[0];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close_range(3, ~0U, 0);
    forgetSignals();
    if (nice)
        setpriority(PRIO_PROCESS, 0, lowPriority);
    if (const auto held = confineFiles(confinement, Ceiling{}); !held)
        return complain(held.error().what);
    if (const auto held = confineCalls(Calls::MediaProgram, program[0]); !held)
        return complain(held.error().what);
    // No variable of the server's: FFmpeg and its libraries read some.
    char path[] = "PATH=/usr/bin:/bin", language[] = "LC_ALL=C.UTF-8";
    char *environment[] = {path, language, nullptr};
    execve(program[0], program, environment);
    return complain(QString::fromLocal8Bit(strerror(errno)));
}

QByteArrayList confinedWords(const Confinement &confinement, const QByteArrayList &arguments, bool nice)
{
    QByteArrayList words{"confined"};
    for (const QByteArray &path : confinement.readable)
        words << "--read" << path;
    if (!confinement.writable.isEmpty())
        words << "--write" << confinement.writable;
    if (nice)
        words << "--nice";
    return words << "--" << confinement.program << arguments;
}

} // namespace icmp::sandbox
