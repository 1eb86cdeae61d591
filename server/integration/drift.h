// An encoder's clock is not ours: 50 millionths are 0.2 s an hour. What arrives tells by how much they part,
// and programme times follow in steps that nobody sees.
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <optional>

namespace icmp::integration {

inline constexpr int driftFragments = 60;    // about a minute; the earliest of them was held up by nothing
inline constexpr qint64 driftStepUs = 2'000; // for each fragment: 2 ms a second follows any clock

class Drift {
public:
    // latenessUs: how long after its programme time a fragment's end arrived, whatever that is made of. Gives
    // by how much the programme times of what follows move.
    qint64 step(qint64 latenessUs)
    {
        m_least = m_count == 0 ? latenessUs : std::min(m_least, latenessUs);
        if (++m_count == driftFragments) {
            m_count = 0;
            if (m_usual)
                m_due = m_least - *m_usual;
            else
                m_usual = m_least;
        }
        const qint64 moved = std::clamp(m_due, -driftStepUs, driftStepUs);
        m_due -= moved;
        return moved;
    }

private:
    std::optional<qint64> m_usual; // of the first minute
    qint64 m_least = 0, m_due = 0;
    int m_count = 0;
};

} // namespace icmp::integration
