#include "server/edge/stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace icmp::edge {

Outcome<std::shared_ptr<TlsContext>> TlsContext::load(const TlsFiles &files)
{
    std::shared_ptr<TlsContext> context(new TlsContext(SSL_CTX_new(TLS_server_method())));
    SSL_CTX *native = context->m_context;
    if (!native)
        return fail(QStringLiteral("OpenSSL gave no TLS context."));
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(native,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_num_tickets(native, 1);
    if (SSL_CTX_use_certificate_chain_file(native, files.certificate.toUtf8().constData()) != 1)
        return fail(
            QStringLiteral("The certificate %1 cannot be read.").arg(files.certificate),
            QStringLiteral("Give a PEM file with the whole chain, the server's own certificate first."));
    if (SSL_CTX_use_PrivateKey_file(native, files.key.toUtf8().constData(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(native) != 1)
        return fail(
            QStringLiteral("The key %1 cannot be read or does not belong to the certificate.").arg(files.key),
            QStringLiteral("Give the PEM key that the certificate was made for."));
    return context;
}

qint64 TlsContext::stampOf(const TlsFiles &files)
{
    quint64 stamp = 0; // wraps around
    for (const QString &file : {files.certificate, files.key}) {
        struct stat status {};
        if (::stat(QFile::encodeName(file).constData(), &status) == 0)
            stamp = stamp * 31 + quint64(status.st_mtim.tv_sec) * 1'000'000'000 +
                    quint64(status.st_mtim.tv_nsec) + quint64(status.st_size);
    }
    return qint64(stamp);
}

TlsContext::~TlsContext()
{
    SSL_CTX_free(m_context);
}

QByteArray Peer::text() const
{
    if (isUnix)
        return {};
    char buffer[INET6_ADDRSTRLEN] = {};
    in6_addr raw{};
    std::memcpy(&raw, address.data(), address.size());
    if (IN6_IS_ADDR_V4MAPPED(&raw))
        inet_ntop(AF_INET, address.data() + 12, buffer, sizeof buffer);
    else
        inet_ntop(AF_INET6, &raw, buffer, sizeof buffer);
    return buffer;
}

bool Peer::isLoopback() const
{
    if (isUnix)
        return true;
    in6_addr raw{};
    std::memcpy(&raw, address.data(), address.size());
    return IN6_IS_ADDR_V4MAPPED(&raw) ? address[12] == 127 : bool(IN6_IS_ADDR_LOOPBACK(&raw));
}

QByteArray Peer::sourceKey() const
{
    in6_addr raw{};
    std::memcpy(&raw, address.data(), address.size());
    const int bytes = IN6_IS_ADDR_V4MAPPED(&raw) ? 16 : 8;
    return {reinterpret_cast<const char *>(address.data()), bytes};
}

Stream::Stream(int fd, const Peer &peer, int listener, const TlsContext *tls)
    : m_fd(fd), m_listener(listener), m_peer(peer)
{
    const int one = 1;
    if (!peer.isUnix)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (tls) {
        m_ssl = SSL_new(tls->native());
        SSL_set_fd(m_ssl, fd);
        SSL_set_accept_state(m_ssl);
    }
}

Stream::~Stream()
{
    if (m_ssl)
        SSL_free(m_ssl);
    ::close(m_fd);
}

IoResult Stream::tlsResult(int result)
{
    const int error = SSL_get_error(m_ssl, result);
    ERR_clear_error();
    m_tlsWantsWrite = error == SSL_ERROR_WANT_WRITE;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return {Io::Later};
    return {Io::Gone};
}

IoResult Stream::read(char *into, qsizetype size)
{
    if (m_ssl) {
        const int got = SSL_read(m_ssl, into, int(std::min<qsizetype>(size, 1 << 30)));
        if (got <= 0)
            return tlsResult(got);
        m_tlsWantsWrite = false;
        return {Io::Done, got};
    }
    const ssize_t got = ::recv(m_fd, into, size_t(size), 0);
    if (got > 0)
        return {Io::Done, got};
    return {got < 0 && (errno == EAGAIN || errno == EINTR) ? Io::Later : Io::Gone};
}

IoResult Stream::write(const char *bytes, qsizetype size)
{
    if (m_ssl) {
        const int sent = SSL_write(m_ssl, bytes, int(std::min<qsizetype>(size, 1 << 30)));
        if (sent <= 0)
            return tlsResult(sent);
        m_tlsWantsWrite = false;
        return {Io::Done, sent};
    }
    const ssize_t sent = ::send(m_fd, bytes, size_t(size), MSG_NOSIGNAL);
    if (sent >= 0)
        return {Io::Done, sent};
    return {errno == EAGAIN || errno == EINTR ? Io::Later : Io::Gone};
}

IoResult Stream::sendFile(int file, qint64 offset, qint64 count)
{
    if (!m_ssl) {
        off_t at = offset;
        const ssize_t sent = ::sendfile(m_fd, file, &at, size_t(std::min<qint64>(count, 256 * 1024)));
        if (sent > 0)
            return {Io::Done, sent};
        return {sent < 0 && (errno == EAGAIN || errno == EINTR) ? Io::Later : Io::Gone};
    }
    char piece[16 * 1024];
    const ssize_t got = ::pread(file, piece, size_t(std::min<qint64>(count, sizeof piece)), offset);
    return got > 0 ? write(piece, got) : IoResult{Io::Gone};
}

bool Stream::buffered() const
{
    return m_ssl && SSL_pending(m_ssl) > 0;
}

void Stream::shutdownWrite()
{
    if (m_ssl)
        SSL_shutdown(m_ssl);
    ERR_clear_error();
    ::shutdown(m_fd, SHUT_WR);
}

void Stream::useSmallBuffer(int bytes)
{
    setsockopt(m_fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

} // namespace icmp::edge
