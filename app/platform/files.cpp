#include "app/platform/files.h"

#include "core/base/disk/disk_full.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::platform {

namespace {

tl::unexpected<Failure> failed(const char *doing, const QString &path, int error)
{
    const QString what = QStringLiteral("Could not %1 %2: %3.")
                             .arg(QLatin1StringView(doing), path, QString::fromLocal8Bit(strerror(error)));
    if (error == ENOSPC || error == EDQUOT)
        return tl::unexpected(diskFull(what));
    return fail(what, QStringLiteral("Check that the folder exists and belongs to you."));
}

// Closes on every way out.
class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int number() const { return m_number; }

private:
    int m_number;
};

int writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        const ssize_t written = ::write(descriptor, bytes.constData() + at, size_t(bytes.size() - at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        at += written;
    }
    return 0;
}

// The name of a durable copy beside `path`.
Outcome<QByteArray> writeAside(const QString &path, const QByteArray &bytes, Mode mode)
{
    QByteArray aside = QFile::encodeName(path) + ".XXXXXX";
    const Descriptor file(::mkostemp(aside.data(), O_CLOEXEC));
    if (file.number() < 0)
        return failed("create", path, errno);
    int error = ::fchmod(file.number(), mode_t(mode)) == 0 ? 0 : errno;
    if (error == 0)
        error = writeAll(file.number(), bytes);
    if (error == 0 && ::fsync(file.number()) != 0)
        error = errno;
    if (error != 0) {
        ::unlink(aside.constData());
        return failed("write", path, error);
    }
    return aside;
}

} // namespace

Outcome<void> syncFolder(const QString &path)
{
    const Descriptor folder(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0 || ::fsync(folder.number()) != 0)
        return failed("sync", path, errno);
    return {};
}

Outcome<void> writeWhole(const QString &path, const QByteArray &bytes, Mode mode)
{
    const auto aside = writeAside(path, bytes, mode);
    if (!aside)
        return tl::unexpected(aside.error());
    if (::rename(aside->constData(), QFile::encodeName(path).constData()) != 0) {
        const int error = errno;
        ::unlink(aside->constData());
        return failed("replace", path, error);
    }
    return syncFolder(QFileInfo(path).path());
}

Outcome<bool> createWhole(const QString &path, const QByteArray &bytes, Mode mode)
{
    const auto aside = writeAside(path, bytes, mode);
    if (!aside)
        return tl::unexpected(aside.error());
    // A link, unlike a rename, refuses a name that is taken.
    const int error = ::link(aside->constData(), QFile::encodeName(path).constData()) == 0 ? 0 : errno;
    ::unlink(aside->constData());
    if (error == EEXIST)
        return false;
    if (error != 0)
        return failed("create", path, error);
    if (const auto synced = syncFolder(QFileInfo(path).path()); !synced)
        return tl::unexpected(synced.error());
    return true;
}

Outcome<QByteArray> readWhole(const QString &path, qint64 bytesMax, Mode mode)
{
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
    struct stat about = {};
    if (file.number() < 0 || ::fstat(file.number(), &about) != 0)
        return failed("open", path, errno);
    if (mode != Mode::Everyone && (about.st_mode & 077) != 0)
        return fail(QStringLiteral("Others than you may read %1.").arg(path),
                    QStringLiteral("Forbid it with chmod 600, or 400 for a key, and start again."));
    if (!S_ISREG(about.st_mode) || about.st_size > bytesMax)
        return fail(QStringLiteral("%1 is not a file of at most %2 bytes.").arg(path).arg(bytesMax));
    QByteArray bytes(about.st_size, '\0');
    qsizetype at = 0;
    while (at < bytes.size()) {
        const ssize_t got = ::read(file.number(), bytes.data() + at, size_t(bytes.size() - at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed("read", path, errno);
        if (got == 0)
            break;
        at += got;
    }
    return bytes.left(at);
}

Outcome<void> makePrivateFolder(const QString &path)
{
    if (!QDir().mkpath(path))
        return failed("make the folder", path, errno);
    if (::chmod(QFile::encodeName(path).constData(), 0700) != 0)
        return failed("make private", path, errno);
    return {};
}

} // namespace icmp::platform
