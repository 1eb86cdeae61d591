#include "core/protocol/resume_ring.h"

#include "core/base/limits.h"

namespace icmp::protocol {

ResumeRing::ResumeRing(QString epoch, qint64 offset) : m_epoch(std::move(epoch)), m_offset(offset) {}

void ResumeRing::append(const QByteArray &body, qint64 nowMs)
{
    ++m_offset;
    m_bytes += body.size();
    m_entries.push_back({body, nowMs});
    trim(nowMs);
}

std::optional<QList<QByteArray>> ResumeRing::after(const Since &since, qint64 nowMs)
{
    if (since.epoch != m_epoch || since.offset < 0 || since.offset > m_offset)
        return std::nullopt;
    trim(nowMs);
    const qint64 missed = m_offset - since.offset;
    if (missed > qint64(m_entries.size()))
        return std::nullopt;
    QList<QByteArray> bodies;
    bodies.reserve(missed);
    for (auto it = m_entries.end() - missed; it != m_entries.end(); ++it)
        bodies.append(it->body);
    return bodies;
}

void ResumeRing::restart(QString epoch)
{
    m_epoch = std::move(epoch);
    m_entries.clear();
    m_bytes = 0;
}

void ResumeRing::trim(qint64 nowMs)
{
    while (!m_entries.empty() &&
           (qsizetype(m_entries.size()) > limits::resumeMessagesMax || m_bytes > limits::resumeBytesMax ||
            m_entries.front().atMs < nowMs - limits::resumeMs)) {
        m_bytes -= m_entries.front().body.size();
        m_entries.pop_front();
    }
}

} // namespace icmp::protocol
