// What rules need from the world, named for the role. Real adapters are in app/platform, fakes in
// tests/support.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QtGlobal>
#include <functional>

namespace icmp {

// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual qint64 nowMs() const = 0;       // wall clock, ms since 1970 UTC
    virtual qint64 monotonicMs() const = 0; // never steps; origin unspecified
};

// Thread-safe; unpredictable in the real adapter, seeded in tests.
class Random {
public:
    virtual ~Random() = default;
    virtual QByteArray bytes(int count) = 0;
    // A number in 1 … idMax, for Id<…>.
    qint64 id()
    {
        qint64 value = 0;
        while (value == 0) {
            const QByteArray raw = bytes(8);
            for (const char c : raw)
                value = (value << 8 | static_cast<unsigned char>(c)) & ((qint64(1) << 53) - 1);
        }
        return value;
    }
};

// A key and the name by which what it protects remembers it.
struct NamedKey {
    QString id;       // 1–32 of a–z, 0–9, "-"; never reused for other bytes
    QByteArray bytes; // 32
};

// Thread-safe. Purposes are fixed words such as "field", "pepper", "event-token"; a key made once is kept for
// ever.
class KeyProvider {
public:
    virtual ~KeyProvider() = default;
    // The key to protect new things with.
    virtual Outcome<NamedKey> current(const QString &purpose) = 0;
    // An older or current one by its id.
    virtual Outcome<NamedKey> byId(const QString &id) = 0;
};

// Ed25519 (RFC 8032) under one signing key of the installation. Thread-safe.
class Signer {
public:
    virtual ~Signer() = default;
    virtual QByteArray sign(QByteArrayView bytes) = 0; // 64 bytes
    virtual QByteArray publicKey() const = 0;          // 32 bytes, what checks it elsewhere
};

// Whether the signature of these bytes was made by the owner of this public key; false for lengths that are
// none.
using SignatureCheck =
    std::function<bool(QByteArrayView bytes, QByteArrayView signature, QByteArrayView publicKey)>;

} // namespace icmp
