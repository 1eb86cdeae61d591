#include "studio/document/history.h"

namespace icmp::document {

History::History(const HistoryPath &path, const SharedProject &current) : m_path(path)
{
    m_held.resize(path.steps.size());
    hold(path.position, current, 0);
}

void History::append(const PathStep &step, const QString &label, const SharedProject &value, qint64 bytes)
{
    for (qsizetype i = m_held.size() - 1; i > m_path.position; --i)
        release(i);
    m_held.resize(m_path.position + 1);
    m_path.steps.resize(m_path.position + 1);
    m_path.steps.append(step);
    m_held.append(Held());
    ++m_path.position;
    // Labels come from a small set; sharing the text of the step before saves most of their memory.
    const QString &before = m_held[m_path.position - 1].label;
    m_held.last().label = before == label ? before : label;
    hold(m_path.position, value, bytes);
}

void History::moveTo(qsizetype position)
{
    m_path.position = position;
}

void History::hold(qsizetype index, const SharedProject &value, qint64 bytes)
{
    release(index);
    m_held[index].value = value;
    m_held[index].bytes = bytes;
    m_heldBytes += bytes;
    m_indexes.insert(index);
}

void History::release(qsizetype index)
{
    if (!m_held[index].value)
        return;
    m_heldBytes -= m_held[index].bytes;
    m_held[index].value.reset();
    m_held[index].bytes = 0;
    m_indexes.erase(index);
}

void History::trim(qint64 bytesMax, qint64 durable)
{
    while (m_heldBytes > bytesMax && m_indexes.size() > 1) {
        const qsizetype low = *m_indexes.begin(), high = *m_indexes.rbegin();
        const qsizetype furthest = m_path.position - low >= high - m_path.position ? low : high;
        if (furthest == m_path.position || m_path.steps[furthest].state > durable)
            return;
        release(furthest);
    }
}

} // namespace icmp::document
