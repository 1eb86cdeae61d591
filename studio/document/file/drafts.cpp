#include "studio/document/file/drafts.h"

#include "studio/document/file/file_lock.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>

namespace icmp::document {

namespace {

const QString folderName = QStringLiteral("drafts");
const QString prefix = QStringLiteral("Untitled-");

} // namespace

QString draftFolder()
{
    const QDir data(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
    std::ignore = data.mkpath(folderName);
    return data.filePath(folderName);
}

QString newDraftPath(const QString &folder)
{
    const QString unique = QUuid::createUuid().toString(QUuid::Id128).left(12);
    return QDir(folder).filePath(prefix + unique + QStringLiteral(".icmp"));
}

bool isDraft(const QString &path)
{
    const QFileInfo info(path);
    return info.absoluteDir().dirName() == folderName && info.fileName().startsWith(prefix);
}

QStringList recoverableDrafts(const QString &folder)
{
    QStringList found;
    const QDir drafts(folder);
    const auto files = drafts.entryInfoList({prefix + QStringLiteral("*.icmp")}, QDir::Files, QDir::Time);
    for (const QFileInfo &info : files) {
        if (FileLock::take(info.absoluteFilePath()))
            found.append(info.absoluteFilePath());
    }
    return found;
}

} // namespace icmp::document
