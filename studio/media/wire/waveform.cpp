#include "studio/media/wire/waveform.h"

#include <algorithm>

namespace icmp::media {

Peak Waveform::over(const MediaRange &range) const
{
    const qint64 first = std::max<qint64>(range.start.flicks / flicksPerPeak, 0);
    const qint64 last = std::min<qint64>((range.end.flicks - 1) / flicksPerPeak, peaks.size() - 1);
    if (first > last)
        return {};
    Peak all = peaks.at(first);
    for (qint64 i = first + 1; i <= last; ++i) {
        all.low = std::min(all.low, peaks.at(i).low);
        all.high = std::max(all.high, peaks.at(i).high);
    }
    return all;
}

QByteArray Waveform::toBytes() const
{
    QByteArray bytes;
    bytes.reserve(peaks.size() * 2);
    for (const Peak &peak : peaks) {
        bytes.append(static_cast<char>(peak.low));
        bytes.append(static_cast<char>(peak.high));
    }
    return bytes;
}

Result<Waveform> Waveform::fromBytes(const QByteArray &bytes)
{
    if (bytes.size() % 2 != 0)
        return refuse(RefusalCode::BadDocument, QStringLiteral("waveform"));
    if (bytes.size() / 2 > peaksMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("waveform"));
    Waveform waveform;
    waveform.peaks.reserve(bytes.size() / 2);
    for (qsizetype i = 0; i < bytes.size(); i += 2) {
        const Peak peak{static_cast<qint8>(bytes.at(i)), static_cast<qint8>(bytes.at(i + 1))};
        if (peak.low > peak.high)
            return refuse(RefusalCode::BadDocument, QStringLiteral("waveform"));
        waveform.peaks.append(peak);
    }
    return waveform;
}

}  // namespace icmp::media
