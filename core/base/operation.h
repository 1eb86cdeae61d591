// A client's own name for one mutation, so that asking again after an unknown outcome changes nothing.
#pragma once

#include <QString>
#include <functional>

namespace icmp {

// id           made by the client before the first send, 128 bits as text; may be empty: then nothing is
// remembered requestHash  SHA-256 hex over who asks and the canonical request; the same id with another hash
// is KeyReused
struct Operation {
    QString id;
    QString requestHash;
};

// Told once. A store calls it on its own thread, after the commit is durable; it must not block or throw.
template <class T>
using Done = std::function<void(T)>;

} // namespace icmp
