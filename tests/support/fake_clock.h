// A clock that a test sets; both of its times move together.
#pragma once

#include "core/base/ports.h"

#include <atomic>

namespace icmp::test {

class FakeClock : public Clock {
public:
    explicit FakeClock(qint64 nowMs = 1'790'000'000'000) : m_nowMs(nowMs) {}
    qint64 nowMs() const override { return m_nowMs; }
    qint64 monotonicMs() const override { return m_nowMs; }
    void advance(qint64 ms) { m_nowMs += ms; }
    void set(qint64 nowMs) { m_nowMs = nowMs; }

private:
    std::atomic<qint64> m_nowMs;
};

} // namespace icmp::test
