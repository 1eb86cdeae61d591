// Contents by SHA-256 as files: written aside, checked, fsynced, then renamed into place and never changed
// again.
//
// Thread-safe; every function blocks for the disk.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <QString>
#include <array>
#include <mutex>
#include <optional>

namespace icmp::publishing {

inline constexpr qint64 incomingKeptMs =
    7 * 24 * 3600 * qint64(1000);       // an upload nobody resumes goes after a week
inline constexpr qint64 headBytes = 64; // enough to recognise every type

// One chunk: bytes of the object from `first` on; `total` is the whole object's size.
struct Chunk {
    QString hash;
    qint64 first = 0;
    qint64 total = 0;
    QByteArray bytes;
};

class ObjectFiles {
public:
    // Makes the folders. fails  when it cannot
    static Outcome<std::unique_ptr<ObjectFiles>> open(const QString &folder);

    bool has(const QString &hash) const;
    QString pathOf(const QString &hash) const;
    // How many bytes of an unfinished upload are there.
    qint64 received(const QString &hash) const;
    // The whole bytes, when it is there and not longer than `bytesMax`.
    std::optional<QByteArray> read(const QString &hash, qint64 bytesMax) const;
    // The first headBytes.
    QByteArray head(const QString &hash) const;

    // Appends the chunk; with the last one the object is in place. Returns the bytes there now.
    // refuses  Conflict (place is the right offset: the chunk does not begin there), BadHash (whole, and not
    // what the
    //          hash says: begin again)
    // fails    when the disk does not take it (full, gone)
    Outcome<Result<qint64>> put(const Chunk &chunk);

    // Takes a finished file of the server's own in, by moving it; gives its hash. fails  as put
    Outcome<QString> adopt(const QString &path);

private:
    explicit ObjectFiles(QString folder) : m_folder(std::move(folder)) {}
    QString incomingOf(const QString &hash) const;
    Outcome<Result<qint64>> finish(const Chunk &chunk);
    Outcome<void> settle(const QString &path, const QString &hash);
    std::mutex &lockOf(const QString &hash);
    void removeStale() const;

    QString m_folder;
    std::array<std::mutex, 64> m_locks; // one upload of an object at a time
};

} // namespace icmp::publishing
