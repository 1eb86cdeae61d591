// Which clips of a scene are on the picture at a time, in the order they are painted.
#pragma once

#include "core/project/project.h"
#include "studio/preview/playback.h"

#include <functional>

namespace icmp::preview {

struct VisibleClip {
    project::Clip clip;
    int track = 0;     // index in the scene
    bool held = false; // opened by the producer, so viewers do not see it by time alone
};

// Elements with start ≤ t < end on tracks that are shown, by (track, z, id): core/project/view/visible.h.
QList<VisibleClip> visibleAt(const project::Scene &scene, MediaTime t);

// The film at t: the piece under it, else the last before it, so that the picture does not close between two
// pieces. `known` fills path, proxy and name of an asset; range and in are set here.
std::optional<Film> filmAt(const project::Scene &scene, MediaTime t,
                           const std::function<Film(const QString &asset)> &known);

} // namespace icmp::preview
