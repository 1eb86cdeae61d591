#include "studio/codec/byte_stream.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::codec {

namespace {

constexpr int bufferBytes = 64 * 1024;  // one read call for a typical packet

}  // namespace

ByteStream::ByteStream(int descriptor, Access access) : m_descriptor(descriptor)
{
    auto *buffer = static_cast<uint8_t *>(av_malloc(bufferBytes));
    const bool writes = access == Access::Write;
    m_context =
        avio_alloc_context(buffer, bufferBytes, writes ? 1 : 0, this, writes ? nullptr : &ByteStream::read,
                           writes ? &ByteStream::write : nullptr, &ByteStream::seek);
}

ByteStream::~ByteStream()
{
    if (m_context)
        av_freep(&m_context->buffer);
    avio_context_free(&m_context);
}

qint64 ByteStream::bytes() const
{
    struct stat about = {};
    return fstat(m_descriptor, &about) == 0 ? about.st_size : 0;
}

int ByteStream::read(void *self, uint8_t *to, int count)
{
    auto *stream = static_cast<ByteStream *>(self);
    const ssize_t got = pread(stream->m_descriptor, to, size_t(count), stream->m_position);
    if (got < 0)
        return AVERROR(errno);
    if (got == 0)
        return AVERROR_EOF;
    stream->m_position += got;
    return int(got);
}

int ByteStream::write(void *self, uint8_t *from, int count)
{
    auto *stream = static_cast<ByteStream *>(self);
    int done = 0;
    while (done < count) {
        const ssize_t put =
            pwrite(stream->m_descriptor, from + done, size_t(count - done), stream->m_position);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return AVERROR(put < 0 ? errno : EIO);
        stream->m_position += put;
        done += int(put);
    }
    return count;
}

int64_t ByteStream::seek(void *self, int64_t offset, int whence)
{
    auto *stream = static_cast<ByteStream *>(self);
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return stream->bytes();
    case SEEK_SET:
        stream->m_position = offset;
        break;
    case SEEK_CUR:
        stream->m_position += offset;
        break;
    case SEEK_END:
        stream->m_position = stream->bytes() + offset;
        break;
    default:
        return AVERROR(EINVAL);
    }
    stream->m_position = std::max<qint64>(stream->m_position, 0);
    return stream->m_position;
}

}  // namespace icmp::codec
