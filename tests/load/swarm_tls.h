// The viewer's end of TLS over bytes that somebody else moves, so that the kernel's arrival stamps stay
// readable. Certificates are not checked: the server is on this machine.
#pragma once

#include <QByteArray>
#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace icmp::load {

struct TlsFree {
    void operator()(ssl_ctx_st *context) const;
    void operator()(ssl_st *ssl) const;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsFree>;
TlsContext makeTlsContext();

class TlsEnd {
public:
    explicit TlsEnd(const TlsContext &context);
    // What came from the socket in, what it says appended to `plain`. false: broken.
    bool take(const char *bytes, qsizetype size, QByteArray &plain);
    void write(const QByteArray &plain);
    // What is to be sent.
    QByteArray takeOut();
    bool ready() const; // the handshake is over

private:
    std::unique_ptr<ssl_st, TlsFree> m_ssl;
};

// A blocking client on a connected socket; null when the handshake fails.
std::unique_ptr<ssl_st, TlsFree> connectTls(const TlsContext &context, int fd);
qsizetype readTls(ssl_st *ssl, char *into, qsizetype size);
bool writeTls(ssl_st *ssl, const QByteArray &bytes);

} // namespace icmp::load
