#include "core/base/media_time.h"

#include <QRegularExpression>
#include <QStringList>

namespace icmp {

namespace {

// 128-bit products keep 7 days of flicks times any numerator exact.
__extension__ using Wide = __int128;

Wide floorDiv(Wide a, Wide b)
{
    Wide quotient = a / b;
    if (a % b != 0 && (a < 0) != (b < 0))
        --quotient;
    return quotient;
}

// Frame numbers 0 and 1 (0–3 at 59.94) of each minute that is not a multiple of ten are not used.
// source: SMPTE ST 12-1, drop-frame compensation
qint64 droppedBefore(qint64 minutes, int perMinute)
{
    return perMinute * (minutes - minutes / 10);
}

qint64 displayNumberDrop(qint64 frame, const FrameRate &rate)
{
    const int base = rate.timecodeBase();
    const int perMinute = base / 15;
    const qint64 framesPerTen = qint64(base) * 600 - 9 * perMinute;
    const qint64 framesPerMinute = qint64(base) * 60 - perMinute;
    const qint64 tens = frame / framesPerTen;
    const qint64 rest = frame % framesPerTen;
    qint64 number = frame + tens * 9 * perMinute;
    if (rest >= qint64(base) * 60)
        number += perMinute * ((rest - base * 60) / framesPerMinute + 1);
    return number;
}

std::optional<MediaTime> bounded(Wide flicks)
{
    if (flicks > projectFlicksMax || flicks < -projectFlicksMax)
        return std::nullopt;
    return MediaTime{qint64(flicks)};
}

// Decimal seconds with up to nine places, exactly: no floating point touches a time.
std::optional<MediaTime> decimalSeconds(const QString &whole, QString fraction)
{
    if (whole.size() > 7 || fraction.size() > 9)
        return std::nullopt;
    fraction = fraction.leftJustified(9, u'0');
    const Wide nanos = Wide(whole.toLongLong()) * 1'000'000'000 + fraction.toLongLong();
    return bounded(floorDiv(nanos * flicksPerSecond * 2 + 1'000'000'000, Wide(2) * 1'000'000'000));
}

std::optional<MediaTime> parseFrames(const QRegularExpressionMatch &m, const FrameRate &rate)
{
    const qint64 hours = m.captured(2).toLongLong(), minutes = m.captured(3).toLongLong();
    const qint64 seconds = m.captured(4).toLongLong(), frames = m.captured(6).toLongLong();
    const int base = rate.timecodeBase();
    if (minutes > 59 || seconds > 59 || frames >= base)
        return std::nullopt;
    qint64 number = ((hours * 60 + minutes) * 60 + seconds) * base + frames;
    if (m.captured(5) == u";") {
        if (!rate.canDrop())
            return std::nullopt;
        const int perMinute = base / 15;
        if (minutes % 10 != 0 && seconds == 0 && frames < perMinute)
            return std::nullopt;
        number -= droppedBefore(hours * 60 + minutes, perMinute);
    }
    const MediaTime t = rate.timeOfFrame(number);
    return bounded(m.captured(1) == u"-" ? -Wide(t.flicks) : Wide(t.flicks));
}

} // namespace

MediaTime FrameRate::timeOfFrame(qint64 frame) const
{
    const Wide twice = Wide(frame) * flicksPerSecond * denominator * 2 + numerator;
    return {qint64(floorDiv(twice, Wide(numerator) * 2))};
}

qint64 FrameRate::frameAt(MediaTime t) const
{
    qint64 frame = qint64(floorDiv(Wide(t.flicks) * numerator, Wide(flicksPerSecond) * denominator));
    // Starts are rounded to a flick where the rate is not exact, so the neighbour may already have begun.
    if (timeOfFrame(frame + 1) <= t)
        ++frame;
    else if (timeOfFrame(frame) > t)
        --frame;
    return frame;
}

MediaTime FrameRate::nearestFrameStart(MediaTime t) const
{
    const qint64 frame = frameAt(t);
    const MediaTime before = timeOfFrame(frame), after = timeOfFrame(frame + 1);
    return t - before <= after - t ? before : after;
}

int FrameRate::timecodeBase() const
{
    return int((numerator + denominator / 2) / denominator) > 0
               ? int((numerator + denominator / 2) / denominator)
               : 1;
}

bool FrameRate::canDrop() const
{
    return denominator == 1001 && (numerator == 30'000 || numerator == 60'000);
}

QString formatTimecode(MediaTime t, const FrameRate &rate, TimecodeStyle style)
{
    const bool negative = t.flicks < 0;
    const qint64 frame = rate.frameAt(negative ? -t : t);
    const bool drop = style == TimecodeStyle::Drop && rate.canDrop();
    const qint64 number = drop ? displayNumberDrop(frame, rate) : frame;
    const int base = rate.timecodeBase();
    const qint64 seconds = number / base;
    return QStringLiteral("%1%2:%3:%4%5%6")
        .arg(negative ? QStringLiteral("-") : QString())
        .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'))
        .arg(drop ? QLatin1Char(';') : QLatin1Char(':'))
        .arg(number % base, 2, 10, QLatin1Char('0'));
}

QString formatClock(MediaTime t)
{
    const qint64 ms = t.toMsFloor();
    return QStringLiteral("%1:%2.%3")
        .arg(ms / 60'000)
        .arg(ms / 1000 % 60, 2, 10, QLatin1Char('0'))
        .arg(ms % 1000, 3, 10, QLatin1Char('0'));
}

std::optional<MediaTime> parseTimecode(const QString &text, const FrameRate &rate, MediaTime base)
{
    static const QRegularExpression frames(
        QStringLiteral(R"(\A(-?)([0-9]{1,3}):([0-9]{2}):([0-9]{2})([:;])([0-9]{2,3})\z)"));
    static const QRegularExpression clock(
        QStringLiteral(R"(\A(?:([0-9]{1,3}):)?([0-9]{1,5}):([0-9]{2})(?:\.([0-9]{1,9}))?\z)"));
    static const QRegularExpression plain(QStringLiteral(R"(\A([0-9]{1,7})(?:\.([0-9]{1,9}))?\z)"));
    static const QRegularExpression relativeFrames(QStringLiteral(R"(\A([+-])([0-9]{1,9})f\z)"));
    static const QRegularExpression relativeSeconds(
        QStringLiteral(R"(\A([+-])([0-9]{1,7})(?:\.([0-9]{1,9}))?s\z)"));

    const QString trimmed = text.trimmed();
    if (const auto m = frames.match(trimmed); m.hasMatch())
        return parseFrames(m, rate);
    if (const auto m = clock.match(trimmed); m.hasMatch()) {
        const qint64 hours = m.captured(1).toLongLong(), minutes = m.captured(2).toLongLong();
        const qint64 seconds = m.captured(3).toLongLong();
        if (seconds > 59 || (!m.captured(1).isEmpty() && minutes > 59))
            return std::nullopt;
        return decimalSeconds(QString::number((hours * 60 + minutes) * 60 + seconds), m.captured(4));
    }
    if (const auto m = plain.match(trimmed); m.hasMatch())
        return decimalSeconds(m.captured(1), m.captured(2));
    if (const auto m = relativeFrames.match(trimmed); m.hasMatch()) {
        const qint64 count = m.captured(2).toLongLong();
        const qint64 frame = rate.frameAt(base) + (m.captured(1) == u"-" ? -count : count);
        return bounded(rate.timeOfFrame(frame).flicks);
    }
    if (const auto m = relativeSeconds.match(trimmed); m.hasMatch()) {
        const auto delta = decimalSeconds(m.captured(2), m.captured(3));
        if (!delta)
            return std::nullopt;
        return bounded(Wide(base.flicks) + (m.captured(1) == u"-" ? -delta->flicks : delta->flicks));
    }
    return std::nullopt;
}

} // namespace icmp
