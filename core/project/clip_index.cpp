#include "core/project/clip_index.h"

namespace icmp::project {

namespace {

struct TrackSpot {
    SceneId scene;
    const Track *track;
};

QHash<TrackId, TrackSpot> tracksOf(const Project &project)
{
    QHash<TrackId, TrackSpot> spots;
    for (const Scene &scene : project.scenes) {
        for (const Track &track : scene.tracks)
            spots.insert(track.id, {scene.id, &track});
    }
    return spots;
}

// Chunks of `a` that `b` does not share. Both lists are in order, so one pass with a set of pointers does.
QList<const ClipChunk *> unshared(const ClipList *a, const ClipList *b)
{
    QList<const ClipChunk *> found;
    // A track that no edit touched shares its whole list of chunks.
    if (!a || (b && a->chunks().constData() == b->chunks().constData()))
        return found;
    QSet<const Clip *> shared;
    if (b) {
        for (const ClipChunk &chunk : b->chunks())
            shared.insert(chunk.clips.constData());
    }
    for (const ClipChunk &chunk : a->chunks()) {
        if (!shared.contains(chunk.clips.constData()))
            found.append(&chunk);
    }
    return found;
}

} // namespace

ClipIndex::ClipIndex(const Project &project)
{
    update({}, project);
}

void ClipIndex::update(const Project &before, const Project &after)
{
    const auto oldTracks = tracksOf(before), newTracks = tracksOf(after);
    // First all removals, then all insertions: a clip may have moved to another track.
    for (auto it = oldTracks.begin(); it != oldTracks.end(); ++it) {
        const auto now = newTracks.constFind(it.key());
        const ClipList *current = now == newTracks.end() ? nullptr : &now->track->clips;
        for (const ClipChunk *chunk : unshared(&it->track->clips, current)) {
            for (const Clip &clip : chunk->clips)
                m_places.remove(clip.id);
        }
    }
    for (auto it = newTracks.begin(); it != newTracks.end(); ++it) {
        const auto old = oldTracks.constFind(it.key());
        const ClipList *previous = old == oldTracks.end() ? nullptr : &old->track->clips;
        for (const ClipChunk *chunk : unshared(&it->track->clips, previous)) {
            for (const Clip &clip : chunk->clips)
                m_places.insert(clip.id, {it->scene, it.key(), clip.range.start});
        }
    }
}

std::optional<ClipPlace> ClipIndex::place(ClipId id) const
{
    const auto it = m_places.constFind(id);
    return it == m_places.end() ? std::nullopt : std::optional(*it);
}

std::optional<FoundClip> ClipIndex::find(const Project &project, ClipId id) const
{
    const auto where = place(id);
    if (!where)
        return std::nullopt;
    const Scene *scene = project.scene(where->scene);
    if (!scene)
        return std::nullopt;
    for (const Track &track : scene->tracks) {
        if (track.id != where->track)
            continue;
        const Clip *clip = track.clips.find(where->start, id);
        return clip ? std::optional(FoundClip{scene, &track, clip}) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace icmp::project
