// What a Document is made of, shared by its two source files.
#pragma once

#include "studio/document/document.h"
#include "studio/document/file/file_writer.h"
#include "studio/document/file/recovery.h"
#include "studio/document/history.h"

namespace icmp::document {

struct AssetPlace {
    QString relative; // to the folder of the project file
    QString absolute;
};

struct Document::Parts {
    explicit Parts(const Surroundings &surroundings) : around(surroundings) {}

    // A connection that only reads; null without a file.
    Sqlite *reading();

    const Surroundings around;
    std::unique_ptr<History> history;
    QMap<qint64, qint64> snapshots; // state → seq, in the file
    Keeping keeping{KeepState::InMemory, 0, {}};
    QString path;                         // for the reader
    std::unique_ptr<Sqlite> readOnlyFile; // of a document that is open for reading only
    std::unique_ptr<Sqlite> reader;
    QHash<QString, QByteArray> notes;
    QHash<QString, AssetPlace> places;
    QList<std::pair<qint64, std::function<void()>>> whenDurable;
    mutable qint64 hashSeq = -1;
    mutable QString hash;
    std::unique_ptr<FileWriter> writer; // last: its thread ends before what it tells goes
};

} // namespace icmp::document
