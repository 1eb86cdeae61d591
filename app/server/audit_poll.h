// icmp-server audit poll: recounts an export offline.
#pragma once

#include "app/server/options.h"

namespace icmp::server {

// Prints what it found; 0 when everything holds, else 1 and a sentence on the error stream.
int auditPoll(const Options &options);

} // namespace icmp::server
