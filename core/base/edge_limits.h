// Further limits of the edge, beside those of limits.h, each with its reason.
#pragma once

namespace icmp::limits {

inline constexpr int bodyStallMs = 10'000;         // no byte of a body for so long; all of a small one
inline constexpr int acceptsPerSecondMax = 12'000; // of a worker; twice what one can serve with a hello
inline constexpr int relaySessionsMax = 4'000; // without a socket a viewer costs the core a write per message
inline constexpr int relaySilenceMs = 33'000;  // neither a poll nor a stream: as ping and pong of a socket

} // namespace icmp::limits
