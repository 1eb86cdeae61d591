// Wrong passwords slow down who sends them, and never lock the account they are for.
#pragma once

#include "core/base/token_bucket.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <mutex>

namespace icmp::identity {

inline constexpr int paceBurst = 5;            // people mistype
inline constexpr qint64 paceRefillMs = 10'000; // then one try in 10 s for this login from this network
inline constexpr int networkBurst = 60;        // a class that signs in together
inline constexpr qint64 networkRefillMs = 1'000;
inline constexpr int sourcesMax = 100'000; // about 10 MB; then all start anew

// Thread-safe. Logins that do not exist are treated as those that do.
class PasswordPace {
public:
    // Whether a try may be made; it is counted.
    bool allows(const QString &login, const QString &network, qint64 nowMs);
    // The try was right: what was counted for this login from this network is forgotten.
    void forgive(const QString &login, const QString &network);

private:
    std::mutex m_mutex;
    QHash<QString, TokenBucket> m_pairs;
    QHash<QString, TokenBucket> m_networks;
};

} // namespace icmp::identity
