// Memory that a worker writes and the studio reads: a sealed memfd that cannot shrink under a reader. It is
// read by pread and never mapped here, so a hostile worker can change what is read but not make the studio
// fault.
#pragma once

#include "studio/media/wire/message.h"

#include <QImage>

namespace icmp::media {

class SharedMemory {
public:
    // fails when the kernel gives no memfd
    static Outcome<SharedMemory> create(const char *name, qint64 bytes);
    SharedMemory() = default;
    ~SharedMemory();
    SharedMemory(SharedMemory &&other) noexcept;
    SharedMemory &operator=(SharedMemory &&other) noexcept;

    int descriptor() const { return m_descriptor; }
    // A copy of the header at `offset`; zeros when it cannot be read.
    FrameHeader header(qint64 offset) const;
    // The pixels behind a header that checkFrame() has accepted; null when memory is short.
    QImage image(qint64 offset, const FrameHeader &header) const;
    // `count` bytes behind the header at `offset`; nothing when they cannot be read.
    QByteArray payload(qint64 offset, qint64 count) const;

private:
    bool readInto(void *to, qint64 offset, qint64 count) const;

    int m_descriptor = -1;
};

}  // namespace icmp::media
