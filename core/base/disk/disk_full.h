// The one cause of a Failure that is answered in a way of its own: by HTTP with 507, whoever met it. It is
// made and asked for here, so that nobody searches the words of an engine or of the system.
#pragma once

#include "core/base/refusal.h"

namespace icmp {

inline constexpr QLatin1StringView
    diskFullAdvice("The disk is full. Free some space; what was saved is safe.");

// what: a sentence about what could not be written
inline Failure diskFull(QString what)
{
    return {std::move(what), diskFullAdvice};
}

inline bool isDiskFull(const Failure &failure)
{
    return failure.advice == diskFullAdvice;
}

} // namespace icmp
