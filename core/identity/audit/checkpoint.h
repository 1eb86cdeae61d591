// What leaves the database's machine so that a cut or rewritten audit shows: the last number and hash,
// signed.
//
// One line of JSON: {"at","head","number","signature","v":1}; head and signature in base64url.
#pragma once

#include "core/base/ports.h"

#include <QByteArray>

namespace icmp::identity {

inline constexpr qsizetype checkpointLineMax = 512; // ours have about 230

struct Checkpoint {
    qint64 number = 0; // of the row; 1 or more
    QByteArray head;   // its hash
    qint64 atMs = 0;
    QByteArray signature = {};

    friend bool operator==(const Checkpoint &, const Checkpoint &) = default;
};

// What the signature is over.
QByteArray signedBytes(const Checkpoint &checkpoint);
// With the line feed.
QByteArray lineOf(const Checkpoint &checkpoint);
// refuses  BadDocument (no such line; the last of a crash may be half)
Result<Checkpoint> checkpointFromLine(const QByteArray &line);

} // namespace icmp::identity
