// Decoded frames kept by bytes, the least recently used go first. One cache serves all sources of a window.
#pragma once

#include "studio/media/media_source.h"

#include <QHash>
#include <QString>
#include <list>
#include <optional>

namespace icmp::media {

struct FrameKey {
    QString source;  // path of the file that was decoded
    qint64 index = 0;
    QSize box;  // what the frame was asked to fit

    friend bool operator==(const FrameKey &, const FrameKey &) = default;
};
size_t qHash(const FrameKey &key, size_t seed = 0);

class FrameCache {
public:
    static constexpr qint64 bytesDefault = qint64(256) * 1024 * 1024;  // 126 frames of 960 × 540

    explicit FrameCache(qint64 bytesMax = bytesDefault);
    std::optional<MediaFrame> find(const FrameKey &key);
    // A frame larger than the whole cache is not kept.
    void insert(const FrameKey &key, const MediaFrame &frame);
    void forget(const QString &source);
    qint64 bytes() const { return m_bytes; }
    qint64 count() const { return static_cast<qint64>(m_byKey.size()); }

private:
    using Entry = std::pair<FrameKey, MediaFrame>;
    qint64 m_bytesMax;
    qint64 m_bytes = 0;
    std::list<Entry> m_recent;  // most recently used first
    QHash<FrameKey, std::list<Entry>::iterator> m_byKey;
};

}  // namespace icmp::media
