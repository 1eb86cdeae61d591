// The encoders that send now, whatever they speak: their feeds, and the keys they may show.
#pragma once

#include "server/integration/ingest/front_link.h"

#include <QHash>

namespace icmp::ingest {

inline constexpr qsizetype feedBytesMax = 16 * 1024 * 1024; // waiting for FFmpeg: 5 s at 25 Mbit/s

struct KeyRow {
    QString event;
    QByteArray passphrase; // of SRT; empty: none
};

// One encoder's bytes on their way to FFmpeg. Nothing blocks: what does not go waits, up to a bound.
class Feed {
public:
    Feed() = default;
    ~Feed();
    Feed(const Feed &) = delete;
    Feed &operator=(const Feed &) = delete;

    void open(int descriptor);
    void close();
    bool isOpen() const { return m_descriptor >= 0; }
    bool isWaiting() const { return !m_waiting.isEmpty(); }
    int descriptor() const { return m_descriptor; }

    enum class Sent { Yes, Lost, TooMuch };
    // Lost: nobody reads any more; the feed is closed.
    Sent write(const QByteArray &bytes);

private:
    int m_descriptor = -1;
    QByteArray m_waiting;
};

class Keys {
public:
    // Takes {"key"} and {"forget"} messages.
    void take(const QJsonObject &message);
    // The row of the key, or nothing. The key is compared by its hash only.
    const KeyRow *find(const QString &key) const;

private:
    QHash<QString, KeyRow> m_rows; // by hash
};

} // namespace icmp::ingest
