// One socket as the host knows it, and the budgets of those who send.
#pragma once

#include "core/base/token_bucket.h"
#include "core/element/element.h"
#include "core/identity/event_token.h"
#include "server/live/outlet.h"

#include <QHash>
#include <memory>

namespace icmp::live {

inline constexpr int badMessagesMax = 3; // the third within badWindowMs ends the connection
inline constexpr qint64 badWindowMs = 10'000;
inline constexpr int answeredTopicsMax = 6; // of the edge's eight per connection, two are taken
inline constexpr int bucketsMax = 200'000;  // about 20 MB; beyond it the idle ones go

// Small while its viewer only watches: of the hundred thousand in a show most do nothing else.
class Client {
public:
    // What somebody has who said more than hello.
    struct Doings {
        TokenBucket bucket;
        TokenBucket taps;
        int badMessages = 0;
        qint64 badSinceMs = 0;
        std::optional<qint64> delayMs;
        QList<ClipId> answered; // elements whose counts it was subscribed to, oldest first

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

    Route route = Route::Viewer;
    bool mayVote = false;
    QByteArray origin;    // until it was asked for
    quint64 network = 0;  // a hash of its address
    QString event;        // empty until hello or ticket was good; shares its session's text
    QString voter;        // of a viewer, as a device
    qint64 nextOwnMs = 0; // when "me" may be told unasked

    // Names beside the device's; any may be empty: as a site vouches for the viewer, as it was invited, and
    // as a producer.
    void setNames(const QString &site, const QString &list, const QString &actor)
    {
        if (!site.isEmpty() || !list.isEmpty() || !actor.isEmpty())
            m_names = std::make_unique<Names>(Names{site, list, actor});
    }
    QString actor() const { return m_names ? m_names->actor : QString(); }

    // Under which name it answers questions that count these voters; empty when it may not.
    QString voterOf(element::Voters voters) const
    {
        if (voters == element::Voters::Device)
            return voter;
        if (!m_names)
            return {};
        return voters == element::Voters::Site ? m_names->site : m_names->list;
    }
    QStringList voters() const
    {
        QStringList all{voter};
        if (m_names)
            all << m_names->site << m_names->list;
        all.removeAll(QString());
        return all;
    }

    Doings &doings()
    {
        if (!m_doings)
            m_doings = std::make_unique<Doings>();
        return *m_doings;
    }

private:
    struct Names {
        QString site;
        QString list;
        QString actor;
    };

    std::unique_ptr<Names> m_names;
    std::unique_ptr<Doings> m_doings;
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
