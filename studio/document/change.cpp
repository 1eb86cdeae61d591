#include "studio/document/change.h"

#include <QHash>
#include <algorithm>

namespace icmp::document {

namespace {

using project::Clip;
using project::ClipChunk;
using project::ClipList;
using project::Project;
using project::Scene;
using project::Track;

bool earlier(const Clip &a, const Clip &b)
{
    return std::pair(a.range.start, a.id) < std::pair(b.range.start, b.id);
}

// The chunks of each list between what both share at the beginning and at the end.
struct Middle {
    qsizetype beforeFrom = 0, beforeTo = 0;
    qsizetype afterFrom = 0, afterTo = 0;
};

Middle middleOf(const QList<ClipChunk> &before, const QList<ClipChunk> &after)
{
    qsizetype head = 0, tail = 0;
    const qsizetype common = std::min(before.size(), after.size());
    while (head < common && before[head].sharesWith(after[head]))
        ++head;
    while (tail < common - head &&
           before[before.size() - 1 - tail].sharesWith(after[after.size() - 1 - tail]))
        ++tail;
    return {head, before.size() - tail, head, after.size() - tail};
}

QList<Clip> clipsOf(const QList<ClipChunk> &chunks, qsizetype from, qsizetype to)
{
    QList<Clip> clips;
    for (qsizetype i = from; i < to; ++i)
        clips += chunks[i].clips;
    return clips;
}

// Both lists are sorted, so one pass finds what only one of them has.
void compareClips(const ClipList &before, const ClipList &after, TrackChange &change)
{
    const Middle middle = middleOf(before.chunks(), after.chunks());
    const QList<Clip> old = clipsOf(before.chunks(), middle.beforeFrom, middle.beforeTo);
    const QList<Clip> now = clipsOf(after.chunks(), middle.afterFrom, middle.afterTo);
    auto a = old.begin(), b = now.begin();
    while (a != old.end() || b != now.end()) {
        if (b == now.end() || (a != old.end() && earlier(*a, *b))) {
            change.removed.append(*a++);
        } else if (a == old.end() || earlier(*b, *a)) {
            change.added.append(*b++);
        } else {
            if (!(*a == *b)) {
                change.removed.append(*a);
                change.added.append(*b);
            }
            ++a, ++b;
        }
    }
}

bool sameProperties(const Track &a, const Track &b)
{
    return a.id == b.id && a.kind == b.kind && a.sharing == b.sharing && a.locked == b.locked &&
           a.hidden == b.hidden && a.name == b.name;
}

void compareTracks(SceneId scene, const Track *before, const Track *after, Change &change)
{
    static const ClipList none;
    const ClipList &old = before ? before->clips : none, &now = after ? after->clips : none;
    if (!before || !after || !sameProperties(*before, *after))
        change.structure = true;
    if (old.chunks().constData() == now.chunks().constData())
        return;
    TrackChange track{scene, after ? after->id : before->id, {}, {}};
    compareClips(old, now, track);
    if (!track.removed.isEmpty() || !track.added.isEmpty())
        change.tracks.append(track);
}

const Track *trackIn(const Scene *scene, TrackId id)
{
    if (scene) {
        for (const Track &track : scene->tracks) {
            if (track.id == id)
                return &track;
        }
    }
    return nullptr;
}

void compareScenes(SceneId id, const Scene *before, const Scene *after, Change &change)
{
    if (!before || !after || before->name != after->name || before->tracks.size() != after->tracks.size())
        change.structure = true;
    if (before && after && before->tracks.constData() == after->tracks.constData())
        return;
    const qsizetype rows = after ? after->tracks.size() : 0;
    for (qsizetype i = 0; i < rows; ++i) {
        const Track &now = after->tracks[i];
        // Almost always the track is where it was; then no search is needed.
        const bool inPlace = before && i < before->tracks.size() && before->tracks[i].id == now.id;
        change.structure = change.structure || !inPlace;
        compareTracks(id, inPlace ? &before->tracks[i] : trackIn(before, now.id), &now, change);
    }
    if (!before)
        return;
    for (const Track &old : before->tracks) {
        if (rows != before->tracks.size() || change.structure) {
            if (!trackIn(after, old.id))
                compareTracks(id, &old, nullptr, change);
        }
    }
}

} // namespace

QList<MediaRange> TrackChange::ranges() const
{
    QList<MediaRange> all;
    for (const QList<Clip> *clips : {&removed, &added}) {
        for (const Clip &clip : *clips)
            all.append(clip.range);
    }
    std::sort(all.begin(), all.end(),
              [](const MediaRange &a, const MediaRange &b) { return a.start < b.start; });
    QList<MediaRange> joined;
    for (const MediaRange &range : all) {
        if (!joined.isEmpty() && range.start <= joined.last().end)
            joined.last().end = std::max(joined.last().end, range.end);
        else
            joined.append(range);
    }
    return joined;
}

QList<ClipId> Change::clips() const
{
    QList<ClipId> ids;
    for (const TrackChange &track : tracks) {
        for (const QList<Clip> *clips : {&track.removed, &track.added}) {
            for (const Clip &clip : *clips)
                ids.append(clip.id);
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Change difference(const Project &before, const Project &after)
{
    Change change;
    change.head = before.id != after.id || before.name != after.name || before.rate != after.rate ||
                  before.canvas != after.canvas || before.languages != after.languages ||
                  before.unknown != after.unknown;
    change.assets = before.assets != after.assets;
    change.markers = before.markers != after.markers;
    change.groups = before.groups != after.groups;
    if (before.scenes.constData() == after.scenes.constData())
        return change;
    for (qsizetype i = 0; i < after.scenes.size(); ++i) {
        const Scene &now = after.scenes[i];
        const bool inPlace = i < before.scenes.size() && before.scenes[i].id == now.id;
        change.structure = change.structure || !inPlace;
        compareScenes(now.id, inPlace ? &before.scenes[i] : before.scene(now.id), &now, change);
    }
    for (const Scene &old : before.scenes) {
        if (!after.scene(old.id))
            compareScenes(old.id, &old, nullptr, change);
    }
    return change;
}

qint64 ownBytes(const Project &before, const Project &after)
{
    qint64 bytes = qint64(sizeof(Project));
    if (before.scenes.constData() == after.scenes.constData())
        return bytes;
    bytes += after.scenes.size() * qint64(sizeof(Scene));
    for (qsizetype i = 0; i < after.scenes.size(); ++i) {
        const Scene &now = after.scenes[i];
        const Scene *old = i < before.scenes.size() ? &before.scenes[i] : nullptr;
        if (old && old->tracks.constData() == now.tracks.constData())
            continue;
        bytes += now.tracks.size() * qint64(sizeof(Track));
        for (qsizetype row = 0; row < now.tracks.size(); ++row) {
            const QList<ClipChunk> &chunks = now.tracks[row].clips.chunks();
            static const QList<ClipChunk> none;
            const QList<ClipChunk> &others =
                old && row < old->tracks.size() ? old->tracks[row].clips.chunks() : none;
            if (chunks.constData() == others.constData())
                continue;
            bytes += chunks.size() * qint64(sizeof(ClipChunk));
            const Middle middle = middleOf(others, chunks);
            for (qsizetype c = middle.afterFrom; c < middle.afterTo; ++c)
                bytes += chunks[c].clips.size() * qint64(sizeof(Clip));
        }
    }
    return bytes;
}

} // namespace icmp::document
