#include "app/media/sandbox.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace icmp::worker {

namespace {

QString told(bool allowed)
{
    return allowed ? QStringLiteral("allowed") : QStringLiteral("denied");
}

// Whether a call that gives a descriptor succeeded; closes it.
bool opens(long descriptor)
{
    if (descriptor >= 0)
        close(int(descriptor));
    return descriptor >= 0;
}

bool forks()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, nullptr, 0); // its signal would stop this process once it is traced
    return child > 0;
}

// Where no sandbox holds, the file that shows it must not stay.
bool createsFile()
{
    const QByteArray path = P_tmpdir "/icmp-trial-" + QByteArray::number(getpid());
    const bool made = opens(open(path.constData(), O_WRONLY | O_CREAT | O_EXCL, 0600));
    if (made)
        unlink(path.constData());
    return made;
}

// The call would replace this process, so success never returns: the arguments are wrong on purpose. A denial
// is EPERM or EACCES, an allowed call fails with ENOENT or EFAULT.
bool executes()
{
    char *const none[] = {nullptr};
    execve("/nothing/here", none, none);
    return errno != EPERM && errno != EACCES;
}

bool mapsExecutable()
{
    void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED)
        munmap(page, 4096);
    return page != MAP_FAILED;
}

bool raisesLimits()
{
    const rlimit more{64, 64};
    return syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &more, nullptr) == 0;
}

bool statsPath()
{
    struct stat about = {};
    return stat("/etc/passwd", &about) == 0;
}

} // namespace

QJsonObject trySandbox()
{
    alignas(8) char ring[256] = {};
    return {{QStringLiteral("socket"), told(opens(socket(AF_INET, SOCK_STREAM, 0)))},
            {QStringLiteral("unixSocket"), told(opens(socket(AF_UNIX, SOCK_STREAM, 0)))},
            {QStringLiteral("openRead"), told(opens(open("/etc/passwd", O_RDONLY)))},
            {QStringLiteral("openWrite"), told(createsFile())},
            {QStringLiteral("openOldCall"), told(opens(syscall(SYS_open, "/etc/passwd", O_RDONLY)))},
            {QStringLiteral("statPath"), told(statsPath())},
            {QStringLiteral("execve"), told(executes())},
            {QStringLiteral("fork"), told(forks())},
            {QStringLiteral("ptrace"), told(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)},
            {QStringLiteral("ioUring"),
             told(opens(syscall(SYS_io_uring_setup, 1, ring)) || errno == EFAULT || errno == EINVAL)},
            {QStringLiteral("memfd"), told(opens(syscall(SYS_memfd_create, "trial", 0)))},
            {QStringLiteral("kill"), told(kill(getppid(), 0) == 0 || kill(1, 0) == 0)},
            {QStringLiteral("executableMemory"), told(mapsExecutable())},
            {QStringLiteral("raiseLimits"), told(raisesLimits())}};
}

} // namespace icmp::worker
