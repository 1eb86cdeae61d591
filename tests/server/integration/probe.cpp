// Run under the confinement of FFmpeg: tries what must be denied, and what must work, and tells it as one
// JSON line.
//
//   confinement_probe OWN_FOLDER OTHER_FILE OTHER_FOLDER
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

bool first = true;

void tell(const char *what, bool done)
{
    std::printf("%s\"%s\":\"%s\"", first ? "{" : ",", what, done ? "allowed" : "denied");
    first = false;
}

bool opens(const std::string &path, int flags)
{
    const int descriptor = open(path.c_str(), flags, 0600);
    if (descriptor >= 0)
        close(descriptor);
    return descriptor >= 0;
}

bool makesSocket(int family, int type)
{
    const int made = socket(family, type, 0);
    if (made >= 0)
        close(made);
    return made >= 0;
}

// A success would replace this process: the caller hears nothing then, which fails the test too.
bool executes(const char *program)
{
    char *const words[] = {const_cast<char *>(program), nullptr};
    execv(program, words);
    return errno != EPERM && errno != EACCES;
}

bool forks()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, nullptr, 0);
    return child > 0;
}

bool runsThread()
{
    bool ran = false;
    std::thread thread([&ran] { ran = true; });
    thread.join();
    return ran;
}

} // namespace

int main(int count, char **words)
{
    if (count != 4)
        return 2;
    const std::string own = words[1], otherFile = words[2], otherFolder = words[3];
    tell("writeOwn", opens(own + "/made", O_WRONLY | O_CREAT));
    tell("readOwn", opens(own + "/made", O_RDONLY));
    tell("removeOwn", unlink((own + "/made").c_str()) == 0);
    tell("thread", runsThread());
    tell("readPasswords", opens("/etc/passwd", O_RDONLY));
    tell("readOther", opens(otherFile, O_RDONLY));
    tell("writeOther", opens(otherFile, O_WRONLY));
    tell("makeOther", opens(otherFolder + "/made", O_WRONLY | O_CREAT));
    tell("readParent", opens(own + "/..", O_RDONLY | O_DIRECTORY));
    tell("removeOther", unlink(otherFile.c_str()) == 0);
    tell("link", symlink("/etc/passwd", (own + "/link").c_str()) == 0 || opens(own + "/link", O_RDONLY));
    tell("tcp", makesSocket(AF_INET, SOCK_STREAM));
    tell("udp", makesSocket(AF_INET, SOCK_DGRAM));
    tell("unix", makesSocket(AF_UNIX, SOCK_STREAM));
    tell("netlink", makesSocket(AF_NETLINK, SOCK_RAW));
    int pair[2];
    tell("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    tell("execute", executes("/bin/true"));
    tell("executeItself", executes("/proc/self/exe"));
    tell("fork", forks());
    tell("ptrace", ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0);
    tell("signalParent", kill(getppid(), 0) == 0);
    tell("memfd", syscall(SYS_memfd_create, "probe", 0) >= 0);
    tell("inherited", fcntl(3, F_GETFD) >= 0 || fcntl(4, F_GETFD) >= 0 || fcntl(5, F_GETFD) >= 0);
    std::printf("}\n");
    return 0;
}
