#include "server/edge/reactor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace icmp::edge {

namespace {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Outcome<Address> addressOf(const Listen &listen)
{
    Address address;
    const QByteArray text = listen.address.toLatin1();
    auto *four = reinterpret_cast<sockaddr_in *>(&address.storage);
    auto *six = reinterpret_cast<sockaddr_in6 *>(&address.storage);
    if (inet_pton(AF_INET, text.constData(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(listen.port);
        address.size = sizeof *four;
    } else if (inet_pton(AF_INET6, text.constData(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(listen.port);
        address.size = sizeof *six;
    } else {
        return fail(QStringLiteral("%1 is not a numeric address.").arg(listen.address),
                    QStringLiteral("Give an IPv4 or IPv6 address, for example 127.0.0.1."));
    }
    return address;
}

Outcome<int> bindUnix(const Listen &listen, bool listening)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray path = listen.unixPath.toUtf8();
    if (path.size() >= qsizetype(sizeof address.sun_path))
        return fail(QStringLiteral("The socket path %1 is longer than 107 bytes.").arg(listen.unixPath));
    std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
    struct stat status {};
    if (lstat(path.constData(), &status) == 0 && S_ISSOCK(status.st_mode))
        ::unlink(path.constData());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    // The mode is set on the descriptor before binding, so that there is no moment with wider rights.
    if (fd < 0 || fchmod(fd, 0600) != 0 ||
        ::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        chmod(path.constData(), 0600) != 0 || (listening && ::listen(fd, 64) != 0)) {
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        if (fd >= 0)
            ::close(fd);
        return fail(QStringLiteral("The socket %1 cannot be opened: %2.").arg(listen.unixPath, why));
    }
    return fd;
}

} // namespace

Epoll::Epoll() : m_fd(epoll_create1(EPOLL_CLOEXEC))
{
    m_ready.reserve(256);
}

Epoll::~Epoll()
{
    ::close(m_fd);
}

void Epoll::control(int operation, int fd, quint64 tag, bool read, bool write)
{
    epoll_event event{};
    event.events = (read ? uint32_t(EPOLLIN) : 0U) | (write ? uint32_t(EPOLLOUT) : 0U);
    event.data.u64 = tag;
    epoll_ctl(m_fd, operation, fd, &event);
}

void Epoll::remove(int fd)
{
    epoll_ctl(m_fd, EPOLL_CTL_DEL, fd, nullptr);
}

const std::vector<Epoll::Ready> &Epoll::wait(int waitMs)
{
    epoll_event events[256];
    const int count = epoll_wait(m_fd, events, 256, waitMs);
    m_ready.clear();
    for (int i = 0; i < count; ++i) {
        const uint32_t what = events[i].events;
        m_ready.push_back({events[i].data.u64, (what & EPOLLIN) != 0, (what & EPOLLOUT) != 0,
                           (what & (EPOLLERR | EPOLLHUP)) != 0});
    }
    return m_ready;
}

void TimerWheel::add(quint64 token, qint64 atMs, qint64 nowMs)
{
    if (m_step < 0)
        m_step = nowMs / stepMs;
    const qint64 step = std::clamp<qint64>((atMs + stepMs - 1) / stepMs, m_step + 1, m_step + buckets - 1);
    m_buckets[size_t(step % buckets)].push_back(token);
}

void TimerWheel::advance(qint64 nowMs, const std::function<void(quint64)> &wake)
{
    const qint64 step = nowMs / stepMs;
    if (m_step < 0)
        m_step = step;
    // A loop that stood still for longer than the wheel wakes every bucket once.
    if (step - m_step > buckets)
        m_step = step - buckets;
    while (m_step < step) {
        ++m_step;
        const std::vector<quint64> due = std::move(m_buckets[size_t(m_step % buckets)]);
        m_buckets[size_t(m_step % buckets)] = {};
        for (const quint64 token : due)
            wake(token);
    }
}

qint64 monotonicMs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

Outcome<int> bindSocket(const Listen &listen, bool listening)
{
    if (!listen.unixPath.isEmpty())
        return bindUnix(listen, listening);
    const auto address = addressOf(listen);
    if (!address)
        return tl::unexpected(address.error());
    const int one = 1;
    const int fd = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    }
    if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr *>(&address->storage), address->size) != 0 ||
        (listening && ::listen(fd, 4096) != 0)) {
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        if (fd >= 0)
            ::close(fd);
        return fail(QStringLiteral("%1 port %2 cannot be listened on: %3.")
                        .arg(listen.address)
                        .arg(listen.port)
                        .arg(why),
                    QStringLiteral("Choose another port, or stop the program that uses it."));
    }
    return fd;
}

quint16 boundPort(int fd)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    getsockname(fd, reinterpret_cast<sockaddr *>(&storage), &size);
    if (storage.ss_family == AF_INET)
        return ntohs(reinterpret_cast<sockaddr_in *>(&storage)->sin_port);
    return storage.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6 *>(&storage)->sin6_port) : 0;
}

int acceptFrom(int listener, Peer &peer)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    const int fd =
        accept4(listener, reinterpret_cast<sockaddr *>(&storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return -errno;
    peer = {};
    if (storage.ss_family == AF_INET) {
        peer.address[10] = peer.address[11] = 0xFF;
        std::memcpy(peer.address.data() + 12, &reinterpret_cast<sockaddr_in *>(&storage)->sin_addr, 4);
    } else if (storage.ss_family == AF_INET6) {
        std::memcpy(peer.address.data(), &reinterpret_cast<sockaddr_in6 *>(&storage)->sin6_addr, 16);
    } else {
        peer.isUnix = true;
    }
    return fd;
}

bool isLoopbackAddress(const QString &address)
{
    return address == QLatin1String("::1") || address.startsWith(QLatin1String("127."));
}

qint64 descriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur == RLIM_INFINITY ? 1'000'000 : qint64(limit.rlim_cur);
}

} // namespace icmp::edge
