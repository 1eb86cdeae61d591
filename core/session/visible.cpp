#include "core/session/visible.h"

namespace icmp::session {

QList<const package::PlacedElement *> visibleAt(const package::PlacedScene &scene, MediaTime t)
{
    QList<const package::PlacedElement *> visible;
    for (const package::PlacedTrack &track : scene.tracks) {
        if (!track.hidden)
            visible += project::visibleOf(track.clips, t);
    }
    return visible;
}

} // namespace icmp::session
