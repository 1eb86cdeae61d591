// The ingest front: the process that owns the sockets at which encoders knock, and nothing else. It verifies
// stream keys and hands the bytes of those who are let in to FFmpeg's pipes. It opens no file, makes no
// socket once it listens, and starts no program.
//
//   icmp-server ingest --address A [--rtmp PORT] [--srt PORT]     with the socket to the server as descriptor
//   3
#pragma once

namespace icmp::ingest {

// The whole life of the front; returns when the server closes the link. Failures are told on standard error.
int runFront(int count, char **words);

} // namespace icmp::ingest
