// One accepted socket, plain or TLS, non-blocking; and the TLS settings that many of them share.
#pragma once

#include <QByteArray>
#include <QString>
#include <array>
#include <memory>

#include "core/base/refusal.h"
#include "server/edge/edge_types.h"

struct ssl_ctx_st;
struct ssl_st;

namespace icmp::edge {

// Certificate and key in memory. TLS 1.3, or 1.2 with ECDHE and AEAD; nothing else is offered, no
// renegotiation, no compression, released buffers while idle.
class TlsContext {
public:
    // fails  a file that cannot be read, or a key that does not belong to the certificate
    static Outcome<std::shared_ptr<TlsContext>> load(const TlsFiles &files);
    // Changes when one of the files does.
    static qint64 stampOf(const TlsFiles &files);
    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;
    ssl_ctx_st *native() const { return m_context; }

private:
    explicit TlsContext(ssl_ctx_st *context) : m_context(context) {}
    ssl_ctx_st *m_context;
};

enum class Io { Done, Later, Gone };

struct IoResult {
    Io state;
    qsizetype bytes = 0; // > 0 only if Done
};

// Who is at the other end. Equal keys are one source: an IPv4 address, or an IPv6 /64 network.
struct Peer {
    std::array<quint8, 16> address{}; // IPv6, or IPv4-mapped; all zero on a Unix socket
    bool isUnix = false;

    QByteArray text() const;
    bool isLoopback() const;
    QByteArray sourceKey() const;
};

class Stream {
public:
    Stream(int fd, const Peer &peer, int listener, const TlsContext *tls);
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    int fd() const { return m_fd; }
    const Peer &peer() const { return m_peer; }
    int listener() const { return m_listener; } // index into EdgePlan::listens
    bool secure() const { return m_ssl != nullptr; }

    IoResult read(char *into, qsizetype size);
    IoResult write(const char *bytes, qsizetype size);
    // Sends up to `count` bytes of a file from `offset` on. Gone also if the file is shorter.
    IoResult sendFile(int file, qint64 offset, qint64 count);
    // The TLS layer waits for the socket in a direction that the caller does not expect (a handshake).
    bool tlsWantsWrite() const { return m_tlsWantsWrite; }
    // Bytes that the TLS layer has decrypted and that epoll will not tell about.
    bool buffered() const;
    // Ends our half; the peer's can still be read.
    void shutdownWrite();
    void useSmallBuffer(int bytes);

private:
    IoResult tlsResult(int result);
    int m_fd;
    int m_listener;
    ssl_st *m_ssl = nullptr;
    Peer m_peer;
    bool m_tlsWantsWrite = false;
};

} // namespace icmp::edge
