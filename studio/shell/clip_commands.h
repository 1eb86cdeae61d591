// What the menus do to clips, as edits: pure functions of the project, the selection and the playhead.
#pragma once

#include "core/project/clip_index.h"
#include "core/project/edit.h"

#include <functional>

namespace icmp::shell {

// Where a command acts.
struct Place {
    const project::Project &project;
    const project::ClipIndex &index;
    SceneId scene;
    QList<ClipId> clips;
    MediaTime playhead;
};

using NewClipId = std::function<ClipId()>;

// Nothing where the command has nothing to do; the edit may still be refused.
std::optional<project::Edit> trimToPlayhead(const Place &place, project::Edge edge);
std::optional<project::Edit> moveBy(const Place &place, qint64 frames, qint64 tracks);
std::optional<project::Edit> trimBy(const Place &place, project::Edge edge, qint64 frames);
std::optional<project::Edit> moveToPlayhead(const Place &place);
// Moves the element in paint order within its track.
std::optional<project::Edit> changeLayer(const Place &place, int by);

enum class CanvasEdge { Left, CentreX, Right, Top, CentreY, Bottom };
std::optional<project::Edit> alignOnCanvas(const Place &place, CanvasEdge edge);

// A new element at the playhead on the first overlay track that is free, not locked and not hidden there; a
// live one on a live track. The box is the type's usual one unless `box` is given. Nothing when no track is
// free.
struct NewElement {
    QString type;
    MediaTime length;
    std::optional<project::Box> box = {};
};
std::optional<project::Edit> insertElement(const Place &place, const NewElement &wanted,
                                           const NewClipId &newId);

} // namespace icmp::shell
