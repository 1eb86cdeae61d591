// Signatures for tests of rules: whoever has the public key could also sign, which no rule notices.
#pragma once

#include "core/base/hash.h"
#include "core/base/ports.h"

namespace icmp::test {

class FakeSigner : public Signer {
public:
    explicit FakeSigner(char letter = 'k') : m_key(32, letter) {}

    QByteArray publicKey() const override { return m_key; }
    QByteArray sign(QByteArrayView message) override { return signatureOf(message, m_key); }

    static bool check(QByteArrayView message, QByteArrayView signature, QByteArrayView publicKey)
    {
        return signatureOf(message, publicKey.toByteArray()) == signature;
    }

private:
    static QByteArray signatureOf(QByteArrayView message, const QByteArray &key)
    {
        const QByteArray half = hmacSha256(key, message);
        return half + sha256(half);
    }

    QByteArray m_key;
};

} // namespace icmp::test
