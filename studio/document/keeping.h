// Whether what the person sees is on the disk, in a word and in a sentence.
#pragma once

#include <QString>
#include <QtGlobal>

namespace icmp::document {

inline constexpr qint64 keepWithinMs = 250;     // an edit is durable this long after it was made
inline constexpr qint64 retryKeepingMs = 2'000; // after a full disk or another failure

enum class KeepState {
    Kept,     // durable seq = current seq
    Keeping,  // the writer is at it
    Failing,  // nothing is kept since `sinceMs`: full disk, I/O error, vanished medium
    ReadOnly, // another program holds the file, or it could not be repaired
    InMemory  // has no file, by the caller's choice
};

struct Keeping {
    KeepState state = KeepState::Kept;
    qint64 sinceMs = 0; // wall clock, ms UTC; of Keeping and Failing
    QString reason;     // of Failing and ReadOnly, one sentence

    friend bool operator==(const Keeping &, const Keeping &) = default;
    // "All changes kept", "Keeping …", "Nothing is kept since 20:14: The disk is full.", translated.
    QString text() const;
};

} // namespace icmp::document
