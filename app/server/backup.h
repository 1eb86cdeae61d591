// `icmp-server backup` and `icmp-server restore`.
//
// A backup is one encrypted file: a snapshot of the database, taken while the server runs, and every object
// that it knows to be complete. Keys are not in it: keep keys/ apart, a backup without them is lost. A backup
// counts once it was restored, so taking one restores it beside and compares.
#pragma once

#include "app/server/options.h"

namespace icmp::server {

// The exit codes: 0 done, 1 with a sentence on standard error.
int backUp(const Options &options);
int restore(const Options &options);

} // namespace icmp::server
