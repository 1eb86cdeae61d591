// What studio and icmp-media say to each other on their socket pair (SOCK_SEQPACKET: one message, one
// packet), and the header of a frame in shared memory. The worker is not trusted: the studio checks
// everything that comes from it.
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"

#include <QByteArray>
#include <QJsonObject>
#include <QSize>
#include <QString>

namespace icmp::media {

inline constexpr int messageBytesMax = 64 * 1024;  // a probe is about 500 bytes
inline constexpr int sidePixelsMax = 16'384;       // of a source
inline constexpr qint64 lengthFlicksMax = 8 * 3600 * flicksPerSecond;
inline constexpr QSize frameSizeMax{3840, 2160};  // of a frame asked for: the largest preview
inline constexpr int frameSlots = 8;              // frames and sound under way at once
inline constexpr qint64 bulkBytesMax =
    qint64(64) * 1024 * 1024;                  // the index of 8 h at 240 frames a second: 55 MB
inline constexpr int soundRate = 48'000;       // decoded sound: 48 kHz, stereo, float
inline constexpr int soundFrameBytes = 8;      // two 32-bit floats
inline constexpr int soundFramesMax = 48'000;  // of one request: one second

enum class SandboxChoice { Automatic, Bubblewrap, Landlock, None };

// The first thing a worker says, before it has read a byte of the file.
struct WorkerHello {
    QString sandbox;  // "bubblewrap+landlock+seccomp", "bubblewrap+seccomp", "landlock+seccomp", "none"
    QString note;     // why something weaker than asked holds; may be empty
    qint64 dataBytesMax = 0;
    int descriptorsMax = 0;

    bool isSandboxed() const { return sandbox.contains(QLatin1String("+seccomp")); }
};

enum class Verb {
    Open,       // probe; must be first
    Index,      // bulk: FrameIndex bytes
    Frame,      // the frame on screen at `time`, fitted into `box`
    Next,       // the frame after the last one given; "end": true when there is none
    Sound,      // bulk: `count` sample frames from sample `time` on; fewer at the end
    Waveform,   // bulk: Waveform bytes; tells progress
    Thumbnail,  // like Frame, but may give the nearest key frame at or before `time`
    Proxy,      // writes the proxy to the descriptor; tells progress
    Render,     // writes the rendition to the descriptor; tells progress
    SelfTest,   // tries what the sandbox must deny and tells what happened
};

struct Request {
    Verb verb = Verb::Open;
    MediaTime time = {};
    QSize box = {};  // empty: the source's own size
    int count = 0;   // Sound: 1–soundFramesMax

    QJsonObject toJson(quint64 number, int slot) const;
};

// Fixed part at the front of every slot. Little-endian, as the machine.
struct FrameHeader {
    static constexpr quint32 magicValue = 0x49434d46;  // "ICMF"
    static constexpr qint64 bytes = 64;                // pixels begin here

    quint32 magic = 0;
    quint32 number = 0;  // low 32 bits of the request's number
    qint32 width = 0;
    qint32 height = 0;
    qint32 stride = 0;  // bytes a line, at least width · 4
    quint32 hasAlpha = 0;
    qint64 startFlicks = 0;
    qint64 endFlicks = 0;
    qint64 index = 0;
    qint64 payloadBytes = 0;  // stride · height, or the bytes of a bulk answer
};
static_assert(sizeof(FrameHeader) <= FrameHeader::bytes);

// One slot of the shared memory; pages that no frame touches cost nothing.
inline constexpr qint64 slotBytes =
    FrameHeader::bytes + qint64(frameSizeMax.width()) * frameSizeMax.height() * 4;

// Refuses BadDocument when magic, number, size or stride do not fit `box` and the room of a slot.
Result<void> checkFrame(const FrameHeader &header, quint64 number, QSize box, qint64 room);
// The size of `source` fitted into `box`: aspect kept, never enlarged, at least 1 × 1. An empty box means
// frameSizeMax.
QSize fitted(QSize source, QSize box);

}  // namespace icmp::media
