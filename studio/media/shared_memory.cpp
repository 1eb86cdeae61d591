#include "studio/media/shared_memory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace icmp::media {

Outcome<SharedMemory> SharedMemory::create(const char *name, qint64 bytes)
{
    SharedMemory memory;
    memory.m_descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    const bool made = memory.m_descriptor >= 0 && ftruncate(memory.m_descriptor, bytes) == 0 &&
                      fcntl(memory.m_descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
    if (!made)
        return fail(QStringLiteral("No shared memory for a media worker: %1.")
                        .arg(QString::fromLocal8Bit(strerror(errno))),
                    QStringLiteral("Close other programs and try again."));
    return memory;
}

SharedMemory::~SharedMemory()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

SharedMemory::SharedMemory(SharedMemory &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

SharedMemory &SharedMemory::operator=(SharedMemory &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

bool SharedMemory::readInto(void *to, qint64 offset, qint64 count) const
{
    auto *at = static_cast<char *>(to);
    while (count > 0) {
        const ssize_t got = pread(m_descriptor, at, size_t(count), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        offset += got;
        count -= got;
    }
    return true;
}

FrameHeader SharedMemory::header(qint64 offset) const
{
    FrameHeader header;
    return readInto(&header, offset, sizeof header) ? header : FrameHeader{};
}

QImage SharedMemory::image(qint64 offset, const FrameHeader &header) const
{
    QImage image(header.width, header.height, header.hasAlpha ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    if (image.isNull())
        return {};
    const qint64 pixels = offset + FrameHeader::bytes;
    for (int y = 0; y < header.height; ++y) {
        // One read when lines lie close, as they do in what our worker writes.
        const bool close = header.stride == image.bytesPerLine();
        const qint64 count = close ? header.payloadBytes : qint64(header.width) * 4;
        if (!readInto(image.scanLine(y), pixels + qint64(y) * header.stride, count))
            return {};
        if (close)
            break;
    }
    return header.hasAlpha ? image.convertToFormat(QImage::Format_ARGB32_Premultiplied) : image;
}

QByteArray SharedMemory::payload(qint64 offset, qint64 count) const
{
    QByteArray bytes(count, Qt::Uninitialized);
    return readInto(bytes.data(), offset + FrameHeader::bytes, count) ? bytes : QByteArray();
}

}  // namespace icmp::media
