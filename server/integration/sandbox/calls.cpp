#include "server/integration/sandbox/confinement.h"

#include <cerrno>
#include <cstring>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace icmp::sandbox {

namespace {

// Memory, threads, time, and reading and writing what is open.
constexpr int sharedCalls[] = {SCMP_SYS(read),
                               SCMP_SYS(write),
                               SCMP_SYS(pread64),
                               SCMP_SYS(pwrite64),
                               SCMP_SYS(readv),
                               SCMP_SYS(writev),
                               SCMP_SYS(lseek),
                               SCMP_SYS(close),
                               SCMP_SYS(fstat),
                               SCMP_SYS(fcntl),
                               SCMP_SYS(dup),
                               SCMP_SYS(dup2),
                               SCMP_SYS(poll),
                               SCMP_SYS(ppoll),
                               SCMP_SYS(select),
                               SCMP_SYS(pselect6),
                               SCMP_SYS(munmap),
                               SCMP_SYS(mremap),
                               SCMP_SYS(madvise),
                               SCMP_SYS(brk),
                               SCMP_SYS(futex),
                               SCMP_SYS(set_robust_list),
                               SCMP_SYS(rseq),
                               SCMP_SYS(gettid),
                               SCMP_SYS(getpid),
                               SCMP_SYS(getppid),
                               SCMP_SYS(getuid),
                               SCMP_SYS(geteuid),
                               SCMP_SYS(getgid),
                               SCMP_SYS(getegid),
                               SCMP_SYS(rt_sigaction),
                               SCMP_SYS(rt_sigprocmask),
                               SCMP_SYS(rt_sigreturn),
                               SCMP_SYS(rt_sigtimedwait),
                               SCMP_SYS(sigaltstack),
                               SCMP_SYS(sched_getaffinity),
                               SCMP_SYS(sched_getparam),
                               SCMP_SYS(sched_getscheduler),
                               SCMP_SYS(sched_get_priority_max),
                               SCMP_SYS(sched_get_priority_min),
                               SCMP_SYS(sched_yield),
                               SCMP_SYS(clock_gettime),
                               SCMP_SYS(clock_getres),
                               SCMP_SYS(clock_nanosleep),
                               SCMP_SYS(nanosleep),
                               SCMP_SYS(gettimeofday),
                               SCMP_SYS(time),
                               SCMP_SYS(times),
                               SCMP_SYS(getrandom),
                               SCMP_SYS(getrusage),
                               SCMP_SYS(getcpu),
                               SCMP_SYS(membarrier),
                               SCMP_SYS(restart_syscall),
                               SCMP_SYS(exit),
                               SCMP_SYS(exit_group),
                               SCMP_SYS(set_tid_address),
                               SCMP_SYS(sysinfo),
                               SCMP_SYS(uname)};

// Files by name, which Landlock judges, and what the loader asks.
constexpr int mediaCalls[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),    SCMP_SYS(stat),       SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx),     SCMP_SYS(access),     SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),     SCMP_SYS(ftruncate), SCMP_SYS(fsync),      SCMP_SYS(fdatasync),
    SCMP_SYS(fallocate),  SCMP_SYS(fadvise64), SCMP_SYS(rename),     SCMP_SYS(renameat),
    SCMP_SYS(renameat2),  SCMP_SYS(unlink),    SCMP_SYS(unlinkat),   SCMP_SYS(arch_prctl),
    SCMP_SYS(umask)};

// Sockets that exist, and those that knock at them. The socket pair to the server carries descriptors.
constexpr int frontCalls[] = {SCMP_SYS(accept),      SCMP_SYS(accept4),    SCMP_SYS(sendmsg),
                              SCMP_SYS(recvmsg),     SCMP_SYS(sendto),     SCMP_SYS(recvfrom),
                              SCMP_SYS(getsockopt),  SCMP_SYS(setsockopt), SCMP_SYS(getsockname),
                              SCMP_SYS(getpeername), SCMP_SYS(shutdown),   SCMP_SYS(epoll_wait),
                              SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl)};

template <size_t N>
int allow(scmp_filter_ctx filter, const int (&calls)[N])
{
    int wrong = 0;
    for (const int call : calls)
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    return wrong;
}

// Threads only: glibc falls back from clone3, whose arguments a filter cannot see, to clone.
int allowThreads(scmp_filter_ctx filter)
{
    int wrong = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    wrong |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                         SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2_64(SCMP_CMP_EQ, 0));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                              SCMP_A0_64(SCMP_CMP_EQ, scmp_datum_t(getpid())));
    wrong |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME));
    return wrong;
}

int allowMedia(scmp_filter_ctx filter, const char *program)
{
    int wrong = allow(filter, mediaCalls);
    // The loader maps libraries to be executed.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0);
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0);
    // Only this text at this address of this process, which is gone once it has become the program; Landlock
    // names the one file that may be executed at all.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(execve), 1,
                              SCMP_A0_64(SCMP_CMP_EQ, scmp_datum_t(reinterpret_cast<quintptr>(program))));
    return wrong;
}

int allowFront(scmp_filter_ctx filter)
{
    int wrong = allow(filter, frontCalls);
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                              SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                              SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                              SCMP_A3_64(SCMP_CMP_MASKED_EQ, 0x1000 /* AT_EMPTY_PATH */, 0x1000));
    wrong |= seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    return wrong;
}

} // namespace

Outcome<void> confineCalls(Calls calls, const char *program)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return fail(QStringLiteral("seccomp could not be set up."));
    int wrong = allow(filter, sharedCalls) | allowThreads(filter);
    wrong |= calls == Calls::MediaProgram ? allowMedia(filter, program) : allowFront(filter);
    if (wrong == 0)
        wrong = seccomp_load(filter);
    seccomp_release(filter);
    if (wrong != 0)
        return fail(
            QStringLiteral("The kernel refused seccomp: %1.").arg(QString::fromLocal8Bit(strerror(-wrong))));
    return {};
}

} // namespace icmp::sandbox
