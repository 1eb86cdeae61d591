// FLV, the container that RTMP's messages are made for: what a publisher sends becomes a stream that FFmpeg
// can begin to read at any key picture.
#pragma once

#include "server/integration/ingest/rtmp_session.h"

namespace icmp::ingest {

class FlvFeed {
public:
    // A reader is new: the next key picture begins with everything that it must know before.
    void begin() { m_begun = false; }
    // The bytes for the reader; empty while it cannot begin.
    QByteArray take(const RtmpEvent &media);

private:
    QByteArray m_about, m_pictureSettings, m_soundSettings; // whole tags
    bool m_begun = false;
};

} // namespace icmp::ingest
