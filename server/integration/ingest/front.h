// The ingest front: the process that owns the sockets at which encoders knock, and nothing else. It verifies
// stream keys and hands the bytes of those who are let in to FFmpeg's pipes. It opens no file, makes no
// socket once it listens, and starts no program.
//
//   icmp-server ingest --address A [--rtmp PORT] [--srt PORT]     with the socket to the server as descriptor
//   3
#pragma once

#include "core/base/refusal.h"

#include <functional>

namespace icmp::ingest {

// How the front gives up its rights; the program binds it to the sandbox. fails  when the kernel refuses
struct FrontConfinement {
    std::function<Outcome<void>()> files; // before any other thread runs
    std::function<Outcome<void>()> calls; // once everything listens
};

inline constexpr quint64 frontDataBytesMax = quint64(1) << 30; // 32 publishers of 28 MiB at most
inline constexpr quint64 frontDescriptorsMax = 256;

// The whole life of the front; returns when the server closes the link, which also hears why it cannot begin.
int runFront(int count, char **words, FrontConfinement confinement);

} // namespace icmp::ingest
