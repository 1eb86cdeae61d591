// Every limit on what comes from outside, in one place, each with its reason (live.v1, security of the edge).
#pragma once

#include <QtGlobal>

namespace icmp::limits {

// HTTP
inline constexpr int requestLineBytesMax = 8 * 1024;    // browsers send at most about 2 KiB
inline constexpr int headerBytesMax = 16 * 1024;        // with cookies of a foreign host on the same name
inline constexpr int headerFieldsMax = 64;              // Chromium sends about 20
inline constexpr int headerDeadlineMs = 5'000;          // a slow phone needs about 1 s
inline constexpr int jsonBodyBytesMax = 64 * 1024;      // the largest command is a few KiB
inline constexpr int wireDepthMax = 32;                 // our messages nest 6 deep
inline constexpr int uploadChunkBytesMax = 1024 * 1024; // memory per upload stays bounded
inline constexpr int bodyDeadlineMs = 30'000;           // 1 MiB at 300 kbit/s
inline constexpr int idleMs = 60'000;                   // keep-alive without a request

// WebSocket
inline constexpr int viewerFrameBytesMax = 4 * 1024;   // a vote is 120 bytes
inline constexpr int studioFrameBytesMax = 256 * 1024; // a producer's longest message with many texts
inline constexpr int fragmentsMax = 64;                // no client of ours fragments at all
inline constexpr int messageDeadlineMs = 10'000;       // an unfinished message holds memory
inline constexpr int pingMs = 25'000;                  // below the 30 s that some proxies cut at
inline constexpr int pongWaitMs = 8'000;
inline constexpr int logQueueBytesMax = 64 * 1024; // beyond it a snapshot is cheaper than the queue
inline constexpr int liteQueueBytes = 16 * 1024;   // from here a slow viewer gets every fourth tick
inline constexpr int noProgressMs = 15'000;        // a viewer that accepts no byte this long is closed (4008)

// Connections
inline constexpr int preAuthBytesMax = 16 * 1024;       // memory before a token or ticket was shown
inline constexpr int perAddressUnauthenticatedMax = 50; // of each worker; offices share an address
inline constexpr int perWorkerMax = 18'000; // 20,000 descriptors a process, less files and listeners

// Content
inline constexpr int textBytesMax = 64 * 1024; // one text field of a document
inline constexpr int nameLengthMax = 256;
inline constexpr int missingHashesMax = 500; // 500 × 67 bytes fit the JSON body limit
inline constexpr qint64 objectBytesMax = qint64(8) * 1024 * 1024 * 1024; // one film, 8 h at 2.4 Mbit/s

// Live log kept for resuming
inline constexpr int resumeMessagesMax = 512;
inline constexpr int resumeMs = 10 * 60 * 1000;
inline constexpr int resumeBytesMax = 256 * 1024;
inline constexpr int snapshotRebuildMs = 250; // 100,000 joins cost four builds a second

} // namespace icmp::limits
