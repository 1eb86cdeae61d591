#include "server/integration/sandbox/confinement.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace icmp::sandbox {

namespace {

// The kernel's structures as of Landlock 6; Debian 12's header has only the first field.
struct Rules {
    quint64 files = 0;
    quint64 network = 0;
    quint64 scope = 0;
};
struct [[gnu::packed]] Beneath {
    quint64 rights;
    qint32 folder;
};

constexpr quint64 execute = 1 << 0, writeFile = 1 << 1, readFile = 1 << 2, readFolder = 1 << 3;
constexpr quint64 removeFile = 1 << 5, makeRegular = 1 << 8, truncate = 1 << 14;
constexpr quint64 fileRights = execute | writeFile | readFile | truncate; // what a rule on a file may name

tl::unexpected<Failure> refusedBy(const char *what)
{
    return fail(
        QStringLiteral("%1: %2.").arg(QLatin1String(what), QString::fromLocal8Bit(strerror(errno))),
        QStringLiteral("Live programmes need a Linux kernel of 5.13 or later with Landlock switched on."));
}

struct Ruleset {
    int descriptor = -1;
    quint64 handled = 0;

    ~Ruleset()
    {
        if (descriptor >= 0)
            close(descriptor);
    }

    // What is not there needs no rule.
    bool allow(const QByteArray &path, quint64 rights) const
    {
        const int place = open(path.constData(), O_PATH | O_CLOEXEC);
        if (place < 0)
            return errno == ENOENT;
        struct stat about = {};
        fstat(place, &about);
        if (!S_ISDIR(about.st_mode))
            rights &= fileRights;
        const Beneath beneath{rights & handled, place};
        const long added = syscall(SYS_landlock_add_rule, descriptor, 1 /* beneath a path */, &beneath, 0U);
        close(place);
        return added == 0;
    }
};

// Shared libraries, the loader, and the devices that every program opens.
bool allowLibraries(const Ruleset &set, const QByteArray &program)
{
    constexpr const char *folders[] = {"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"};
    constexpr const char *loaders[] = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"};
    bool held = set.allow(program, execute | readFile) && set.allow("/etc/ld.so.cache", readFile) &&
                set.allow("/dev/null", readFile | writeFile) && set.allow("/dev/urandom", readFile);
    for (const char *folder : folders)
        held = held && set.allow(folder, readFile | readFolder);
    for (const char *loader : loaders)
        held = held && set.allow(loader, execute | readFile);
    return held;
}

void limit(__rlimit_resource what, quint64 most)
{
    const rlimit both{most, most};
    setrlimit(what, &both);
}

} // namespace

Outcome<void> confineFiles(const Confinement &confinement, const Ceiling &ceiling)
{
    limit(RLIMIT_NOFILE, ceiling.descriptors);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, ceiling.fileBytes);
#ifndef __SANITIZE_ADDRESS__ // whose shadow memory is 20 TiB of addresses
    limit(RLIMIT_DATA, ceiling.dataBytes);
    limit(RLIMIT_AS, ceiling.addressBytes);
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return refusedBy("Privileges cannot be given up");
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U);
    if (version < 1)
        return refusedBy("The kernel has no Landlock");
    Rules rules;
    const int rights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    rules.files = (quint64(1) << rights) - 1;
    rules.network = version >= 4 ? 3 : 0; // bind and connect of TCP
    rules.scope = version >= 6 ? 3 : 0;   // abstract sockets and signals
    const size_t bytes = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    Ruleset set{int(syscall(SYS_landlock_create_ruleset, &rules, bytes, 0U)), rules.files};
    if (set.descriptor < 0)
        return refusedBy("Landlock refused its rules");
    bool held = confinement.program.isEmpty() || allowLibraries(set, confinement.program);
    for (const QByteArray &path : confinement.readable)
        held = held && set.allow(path, readFile | readFolder);
    if (!confinement.writable.isEmpty())
        held = held && set.allow(confinement.writable,
                                 readFile | readFolder | writeFile | removeFile | makeRegular | truncate);
    if (!held)
        return refusedBy("Landlock refused a rule");
    if (syscall(SYS_landlock_restrict_self, set.descriptor, 0U) != 0)
        return refusedBy("Landlock refused");
    return {};
}

} // namespace icmp::sandbox
