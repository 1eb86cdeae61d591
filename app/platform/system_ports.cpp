#include "app/platform/system_ports.h"

#include <chrono>
#include <sodium.h>

namespace icmp::platform {

namespace {

template <class ClockType>
qint64 msOf()
{
    using std::chrono::duration_cast;
    return duration_cast<std::chrono::milliseconds>(ClockType::now().time_since_epoch()).count();
}

} // namespace

qint64 SystemClock::nowMs() const
{
    return msOf<std::chrono::system_clock>();
}

qint64 SystemClock::monotonicMs() const
{
    return msOf<std::chrono::steady_clock>();
}

QByteArray SystemRandom::bytes(int count)
{
    QByteArray drawn(count, Qt::Uninitialized);
    randombytes_buf(drawn.data(), size_t(count));
    return drawn;
}

} // namespace icmp::platform
