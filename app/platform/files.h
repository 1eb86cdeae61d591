// Files that are there whole or not at all, also after a power cut.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>

namespace icmp::platform {

enum class Mode : int {
    OwnerReads = 0400, // keys
    OwnerOnly = 0600,  // accounts of a demo, databases, sockets
    Everyone = 0644,
};

// Written aside in the same folder, fsynced, renamed over `path`, folder fsynced.
// fails  with what the system said; then `path` is what it was
Outcome<void> writeWhole(const QString &path, const QByteArray &bytes, Mode mode);
// The same, but never over an existing file. false: somebody else made it first.
Outcome<bool> createWhole(const QString &path, const QByteArray &bytes, Mode mode);
// fails  when it is missing, longer than bytesMax, or, for Mode::OwnerOnly and OwnerReads, readable by others
Outcome<QByteArray> readWhole(const QString &path, qint64 bytesMax, Mode mode = Mode::Everyone);
// Makes the folder and its parents; the last one for its owner alone (0700).
Outcome<void> makePrivateFolder(const QString &path);
// Makes what was renamed or created in the folder durable.
Outcome<void> syncFolder(const QString &path);

} // namespace icmp::platform
