// When each frame of a film begins: the grid of a source, exact for constant and variable rates.
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"

#include <QByteArray>
#include <QList>

namespace icmp::media {

class FrameIndex {
public:
    FrameIndex() = default;
    // starts: strictly rising; end: the end of the last frame, after the last start. Both from the file's own
    // index.
    FrameIndex(QList<MediaTime> starts, MediaTime end);

    bool isEmpty() const { return m_starts.isEmpty(); }
    qint64 count() const { return m_starts.size(); }
    MediaTime end() const { return m_end; }
    // Start of frame `frame`, 0 … count(); the start of frame count() is end(). The index must not be empty.
    MediaTime startOf(qint64 frame) const;
    // The frame on screen at t: the last that starts at or before t, and the first for any earlier t.
    // The index must not be empty.
    qint64 frameAt(MediaTime t) const;
    // The start (or the end of the film) nearest to t, the earlier on a tie: where a variable rate snaps to.
    MediaTime nearestStart(MediaTime t) const;
    const QList<MediaTime> &starts() const { return m_starts; }

    // Little-endian int64 flicks: every start, then the end; nothing for an empty index.
    QByteArray toBytes() const;
    // Refuses BadDocument on a length that is not a multiple of 8, on times that do not rise, and TooMany
    // above framesMax.
    static Result<FrameIndex> fromBytes(const QByteArray &bytes);

    static constexpr qint64 framesMax = 8 * 3600 * 240; // 8 h at 240 frames a second

    friend bool operator==(const FrameIndex &, const FrameIndex &) = default;

private:
    QList<MediaTime> m_starts;
    MediaTime m_end;
};

} // namespace icmp::media
