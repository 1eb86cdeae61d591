// Which clips of a scene are on the picture at a time, in the order they are painted.
#pragma once

#include "core/project/project.h"

namespace icmp::preview {

struct VisibleClip {
    project::Clip clip;
    int track = 0;      // index in the scene
    bool held = false;  // opened by the producer, so viewers do not see it by time alone
};

// Elements with start ≤ t < end on tracks that are shown, by (track, z, id).
QList<VisibleClip> visibleAt(const project::Scene &scene, MediaTime t);

}  // namespace icmp::preview
