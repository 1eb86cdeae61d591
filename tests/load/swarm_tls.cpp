#include "tests/load/swarm_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace icmp::load {

void TlsFree::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

void TlsFree::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsContext makeTlsContext()
{
    TlsContext context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    return context;
}

TlsEnd::TlsEnd(const TlsContext &context) : m_ssl(SSL_new(context.get()))
{
    SSL_set_bio(m_ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(m_ssl.get());
    SSL_do_handshake(m_ssl.get());
    ERR_clear_error();
}

bool TlsEnd::take(const char *bytes, qsizetype size, QByteArray &plain)
{
    BIO_write(SSL_get_rbio(m_ssl.get()), bytes, int(size));
    if (!ready()) {
        const int done = SSL_do_handshake(m_ssl.get());
        if (done != 1 && SSL_get_error(m_ssl.get(), done) != SSL_ERROR_WANT_READ)
            return false;
        if (done != 1)
            return true;
    }
    char piece[16 * 1024];
    int got = 0;
    while ((got = SSL_read(m_ssl.get(), piece, sizeof piece)) > 0)
        plain.append(piece, got);
    const int error = SSL_get_error(m_ssl.get(), got);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_ZERO_RETURN;
}

void TlsEnd::write(const QByteArray &plain)
{
    SSL_write(m_ssl.get(), plain.constData(), int(plain.size()));
}

QByteArray TlsEnd::takeOut()
{
    BIO *out = SSL_get_wbio(m_ssl.get());
    QByteArray bytes(qsizetype(BIO_ctrl_pending(out)), Qt::Uninitialized);
    if (!bytes.isEmpty())
        BIO_read(out, bytes.data(), int(bytes.size()));
    return bytes;
}

bool TlsEnd::ready() const
{
    return SSL_is_init_finished(m_ssl.get()) == 1;
}

std::unique_ptr<ssl_st, TlsFree> connectTls(const TlsContext &context, int fd)
{
    std::unique_ptr<ssl_st, TlsFree> ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), fd);
    if (SSL_connect(ssl.get()) != 1)
        ssl.reset();
    return ssl;
}

qsizetype readTls(ssl_st *ssl, char *into, qsizetype size)
{
    return SSL_read(ssl, into, int(size));
}

bool writeTls(ssl_st *ssl, const QByteArray &bytes)
{
    return SSL_write(ssl, bytes.constData(), int(bytes.size())) == bytes.size();
}

} // namespace icmp::load
