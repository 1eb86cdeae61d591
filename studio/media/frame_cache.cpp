#include "studio/media/frame_cache.h"

namespace icmp::media {

size_t qHash(const FrameKey &key, size_t seed)
{
    return qHashMulti(seed, key.source, key.index, key.box.width(), key.box.height());
}

FrameCache::FrameCache(qint64 bytesMax) : m_bytesMax(bytesMax) {}

std::optional<MediaFrame> FrameCache::find(const FrameKey &key)
{
    const auto found = m_byKey.constFind(key);
    if (found == m_byKey.constEnd())
        return std::nullopt;
    m_recent.splice(m_recent.begin(), m_recent, *found);
    return m_recent.front().second;
}

void FrameCache::insert(const FrameKey &key, const MediaFrame &frame)
{
    if (const auto old = m_byKey.constFind(key); old != m_byKey.constEnd()) {
        m_bytes -= (*old)->second.image.sizeInBytes();
        m_recent.erase(*old);
        m_byKey.erase(old);
    }
    if (frame.image.sizeInBytes() > m_bytesMax)
        return;
    m_recent.emplace_front(key, frame);
    m_byKey.insert(key, m_recent.begin());
    m_bytes += frame.image.sizeInBytes();
    while (m_bytes > m_bytesMax) {
        m_bytes -= m_recent.back().second.image.sizeInBytes();
        m_byKey.remove(m_recent.back().first);
        m_recent.pop_back();
    }
}

void FrameCache::forget(const QString &source)
{
    for (auto it = m_recent.begin(); it != m_recent.end();) {
        if (it->first.source != source) {
            ++it;
            continue;
        }
        m_bytes -= it->second.image.sizeInBytes();
        m_byKey.remove(it->first);
        it = m_recent.erase(it);
    }
}

}  // namespace icmp::media
