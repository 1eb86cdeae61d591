// Where a dragged edge comes to rest: the nearest of clip edges, playhead, markers, range ends and the frame
// grid. Pure; the view gives the tolerance that its zoom makes of 8 pixels.
#pragma once

#include "core/project/project.h"

#include <QSet>
#include <optional>

namespace icmp::project {

// In the order that decides between equally near targets.
enum class SnapKind { Playhead, Marker, Edge, Grid };

struct SnapTarget {
    MediaTime at;
    SnapKind kind = SnapKind::Edge;
    QString name; // what the tag says, e.g. a marker's label; may be empty

    friend bool operator==(const SnapTarget &, const SnapTarget &) = default;
};

// A target that was reached, and how far the dragged edge is moved to lie on it.
struct Snap {
    SnapTarget target;
    MediaTime correction;

    friend bool operator==(const Snap &, const Snap &) = default;
};

// What a view adds to the targets of the project.
struct SnapSurroundings {
    std::optional<MediaTime> playhead;
    std::optional<MediaRange> range; // in and out, counted as markers
};

class SnapTargets {
public:
    SnapTargets() = default;
    // In any order; of several targets at one time the first in SnapKind's order stays.
    explicit SnapTargets(QList<SnapTarget> targets);

    // Sorted by time.
    const QList<SnapTarget> &all() const { return m_targets; }
    // The nearest target with |target − t| ≤ tolerance; ties go to SnapKind's order, then to the earlier one.
    std::optional<Snap> nearest(MediaTime t, MediaTime tolerance) const;

private:
    QList<SnapTarget> m_targets;
};

// Edges of the scene's clips except those of `moving`, its start and end, markers and their ranges, playhead
// and range.
SnapTargets snapTargets(const Project &project, const Scene &scene, const QSet<ClipId> &moving,
                        const SnapSurroundings &around);

// How to correct a drag whose edges would come to lie at `edges` (not empty): the best target of all of them
// within the tolerance; else the grid, which brings the first edge to the nearest start of a frame, however
// far that is.
Snap snapEdges(const SnapTargets &targets, const QList<MediaTime> &edges, MediaTime tolerance,
               const FrameRate &rate);

} // namespace icmp::project
