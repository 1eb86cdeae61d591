// Ed25519 by libsodium, over a key of the installation.
#pragma once

#include "core/base/ports.h"

namespace icmp::platform {

// The key of `purpose`, e.g. "audit" or "votes": its 32 bytes are the seed of the pair.
class Ed25519Signer : public Signer {
public:
    // fails  when the key cannot be had
    static Outcome<std::unique_ptr<Ed25519Signer>> open(KeyProvider &keys, const QString &purpose);
    // From a seed of 32 bytes, e.g. a device's own.
    explicit Ed25519Signer(const QByteArray &seed);
    ~Ed25519Signer() override;

    QByteArray sign(QByteArrayView bytes) override;
    QByteArray publicKey() const override { return m_public; }

private:
    QByteArray m_public;
    QByteArray m_secret;
};

// A SignatureCheck.
bool isSignedBy(QByteArrayView bytes, QByteArrayView signature, QByteArrayView publicKey);

} // namespace icmp::platform
