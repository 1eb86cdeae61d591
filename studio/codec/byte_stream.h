// Bytes of an open descriptor for libav*: positioned reads and writes only, so that several readers share one
// descriptor, and nothing is ever opened by name.
#pragma once

#include "studio/codec/av_types.h"

namespace icmp::codec {

class ByteStream {
public:
    enum class Access { Read, Write };

    // The descriptor stays the caller's and must live longer than this.
    ByteStream(int descriptor, Access access);
    ~ByteStream();
    ByteStream(const ByteStream &) = delete;
    ByteStream &operator=(const ByteStream &) = delete;

    AVIOContext *context() { return m_context; }
    int descriptor() const { return m_descriptor; }
    qint64 bytes() const;

private:
    static int read(void *self, uint8_t *to, int count);
    static int write(void *self, uint8_t *from, int count);
    static int64_t seek(void *self, int64_t offset, int whence);

    int m_descriptor;
    qint64 m_position = 0;
    AVIOContext *m_context = nullptr;
};

}  // namespace icmp::codec
