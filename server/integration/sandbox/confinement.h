// Takes from a media process what it does not need, before it reads the first foreign byte: limits, no new
// privileges, Landlock (only the named files, no TCP, no signals to others), seccomp (no socket, no other
// program, threads but no processes). Without Landlock or seccomp nothing is started.
#pragma once

#include "core/base/refusal.h"

#include <QByteArrayList>

namespace icmp::sandbox {

struct Confinement {
    QByteArrayList readable = {}; // files, or folders with all below
    QByteArray writable = {};     // one folder: its files may be read, made, written and removed; empty: none
    QByteArray program = {};      // the only file that may be executed, absolute; empty: none at all
};

struct Ceiling {
    quint64 dataBytes = quint64(1) << 30;    // 1080p encoding takes about 400 MiB
    quint64 addressBytes = quint64(4) << 30; // FFmpeg's libraries alone are 0.5 GiB
    quint64 fileBytes = quint64(8) << 30;    // one object's limit
    quint64 descriptors = 32;                // pipes, one source, one output at a time
};

// Applies limits and Landlock to this thread and all that it starts. None of it can be undone.
// fails  when the kernel has no Landlock or refuses
Outcome<void> confineFiles(const Confinement &confinement, const Ceiling &ceiling);

// Whether the process may still become `program` (whose address is what the filter compares).
enum class Calls {
    MediaProgram, // files by name, no sockets; execve of `program` only
    IngestFront,  // sockets that exist already, accept; no files, no execve; all threads
};

// fails  when the kernel refuses
Outcome<void> confineCalls(Calls calls, const char *program = nullptr);

// icmp-server confined [--read PATH]… [--write FOLDER] [--nice] -- PROGRAM [ARGUMENT…]
//
// Confines this process and becomes PROGRAM, which dies with the parent. Standard input, output and error are
// kept, every other descriptor is closed. Returns only when it failed, with a sentence on standard error.
int runConfined(int count, char **words);

// The words that make `program` start as above: for posix_spawn, without the path of icmp-server itself.
QByteArrayList confinedWords(const Confinement &confinement, const QByteArrayList &arguments,
                             bool nice = false);

} // namespace icmp::sandbox
