// Deterministic CBOR (RFC 8949, section 4.2.1): one value has one row of bytes.
//
// Of CBOR only what intents use: integers, text (NFC), bytes, arrays, and maps with text keys.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QCborValue>

namespace icmp::identity {

inline constexpr qsizetype cborBytesMax = 8 * 1024; // the longest intent is about 2 KiB

// The value must hold nothing but the above (assert).
QByteArray canonicalCbor(const QCborValue &value);
// refuses  TooLong, BadDocument (no CBOR, or not the one form)
Result<QCborValue> readCanonicalCbor(const QByteArray &bytes);

} // namespace icmp::identity
