// Projects that have no name yet live in the application's data folder, kept like any other, until they are
// saved.
#pragma once

#include <QStringList>

namespace icmp::document {

// The usual folder; created when it is missing.
QString draftFolder();
// A path in `folder` that is not taken.
QString newDraftPath(const QString &folder);
// Whether a file is one of them: it lies in a folder "drafts" and has a draft's name.
bool isDraft(const QString &path);
// Drafts that no running program holds, newest first: what a crash left behind.
QStringList recoverableDrafts(const QString &folder);

} // namespace icmp::document
