// Every change to a project is one of these values. They are what the journal keeps, the automation port
// takes and a view asks for; apply() (core/project/apply.h) is the only thing that knows their meaning.
#pragma once

#include "core/project/clip_edits.h"
#include "core/project/structure_edits.h"

namespace icmp::project {

struct Edit;

struct MakeGroup {
    ICMP_EDIT(MakeGroup, "group.make", "Group");
    GroupId group, parent;
    QString name;
    QList<ClipId> clips;
    static constexpr auto fields()
    {
        return std::tuple{editField("group", &Self::group), editField("parent", &Self::parent),
                          editField("name", &Self::name), editField("clips", &Self::clips)};
    }
};
struct DissolveGroup {
    ICMP_EDIT(DissolveGroup, "group.dissolve", "Ungroup");
    GroupId group;
    static constexpr auto fields() { return std::tuple{editField("group", &Self::group)}; }
};

struct AddMarker {
    ICMP_EDIT(AddMarker, "marker.add", "Add marker");
    Marker marker;
    static constexpr auto fields() { return std::tuple{editField("marker", &Self::marker)}; }
};
struct SetMarker {
    ICMP_EDIT(SetMarker, "marker.set", "Change marker");
    Marker marker; // replaces the one with its id
    static constexpr auto fields() { return std::tuple{editField("marker", &Self::marker)}; }
};
struct RemoveMarker {
    ICMP_EDIT(RemoveMarker, "marker.remove", "Remove marker");
    MarkerId marker;
    static constexpr auto fields() { return std::tuple{editField("marker", &Self::marker)}; }
};

struct AddAsset {
    ICMP_EDIT(AddAsset, "asset.add", "Import");
    Asset asset;
    static constexpr auto fields() { return std::tuple{editField("asset", &Self::asset)}; }
};
struct RemoveAsset {
    ICMP_EDIT(RemoveAsset, "asset.remove", "Remove media");
    QString asset;
    static constexpr auto fields() { return std::tuple{editField("asset", &Self::asset)}; }
};

// All of them or none, as one step with one label.
struct Many {
    ICMP_EDIT(Many, "many", "Several changes");
    QString name;
    std::vector<Edit> edits;
    static constexpr auto fields()
    {
        return std::tuple{editField("label", &Self::name), editField("edits", &Self::edits)};
    }
};
#undef ICMP_EDIT

using EditContent =
    std::variant<RenameProject, SetRate, SetCanvas, SetLanguages, SetText, RestoreVersion, AddScene,
                 RemoveScene, RenameScene, SetMedia, AddTrack, RemoveTrack, MoveTrack, RenameTrack, SetTrack,
                 InsertClip, RemoveClips, MoveClips, TrimClip, SplitClip, DuplicateClips, SetField, SetBox,
                 MakeGroup, DissolveGroup, AddMarker, SetMarker, RemoveMarker, AddAsset, RemoveAsset, Many>;

struct Edit {
    EditContent content;
};

inline constexpr int editsInManyMax = 10'000;

// {"kind": "clip.move", …fields}.
QJsonObject toJson(const Edit &edit);
// refuses  WrongType (unknown kind or field type), BadNumber, TooMany, and what clipFromJson refuses
Result<Edit> editFromJson(const QJsonObject &json);
// What the undo menu says: the kind's label, or a compound's own.
QString labelOf(const Edit &edit);

} // namespace icmp::project
