#include "studio/media/file_hash.h"

#include <QCryptographicHash>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::media {

namespace {

constexpr qint64 blockBytes = 1024 * 1024;  // 3 ms of hashing: cancelling is prompt

}  // namespace

FileHash::~FileHash()
{
    m_cancelled = true;
    if (m_thread)
        m_thread->wait();
}

void FileHash::start(int descriptor)
{
    const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    m_thread.reset(QThread::create([this, own] {
        run(own);
        close(own);
    }));
    m_thread->start();
}

void FileHash::run(int descriptor)
{
    struct stat about = {};
    fstat(descriptor, &about);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block(blockBytes, Qt::Uninitialized);
    qint64 at = 0;
    int last = -1;
    while (!m_cancelled) {
        const ssize_t got = pread(descriptor, block.data(), size_t(blockBytes), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            Q_EMIT failed(
                {QStringLiteral("The file cannot be read: %1.").arg(QString::fromLocal8Bit(strerror(errno))),
                 QStringLiteral("Check the disk it is on.")});
            return;
        }
        if (got == 0) {
            Q_EMIT done(QString::fromLatin1(hash.result().toHex()));
            return;
        }
        hash.addData(QByteArrayView(block.constData(), got));
        at += got;
        const int percent = about.st_size > 0 ? int(std::min<qint64>(at * 100 / about.st_size, 100)) : 0;
        if (percent != last)
            Q_EMIT progressed(percent);
        last = percent;
    }
}

}  // namespace icmp::media
