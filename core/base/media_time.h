// Time inside a film: int64 flicks, exact for every standard frame rate and audio rate.
#pragma once

#include <QString>
#include <compare>
#include <optional>

namespace icmp {

inline constexpr qint64 flicksPerSecond = 705'600'000; // source: OculusVR Flicks
inline constexpr qint64 flicksPerMs = 705'600;
inline constexpr qint64 projectFlicksMax = 7 * 86'400 * flicksPerSecond; // a project is at most 7 days long

// A point in, or a length of, programme time.
struct MediaTime {
    qint64 flicks = 0;

    static constexpr MediaTime ofMs(qint64 ms) { return {ms * flicksPerMs}; }
    static constexpr MediaTime ofSeconds(qint64 seconds) { return {seconds * flicksPerSecond}; }
    constexpr qint64 toMsFloor() const { return flicks / flicksPerMs; }

    friend constexpr auto operator<=>(MediaTime, MediaTime) = default;
    friend constexpr MediaTime operator+(MediaTime a, MediaTime b) { return {a.flicks + b.flicks}; }
    friend constexpr MediaTime operator-(MediaTime a, MediaTime b) { return {a.flicks - b.flicks}; }
    friend constexpr MediaTime operator-(MediaTime a) { return {-a.flicks}; }
};

// Half-open: start is inside, end is not.
struct MediaRange {
    MediaTime start;
    MediaTime end;

    constexpr MediaTime length() const { return end - start; }
    constexpr bool contains(MediaTime t) const { return start <= t && t < end; }
    constexpr bool overlaps(const MediaRange &other) const { return start < other.end && other.start < end; }
    friend constexpr bool operator==(const MediaRange &, const MediaRange &) = default;
};

// Frames per second as a fraction, each part 1–1,000,000; 24000/1001 is 23.976.
struct FrameRate {
    qint64 numerator = 25;
    qint64 denominator = 1;

    friend constexpr bool operator==(const FrameRate &, const FrameRate &) = default;
    // Whether one frame is a whole number of flicks, which all standard rates are.
    constexpr bool isExact() const
    {
        return numerator > 0 && (flicksPerSecond * denominator) % numerator == 0;
    }
    // Start of frame `frame`, rounded to the nearest flick where the rate is not exact.
    MediaTime timeOfFrame(qint64 frame) const;
    // The frame that is on screen at t: the last whose start is at or before t. Works for negative t.
    qint64 frameAt(MediaTime t) const;
    MediaTime frameLength() const { return timeOfFrame(1); }
    // The start of the frame nearest to t, the earlier one on a tie.
    MediaTime nearestFrameStart(MediaTime t) const;
    // Frames counted in a second of timecode: 24 for 23.976, 30 for 29.97.
    int timecodeBase() const;
    // 29.97 and 59.94 count with dropped numbers when asked for "hh:mm:ss;ff".
    bool canDrop() const;
};

enum class TimecodeStyle { NonDrop, Drop };

// "hh:mm:ss:ff" or, for Drop and a rate that can drop, "hh:mm:ss;ff". Negative times begin with "-".
QString formatTimecode(MediaTime t, const FrameRate &rate, TimecodeStyle style = TimecodeStyle::NonDrop);
// "m:ss.mmm" for rulers and lists that are not on a frame grid.
QString formatClock(MediaTime t);

// Reads "hh:mm:ss:ff", "hh:mm:ss;ff", "mm:ss.mmm", "hh:mm:ss", plain seconds "12.5", and, relative to `base`,
// "+12f", "-12f", "+1.5s", "-1.5s". Nothing on text that is none of them, a frame number at or above the
// rate, a dropped number, or a result beyond ±7 days.
std::optional<MediaTime> parseTimecode(const QString &text, const FrameRate &rate, MediaTime base = {});

} // namespace icmp
