// What the timeline asks about media: pictures and loudness. The shell answers it from studio/media.
#pragma once

#include "core/base/media_time.h"

#include <QImage>
#include <QList>
#include <QString>

namespace icmp::timeline {

// Loudness of one piece of sound, each 0–32767, low ≤ high.
struct Peak {
    qint16 low = 0;
    qint16 high = 0;
};

// Called on the GUI thread while painting, so every answer must come from memory; what is not there yet is
// loaded in the background, and TimelineView::updateMedia(hash) paints again when it has come.
class MediaPictures {
public:
    virtual ~MediaPictures() = default;
    // The picture on screen at t of the asset's own time, about `height` pixels high. Null while there is
    // none.
    virtual QImage thumbnail(const QString &asset, MediaTime t, int height) = 0;
    // `count` peaks that divide `range` of the asset's own time evenly; fewer or none while they are not
    // known.
    virtual QList<Peak> peaks(const QString &asset, const MediaRange &range, int count) = 0;
};

} // namespace icmp::timeline
