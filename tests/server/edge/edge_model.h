// A worker without its loop: the real fan-out and real sessions over socket pairs, stepped by hand. Commands
// of the core wait in order until they are let through, as in the link.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <memory>

#include "server/edge/fan_out.h"
#include "server/edge/wire/ws_codec.h"

namespace icmp::edge::test {

class WorkerModel final : public FanOutHost, public WsHost {
public:
    struct Link {
        Link(int fd, ConnectionId id, const SocketRoute &route, qint64 nowMs)
            : stream(fd, unixPeer(), 0, nullptr), ws(id, route, nowMs)
        {
        }
        static Peer unixPeer()
        {
            Peer peer;
            peer.isUnix = true;
            return peer;
        }
        Stream stream;
        WsSession ws;
    };

    explicit WorkerModel(const qint64 &clock) : m_clock(clock) {}

    std::function<void(ConnectionId)> wantsSnapshot;
    std::deque<std::function<void()>> commands;

    // The client's end; the connection has slot = its number.
    int connect(quint32 slot, int sendBytes)
    {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
            return -1;
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &sendBytes, sizeof sendBytes);
        if (slot >= links.size())
            links.resize(slot + 1);
        links[slot] = std::make_unique<Link>(ends[0], ConnectionId(slot), SocketRoute{"/", {}}, m_clock);
        links[slot]->ws.setAuthenticated(SocketRoute{"/", {}});
        return ends[1];
    }
    void remove(quint32 slot)
    {
        if (!links[slot])
            return;
        m_fanOut.leaveAll(slot);
        buried.push_back(std::move(links[slot]));
    }
    void settle(quint32 slot, bool goesOn)
    {
        if (!goesOn)
            remove(slot);
    }
    // Lets `count` commands through, tells `sends` times, and writes to whoever waited.
    void turn(int count, int sends)
    {
        for (; count > 0 && !commands.empty(); --count) {
            const auto command = std::move(commands.front());
            commands.pop_front();
            command();
        }
        m_fanOut.step(sends);
        for (quint32 slot = 0; slot < links.size(); ++slot) {
            if (links[slot] && links[slot]->ws.wantsWrite())
                settle(slot, links[slot]->ws.writable(links[slot]->stream, *this));
        }
        buried.clear();
    }
    bool idle() const
    {
        if (!commands.empty() || m_fanOut.busy())
            return false;
        for (const auto &link : links) {
            if (link && link->ws.wantsWrite())
                return false;
        }
        return true;
    }
    FanOut &fanOut() { return m_fanOut; }
    Counters &counters() override { return m_counters; }

    std::vector<std::unique_ptr<Link>> links;
    int sweeps = 0;

private:
    WsSession &sessionAt(quint32 slot) override { return links[slot]->ws; }
    void deliver(quint32 slot, const Batch &batch, quint64 joined) override
    {
        settle(slot, links[slot]->ws.deliver(batch, joined, links[slot]->stream, *this));
    }
    void swept(const QByteArray &, int) override { ++sweeps; }
    qint64 nowMs() const override { return m_clock; }
    void text(ConnectionId, const QByteArray &) override {}
    void needsSnapshot(ConnectionId id) override
    {
        if (wantsSnapshot)
            wantsSnapshot(id);
    }

    const qint64 &m_clock;
    Counters m_counters{};
    FanOut m_fanOut{*this};
    std::vector<std::unique_ptr<Link>> buried;
};

// The client's end of one connection: whole text messages, as they come.
class ModelReader {
public:
    explicit ModelReader(int fd = -1) : m_fd(fd) {}
    ~ModelReader() { cut(); }
    ModelReader(ModelReader &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_in(other.m_in) {}
    ModelReader &operator=(ModelReader &&other) noexcept
    {
        cut();
        m_fd = std::exchange(other.m_fd, -1);
        m_in = other.m_in;
        return *this;
    }
    bool open() const { return m_fd >= 0; }
    void cut()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
        m_in = {};
    }
    // At most `bytes`; ends when the other side has.
    QList<QByteArray> read(int bytes)
    {
        QList<QByteArray> texts;
        QByteArray piece(bytes, Qt::Uninitialized);
        const ssize_t got = m_fd < 0 ? -1 : ::recv(m_fd, piece.data(), size_t(bytes), 0);
        if (got == 0)
            cut();
        if (got <= 0)
            return texts;
        m_in.append(piece.constData(), got);
        while (m_in.size() >= 2) {
            const int code = m_in[1] & 0x7F, extra = code == 126 ? 2 : code == 127 ? 8 : 0;
            if (m_in.size() < 2 + extra)
                break;
            qsizetype size = extra ? 0 : code;
            for (int i = 0; i < extra; ++i)
                size = size << 8 | quint8(m_in[2 + i]);
            if (m_in.size() < 2 + extra + size)
                break;
            texts.append(m_in.mid(2 + extra, size));
            m_in.remove(0, 2 + extra + size);
        }
        return texts;
    }

private:
    int m_fd;
    QByteArray m_in;
};

} // namespace icmp::edge::test
