#include "server/edge/relay/relay_queue.h"

#include "core/base/limits.h"

namespace icmp::edge::relay {

void RelayQueue::push(const QByteArray &text)
{
    m_waiting.push_back(text);
    m_bytes += text.size();
    if (text.size() >= largeText)
        m_largeBytes += text.size();
}

void RelayQueue::pushState(const QByteArray &key, const QByteArray &text)
{
    for (State &state : m_states) {
        if (state.key == key) {
            state.text = text;
            return;
        }
    }
    m_states.push_back({key, text});
}

bool RelayQueue::isOverfull() const
{
    return m_bytes - m_largeBytes > limits::logQueueBytesMax;
}

bool RelayQueue::acknowledge(qint64 number)
{
    if (number < m_acknowledged || number > m_acknowledged + qint64(m_told.size()))
        return false;
    m_told.erase(m_told.begin(), m_told.begin() + (number - m_acknowledged));
    m_acknowledged = number;
    return true;
}

// A text of several lines is as many messages.
void RelayQueue::number(const QByteArray &text)
{
    for (const QByteArray &line : text.split('\n')) {
        if (!line.isEmpty())
            m_told.push_back(line);
    }
}

QByteArray RelayQueue::tell()
{
    for (const QByteArray &text : m_waiting)
        number(text);
    for (const State &state : m_states)
        number(state.text);
    drop();
    QByteArray all;
    for (const QByteArray &one : m_told)
        all += one + '\n';
    return all;
}

} // namespace icmp::edge::relay
