// Opening a project file whatever state it is in: whole, torn, held by another program, or not ours at all.
#pragma once

#include "studio/document/file/project_file.h"

namespace icmp::document {

struct OpenedProject {
    std::unique_ptr<Sqlite> file;   // for writing, or for reading only when `lock` is null
    std::unique_ptr<FileLock> lock; // null when read-only
    Reading reading;
    QString damagedCopy; // where the damaged file was set aside; empty when nothing was damaged
    QString sentence;    // what the person must know; empty when all is well
};

// The longest valid part of the file. What was damaged is set aside as "….damaged" before the file is written
// again. When an earlier program ended in the middle of that, or something forbids writing, the file opens
// read-only.
Outcome<OpenedProject> openProject(const QString &path);

} // namespace icmp::document
