// The playlist of a live channel: a bounded window of segments with their programme date-times, and the cards
// that viewers without a socket take from it (contract of live.md 6.5). A value; no clock, no file.
//
// source  RFC 8216 and its successor draft
#pragma once

#include "core/base/refusal.h"

#include <QByteArrayList>
#include <QList>
#include <deque>

namespace icmp::integration {

// A viewer 20 s behind who asked for more time needs 65 s; two minutes let a short pause be caught up with.
inline constexpr qint64 windowMs = 120'000;
inline constexpr qint64 windowBytesMax = qint64(512) * 1024 * 1024; // 34 Mbit/s for two minutes
inline constexpr int segmentsMax = 480;                             // a quarter of a second each
inline constexpr int dateRangesMax = 64;                            // several a minute
inline constexpr int cardBytesMax = 8 * 1024;                       // the longest card has about 4 KiB

struct Segment {
    qint64 number = 0;
    qint64 durationUs = 0;
    qint64 programmeUs = 0; // wall clock of its first picture
    qint64 bytes = 0;
    QByteArray opening;         // name of the file with the codecs' settings
    bool discontinuity = false; // what comes does not continue what was
};

QByteArray segmentName(qint64 number);

struct DateRange {
    QByteArray id; // unique; letters, digits, "." and "-"
    qint64 startMs = 0;
    std::optional<qint64> durationMs = {};
    QByteArray card; // a log message of live.v1, as told to viewers
};

class LivePlaylist {
public:
    // Adds it at the end; gives the names of files that nobody needs any more. Those of the round before are
    // still named in playlists that viewers hold, so files go one window after their segment.
    QByteArrayList add(const Segment &segment);
    // Replaces the one with the same id. The oldest goes when there are too many.
    // refuses  TooLong, BadText (the id)
    Result<void> addDateRange(const DateRange &range);
    // No more segments will come.
    void end() { m_ended = true; }

    bool isEmpty() const { return m_segments.empty(); }
    const Segment &last() const { return m_segments.back(); }
    // Whether the file may be given out.
    bool holds(const QByteArray &name) const;
    QByteArray text() const;

private:
    void dropRanges();
    bool isTooLong() const;

    // No segment is longer, rounded. Players stay three of these behind, so it begins at what most encoders
    // give; an encoder with longer groups raises it once, with its first segment.
    int m_targetSeconds = 1;
    std::deque<Segment> m_segments;
    std::deque<Segment> m_leaving; // out of the playlist, files still there
    QList<DateRange> m_ranges;
    qint64 m_windowUs = 0, m_windowBytes = 0;
    qint64 m_discontinuities = 0; // before the first segment
    bool m_ended = false;
};

} // namespace icmp::integration
