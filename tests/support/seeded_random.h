// The same bytes for the same seed; never for anything that must be unpredictable.
#pragma once

#include "core/base/ports.h"

#include <mutex>
#include <random>

namespace icmp::test {

class SeededRandom : public Random {
public:
    explicit SeededRandom(quint64 seed = 1) : m_engine(seed) {}

    QByteArray bytes(int count) override
    {
        const std::lock_guard lock(m_mutex);
        QByteArray drawn(count, '\0');
        for (char &byte : drawn)
            byte = static_cast<char>(m_engine() & 255);
        return drawn;
    }

private:
    std::mutex m_mutex;
    std::mt19937_64 m_engine;
};

} // namespace icmp::test
