// Where each clip of a project lies. Kept beside the value, not in it: inside, copying a project would cost
// O(n).
#pragma once

#include "core/project/project.h"

#include <QHash>
#include <QSet>

namespace icmp::project {

struct ClipPlace {
    SceneId scene;
    TrackId track;
    MediaTime start;
};

// A clip with where it was found; pointers live as long as the project they came from.
struct FoundClip {
    const Scene *scene;
    const Track *track;
    const Clip *clip;
};

class ClipIndex {
public:
    ClipIndex() = default;
    explicit ClipIndex(const Project &project);

    // Brings the index from `before` to `after`, at the cost of the chunks that differ.
    void update(const Project &before, const Project &after);
    std::optional<ClipPlace> place(ClipId id) const;
    // Nothing when the index does not belong to the project, or there is no such clip.
    std::optional<FoundClip> find(const Project &project, ClipId id) const;
    qsizetype size() const { return m_places.size(); }
    QList<ClipId> ids() const { return m_places.keys(); }

private:
    QHash<ClipId, ClipPlace> m_places;
};

} // namespace icmp::project
