// Rate limiting by token bucket, over a clock that comes from outside.
#pragma once

#include <QtGlobal>
#include <algorithm>

namespace icmp {

// How much of what is allowed per source.
struct RateClass {
    qint64 perSecond; // tokens refilled a second, ≥ 1
    qint64 burst;     // tokens at rest, ≥ 1
};

inline constexpr RateClass mutationsPerDevice{5, 10};
inline constexpr RateClass mutationsPerAddress{200, 2'000};
inline constexpr RateClass tapBatchesPerConnection{4, 8}; // the player sends four a second; the rest is lost

class TokenBucket {
public:
    // Whether `count` tokens were there at `nowMs`; they are taken only if all were.
    bool take(const RateClass &rate, qint64 nowMs, qint64 count = 1)
    {
        if (m_lastMs < 0)
            m_milli = rate.burst * 1000;
        else
            m_milli =
                std::min(rate.burst * 1000, m_milli + std::max<qint64>(0, nowMs - m_lastMs) * rate.perSecond);
        m_lastMs = std::max(m_lastMs, nowMs);
        if (m_milli < count * 1000)
            return false;
        m_milli -= count * 1000;
        return true;
    }

private:
    qint64 m_milli = 0; // thousandths of a token
    qint64 m_lastMs = -1;
};

} // namespace icmp
