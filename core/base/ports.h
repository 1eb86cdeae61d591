// What rules need from the world, named for the role. Real adapters are in app/platform, fakes in tests/support.
#pragma once

#include <QByteArray>
#include <QtGlobal>

namespace icmp {

// Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual qint64 nowMs() const = 0;        // wall clock, ms since 1970 UTC
    virtual qint64 monotonicMs() const = 0;  // never steps; origin unspecified
};

// Thread-safe; unpredictable in the real adapter, seeded in tests.
class Random
{
public:
    virtual ~Random() = default;
    virtual QByteArray bytes(int count) = 0;
    // A number in 1 … idMax, for Id<…>.
    qint64 id()
    {
        qint64 value = 0;
        while (value == 0) {
            const QByteArray raw = bytes(8);
            for (const char c : raw)
                value = (value << 8 | static_cast<unsigned char>(c)) & ((qint64(1) << 53) - 1);
        }
        return value;
    }
};

}  // namespace icmp
