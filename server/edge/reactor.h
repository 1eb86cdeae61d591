// What a worker's loop is made of: epoll, a timer wheel, listening sockets, the descriptor limit.
#pragma once

#include <QByteArray>
#include <array>
#include <functional>
#include <vector>

#include "core/base/refusal.h"
#include "server/edge/edge_types.h"
#include "server/edge/stream.h"

namespace icmp::edge {

class Epoll {
public:
    struct Ready {
        quint64 tag;
        bool readable;
        bool writable;
        bool broken;
    };
    Epoll();
    ~Epoll();
    Epoll(const Epoll &) = delete;
    Epoll &operator=(const Epoll &) = delete;
    void add(int fd, quint64 tag, bool read, bool write) { control(1, fd, tag, read, write); }
    void change(int fd, quint64 tag, bool read, bool write) { control(3, fd, tag, read, write); }
    void remove(int fd);
    // At most 256 of them; waitMs 0 only looks.
    const std::vector<Ready> &wait(int waitMs);

private:
    void control(int operation, int fd, quint64 tag, bool read, bool write);
    int m_fd;
    std::vector<Ready> m_ready;
};

// Wakes tokens at about their time: never early, at most 100 ms late. A token may be in it several times;
// whoever is woken looks whether there is anything to do.
class TimerWheel {
public:
    void add(quint64 token, qint64 atMs, qint64 nowMs);
    void advance(qint64 nowMs, const std::function<void(quint64)> &wake);

private:
    static constexpr int stepMs = 100;
    static constexpr int buckets = 1024; // 102 s; the longest wait is 60 s
    std::array<std::vector<quint64>, buckets> m_buckets;
    qint64 m_step = -1;
};

// Monotonic milliseconds.
qint64 monotonicMs();

// A TCP socket bound to the address with SO_REUSEPORT, listening if asked; or a Unix socket (0600) in place
// of a stale one. fails  with a sentence naming the address
Outcome<int> bindSocket(const Listen &listen, bool listening);
quint16 boundPort(int fd);
// The next waiting connection, non-blocking and closed on exec; or −errno.
int acceptFrom(int listener, Peer &peer);
bool isLoopbackAddress(const QString &address);

// Raises the soft limit to the hard one and returns it.
qint64 descriptorLimit();
inline constexpr int descriptorReserve = 256; // link, listeners, epoll, libraries, files being served

} // namespace icmp::edge
