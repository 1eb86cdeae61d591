// The newest log messages of an event, kept so that a viewer who was away gets exactly what was missed, or is
// told that this is impossible. A partial replay never happens.
#pragma once

#include "core/protocol/live_message.h"

#include <deque>

namespace icmp::protocol {

class ResumeRing {
public:
    // The ring after a restart continues at `offset`, the number of log messages so far.
    explicit ResumeRing(QString epoch, qint64 offset = 0);

    const QString &epoch() const { return m_epoch; }
    qint64 offset() const { return m_offset; } // of the newest message; 0 before the first

    // Message number offset() + 1. Drops the oldest beyond limits::resume….
    void append(const QByteArray &body, qint64 nowMs);
    // Every message after `since`, oldest first; nothing when one of them is gone, or the epoch is another,
    // or `since` is ahead of the log.
    std::optional<QList<QByteArray>> after(const Since &since, qint64 nowMs);
    // Forgets everything that was kept: a log that may have lost something.
    void restart(QString epoch);

private:
    struct Entry {
        QByteArray body;
        qint64 atMs;
    };
    void trim(qint64 nowMs);

    QString m_epoch;
    qint64 m_offset = 0;
    qint64 m_bytes = 0;
    std::deque<Entry> m_entries;
};

} // namespace icmp::protocol
