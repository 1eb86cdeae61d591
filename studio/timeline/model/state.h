// What the timeline shows: a project value that shares its chunks with the document's, and what is chosen in
// it.
#pragma once

#include "core/project/clip_index.h"
#include "core/project/edit.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <optional>

namespace icmp::timeline {

enum class Tool { Select, Razor };
enum class Problem { None, Warning, Error };
enum class CueState { None, Cued, OnAir };

struct TimelineState {
    project::Project project;
    project::ClipIndex index;
    SceneId scene;

    QList<ClipId> selected; // in the order they were chosen; changed by select() alone
    ClipId focus;           // the one the keyboard acts from; not valid when there is none
    MediaTime playhead;
    std::optional<MediaRange> range; // in and out
    bool looping = false;

    QHash<ClipId, Problem> problems;
    QHash<ClipId, CueState> cues;

    Tool tool = Tool::Select;
    bool snapping = true;
    bool ripple = false;

    // Null only while the project has no such scene.
    const project::Scene *shownScene() const { return project.scene(scene); }
    std::optional<project::FoundClip> find(ClipId clip) const { return index.find(project, clip); }
    bool isSelected(ClipId clip) const { return m_selected.contains(clip); }
    // Duplicates are kept out by the caller.
    void select(const QList<ClipId> &clips, ClipId focused);
    // Row of a track in its scene; −1 for none.
    int rowOf(TrackId track) const;
    // The selected clips that still exist, in time order.
    QList<project::FoundClip> chosen() const;
    // All clips of the scene, sorted by (start, row, id).
    QList<project::FoundClip> inTimeOrder() const;
    // The group's root that holds the clip, and its clips with those of its sub-groups; else the clip alone.
    QList<ClipId> withGroup(ClipId clip) const;
    const project::Group *rootGroupOf(ClipId clip) const;
    // Drops chosen clips that are gone.
    void forgetLost();

private:
    QSet<ClipId> m_selected; // the same, asked for each clip that is painted
};

} // namespace icmp::timeline
