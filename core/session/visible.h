// What a viewer of a published package sees at a time. The rule is core/project/view/visible.h.
#pragma once

#include "core/package/package.h"
#include "core/project/view/visible.h"

namespace icmp::session {

// Clips of the scene with start ≤ t < end on tracks that are not hidden, in paint order (track, z, id).
QList<const package::PlacedElement *> visibleAt(const package::PlacedScene &scene, MediaTime t);

} // namespace icmp::session
