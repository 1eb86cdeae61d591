// What differs between two values of a project, found by comparing shared chunks. Views repaint exactly this.
#pragma once

#include "core/project/project.h"

namespace icmp::document {

// The clips of one track that differ. A changed clip is in both lists, as it was and as it is.
struct TrackChange {
    SceneId scene;
    TrackId track;
    QList<project::Clip> removed; // sorted by (start, id)
    QList<project::Clip> added;   // sorted by (start, id)

    // Times where the track looks different: sorted, apart from each other, never empty.
    QList<MediaRange> ranges() const;
};

enum class Cause { Edit, Undo, Redo, Opened };

struct Change {
    Cause cause = Cause::Edit;
    QList<TrackChange>
        tracks; // of tracks on both sides, and of those added or removed, in the order of the value
    bool structure = false; // scenes or tracks were added, removed, moved, renamed, locked, hidden, …
    bool head = false;      // name, rate, canvas, languages, unknown fields
    bool assets = false;
    bool markers = false;
    bool groups = false;

    bool isEmpty() const { return tracks.isEmpty() && !structure && !head && !assets && !markers && !groups; }
    // Clips that were added, removed or changed, each once, sorted.
    QList<ClipId> clips() const;
};

// Costs the chunks that are not shared, not the size of the project.
Change difference(const project::Project &before, const project::Project &after);

// Bytes that `after` holds and does not share with `before`, about right: what one undo step costs.
qint64 ownBytes(const project::Project &before, const project::Project &after);

} // namespace icmp::document
