// A drag that has begun: where its clips would lie now, what they snap to, whether the rules allow it, and
// the one edit it will ask for at release. Dropping the object is Escape.
#pragma once

#include "core/project/snapping.h"
#include "studio/timeline/model/state.h"

namespace icmp::timeline {

enum class Grip { Body, Start, End };

// Where a dragged clip would lie.
struct Provisional {
    project::Clip clip; // as it would be, with its own body
    int row = 0;        // index of the track
};

class Drag {
public:
    // Body moves all that are chosen; Start and End trim `clip` alone. `state` must outlive the drag.
    Drag(const TimelineState &state, ClipId clip, Grip grip);

    // `delta` from where the drag began, before snapping; `rows` down. Tolerance 0 and snapping off: as
    // given.
    void moveTo(MediaTime delta, int rows, MediaTime tolerance, bool snapping);

    Grip grip() const { return m_grip; }
    MediaTime delta() const { return m_delta; } // after snapping
    int rows() const { return m_rows; }
    const QSet<ClipId> &clips() const { return m_ids; }
    // Empty while refused: a refused drag shows its clips where they were.
    QList<Provisional> provisional() const;
    const std::optional<project::SnapTarget> &snappedTo() const { return m_snappedTo; } // never the grid
    const std::optional<Refusal> &refusal() const { return m_refusal; }
    // The clip in the way of an Overlap; not valid for other refusals.
    ClipId inTheWay() const;
    // What release asks for; nothing when nothing would change or the rules refuse it.
    const std::optional<project::Edit> &edit() const { return m_edit; }
    // For the tag: "Snapped to playhead, −18 frames", "+12 frames", or the refusal's sentence.
    QString describe() const;

private:
    MediaTime snapped(MediaTime delta, MediaTime tolerance);
    MediaTime bounded(MediaTime delta) const;

    const TimelineState &m_state;
    ClipId m_clip;
    Grip m_grip;
    QList<project::FoundClip> m_found;
    QSet<ClipId> m_ids;
    project::SnapTargets m_targets;
    MediaTime m_delta;
    int m_rows = 0;
    std::optional<project::SnapTarget> m_snappedTo;
    std::optional<Refusal> m_refusal;
    std::optional<project::Edit> m_edit;
};

} // namespace icmp::timeline
