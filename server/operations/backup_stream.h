// A backup file: named files one after another, encrypted and authenticated as one stream.
//
// Layout: "ICMP-BACKUP-1\n", the key's id and a line feed, libsodium's secretstream header, then sealed
// chunks (XChaCha20-Poly1305), each with 4 bytes of its length before it. Inside: for each file the line
// "name size\n" and its bytes. The last chunk says that it is the last: a cut file does not open.
#pragma once

#include "core/base/ports.h"

#include <QFile>
#include <memory>

namespace icmp::operations {

inline constexpr int backupChunkBytes = 64 * 1024; // memory of either side; 17 bytes more on the disk
inline constexpr int backupNameMax = 200;

class BackupWriter {
public:
    // fails  when the file exists already or cannot be written
    static Outcome<std::unique_ptr<BackupWriter>> open(const QString &path, const NamedKey &key);
    ~BackupWriter();
    BackupWriter(const BackupWriter &) = delete;
    BackupWriter &operator=(const BackupWriter &) = delete;

    // name: what restoring calls it, without spaces or line feeds.
    Outcome<void> add(const QString &name, const QByteArray &bytes);
    Outcome<void> addFile(const QString &name, const QString &path);
    // Without it the file is no backup. Returns after it is on the disk.
    Outcome<void> finish();

private:
    struct Stream;
    explicit BackupWriter(const QString &path);
    Outcome<void> put(const QByteArray &bytes);
    Outcome<void> flush(bool last);

    QFile m_file;
    std::unique_ptr<Stream> m_stream;
    QByteArray m_pending;
};

// Where restoring puts what it reads: called for each file in order, then for its bytes, piece by piece.
struct BackupTaker {
    std::function<Outcome<void>(const QString &name, qint64 size)> begin;
    std::function<Outcome<void>(const QByteArray &piece)> take;
    std::function<Outcome<void>()> end; // of the file
};

// The id of the key that opens it.
Outcome<QString> backupKeyId(const QString &path);
// fails  when the key is another one, any bit was changed, or the file was cut; what was taken until then is
// worth
//        nothing
Outcome<void> readBackup(const QString &path, const NamedKey &key, const BackupTaker &taker);

} // namespace icmp::operations
