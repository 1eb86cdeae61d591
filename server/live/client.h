// One socket as the host knows it, and the budgets of those who send.
#pragma once

#include "core/base/token_bucket.h"
#include "core/identity/event_token.h"
#include "server/live/outlet.h"

#include <QHash>

namespace icmp::live {

inline constexpr int badMessagesMax = 3; // the third within badWindowMs ends the connection
inline constexpr qint64 badWindowMs = 10'000;
inline constexpr int answeredTopicsMax = 6; // of the edge's eight per connection, two are taken
inline constexpr int bucketsMax = 200'000;  // about 20 MB; beyond it the idle ones go

struct Client {
    Route route = Route::Viewer;
    QByteArray origin;
    QByteArray address;
    QString event; // empty until hello or ticket was good
    QString voter; // of a viewer
    QString actor; // of a producer
    bool mayVote = false;
    TokenBucket bucket;
    int badMessages = 0;
    qint64 badSinceMs = 0;
    std::optional<qint64> delayMs;
    TokenBucket taps;
    qint64 nextOwnMs = 0;   // when "me" may be told unasked
    QList<ClipId> answered; // elements whose counts this connection was subscribed to, oldest first

    // Whether this broken message was one too many.
    bool isFedUp(qint64 nowMs)
    {
        if (nowMs - badSinceMs > badWindowMs) {
            badMessages = 0;
            badSinceMs = nowMs;
        }
        return ++badMessages >= badMessagesMax;
    }
};

// Buckets by device and by address, forgotten when they are full again.
class SenderBuckets {
public:
    bool take(const QString &sender, const RateClass &rate, qint64 nowMs)
    {
        if (m_buckets.size() >= bucketsMax)
            m_buckets.clear();
        return m_buckets[sender].take(rate, nowMs);
    }

private:
    QHash<QString, TokenBucket> m_buckets;
};

} // namespace icmp::live
