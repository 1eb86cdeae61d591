// `icmp-server admin …` and `icmp-server console`: the console's desk on this machine's files and terminal.
#pragma once

#include "app/server/options.h"

namespace icmp::server {

// The exit code: 0 done, 1 refused or failed, 2 no such words.
int administer(const Options &options);

} // namespace icmp::server
