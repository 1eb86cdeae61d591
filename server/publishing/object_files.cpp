#include "server/publishing/object_files.h"

#include "core/base/disk/disk_full.h"
#include "core/base/hash.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace icmp::publishing {

namespace {

tl::unexpected<Failure> diskFailed(const QString &why, bool full)
{
    const QString what = QStringLiteral("The object could not be stored: %1.").arg(why);
    return full ? tl::unexpected(diskFull(what))
                : fail(what, QStringLiteral("Check the disk and the folder of the server, then continue."));
}

// Qt tells a full disk from other errors by this kind; and of a write that ended early, because there was
// room for a part only, it tells no error at all.
tl::unexpected<Failure> diskFailed(const QFile &file)
{
    if (file.error() == QFile::NoError)
        return diskFailed(QStringLiteral("there was room for a part only"), true);
    return diskFailed(file.errorString(), file.error() == QFile::ResourceError);
}

// Of the last call to the system.
bool wasFull()
{
    return errno == ENOSPC || errno == EDQUOT;
}

bool syncFolder(const QString &path)
{
    const int folder = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    const bool synced = ::fsync(folder) == 0;
    ::close(folder);
    return synced;
}

} // namespace

Outcome<std::unique_ptr<ObjectFiles>> ObjectFiles::open(const QString &folder)
{
    if (!QDir().mkpath(folder + QStringLiteral("/incoming")))
        return fail(QStringLiteral("The folder %1 cannot be made.").arg(folder),
                    QStringLiteral("Check its owner and permissions."));
    std::unique_ptr<ObjectFiles> files(new ObjectFiles(folder));
    files->removeStale();
    return files;
}

void ObjectFiles::removeStale() const
{
    const QDateTime before = QDateTime::currentDateTimeUtc().addMSecs(-incomingKeptMs);
    for (const QFileInfo &info : QDir(m_folder + QStringLiteral("/incoming")).entryInfoList(QDir::Files)) {
        if (info.lastModified() < before)
            QFile::remove(info.filePath());
    }
}

QString ObjectFiles::pathOf(const QString &hash) const
{
    return m_folder + u'/' + hash.left(2) + u'/' + hash;
}

QString ObjectFiles::incomingOf(const QString &hash) const
{
    return m_folder + QStringLiteral("/incoming/") + hash;
}

std::mutex &ObjectFiles::lockOf(const QString &hash)
{
    return m_locks[qHash(hash) % m_locks.size()];
}

bool ObjectFiles::has(const QString &hash) const
{
    return isSha256Hex(hash) && QFile::exists(pathOf(hash));
}

qint64 ObjectFiles::received(const QString &hash) const
{
    const QFileInfo info(incomingOf(hash));
    return info.exists() ? info.size() : 0;
}

std::optional<QByteArray> ObjectFiles::read(const QString &hash, qint64 bytesMax) const
{
    if (!isSha256Hex(hash))
        return std::nullopt;
    QFile file(pathOf(hash));
    if (!file.open(QIODevice::ReadOnly) || file.size() > bytesMax)
        return std::nullopt;
    return file.readAll();
}

QByteArray ObjectFiles::head(const QString &hash) const
{
    QFile file(pathOf(hash));
    return file.open(QIODevice::ReadOnly) ? file.read(headBytes) : QByteArray();
}

Outcome<Result<qint64>> ObjectFiles::put(const Chunk &chunk)
{
    const std::lock_guard lock(lockOf(chunk.hash));
    if (has(chunk.hash))
        return Result<qint64>(QFileInfo(pathOf(chunk.hash)).size());
    QFile file(incomingOf(chunk.hash));
    if (!file.open(QIODevice::ReadWrite))
        return diskFailed(file);
    if (file.size() > chunk.total)
        file.resize(0);
    if (chunk.first != file.size())
        return Result<qint64>(refuse(RefusalCode::Conflict, QString::number(file.size()),
                                     QStringLiteral("Continue at byte %1.").arg(file.size())));
    const qint64 before = file.size();
    if (!file.seek(before) || file.write(chunk.bytes) != chunk.bytes.size() || !file.flush()) {
        const auto failed = diskFailed(file);
        file.resize(before);
        return failed;
    }
    const qint64 size = file.size();
    file.close();
    if (size < chunk.total)
        return Result<qint64>(size);
    return finish(chunk);
}

Outcome<Result<qint64>> ObjectFiles::finish(const Chunk &chunk)
{
    QFile file(incomingOf(chunk.hash));
    if (!file.open(QIODevice::ReadWrite))
        return diskFailed(file);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!hash.addData(&file))
        return diskFailed(file);
    if (QString::fromLatin1(hash.result().toHex()) != chunk.hash) {
        file.remove();
        return Result<qint64>(
            refuse(RefusalCode::BadHash, chunk.hash, QStringLiteral("Send it again from the start.")));
    }
    file.close();
    const auto settled = settle(incomingOf(chunk.hash), chunk.hash);
    if (!settled)
        return tl::unexpected(settled.error());
    return Result<qint64>(chunk.total);
}

Outcome<QString> ObjectFiles::adopt(const QString &path)
{
    QFile file(path);
    QCryptographicHash sum(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !sum.addData(&file))
        return diskFailed(file);
    const QString hash = QString::fromLatin1(sum.result().toHex());
    file.close();
    const std::lock_guard lock(lockOf(hash));
    const auto settled = settle(path, hash);
    if (!settled)
        return tl::unexpected(settled.error());
    return hash;
}

// Written through, then moved into place.
Outcome<void> ObjectFiles::settle(const QString &path, const QString &hash)
{
    const QString folder = QFileInfo(pathOf(hash)).path();
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || ::fsync(file.handle()) != 0 || !QDir().mkpath(folder))
        return diskFailed(QStringLiteral("it was not written through"), wasFull());
    file.close();
    if (::rename(QFile::encodeName(path).constData(), QFile::encodeName(pathOf(hash)).constData()) != 0 ||
        !syncFolder(folder) || !syncFolder(m_folder))
        return diskFailed(QStringLiteral("it could not be moved into place"), wasFull());
    return {};
}

} // namespace icmp::publishing
