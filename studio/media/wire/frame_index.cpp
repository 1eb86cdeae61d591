#include "studio/media/wire/frame_index.h"

#include <QtEndian>
#include <algorithm>

namespace icmp::media {

FrameIndex::FrameIndex(QList<MediaTime> starts, MediaTime end) : m_starts(std::move(starts)), m_end(end) {}

MediaTime FrameIndex::startOf(qint64 frame) const
{
    return frame >= count() ? m_end : m_starts.at(std::max<qint64>(frame, 0));
}

qint64 FrameIndex::frameAt(MediaTime t) const
{
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), t);
    return std::max<qint64>(after - m_starts.begin() - 1, 0);
}

MediaTime FrameIndex::nearestStart(MediaTime t) const
{
    const qint64 frame = frameAt(t);
    const MediaTime before = startOf(frame);
    const MediaTime after = startOf(frame + 1);
    return t - before <= after - t ? before : after;
}

QByteArray FrameIndex::toBytes() const
{
    if (isEmpty())
        return {};
    QByteArray bytes((count() + 1) * 8, Qt::Uninitialized);
    for (qint64 i = 0; i <= count(); ++i)
        qToLittleEndian<qint64>(startOf(i).flicks, bytes.data() + i * 8);
    return bytes;
}

Result<FrameIndex> FrameIndex::fromBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return FrameIndex{};
    if (bytes.size() % 8 != 0 || bytes.size() < 16)
        return refuse(RefusalCode::BadDocument, QStringLiteral("index"));
    if (bytes.size() / 8 - 1 > framesMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("index"));
    QList<MediaTime> starts;
    starts.reserve(bytes.size() / 8);
    for (qsizetype at = 0; at < bytes.size(); at += 8) {
        const MediaTime t{qFromLittleEndian<qint64>(bytes.constData() + at)};
        if (!starts.isEmpty() && t <= starts.last())
            return refuse(RefusalCode::BadDocument, QStringLiteral("index"));
        starts.append(t);
    }
    const MediaTime end = starts.takeLast();
    return FrameIndex{std::move(starts), end};
}

}  // namespace icmp::media
