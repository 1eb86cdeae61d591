#include "server/integration/ingest/publishers.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace icmp::ingest {

Feed::~Feed()
{
    close();
}

void Feed::open(int descriptor)
{
    close();
    m_descriptor = descriptor;
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

void Feed::close()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
    m_waiting.clear();
}

Feed::Sent Feed::write(const QByteArray &bytes)
{
    if (m_descriptor < 0)
        return Sent::Yes;
    m_waiting += bytes;
    while (!m_waiting.isEmpty()) {
        const ssize_t sent = ::write(m_descriptor, m_waiting.constData(), size_t(m_waiting.size()));
        if (sent > 0) {
            m_waiting.remove(0, sent);
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN) {
            close();
            return Sent::Lost;
        }
        return m_waiting.size() > feedBytesMax ? Sent::TooMuch : Sent::Yes;
    }
    return Sent::Yes;
}

void Keys::take(const QJsonObject &message)
{
    const QJsonObject key = message.value(QLatin1String("key")).toObject();
    const QString event = message.contains(QLatin1String("forget"))
                              ? message.value(QLatin1String("forget")).toString()
                              : key.value(QLatin1String("event")).toString();
    m_rows.removeIf([&event](const auto row) { return row.value().event == event; });
    const QString hash = key.value(QLatin1String("hash")).toString();
    if (hash.size() == 64 && m_rows.size() < keysMax)
        m_rows.insert(hash, {event, key.value(QLatin1String("pass")).toString().toUtf8()});
}

const KeyRow *Keys::find(const QString &key) const
{
    const auto row = m_rows.find(keyHashOf(key));
    return row == m_rows.end() ? nullptr : &*row;
}

} // namespace icmp::ingest
