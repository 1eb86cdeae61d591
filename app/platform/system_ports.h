// The real time of this machine.
#pragma once

#include "core/base/ports.h"

namespace icmp::platform {

class SystemClock : public Clock {
public:
    qint64 nowMs() const override;
    qint64 monotonicMs() const override;
};

// Bytes of the kernel's generator; blocks only before it was first seeded, at boot.
class SystemRandom : public Random {
public:
    QByteArray bytes(int count) override;
};

} // namespace icmp::platform
