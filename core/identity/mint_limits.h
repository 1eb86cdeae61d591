// How many new voters one network may make: without it one person with a script is a thousand viewers.
#pragma once

#include "core/base/refusal.h"

#include <QHash>
#include <QSet>
#include <deque>

namespace icmp::identity {

inline constexpr int newVotersMax = 500; // an office or a school behind one address
inline constexpr qint64 newVotersMs = 10 * 60 * 1000;
inline constexpr qsizetype mintedMax = 1'000'000; // remembered in all, about 40 MB; then the oldest go

// Belongs to one thread.
class MintLimits {
public:
    explicit MintLimits(int most = newVotersMax) : m_most(most) {}

    // A token for this pseudonym was asked from this network (an IPv4 address, an IPv6 /64). Who was seen
    // within the time is not new. refuses  TooOften
    Result<void> take(const QString &event, const QString &network, const QString &pseudonym, qint64 nowMs);
    qsizetype remembered() const { return m_remembered; }

private:
    struct Minted {
        qint64 atMs;
        quint64 who; // 64 bits of a hash: a collision lets one more in
    };
    struct Window {
        std::deque<Minted> minted; // oldest first
        QSet<quint64> known;
    };
    void forget(Window &window, qint64 nowMs);

    int m_most;
    qsizetype m_remembered = 0;
    QHash<QString, Window> m_windows;
};

} // namespace icmp::identity
