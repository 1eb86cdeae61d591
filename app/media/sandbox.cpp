#include "app/media/sandbox.h"

#include <QStringList>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <malloc.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace icmp::worker {

namespace {

constexpr rlim_t dataBytesMax = rlim_t(1) << 30;  // heap, stacks and private maps: what decoding allocates
constexpr rlim_t addressBytesMax = rlim_t(3)
                                   << 30;  // with the libraries (0.3 GiB) and the shared frames (0.35 GiB)
constexpr int descriptorsMax = 16;         // 3 standard, socket, source, 2 shared, output, and some to spare
constexpr int arenasMax = 2;               // each heap arena reserves 64 MiB of addresses

void limit(__rlimit_resource what, rlim_t most)
{
    const rlimit both{most, most};
    setrlimit(what, &both);
}

media::WorkerHello applyLimits()
{
    mallopt(M_ARENA_MAX, arenasMax);
    media::WorkerHello hello;
    hello.descriptorsMax = descriptorsMax;
    limit(RLIMIT_NOFILE, descriptorsMax);
    limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__  // whose shadow memory is 20 TiB of addresses
    hello.dataBytesMax = qint64(dataBytesMax);
    limit(RLIMIT_DATA, dataBytesMax);
    limit(RLIMIT_AS, addressBytesMax);
#endif
    return hello;
}

// The kernel's landlock_ruleset_attr as of its version 6; older kernels take the front part. Debian 12's
// header has only the first field.
struct LandlockRules {
    quint64 files = 0;
    quint64 network = 0;
    quint64 scope = 0;
};

// Landlock without any rule: everything it handles is denied. Returns an empty text, or why it does not hold.
QString applyLandlock()
{
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U);
    if (version < 1)
        return QStringLiteral("the kernel has no Landlock");
    LandlockRules rules;
    const int fileRights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    rules.files = (quint64(1) << fileRights) - 1;
    rules.network = version >= 4 ? 3 : 0;  // bind and connect of TCP
    rules.scope = version >= 6 ? 3 : 0;    // abstract sockets and signals
    const size_t bytes = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    const long set = syscall(SYS_landlock_create_ruleset, &rules, bytes, 0U);
    if (set < 0)
        return QStringLiteral("Landlock refused its rules: ") + QString::fromLocal8Bit(strerror(errno));
    const long held = syscall(SYS_landlock_restrict_self, int(set), 0U);
    close(int(set));
    return held == 0 ? QString()
                     : QStringLiteral("Landlock refused: ") + QString::fromLocal8Bit(strerror(errno));
}

// What decoding, threads and the socket pair need. Everything else is answered with EPERM.
constexpr int allowedCalls[] = {SCMP_SYS(read),
                                SCMP_SYS(write),
                                SCMP_SYS(pread64),
                                SCMP_SYS(pwrite64),
                                SCMP_SYS(readv),
                                SCMP_SYS(writev),
                                SCMP_SYS(lseek),
                                SCMP_SYS(close),
                                SCMP_SYS(fstat),
                                SCMP_SYS(fcntl),
                                SCMP_SYS(ftruncate),
                                SCMP_SYS(fdatasync),
                                SCMP_SYS(sendmsg),
                                SCMP_SYS(recvmsg),
                                SCMP_SYS(poll),
                                SCMP_SYS(ppoll),
                                SCMP_SYS(munmap),
                                SCMP_SYS(mremap),
                                SCMP_SYS(madvise),
                                SCMP_SYS(brk),
                                SCMP_SYS(futex),
                                SCMP_SYS(set_robust_list),
                                SCMP_SYS(rseq),
                                SCMP_SYS(gettid),
                                SCMP_SYS(getpid),
                                SCMP_SYS(rt_sigaction),
                                SCMP_SYS(rt_sigprocmask),
                                SCMP_SYS(rt_sigreturn),
                                SCMP_SYS(sigaltstack),
                                SCMP_SYS(sched_getaffinity),
                                SCMP_SYS(sched_yield),
                                SCMP_SYS(clock_gettime),
                                SCMP_SYS(clock_nanosleep),
                                SCMP_SYS(nanosleep),
                                SCMP_SYS(gettimeofday),
                                SCMP_SYS(time),
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

int addRules(scmp_filter_ctx filter)
{
    int wrong = 0;
    for (const int call : allowedCalls)
        wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    // Threads only: glibc falls back from clone3, whose arguments a filter cannot see, to clone.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    wrong |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                         SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
    // Memory, never executable.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                              SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                              SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    // fstat() of glibc 2.36; the flag says that the descriptor itself is meant.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                              SCMP_A3_64(SCMP_CMP_MASKED_EQ, 0x1000 /* AT_EMPTY_PATH */, 0x1000));
    // Reading limits is harmless, setting them is not; signals only to itself (abort); names of threads.
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2_64(SCMP_CMP_EQ, 0));
    wrong |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                              SCMP_A0_64(SCMP_CMP_EQ, scmp_datum_t(getpid())));
    wrong |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME));
    return wrong;
}

QString applySeccomp()
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return QStringLiteral("seccomp could not be set up");
    const int wrong = addRules(filter);
    const int loaded = wrong == 0 ? seccomp_load(filter) : wrong;
    seccomp_release(filter);
    return loaded == 0
               ? QString()
               : QStringLiteral("the kernel refused seccomp: ") + QString::fromLocal8Bit(strerror(-loaded));
}

}  // namespace

media::WorkerHello applySandbox(Namespaces namespaces)
{
    media::WorkerHello hello = applyLimits();
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const QString landlock = applyLandlock();
    const QString seccomp = applySeccomp();
    QStringList held;
    if (namespaces == Namespaces::Own)
        held.append(QStringLiteral("bubblewrap"));
    if (landlock.isEmpty())
        held.append(QStringLiteral("landlock"));
    if (seccomp.isEmpty())
        held.append(QStringLiteral("seccomp"));
    hello.sandbox = held.isEmpty() ? QStringLiteral("none") : held.join(u'+');
    QStringList missing{landlock, seccomp};
    missing.removeAll(QString());
    hello.note = missing.join(QStringLiteral("; "));
    return hello;
}

media::WorkerHello applyLimitsOnly()
{
    media::WorkerHello hello = applyLimits();
    hello.sandbox = QStringLiteral("none");
    return hello;
}

}  // namespace icmp::worker
