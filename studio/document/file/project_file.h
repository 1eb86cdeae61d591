// An `.icmp` file: one SQLite database with a journal of edits, snapshots and versions. Making, checking,
// reading it.
#pragma once

#include "core/project/apply.h"
#include "studio/document/file/file_lock.h"
#include "studio/document/file/journal.h"
#include "studio/document/file/sqlite.h"

#include <QMap>
#include <functional>

namespace icmp::document {

inline constexpr qint64 fileMark = 0x49434D50; // application_id, "ICMP"
inline constexpr qint64 fileFormat = 1;        // user_version
inline constexpr int recordsPerSnapshot = 1'000;
inline constexpr qint64 journalBytesPerSnapshot = 4 * 1024 * 1024;
inline constexpr qint64 snapshotBytesMax = qint64(1) << 30; // unpacked: 200,000 clips are about 120 MB
inline constexpr qint64 recordBytesMax = 64 * 1024 * 1024;  // "return to version" holds a whole project
inline constexpr qint64 quickCheckMs = 2'000;

// A snapshot row: the value at record `seq`, which was the state `state`.
struct Snapshot {
    qint64 seq = 0;
    qint64 state = 0;
    QByteArray packed; // deflated canonical JSON
    QByteArray sha256; // of the canonical JSON
    QByteArray seal;   // chained over the chain at seq, seq, state and both contents
};

Snapshot makeSnapshot(const project::Project &value, qint64 seq, qint64 state);
QByteArray sealOf(const Snapshot &snapshot, const QByteArray &chainAtSeq);

// Everything a file tells, as far as it fits together.
struct Reading {
    project::Project value;
    HistoryPath path;
    qint64 seq = 0;                 // of the last record that fits
    QByteArray chain;               // at seq; empty at 0
    QMap<qint64, qint64> snapshots; // state → seq of a good snapshot of it, those on the path
    qint64 newestSnapshot = 0;      // seq
    qint64 lost = 0;                // records that do not fit, at least 1 when their number is unknown
    bool historyCut = false;        // the journal does not reach back to the beginning
    bool undoCut = false;           // some old steps cannot be rebuilt
    bool damaged = false;           // something in the file is not as it was written
};

// Creates the tables, the first snapshot and the settings. The file must not exist.
Outcome<std::unique_ptr<Sqlite>> createFile(const QString &path, const project::Project &value, qint64 nowMs);
// Fails with a sentence: missing, not a project, newer format, nothing readable. Changes nothing.
Outcome<std::unique_ptr<Sqlite>> openFile(const QString &path, SqliteMode mode);
Outcome<Reading> readFile(Sqlite &file);
// Sets how a connection that writes keeps its promises.
Outcome<void> prepareForWriting(Sqlite &file);

// Rows of an open file, used to rebuild old values.
Outcome<std::optional<JournalRecord>> readRecord(Sqlite &file, qint64 seq);
Outcome<project::Project> readSnapshot(Sqlite &file, qint64 seq);
// The path as it was after record `at`.
Outcome<HistoryPath> pathAt(Sqlite &file, qint64 at);

// The value of step `index`: from the nearest snapshot at or below it, edits applied forward. `visit` gets
// every value on the way, with its index.
using Visit = std::function<void(qsizetype index, const project::Project &value)>;
Outcome<project::Project> valueOf(Sqlite &file, const HistoryPath &path, qsizetype index,
                                  const QMap<qint64, qint64> &snapshots, const Visit &visit = {});

} // namespace icmp::document
