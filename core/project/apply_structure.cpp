// Edits of the project, its scenes, tracks, markers, groups and assets.
#include "core/base/hash.h"
#include "core/element/field_codec.h"
#include "core/project/draft.h"

#include <QSet>
#include <algorithm>

namespace icmp::project {

namespace {

Result<QString> checkedName(const QString &name)
{
    return element::checkedText(name, element::Bounds{0, limits::nameLengthMax});
}

Result<Track *> editableTrack(Draft &draft, SceneId scene, TrackId id)
{
    Track *track = draft.track(scene, id);
    if (!track)
        return refuse(RefusalCode::UnknownId, id.toText(), QStringLiteral("There is no such track."));
    return track;
}

bool isLanguage(const QString &tag)
{
    return !tag.isEmpty() && tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-';
    });
}

void sortMarkers(QList<Marker> &markers)
{
    std::sort(markers.begin(), markers.end(), [](const Marker &a, const Marker &b) {
        return a.range.start != b.range.start ? a.range.start < b.range.start : a.id < b.id;
    });
}

Result<void> checkMarker(const Marker &marker)
{
    if (marker.range.start.flicks < 0 || marker.range.end.flicks > projectFlicksMax)
        return refuse(RefusalCode::OutOfRange, marker.id.toText());
    if (marker.range.end < marker.range.start)
        return refuse(RefusalCode::NegativeLength, marker.id.toText());
    for (const QString &text : {marker.label, marker.category, marker.colour}) {
        if (auto checked = checkedName(text); !checked)
            return tl::unexpected(checked.error());
    }
    return {};
}

} // namespace

Result<void> applyTo(Draft &draft, const RenameProject &edit)
{
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    draft.project().name = *name;
    return {};
}

Result<void> applyTo(Draft &draft, const SetRate &edit)
{
    const FrameRate &rate = edit.rate;
    if (rate.numerator < 1 || rate.numerator > 1'000'000 || rate.denominator < 1 ||
        rate.denominator > 1'000'000 || rate.numerator > rate.denominator * 1'000)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("rate"));
    draft.project().rate = rate;
    return {};
}

Result<void> applyTo(Draft &draft, const SetCanvas &edit)
{
    if (edit.width < 16 || edit.width > 16'384 || edit.height < 16 || edit.height > 16'384)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("canvas"), QStringLiteral("From 16 to 16384."));
    draft.project().canvas = {edit.width, edit.height};
    return {};
}

Result<void> applyTo(Draft &draft, const SetLanguages &edit)
{
    if (edit.languages.isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("languages"));
    if (edit.languages.size() > languagesMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("languages"));
    for (const QString &tag : edit.languages) {
        if (!isLanguage(tag))
            return refuse(RefusalCode::BadText, QStringLiteral("languages"),
                          QStringLiteral("\"%1\" is no language tag.").arg(tag.left(40)));
    }
    if (QSet<QString>(edit.languages.begin(), edit.languages.end()).size() != edit.languages.size())
        return refuse(RefusalCode::NameTaken, QStringLiteral("languages"));
    draft.project().languages = edit.languages;
    return {};
}

Result<void> applyTo(Draft &draft, const RestoreVersion &edit)
{
    auto restored = projectFromJson(edit.project);
    if (!restored)
        return tl::unexpected(restored.error());
    if (restored->id != draft.before().id)
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("project"),
                      QStringLiteral("It is another project's version."));
    draft.project() = std::move(*restored);
    return {};
}

Result<void> applyTo(Draft &draft, const AddScene &edit)
{
    if (draft.before().scenes.size() >= scenesMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("scenes"));
    if (auto done = draft.checkNewId(edit.scene.value); !done)
        return done;
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    draft.project().scenes.append(Scene{edit.scene, *name, {}});
    return {};
}

Result<void> applyTo(Draft &draft, const RemoveScene &edit)
{
    const Scene *scene = draft.before().scene(edit.scene);
    if (!scene)
        return refuse(RefusalCode::UnknownId, edit.scene.toText());
    if (draft.before().scenes.size() == 1)
        return refuse(RefusalCode::TooFew, edit.scene.toText(),
                      QStringLiteral("A project has at least one scene."));
    QList<ClipId> gone;
    for (const Track &track : scene->tracks) {
        if (track.locked)
            return refuse(RefusalCode::Locked, track.id.toText());
        for (const Clip &clip : track.clips.all())
            gone.append(clip.id);
    }
    draft.project().scenes.removeIf([&](const Scene &s) { return s.id == edit.scene; });
    draft.forgetInGroups(gone);
    return {};
}

Result<void> applyTo(Draft &draft, const RenameScene &edit)
{
    Scene *scene = draft.scene(edit.scene);
    if (!scene)
        return refuse(RefusalCode::UnknownId, edit.scene.toText());
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    scene->name = *name;
    return {};
}

Result<void> applyTo(Draft &draft, const SetMedia &edit)
{
    Scene *scene = draft.scene(edit.scene);
    if (!scene)
        return refuse(RefusalCode::UnknownId, edit.scene.toText());
    const auto track = std::find_if(scene->tracks.begin(), scene->tracks.end(),
                                    [](const Track &t) { return t.kind == TrackKind::Media; });
    if (track == scene->tracks.end())
        return refuse(RefusalCode::NotAllowedHere, edit.scene.toText(),
                      QStringLiteral("The scene has no video track."));
    if (track->locked)
        return refuse(RefusalCode::Locked, track->id.toText());
    if (!draft.before().asset(edit.asset))
        return refuse(RefusalCode::UnknownId, QStringLiteral("asset"),
                      QStringLiteral("There is no such file in the project."));
    if (edit.in.flicks < 0 || edit.out.flicks > projectFlicksMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("in"));
    if (edit.out <= edit.in)
        return refuse(RefusalCode::NegativeLength, QStringLiteral("out"));
    const bool reused = track->clips.size() == 1 && track->clips.all().first().id == edit.clip;
    if (!reused) {
        if (auto done = draft.checkNewId(edit.clip.value); !done)
            return done;
    }
    Clip clip;
    clip.id = edit.clip;
    clip.range = {{}, edit.out - edit.in};
    clip.body = makeBody(MediaUse{edit.asset, edit.in, edit.out});
    QList<ClipId> gone;
    for (const Clip &old : track->clips.all()) {
        if (old.id != edit.clip)
            gone.append(old.id);
    }
    track->clips = ClipList({clip});
    draft.forgetInGroups(gone);
    return {};
}

Result<void> applyTo(Draft &draft, const AddTrack &edit)
{
    Scene *scene = draft.scene(edit.scene);
    if (!scene)
        return refuse(RefusalCode::UnknownId, edit.scene.toText());
    if (scene->tracks.size() >= tracksMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("tracks"));
    if (edit.at < 0 || edit.at > scene->tracks.size())
        return refuse(RefusalCode::OutOfRange, QStringLiteral("at"));
    const bool hasMedia = std::any_of(scene->tracks.begin(), scene->tracks.end(),
                                      [](const Track &t) { return t.kind == TrackKind::Media; });
    if (edit.kind == TrackKind::Media && hasMedia)
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("kind"),
                      QStringLiteral("A scene has one video track."));
    if (auto done = draft.checkNewId(edit.track.value); !done)
        return done;
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    Track track;
    track.id = edit.track;
    track.name = *name;
    track.kind = edit.kind;
    scene->tracks.insert(edit.at, track);
    return {};
}

Result<void> applyTo(Draft &draft, const RemoveTrack &edit)
{
    auto track = editableTrack(draft, edit.scene, edit.track);
    if (!track)
        return tl::unexpected(track.error());
    if ((*track)->locked)
        return refuse(RefusalCode::Locked, edit.track.toText());
    QList<ClipId> gone;
    for (const Clip &clip : (*track)->clips.all())
        gone.append(clip.id);
    draft.scene(edit.scene)->tracks.removeIf([&](const Track &t) { return t.id == edit.track; });
    draft.forgetInGroups(gone);
    return {};
}

Result<void> applyTo(Draft &draft, const MoveTrack &edit)
{
    auto track = editableTrack(draft, edit.scene, edit.track);
    if (!track)
        return tl::unexpected(track.error());
    QList<Track> &tracks = draft.scene(edit.scene)->tracks;
    if (edit.at < 0 || edit.at >= tracks.size())
        return refuse(RefusalCode::OutOfRange, QStringLiteral("at"));
    const auto from =
        std::find_if(tracks.begin(), tracks.end(), [&](const Track &t) { return t.id == edit.track; });
    tracks.move(from - tracks.begin(), edit.at);
    return {};
}

Result<void> applyTo(Draft &draft, const RenameTrack &edit)
{
    auto track = editableTrack(draft, edit.scene, edit.track);
    if (!track)
        return tl::unexpected(track.error());
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    (*track)->name = *name;
    return {};
}

Result<void> applyTo(Draft &draft, const SetTrack &edit)
{
    auto found = editableTrack(draft, edit.scene, edit.track);
    if (!found)
        return tl::unexpected(found.error());
    Track *track = *found;
    if (edit.sharing == Sharing::Exclusive && track->sharing == Sharing::Free) {
        const QList<Clip> clips = track->clips.all();
        MediaTime end{-1};
        for (const Clip &clip : clips) {
            if (clip.range.start < end)
                return refuse(RefusalCode::Overlap, idText(clip.id),
                              QStringLiteral("Clips of the track share time."));
            end = std::max(end, clip.range.end);
        }
    }
    track->locked = edit.locked;
    track->hidden = edit.hidden;
    track->sharing = edit.sharing;
    return {};
}

Result<void> applyTo(Draft &draft, const MakeGroup &edit)
{
    if (draft.before().groups.size() >= groupsMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("groups"));
    if (auto done = draft.checkNewId(edit.group.value); !done)
        return done;
    auto clips = draft.findEditable(edit.clips);
    if (!clips)
        return tl::unexpected(clips.error());
    auto name = checkedName(edit.name);
    if (!name)
        return tl::unexpected(name.error());
    const auto &groups = draft.before().groups;
    if (edit.parent.isValid() &&
        std::none_of(groups.begin(), groups.end(), [&](const Group &g) { return g.id == edit.parent; }))
        return refuse(RefusalCode::UnknownId, edit.parent.toText());
    // The new group first, so that a parent emptied by it still has something in it.
    draft.project().groups.append(Group{edit.group, edit.parent, *name, {}});
    for (Group &group : draft.project().groups)
        group.clips.removeIf([&](ClipId c) { return edit.clips.contains(c); });
    draft.project().groups.last().clips = edit.clips;
    bool again = true;
    while (again) {
        QSet<GroupId> parents;
        for (const Group &group : draft.project().groups)
            parents.insert(group.parent);
        again = draft.project().groups.removeIf(
                    [&](const Group &g) { return g.clips.isEmpty() && !parents.contains(g.id); }) > 0;
    }
    return {};
}

Result<void> applyTo(Draft &draft, const DissolveGroup &edit)
{
    QList<Group> &groups = draft.project().groups;
    const auto it =
        std::find_if(groups.begin(), groups.end(), [&](const Group &g) { return g.id == edit.group; });
    if (it == groups.end())
        return refuse(RefusalCode::UnknownId, edit.group.toText());
    const Group gone = *it;
    groups.erase(it);
    for (Group &group : groups) {
        if (group.parent == gone.id)
            group.parent = gone.parent;
        if (group.id == gone.parent)
            group.clips += gone.clips;
    }
    return {};
}

Result<void> applyTo(Draft &draft, const AddMarker &edit)
{
    if (draft.before().markers.size() >= markersMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("markers"));
    if (auto done = draft.checkNewId(edit.marker.id.value); !done)
        return done;
    if (auto done = checkMarker(edit.marker); !done)
        return done;
    draft.project().markers.append(edit.marker);
    sortMarkers(draft.project().markers);
    return {};
}

Result<void> applyTo(Draft &draft, const SetMarker &edit)
{
    QList<Marker> &markers = draft.project().markers;
    const auto it =
        std::find_if(markers.begin(), markers.end(), [&](const Marker &m) { return m.id == edit.marker.id; });
    if (it == markers.end())
        return refuse(RefusalCode::UnknownId, edit.marker.id.toText());
    if (auto done = checkMarker(edit.marker); !done)
        return done;
    *it = edit.marker;
    sortMarkers(markers);
    return {};
}

Result<void> applyTo(Draft &draft, const RemoveMarker &edit)
{
    if (draft.project().markers.removeIf([&](const Marker &m) { return m.id == edit.marker; }) == 0)
        return refuse(RefusalCode::UnknownId, edit.marker.toText());
    return {};
}

Result<void> applyTo(Draft &draft, const AddAsset &edit)
{
    if (draft.before().assets.size() >= assetsMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("assets"));
    if (!isSha256Hex(edit.asset.hash))
        return refuse(RefusalCode::BadHash, QStringLiteral("asset.hash"));
    if (edit.asset.bytes < 0)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("asset.bytes"));
    if (draft.before().asset(edit.asset.hash))
        return refuse(RefusalCode::NameTaken, edit.asset.hash,
                      QStringLiteral("The file is in the project already."));
    for (const QString &text : {edit.asset.name, edit.asset.type}) {
        if (auto checked = checkedName(text); !checked)
            return tl::unexpected(checked.error());
    }
    draft.project().assets.append(edit.asset);
    return {};
}

Result<void> applyTo(Draft &draft, const RemoveAsset &edit)
{
    if (!draft.before().asset(edit.asset))
        return refuse(RefusalCode::UnknownId, edit.asset);
    for (const Scene &scene : draft.before().scenes) {
        for (const Track &track : scene.tracks) {
            for (const Clip &clip : track.clips.all()) {
                const bool used =
                    clip.media() ? clip.media()->asset == edit.asset
                                 : element::fieldValue(*clip.element(), QStringLiteral("image")).toString() ==
                                       edit.asset;
                if (used)
                    return refuse(RefusalCode::NotAllowedHere, idText(clip.id),
                                  QStringLiteral("A clip uses the file."));
            }
        }
    }
    draft.project().assets.removeIf([&](const Asset &a) { return a.hash == edit.asset; });
    return {};
}

} // namespace icmp::project
