// A plain blocking client for the edge's tests: raw bytes to a port of this machine, with time limits that
// only end a test that hangs. It writes and reads exactly what it is told, however wrong that is.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QByteArray>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QList>

namespace icmp::edge::test {

class RawClient {
public:
    explicit RawClient(quint16 port, const char *from = "127.0.0.1", int receiveBytes = 0)
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receiveBytes > 0)
            setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBytes, sizeof receiveBytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        inet_pton(AF_INET, from, &address.sin_addr);
        ::bind(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
        address.sin_port = htons(port);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(m_fd); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool connected() const { return m_connected; }
    int fd() const { return m_fd; }
    void write(const QByteArray &bytes)
    {
        for (qsizetype at = 0; at < bytes.size();) {
            const ssize_t sent =
                ::send(m_fd, bytes.constData() + at, size_t(bytes.size() - at), MSG_NOSIGNAL);
            if (sent <= 0)
                return;
            at += sent;
        }
    }
    void endWriting() { ::shutdown(m_fd, SHUT_WR); }

    // Lets the hub's thread work meanwhile. false: nothing came in this time.
    bool more(int waitMs = 10'000)
    {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < waitMs) {
            QCoreApplication::processEvents();
            pollfd wait{m_fd, POLLIN, 0};
            if (::poll(&wait, 1, 2) <= 0)
                continue;
            char piece[64 * 1024];
            const ssize_t got = ::recv(m_fd, piece, sizeof piece, 0);
            if (got <= 0) {
                m_ended = true;
                return false;
            }
            m_in.append(piece, got);
            return true;
        }
        return false;
    }
    // Everything until the other side ends the connection.
    QByteArray readToEnd(int waitMs = 10'000)
    {
        while (more(waitMs)) {
        }
        return std::exchange(m_in, {});
    }
    bool ended() const { return m_ended; }
    // What comes next; empty: nothing came.
    QByteArray takeSome()
    {
        if (m_in.isEmpty())
            more();
        return std::exchange(m_in, {});
    }

    struct Answer {
        int status = 0;
        QByteArray head;
        QByteArray body;
        QByteArray field(const QByteArray &name) const
        {
            for (const QByteArray &line : head.split('\n')) {
                if (line.toLower().startsWith(name.toLower() + ':'))
                    return line.mid(name.size() + 1).trimmed();
            }
            return {};
        }
    };
    // One answer with a Content-Length; status 0 if none came.
    Answer answer(bool withBody = true)
    {
        Answer answer;
        while (!m_in.contains("\r\n\r\n")) {
            if (!more())
                return answer;
        }
        const qsizetype end = m_in.indexOf("\r\n\r\n") + 4;
        answer.head = m_in.left(end);
        m_in.remove(0, end);
        answer.status = answer.head.mid(9, 3).toInt();
        const qsizetype length = withBody ? answer.field("content-length").toLongLong() : 0;
        while (m_in.size() < length && more()) {
        }
        answer.body = m_in.left(length);
        m_in.remove(0, length);
        return answer;
    }
    Answer get(const QByteArray &path, const QByteArray &fields = {})
    {
        write("GET " + path + " HTTP/1.1\r\nHost: here\r\n" + fields + "\r\n");
        return answer();
    }

    // WebSocket.
    Answer upgrade(const QByteArray &path, const QByteArray &fields = "Origin: https://show.example\r\n")
    {
        write("GET " + path +
              " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
              fields + "\r\n");
        return answer(true);
    }
    static QByteArray frame(const QByteArray &payload, int first = 0x81)
    {
        QByteArray bytes;
        bytes.append(char(first));
        if (payload.size() < 126) {
            bytes.append(char(0x80 | payload.size()));
        } else if (payload.size() < 65536) {
            bytes.append(char(0x80 | 126));
            bytes.append(char(payload.size() >> 8));
            bytes.append(char(payload.size() & 0xFF));
        } else {
            bytes.append(char(0x80 | 127));
            for (int i = 7; i >= 0; --i)
                bytes.append(char(quint64(payload.size()) >> (8 * i) & 0xFF));
        }
        const char mask[] = {1, 2, 3, 4};
        bytes.append(mask, 4);
        for (qsizetype i = 0; i < payload.size(); ++i)
            bytes.append(char(payload[i] ^ mask[i & 3]));
        return bytes;
    }
    struct Frame {
        int opcode = -1; // −1: none came
        QByteArray payload;
        int closeCode() const
        {
            return opcode == 8 && payload.size() >= 2 ? quint8(payload[0]) << 8 | quint8(payload[1]) : 0;
        }
    };
    Frame nextFrame(int waitMs = 10'000)
    {
        for (;;) {
            if (m_in.size() >= 2) {
                qsizetype at = 2;
                quint64 size = quint8(m_in[1]);
                const int extra = size == 126 ? 2 : size == 127 ? 8 : 0;
                if (m_in.size() >= at + extra) {
                    size = extra ? 0 : size;
                    for (int i = 0; i < extra; ++i)
                        size = size << 8 | quint8(m_in[at++]);
                    if (quint64(m_in.size() - at) >= size) {
                        Frame frame{m_in[0] & 0x0F, m_in.mid(at, qsizetype(size))};
                        m_in.remove(0, at + qsizetype(size));
                        return frame;
                    }
                }
            }
            if (!more(waitMs))
                return {};
        }
    }

private:
    int m_fd;
    bool m_connected = false;
    bool m_ended = false;
    QByteArray m_in;
};

} // namespace icmp::edge::test
