// Edits of clips.
#include "core/project/draft.h"

#include <algorithm>

namespace icmp::project {

namespace {

Result<void> checkNewIds(const Draft &draft, const QList<ClipId> &ids)
{
    for (qsizetype i = 0; i < ids.size(); ++i) {
        if (auto done = draft.checkNewId(ids.at(i).value); !done)
            return done;
        if (ids.indexOf(ids.at(i)) != i)
            return refuse(RefusalCode::NameTaken, idText(ids.at(i)));
    }
    return {};
}

// The track `rows` below the clip's own. refuses  OutOfRange
Result<TrackId> rowBelow(const FoundClip &found, qint64 rows)
{
    const QList<Track> &tracks = found.scene->tracks;
    const qint64 at = found.track - tracks.constData() + rows;
    if (at < 0 || at >= tracks.size())
        return refuse(RefusalCode::OutOfRange, idText(found.clip->id),
                      QStringLiteral("There is no such row."));
    return tracks.at(at).id;
}

// The same clips moved in time and rows. All must be of one scene. refuses  NotAllowedHere, OutOfRange
Result<QList<Placement>> moved(const QList<FoundClip> &clips, MediaTime delta, qint64 rows)
{
    // Sums of two bounded times cannot overflow; beyond the bounds place() refuses.
    if (delta.flicks > projectFlicksMax || delta.flicks < -projectFlicksMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("delta"));
    if (rows > tracksMax || rows < -tracksMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("trackDelta"));
    QList<Placement> placements;
    for (const FoundClip &found : clips) {
        if (found.scene != clips.first().scene)
            return refuse(RefusalCode::NotAllowedHere, idText(found.clip->id),
                          QStringLiteral("The clips are of two scenes."));
        auto row = rowBelow(found, rows);
        if (!row)
            return tl::unexpected(row.error());
        const MediaRange &range = found.clip->range;
        placements.append({*row, found.clip->withRange({range.start + delta, range.end + delta})});
    }
    return placements;
}

// An element keeps its content when its range changes; film keeps showing the same pictures.
Result<Clip> trimmed(const Clip &clip, const MediaRange &range)
{
    Clip result = clip.withRange(range);
    if (const MediaUse *media = clip.media()) {
        MediaUse use = *media;
        use.in = use.in + (range.start - clip.range.start);
        use.out = use.in + range.length();
        if (use.in.flicks < 0)
            return refuse(RefusalCode::OutOfRange, idText(clip.id),
                          QStringLiteral("The film does not begin earlier."));
        result.body = makeBody(use);
    }
    return result;
}

void replaceClip(Draft &draft, const FoundClip &found, const Clip &changed)
{
    draft.track(found.scene->id, found.track->id)->clips.replace(*found.clip, changed);
}

} // namespace

Result<void> applyTo(Draft &draft, const InsertClip &edit)
{
    if (auto done = draft.checkNewId(edit.clip.id.value); !done)
        return done;
    if (!draft.track(edit.scene, edit.track))
        return refuse(RefusalCode::UnknownId, edit.track.toText(), QStringLiteral("There is no such track."));
    if (!edit.clip.body)
        return refuse(RefusalCode::WrongType, QStringLiteral("clip"));
    if (const MediaUse *media = edit.clip.media(); media && !draft.before().asset(media->asset))
        return refuse(RefusalCode::UnknownId, QStringLiteral("clip.media.asset"));
    if (edit.clip.range.end <= edit.clip.range.start)
        return refuse(RefusalCode::NegativeLength, idText(edit.clip.id));
    if (auto done = draft.ripple(edit.scene, edit.track, edit.ripple, edit.clip.range.start,
                                 edit.clip.range.length());
        !done)
        return done;
    return draft.place(edit.scene, {{edit.track, edit.clip}});
}

Result<void> applyTo(Draft &draft, const RemoveClips &edit)
{
    auto clips = draft.findEditable(edit.clips);
    if (!clips)
        return tl::unexpected(clips.error());
    draft.remove(*clips);
    if (edit.ripple != Ripple::None) {
        // From the last to the first, so that a gap that closes does not move one that is still to close.
        std::sort(clips->begin(), clips->end(), [](const FoundClip &a, const FoundClip &b) {
            return a.clip->range.start > b.clip->range.start;
        });
        for (const FoundClip &found : *clips) {
            const MediaRange &range = found.clip->range;
            if (auto done =
                    draft.ripple(found.scene->id, found.track->id, edit.ripple, range.end, -range.length());
                !done)
                return done;
        }
    }
    draft.forgetInGroups(edit.clips);
    return {};
}

Result<void> applyTo(Draft &draft, const MoveClips &edit)
{
    auto clips = draft.findEditable(edit.clips);
    if (!clips)
        return tl::unexpected(clips.error());
    if (edit.ripple != Ripple::None)
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("ripple"),
                      QStringLiteral("A move takes no other clips along."));
    if (clips->first().scene->id != edit.scene)
        return refuse(RefusalCode::UnknownId, edit.scene.toText(),
                      QStringLiteral("The clips are not in this scene."));
    auto placements = moved(*clips, edit.delta, edit.trackDelta);
    if (!placements)
        return tl::unexpected(placements.error());
    draft.remove(*clips);
    return draft.place(edit.scene, *placements);
}

Result<void> applyTo(Draft &draft, const TrimClip &edit)
{
    auto found = draft.findEditable(edit.clip);
    if (!found)
        return tl::unexpected(found.error());
    MediaRange range = found->clip->range;
    (edit.edge == Edge::Start ? range.start : range.end) = edit.to;
    if (range.length() < draft.before().rate.frameLength())
        return refuse(RefusalCode::NegativeLength, idText(edit.clip),
                      QStringLiteral("A clip is at least one frame long."));
    if (edit.edge == Edge::Start && edit.ripple != Ripple::None)
        return refuse(RefusalCode::NotAllowedHere, QStringLiteral("ripple"),
                      QStringLiteral("Only the end takes later clips along."));
    auto clip = trimmed(*found->clip, range);
    if (!clip)
        return tl::unexpected(clip.error());
    draft.remove({*found});
    const MediaTime oldEnd = found->clip->range.end;
    if (auto done = draft.ripple(found->scene->id, found->track->id, edit.ripple, oldEnd, range.end - oldEnd);
        !done)
        return done;
    return draft.place(found->scene->id, {{found->track->id, *clip}});
}

Result<void> applyTo(Draft &draft, const SplitClip &edit)
{
    auto found = draft.findEditable(edit.clip);
    if (!found)
        return tl::unexpected(found.error());
    if (auto done = draft.checkNewId(edit.newId.value); !done)
        return done;
    const MediaRange &range = found->clip->range;
    const MediaTime frame = draft.before().rate.frameLength();
    if (edit.at - range.start < frame || range.end - edit.at < frame)
        return refuse(RefusalCode::OutOfRange, idText(edit.clip),
                      QStringLiteral("Each part is at least one frame long."));
    auto first = trimmed(*found->clip, {range.start, edit.at});
    auto second = trimmed(*found->clip, {edit.at, range.end});
    if (!first || !second)
        return tl::unexpected(first ? second.error() : first.error());
    second->id = edit.newId;
    replaceClip(draft, *found, *first);
    for (Group &group : draft.project().groups) {
        if (group.clips.contains(edit.clip))
            group.clips.append(edit.newId);
    }
    return draft.place(found->scene->id, {{found->track->id, *second}});
}

Result<void> applyTo(Draft &draft, const DuplicateClips &edit)
{
    auto clips = draft.findEditable(edit.clips);
    if (!clips)
        return tl::unexpected(clips.error());
    if (edit.newIds.size() != edit.clips.size())
        return refuse(RefusalCode::TooFew, QStringLiteral("newIds"), QStringLiteral("One id for each clip."));
    if (auto done = checkNewIds(draft, edit.newIds); !done)
        return done;
    auto placements = moved(*clips, edit.delta, edit.trackDelta);
    if (!placements)
        return tl::unexpected(placements.error());
    for (qsizetype i = 0; i < placements->size(); ++i)
        (*placements)[i].clip.id = edit.newIds.at(i);
    return draft.place(clips->first().scene->id, *placements);
}

Result<void> applyTo(Draft &draft, const SetField &edit)
{
    auto found = draft.findEditable(edit.clip);
    if (!found)
        return tl::unexpected(found.error());
    if (!found->clip->element())
        return refuse(RefusalCode::NotAllowedHere, idText(edit.clip),
                      QStringLiteral("Film has no such fields."));
    auto changed = element::withField(*found->clip->element(), edit.field, edit.value);
    if (!changed)
        return tl::unexpected(changed.error());
    replaceClip(draft, *found, found->clip->withElement(std::move(*changed)));
    return {};
}

Result<void> applyTo(Draft &draft, const SetText &edit)
{
    auto found = draft.findEditable(edit.owner);
    if (!found)
        return tl::unexpected(found.error());
    if (!found->clip->element())
        return refuse(RefusalCode::NotAllowedHere, idText(edit.owner));
    if (!draft.before().languages.contains(edit.language))
        return refuse(RefusalCode::UnknownId, QStringLiteral("language"),
                      QStringLiteral("The project does not have this language."));
    auto changed = element::withText(*found->clip->element(), edit.field, edit.language, edit.text);
    if (!changed)
        return tl::unexpected(changed.error());
    replaceClip(draft, *found, found->clip->withElement(std::move(*changed)));
    return {};
}

Result<void> applyTo(Draft &draft, const SetBox &edit)
{
    auto found = draft.findEditable(edit.clip);
    if (!found)
        return tl::unexpected(found.error());
    constexpr qint64 most = 10'000'000;
    const Box &box = edit.box;
    if (box.w < 1 || box.h < 1)
        return refuse(RefusalCode::NegativeLength, QStringLiteral("box"));
    for (const qint64 value : {box.x, box.y, box.w, box.h}) {
        if (value > most || value < -most)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("box"));
    }
    if (edit.z > 1'000'000 || edit.z < -1'000'000)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("z"));
    Clip changed = *found->clip;
    changed.box = box;
    changed.z = edit.z;
    replaceClip(draft, *found, changed);
    return {};
}

} // namespace icmp::project
