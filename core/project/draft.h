// A project while one edit is being applied to it: the copy that is changed, the original that is asked, and
// the checks that several edits share. Internal to core/project.
#pragma once

#include "core/project/apply.h"

namespace icmp::project {

// Where a clip is to go; checked and done together with others by Draft::place.
struct Placement {
    TrackId track;
    Clip clip;
};

class Draft {
public:
    Draft(const Project &project, const ClipIndex &index)
        : m_before(project), m_index(index), m_project(project)
    {
    }

    const Project &before() const { return m_before; }
    Project &project() { return m_project; }
    const ClipIndex &index() const { return m_index; }

    Scene *scene(SceneId id);
    Track *track(SceneId scene, TrackId id);
    // The clip as it was before the edit. refuses  UnknownId
    Result<FoundClip> find(ClipId id) const;
    // As find, and the track must not be locked. refuses  UnknownId, Locked
    Result<FoundClip> findEditable(ClipId id) const;
    // All of them, each once. refuses  TooFew (none), NameTaken (one twice), UnknownId, Locked
    Result<QList<FoundClip>> findEditable(const QList<ClipId> &ids) const;
    // Whether an id is free for a new clip, track, scene, marker or group. refuses  OutOfRange, NameTaken
    Result<void> checkNewId(qint64 id) const;

    // Takes the clips out of their tracks.
    void remove(const QList<FoundClip> &clips);
    // Puts clips into tracks of one scene; nothing is changed when one is refused.
    // refuses  UnknownId, Locked, NotAllowedHere (kind of track), NegativeLength, OutOfRange, Overlap,
    // TooMany
    Result<void> place(SceneId scene, const QList<Placement> &placements);
    // Moves clips that start at or after `from` by `delta`: on `track`, or on all unlocked ones but media.
    // refuses  OutOfRange, Overlap, Locked
    Result<void> ripple(SceneId scene, TrackId track, Ripple mode, MediaTime from, MediaTime delta);
    // After clips are gone: groups lose them, and groups with nothing in them go too.
    void forgetInGroups(const QList<ClipId> &clips);

private:
    const Project &m_before;
    const ClipIndex &m_index;
    Project m_project;
};

QString idText(ClipId id);

// One overload for each edit, in apply_*.cpp. Each checks everything before it changes the draft.
Result<void> applyTo(Draft &draft, const RenameProject &edit);
Result<void> applyTo(Draft &draft, const SetRate &edit);
Result<void> applyTo(Draft &draft, const SetCanvas &edit);
Result<void> applyTo(Draft &draft, const SetLanguages &edit);
Result<void> applyTo(Draft &draft, const SetText &edit);
Result<void> applyTo(Draft &draft, const RestoreVersion &edit);
Result<void> applyTo(Draft &draft, const AddScene &edit);
Result<void> applyTo(Draft &draft, const RemoveScene &edit);
Result<void> applyTo(Draft &draft, const RenameScene &edit);
Result<void> applyTo(Draft &draft, const SetMedia &edit);
Result<void> applyTo(Draft &draft, const AddTrack &edit);
Result<void> applyTo(Draft &draft, const RemoveTrack &edit);
Result<void> applyTo(Draft &draft, const MoveTrack &edit);
Result<void> applyTo(Draft &draft, const RenameTrack &edit);
Result<void> applyTo(Draft &draft, const SetTrack &edit);
Result<void> applyTo(Draft &draft, const InsertClip &edit);
Result<void> applyTo(Draft &draft, const RemoveClips &edit);
Result<void> applyTo(Draft &draft, const MoveClips &edit);
Result<void> applyTo(Draft &draft, const TrimClip &edit);
Result<void> applyTo(Draft &draft, const SplitClip &edit);
Result<void> applyTo(Draft &draft, const DuplicateClips &edit);
Result<void> applyTo(Draft &draft, const SetField &edit);
Result<void> applyTo(Draft &draft, const SetBox &edit);
Result<void> applyTo(Draft &draft, const MakeGroup &edit);
Result<void> applyTo(Draft &draft, const DissolveGroup &edit);
Result<void> applyTo(Draft &draft, const AddMarker &edit);
Result<void> applyTo(Draft &draft, const SetMarker &edit);
Result<void> applyTo(Draft &draft, const RemoveMarker &edit);
Result<void> applyTo(Draft &draft, const AddAsset &edit);
Result<void> applyTo(Draft &draft, const RemoveAsset &edit);

} // namespace icmp::project
