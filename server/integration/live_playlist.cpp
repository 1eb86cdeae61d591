#include "server/integration/live_playlist.h"

#include <QDateTime>
#include <algorithm>

namespace icmp::integration {

namespace {

QByteArray dateTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzzZ"))
        .toLatin1();
}

QByteArray seconds(qint64 us)
{
    return QByteArray::number(double(us) / 1e6, 'f', 6);
}

bool isPlainId(const QByteArray &id)
{
    return !id.isEmpty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-';
    });
}

QByteArray lineOf(const DateRange &range)
{
    QByteArray line = "#EXT-X-DATERANGE:ID=\"" + range.id + "\",CLASS=\"org.icmp.card\",START-DATE=\"" +
                      dateTime(range.startMs) + '"';
    if (range.durationMs)
        line += ",DURATION=" + QByteArray::number(double(*range.durationMs) / 1e3, 'f', 3);
    const auto form = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return line + ",X-COM-ICMP-CARD=\"" + range.card.toBase64(form) + "\"\n";
}

} // namespace

QByteArray segmentName(qint64 number)
{
    return QByteArray::number(number) + ".m4s";
}

bool LivePlaylist::isTooLong() const
{
    return m_windowUs > windowMs * 1'000 || m_windowBytes > windowBytesMax ||
           m_segments.size() > size_t(segmentsMax);
}

QByteArrayList LivePlaylist::add(const Segment &segment)
{
    m_segments.push_back(segment);
    m_targetSeconds = std::max(m_targetSeconds, int((segment.durationUs + 500'000) / 1'000'000));
    m_windowUs += segment.durationUs;
    m_windowBytes += segment.bytes;
    while (isTooLong() && m_segments.size() > 3) {
        const Segment first = m_segments.front();
        m_segments.pop_front();
        m_windowUs -= first.durationUs;
        m_windowBytes -= first.bytes;
        if (first.discontinuity)
            ++m_discontinuities;
        m_leaving.push_back(first);
    }
    QByteArrayList gone;
    while (m_leaving.size() > m_segments.size()) {
        const Segment left = m_leaving.front();
        m_leaving.pop_front();
        gone.append(segmentName(left.number));
        if (m_leaving.empty() || m_leaving.front().opening != left.opening)
            gone.append(left.opening);
    }
    dropRanges();
    return gone;
}

void LivePlaylist::dropRanges()
{
    const qint64 firstMs = m_segments.front().programmeUs / 1'000;
    m_ranges.removeIf(
        [firstMs](const DateRange &range) { return range.startMs + range.durationMs.value_or(0) < firstMs; });
}

Result<void> LivePlaylist::addDateRange(const DateRange &range)
{
    if (!isPlainId(range.id))
        return refuse(RefusalCode::BadText, QStringLiteral("id"));
    if (range.card.size() > cardBytesMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("card"));
    m_ranges.removeIf([&](const DateRange &known) { return known.id == range.id; });
    if (m_ranges.size() >= dateRangesMax)
        m_ranges.removeFirst();
    m_ranges.append(range);
    return {};
}

bool LivePlaylist::holds(const QByteArray &name) const
{
    const auto named = [&](const Segment &segment) {
        return segmentName(segment.number) == name || segment.opening == name;
    };
    return std::any_of(m_segments.rbegin(), m_segments.rend(), named) ||
           std::any_of(m_leaving.rbegin(), m_leaving.rend(), named);
}

QByteArray LivePlaylist::text() const
{
    QByteArray text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:" +
                      QByteArray::number(m_targetSeconds) + '\n';
    if (m_segments.empty())
        return text;
    text += "#EXT-X-MEDIA-SEQUENCE:" + QByteArray::number(m_segments.front().number) + '\n';
    if (m_discontinuities > 0)
        text += "#EXT-X-DISCONTINUITY-SEQUENCE:" + QByteArray::number(m_discontinuities) + '\n';
    for (const DateRange &range : m_ranges)
        text += lineOf(range);
    QByteArray opening;
    for (const Segment &segment : m_segments) {
        if (segment.discontinuity)
            text += "#EXT-X-DISCONTINUITY\n";
        if (segment.opening != opening)
            text += "#EXT-X-MAP:URI=\"" + segment.opening + "\"\n";
        opening = segment.opening;
        text += "#EXT-X-PROGRAM-DATE-TIME:" + dateTime((segment.programmeUs + 500) / 1'000) +
                "\n#EXTINF:" + seconds(segment.durationUs) + ",\n" + segmentName(segment.number) + '\n';
    }
    if (m_ended)
        text += "#EXT-X-ENDLIST\n";
    return text;
}

} // namespace icmp::integration
