// icmp-send-bench: what one send to each of N sockets costs on this machine, by send() and by io_uring in
// batches of 64, with a reader that does nothing else. Nothing of ICMP is in it: it is what the edge is held
// against.
//
// icmp-send-bench [SOCKETS]
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <new>
#include <vector>

namespace {

constexpr int rounds = 15;
constexpr unsigned batch = 64;
constexpr long long spinNs = 2'000'000;
constexpr long long patienceNs = 5'000'000'000;
constexpr std::array<char, 280> frame{}; // as long as the frame that opens a poll

struct Shared {
    std::atomic<long long> read{0};
    std::atomic<long long> lastNs{0};
    std::atomic<bool> over{false};
};

long long nowNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

long long cpuNs()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000'000LL +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1'000LL;
}

[[noreturn]] void readAll(const sockaddr_in &address, int sockets, Shared &shared)
{
    const int poll = epoll_create1(0);
    for (int i = 0; i < sockets; ++i) {
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            ::_exit(1);
        epoll_event event{EPOLLIN, {.fd = fd}};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
    }
    std::array<char, 4096> bytes;
    while (!shared.over) {
        std::array<epoll_event, 512> events;
        const int wait = nowNs() - shared.lastNs < spinNs ? 0 : 5;
        const int count = epoll_wait(poll, events.data(), int(events.size()), wait);
        for (int i = 0; i < count; ++i) {
            if (::recv(events[size_t(i)].data.fd, bytes.data(), bytes.size(), 0) > 0)
                ++shared.read;
        }
        if (count > 0)
            shared.lastNs = nowNs();
    }
    ::_exit(0);
}

void sendEach(const std::vector<int> &sockets)
{
    for (const int fd : sockets)
        ::send(fd, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void sendByRing(io_uring &ring, const std::vector<int> &sockets)
{
    for (size_t at = 0; at < sockets.size();) {
        unsigned asked = 0;
        for (; asked < batch && at < sockets.size(); ++asked, ++at) {
            io_uring_sqe *entry = io_uring_get_sqe(&ring);
            io_uring_prep_send(entry, int(at), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            entry->flags |= IOSQE_FIXED_FILE;
        }
        io_uring_submit_and_wait(&ring, asked);
        io_uring_cq_advance(&ring, asked);
    }
}

template <typename Send>
void measure(const char *name, int sockets, Shared &shared, Send send)
{
    std::vector<double> lastMs, cpuUs;
    for (int round = 0; round < rounds; ++round) {
        shared.read = 0;
        ::usleep(300'000);
        const long long cpu = cpuNs(), began = nowNs();
        send();
        cpuUs.push_back(double(cpuNs() - cpu) / 1e3 / sockets);
        while (shared.read < sockets && nowNs() - began < patienceNs)
            ::usleep(200);
        lastMs.push_back(double(shared.lastNs - began) / 1e6);
    }
    std::sort(lastMs.begin(), lastMs.end());
    std::sort(cpuUs.begin(), cpuUs.end());
    std::printf("%s: %d sockets read it after %.1f ms (worst of %d: %.1f), %.2f us of CPU per send\n", name,
                sockets, lastMs[rounds / 2], rounds, lastMs.back(), cpuUs[rounds / 2]);
}

} // namespace

int main(int argc, char **argv)
{
    const int count = argc > 1 ? std::atoi(argv[1]) : 9'000;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    void *memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 1;
    auto &shared = *new (memory) Shared;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(listener, 4096) != 0)
        return 1;
    ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
    const pid_t reader = ::fork();
    if (reader == 0)
        readAll(address, count, shared);
    std::vector<int> sockets;
    for (int i = 0; i < count; ++i) {
        const int fd = ::accept(listener, nullptr, nullptr);
        const int one = 1, buffer = 16 * 1024;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
        sockets.push_back(fd);
    }
    measure("send()", count, shared, [&] { sendEach(sockets); });
    io_uring ring;
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN;
    if (io_uring_queue_init_params(batch * 2, &ring, &params) == 0 &&
        io_uring_register_files(&ring, sockets.data(), unsigned(count)) == 0)
        measure("io_uring", count, shared, [&] { sendByRing(ring, sockets); });
    else
        std::printf("io_uring: this machine does not allow it\n");
    shared.over = true;
    ::waitpid(reader, nullptr, 0);
}
