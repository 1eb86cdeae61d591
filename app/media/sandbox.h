// What takes the worker's rights away before it reads the first byte of a file: limits, Landlock, seccomp.
#pragma once

#include "studio/media/wire/message.h"

namespace icmp::worker {

enum class Namespaces { Own, Shared };  // whether bubblewrap started this process

// Applies everything that can be applied, in this order: resource limits, no new privileges, Landlock (no
// file may be opened, no TCP, no signals to others), seccomp (only the calls that decoding needs; threads,
// but no processes). Call once, before any thread is started. None of it can be undone.
media::WorkerHello applySandbox(Namespaces namespaces);

// Limits only, for a person who agreed to work without a sandbox.
media::WorkerHello applyLimitsOnly();

// Tries what must be denied (sockets, files by name, execve, fork, ptrace, io_uring,
// memfd, signals, executable memory, raised limits) and tells for each "denied" or "allowed".
QJsonObject trySandbox();

}  // namespace icmp::worker
