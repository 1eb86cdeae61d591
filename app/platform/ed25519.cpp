#include "app/platform/ed25519.h"

#include <sodium.h>

namespace icmp::platform {

namespace {

const unsigned char *raw(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

unsigned char *raw(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

} // namespace

Outcome<std::unique_ptr<Ed25519Signer>> Ed25519Signer::open(KeyProvider &keys, const QString &purpose)
{
    const auto key = keys.current(purpose);
    if (!key)
        return tl::unexpected(key.error());
    return std::make_unique<Ed25519Signer>(key->bytes);
}

Ed25519Signer::Ed25519Signer(const QByteArray &seed)
    : m_public(int(crypto_sign_PUBLICKEYBYTES), '\0'), m_secret(int(crypto_sign_SECRETKEYBYTES), '\0')
{
    Q_ASSERT(seed.size() == int(crypto_sign_SEEDBYTES));
    crypto_sign_seed_keypair(raw(m_public), raw(m_secret), raw(QByteArrayView(seed)));
}

Ed25519Signer::~Ed25519Signer()
{
    sodium_memzero(m_secret.data(), size_t(m_secret.size()));
}

QByteArray Ed25519Signer::sign(QByteArrayView bytes)
{
    QByteArray signature(int(crypto_sign_BYTES), '\0');
    crypto_sign_detached(raw(signature), nullptr, raw(bytes), static_cast<unsigned long long>(bytes.size()),
                         raw(QByteArrayView(m_secret)));
    return signature;
}

bool isSignedBy(QByteArrayView bytes, QByteArrayView signature, QByteArrayView publicKey)
{
    return signature.size() == int(crypto_sign_BYTES) &&
           publicKey.size() == int(crypto_sign_PUBLICKEYBYTES) &&
           crypto_sign_verify_detached(raw(signature), raw(bytes),
                                       static_cast<unsigned long long>(bytes.size()), raw(publicKey)) == 0;
}

} // namespace icmp::platform
