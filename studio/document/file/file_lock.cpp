#include "studio/document/file/file_lock.h"

#include <QFile>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::document {

std::unique_ptr<FileLock> FileLock::take(const QString &path)
{
    const QString lockPath = path + QStringLiteral("-lock");
    const QByteArray name = QFile::encodeName(lockPath);
    // The holder removes the file at its end, so what was locked may no longer be the file of that name: look
    // again.
    for (int attempt = 0; attempt < 10; ++attempt) {
        const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0)
            return nullptr;
        struct stat mine = {}, named = {};
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            ::close(descriptor);
            return nullptr;
        }
        if (::fstat(descriptor, &mine) == 0 && ::stat(name.constData(), &named) == 0 &&
            mine.st_ino == named.st_ino && mine.st_dev == named.st_dev)
            return std::unique_ptr<FileLock>(new FileLock(descriptor, lockPath));
        ::close(descriptor);
    }
    return nullptr;
}

FileLock::FileLock(int descriptor, const QString &path) : m_descriptor(descriptor), m_path(path)
{
    char mark = 0;
    m_interrupted = ::pread(descriptor, &mark, 1, 0) == 1 && mark == 'r';
    m_repairing = m_interrupted;
}

FileLock::~FileLock()
{
    // The mark of an unfinished repair stays for the next program.
    if (!m_repairing)
        ::unlink(QFile::encodeName(m_path).constData());
    ::close(m_descriptor);
}

void FileLock::markRepair(bool running)
{
    m_repairing = running;
    const bool written = running ? ::pwrite(m_descriptor, "r", 1, 0) == 1 : ::ftruncate(m_descriptor, 0) == 0;
    if (written)
        ::fsync(m_descriptor);
}

} // namespace icmp::document
