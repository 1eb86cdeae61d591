#include "studio/timeline/model/state.h"

#include <algorithm>

namespace icmp::timeline {

using project::FoundClip;
using project::Group;

namespace {

const Group *groupById(const QList<Group> &groups, GroupId id)
{
    for (const Group &group : groups)
        if (group.id == id)
            return &group;
    return nullptr;
}

void sortByTime(QList<FoundClip> &clips)
{
    std::sort(clips.begin(), clips.end(), [](const FoundClip &a, const FoundClip &b) {
        if (a.clip->range.start != b.clip->range.start)
            return a.clip->range.start < b.clip->range.start;
        return a.track != b.track ? a.track < b.track : a.clip->id < b.clip->id;
    });
}

} // namespace

int TimelineState::rowOf(TrackId track) const
{
    const project::Scene *shown = shownScene();
    for (int i = 0; shown && i < shown->tracks.size(); ++i)
        if (shown->tracks[i].id == track)
            return i;
    return -1;
}

QList<FoundClip> TimelineState::chosen() const
{
    QList<FoundClip> clips;
    for (const ClipId id : selected)
        if (const auto found = find(id))
            clips.append(*found);
    sortByTime(clips);
    return clips;
}

QList<FoundClip> TimelineState::inTimeOrder() const
{
    QList<FoundClip> clips;
    if (const project::Scene *shown = shownScene()) {
        for (const project::Track &track : shown->tracks)
            for (const project::ClipChunk &chunk : track.clips.chunks())
                for (const project::Clip &clip : chunk.clips)
                    clips.append({shown, &track, &clip});
    }
    sortByTime(clips);
    return clips;
}

const Group *TimelineState::rootGroupOf(ClipId clip) const
{
    const Group *found = nullptr;
    for (const Group &group : project.groups)
        if (group.clips.contains(clip))
            found = &group;
    // A forest: apply() refuses cycles, so this ends.
    while (found && found->parent.isValid()) {
        const Group *above = groupById(project.groups, found->parent);
        if (!above)
            break;
        found = above;
    }
    return found;
}

QList<ClipId> TimelineState::withGroup(ClipId clip) const
{
    const Group *root = rootGroupOf(clip);
    if (!root)
        return {clip};
    QList<ClipId> clips;
    for (const Group &group : project.groups)
        for (const Group *above = &group; above; above = groupById(project.groups, above->parent))
            if (above == root)
                clips += group.clips;
    return clips;
}

void TimelineState::select(const QList<ClipId> &clips, ClipId focused)
{
    selected = clips;
    m_selected = QSet<ClipId>(clips.begin(), clips.end());
    focus = focused;
}

void TimelineState::forgetLost()
{
    QList<ClipId> kept = selected;
    kept.removeIf([this](ClipId clip) { return !index.place(clip); });
    select(kept, focus);
    if (!index.place(focus))
        focus = selected.isEmpty() ? ClipId{} : selected.last();
}

} // namespace icmp::timeline
