// What FFmpeg is told, in one place: each order names every input, output and protocol it may touch.
#pragma once

#include "server/integration/media_process.h"

#include <QList>
#include <QString>

namespace icmp::integration {

// How a programme reaches the window: as it is, or made anew with a key picture each second.
enum class Handling { Copy, Encode };

// Bytes of this container on standard input; fragmented MP4 on standard output.
MediaOrder feedOrder(const QByteArray &container, Handling handling);
// The file again and again, at its own speed.
MediaOrder loopOrder(const QByteArray &file);
// A finished recording, with its index in front.
MediaOrder filmOrder(const QByteArray &recording, const QByteArray &folder, const QByteArray &name);

struct Rung {
    int height = 0;
    int kbits = 0; // of the picture
};

// 1080, 720, 480: those not above the source; at least one.
QList<Rung> rungsFor(qint64 height);
// A ladder in `folder`: master.m3u8, <height>.m3u8 and their segments; progress lines on standard output.
MediaOrder ladderOrder(const QByteArray &film, const QByteArray &folder, const QList<Rung> &rungs,
                       bool sound);

} // namespace icmp::integration
