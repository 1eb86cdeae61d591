// Whole files or nothing: written beside the target, forced to the disk, renamed, and the folder forced too.
#pragma once

#include "core/base/refusal.h"

#include <QString>
#include <functional>

namespace icmp::document {

class Sqlite;

// A path beside `target` for the temporary file; removed by the caller when things go wrong.
QString temporaryBeside(const QString &target);
// Forces `temporary` to the disk and gives it the name `target`, replacing what is there.
Outcome<void> moveIntoPlace(const QString &temporary, const QString &target);
// One file with everything that `source` has committed, by the backup interface; never a copy without its
// WAL. `finish` writes what is still missing in the copy. On failure nothing is left and the target is as it
// was.
enum class CopyKind { Move, NewDocument }; // a new document forgets where it was published
using FinishCopy = std::function<Outcome<void>(Sqlite &copy)>;
Outcome<void> copyDatabase(const Sqlite &source, const QString &target, CopyKind kind,
                           const FinishCopy &finish);
// The bytes of a file and its WAL, as they are, to `target`; for keeping what is damaged.
Outcome<void> copyDamaged(const QString &path, const QString &target);
// Removes a project file with what lies beside it.
void removeProjectFile(const QString &path);

} // namespace icmp::document
