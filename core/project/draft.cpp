#include "core/project/draft.h"

#include <QSet>
#include <algorithm>

namespace icmp::project {

namespace {

Result<void> checkRange(const Clip &clip)
{
    if (clip.range.end <= clip.range.start)
        return refuse(RefusalCode::NegativeLength, idText(clip.id));
    if (clip.range.start.flicks < 0 || clip.range.end.flicks > projectFlicksMax)
        return refuse(RefusalCode::OutOfRange, idText(clip.id),
                      QStringLiteral("Clips lie between 0 and seven days."));
    return {};
}

// Whether `clip` may lie on the track beside what is there now.
Result<void> checkFits(const Track &track, const Clip &clip)
{
    if (track.locked)
        return refuse(RefusalCode::Locked, track.id.toText());
    if ((track.kind == TrackKind::Media) != (clip.media() != nullptr))
        return refuse(RefusalCode::NotAllowedHere, idText(clip.id),
                      clip.media() ? QStringLiteral("Film goes on the video track.")
                                   : QStringLiteral("Elements do not go on the video track."));
    if (auto done = checkRange(clip); !done)
        return done;
    if (track.sharing == Sharing::Exclusive) {
        const QList<Clip> there = track.clips.overlapping(clip.range);
        if (!there.isEmpty())
            return refuse(RefusalCode::Overlap, idText(there.first().id));
    }
    return {};
}

} // namespace

QString idText(ClipId id)
{
    return id.toText();
}

Scene *Draft::scene(SceneId id)
{
    const auto it = std::find_if(m_project.scenes.cbegin(), m_project.scenes.cend(),
                                 [&](const Scene &s) { return s.id == id; });
    return it == m_project.scenes.cend() ? nullptr : &m_project.scenes[it - m_project.scenes.cbegin()];
}

Track *Draft::track(SceneId sceneId, TrackId id)
{
    Scene *owner = scene(sceneId);
    if (!owner)
        return nullptr;
    const auto it = std::find_if(owner->tracks.cbegin(), owner->tracks.cend(),
                                 [&](const Track &t) { return t.id == id; });
    return it == owner->tracks.cend() ? nullptr : &owner->tracks[it - owner->tracks.cbegin()];
}

Result<FoundClip> Draft::find(ClipId id) const
{
    const auto found = m_index.find(m_before, id);
    if (!found)
        return refuse(RefusalCode::UnknownId, idText(id), QStringLiteral("There is no such clip."));
    return *found;
}

Result<FoundClip> Draft::findEditable(ClipId id) const
{
    auto found = find(id);
    if (found && found->track->locked)
        return refuse(RefusalCode::Locked, found->track->id.toText());
    return found;
}

Result<QList<FoundClip>> Draft::findEditable(const QList<ClipId> &ids) const
{
    if (ids.isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("clips"), QStringLiteral("No clip is named."));
    QList<FoundClip> clips;
    QSet<ClipId> seen;
    for (const ClipId id : ids) {
        if (seen.contains(id))
            return refuse(RefusalCode::NameTaken, idText(id), QStringLiteral("The clip is named twice."));
        seen.insert(id);
        auto found = findEditable(id);
        if (!found)
            return tl::unexpected(found.error());
        clips.append(*found);
    }
    return clips;
}

Result<void> Draft::checkNewId(qint64 id) const
{
    if (id < 1 || id > idMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("id"), QStringLiteral("Not an id."));
    bool taken = m_index.place(ClipId{id}).has_value();
    for (const Scene &scene : m_before.scenes) {
        taken = taken || scene.id.value == id;
        for (const Track &track : scene.tracks)
            taken = taken || track.id.value == id;
    }
    for (const Marker &marker : m_before.markers)
        taken = taken || marker.id.value == id;
    for (const Group &group : m_before.groups)
        taken = taken || group.id.value == id;
    if (taken)
        return refuse(RefusalCode::NameTaken, QString::number(id), QStringLiteral("The id is in use."));
    return {};
}

void Draft::remove(const QList<FoundClip> &clips)
{
    for (const FoundClip &found : clips)
        track(found.scene->id, found.track->id)->clips.remove(found.clip->range.start, found.clip->id);
}

Result<void> Draft::place(SceneId sceneId, const QList<Placement> &placements)
{
    if (m_index.size() + placements.size() > clipsMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("clips"),
                      QStringLiteral("At most %1 clips.").arg(clipsMax));
    for (const Placement &placement : placements) {
        Track *into = track(sceneId, placement.track);
        if (!into)
            return refuse(RefusalCode::UnknownId, placement.track.toText(),
                          QStringLiteral("There is no such track."));
        if (auto done = checkFits(*into, placement.clip); !done)
            return done;
        into->clips.insert(placement.clip);
    }
    return {};
}

Result<void> Draft::ripple(SceneId sceneId, TrackId trackId, Ripple mode, MediaTime from, MediaTime delta)
{
    Scene *owner = scene(sceneId);
    if (mode == Ripple::None || !owner || delta.flicks == 0)
        return {};
    for (Track &each : owner->tracks) {
        const bool follows =
            each.id == trackId || (mode == Ripple::All && !each.locked && each.kind != TrackKind::Media);
        if (!follows)
            continue;
        if (each.locked)
            return refuse(RefusalCode::Locked, each.id.toText());
        const QList<Clip> later = each.clips.startingFrom(from);
        for (const Clip &clip : later)
            each.clips.remove(clip.range.start, clip.id);
        for (const Clip &clip : later) {
            const Clip moved = clip.withRange({clip.range.start + delta, clip.range.end + delta});
            if (auto done = checkFits(each, moved); !done)
                return done;
            each.clips.insert(moved);
        }
    }
    return {};
}

void Draft::forgetInGroups(const QList<ClipId> &clips)
{
    const QSet<ClipId> gone(clips.begin(), clips.end());
    bool touched = false;
    for (const Group &group : m_project.groups)
        touched = touched || std::any_of(group.clips.begin(), group.clips.end(),
                                         [&](ClipId c) { return gone.contains(c); });
    if (!touched)
        return;
    for (Group &group : m_project.groups)
        group.clips.removeIf([&](ClipId c) { return gone.contains(c); });
    // A group that is empty and holds no other group goes; its parent may then be empty too.
    bool again = true;
    while (again) {
        QSet<GroupId> parents;
        for (const Group &group : m_project.groups)
            parents.insert(group.parent);
        again = m_project.groups.removeIf(
                    [&](const Group &g) { return g.clips.isEmpty() && !parents.contains(g.id); }) > 0;
    }
}

} // namespace icmp::project
