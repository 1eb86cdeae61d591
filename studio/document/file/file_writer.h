// The one thread that writes a project file: collects records for a moment, commits them together, tries
// again when it fails. Snapshots are packed beside it, so that a large project does not keep an edit waiting.
#pragma once

#include "studio/document/file/file_copy.h"
#include "studio/document/file/project_file.h"

#include <QString>
#include <variant>

namespace icmp::document {

inline constexpr int collectMs = 100;      // leaves 150 ms of the promised 250 for the commit itself
inline constexpr int pendingMax = 200'000; // records waiting while a disk is full: about 100 MB

struct NewRecord {
    qint64 seq = 0;
    RecordKind kind = RecordKind::Edit;
    qint64 atMs = 0;
    QString actor;
    std::variant<project::Edit, QByteArray> content; // an edit is written as JSON by the writer's thread
    qint64 state = 0;                                // what holds after it
    std::shared_ptr<const project::Project> value;   // the value of that state
};

// Told from the writer's thread.
struct WriterEvents {
    std::function<void(qint64 seq)> durable;
    std::function<void(QString reason)> failed;
    std::function<void(qint64 state, qint64 seq)> snapshotWritten;
};

class FileWriter {
public:
    using Work = std::function<Outcome<void>(Sqlite &)>;
    using Done = std::function<void(Outcome<void>)>; // called in the writer's thread

    // Takes over a connection that may write, and the lock of its file.
    FileWriter(std::unique_ptr<Sqlite> file, std::unique_ptr<FileLock> lock, const QString &path,
               const Reading &at, WriterEvents events);
    // Commits what waits, once; writes a snapshot when records came since the last one.
    ~FileWriter();

    void append(NewRecord record);
    // Records up to now are committed without waiting for more.
    void hurry();
    // Appends the record of a save, then a version of its state: row and snapshot in one transaction, and a
    // checkpoint.
    void saveVersion(NewRecord record, const QString &name, Done done);
    // Small rows (notes, places), in the same queue; repeated until they succeed.
    void write(Work work);
    void copyTo(const QString &target, CopyKind kind, Done done);
    // Copies, then goes on in the copy with what comes later.
    void moveTo(const QString &target, CopyKind kind, Done done);
    // Waits until all is durable (true) or the newest try failed (false).
    bool flush();

private:
    struct Parts;
    struct Errand;
    void loop();
    bool waitForWork();
    bool commit();
    void report(const Outcome<void> &committed);
    void runErrands();
    Outcome<void> runVersion(const NewRecord &record, const QString &name);
    Outcome<void> runCopy(const QString &target, CopyKind kind, bool move);
    void considerSnapshot();
    Outcome<void> storeSnapshot(Snapshot snapshot);
    void close();

    std::unique_ptr<Parts> m_parts;
};

} // namespace icmp::document
