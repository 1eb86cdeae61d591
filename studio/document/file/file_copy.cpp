#include "studio/document/file/file_copy.h"

#include "studio/document/file/sqlite.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QUuid>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace icmp::document {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectFile", text);
}

tl::unexpected<Failure> failedWith(int error, const QString &target)
{
    const QString reason = error == ENOSPC || error == EDQUOT ? tr("the disk is full")
                           : error == EACCES || error == EPERM || error == EROFS
                               ? tr("the folder may not be written")
                               : QString::fromLocal8Bit(std::strerror(error));
    return fail(tr("\"%1\" was not saved: %2.").arg(QFileInfo(target).fileName(), reason),
                tr("What was there before is unchanged. Choose another place."));
}

// 0 or the error number.
int force(const QString &path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    const int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return error;
}

Outcome<void> backup(const Sqlite &source, Sqlite &target)
{
    sqlite3_backup *backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (!backup)
        return tl::unexpected(sqliteFailure(target.handle(), sqlite3_errcode(target.handle())));
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        return tl::unexpected(sqliteFailure(target.handle(), code));
    return {};
}

Outcome<void> writeCopy(const Sqlite &source, const QString &temporary, CopyKind kind,
                        const FinishCopy &finish)
{
    auto target = Sqlite::open(temporary, SqliteMode::Create);
    if (!target)
        return tl::unexpected(target.error());
    if (auto done = backup(source, **target); !done)
        return done;
    if (auto done = (*target)->run("PRAGMA journal_mode = DELETE"); !done)
        return done;
    if (kind == CopyKind::NewDocument) {
        if (auto done = (*target)->run("DELETE FROM meta WHERE key LIKE 'note:publish:%'"); !done)
            return done;
    }
    return finish(**target);
}

// A WAL of the file that is about to be replaced would be read into the new one, so it goes into its own file
// first.
Outcome<void> settleWal(const QString &target)
{
    if (!QFile::exists(target) || !QFile::exists(target + QStringLiteral("-wal")))
        return {};
    auto open = Sqlite::open(target, SqliteMode::ReadWrite);
    if (!open)
        return tl::unexpected(open.error());
    return (*open)->run("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace

QString temporaryBeside(const QString &target)
{
    const QFileInfo info(target);
    return info.absolutePath() + QStringLiteral("/.") + info.fileName() + u'.' +
           QUuid::createUuid().toString(QUuid::Id128).left(8) + QStringLiteral(".tmp");
}

Outcome<void> moveIntoPlace(const QString &temporary, const QString &target)
{
    int error = force(temporary, O_RDWR);
    if (error == 0 &&
        ::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(target).constData()) != 0)
        error = errno;
    if (error != 0) {
        QFile::remove(temporary);
        return failedWith(error, target);
    }
    error = force(QFileInfo(target).absolutePath(), O_RDONLY | O_DIRECTORY);
    // Some network file systems cannot force folders; the file itself is whole and in place there.
    if (error != 0 && error != EINVAL)
        return failedWith(error, target);
    return {};
}

Outcome<void> copyDatabase(const Sqlite &source, const QString &target, CopyKind kind,
                           const FinishCopy &finish)
{
    const QString temporary = temporaryBeside(target);
    auto written = writeCopy(source, temporary, kind, finish);
    if (written)
        written = settleWal(target);
    QFile::remove(temporary + QStringLiteral("-journal"));
    QFile::remove(temporary + QStringLiteral("-wal"));
    QFile::remove(temporary + QStringLiteral("-shm"));
    if (!written) {
        QFile::remove(temporary);
        return fail(tr("\"%1\" was not saved. %2").arg(QFileInfo(target).fileName(), written.error().what),
                    tr("What was there before is unchanged. Choose another place."));
    }
    return moveIntoPlace(temporary, target);
}

Outcome<void> copyDamaged(const QString &path, const QString &target)
{
    for (const char *end : {"", "-wal"}) {
        const QString from = path + QLatin1String(end), to = target + QLatin1String(end);
        if (!QFile::exists(from))
            continue;
        QFile::remove(to);
        if (!QFile::copy(from, to) || force(to, O_RDONLY) != 0)
            return fail(tr("The damaged file could not be set aside at \"%1\".").arg(to),
                        tr("Free some space there, or save a copy elsewhere."));
    }
    return {};
}

void removeProjectFile(const QString &path)
{
    for (const char *end : {"", "-wal", "-shm", "-lock"})
        QFile::remove(path + QLatin1String(end));
}

} // namespace icmp::document
