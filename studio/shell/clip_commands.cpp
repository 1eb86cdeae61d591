#include "studio/shell/clip_commands.h"

#include "studio/timeline/model/edits.h"

#include <algorithm>

namespace icmp::shell {

namespace {

constexpr qint64 whole = 1'000'000;

QList<project::FoundClip> selected(const Place &place)
{
    QList<project::FoundClip> found;
    for (const ClipId id : place.clips) {
        if (const auto clip = place.index.find(place.project, id))
            found.append(*clip);
    }
    return found;
}

std::optional<project::Edit> together(std::vector<project::Edit> edits, const QString &label)
{
    if (edits.empty())
        return std::nullopt;
    if (edits.size() == 1)
        return edits.front();
    return project::Edit{project::Many{label, std::move(edits)}};
}

bool isFree(const project::Track &track, const MediaRange &range)
{
    return track.sharing == project::Sharing::Free || track.clips.overlapping(range).isEmpty();
}

} // namespace

std::optional<project::Edit> trimToPlayhead(const Place &place, project::Edge edge)
{
    std::vector<project::Edit> edits;
    for (const project::FoundClip &found : selected(place))
        edits.push_back({project::TrimClip{found.clip->id, edge, place.playhead, project::Ripple::None}});
    return together(std::move(edits), QStringLiteral("Trim"));
}

std::optional<project::Edit> moveBy(const Place &place, qint64 frames, qint64 tracks)
{
    const QList<project::FoundClip> found = selected(place);
    if (found.isEmpty())
        return std::nullopt;
    const FrameRate rate = place.project.rate;
    const MediaTime start = found.first().clip->range.start;
    const MediaTime to = rate.timeOfFrame(rate.frameAt(start) + frames);
    const MediaTime delta = frames == 0 ? MediaTime{} : to - start;
    return project::Edit{project::MoveClips{place.scene, place.clips, delta, tracks, project::Ripple::None}};
}

std::optional<project::Edit> trimBy(const Place &place, project::Edge edge, qint64 frames)
{
    std::vector<project::Edit> edits;
    const FrameRate rate = place.project.rate;
    for (const project::FoundClip &found : selected(place)) {
        const MediaRange range = found.clip->range;
        const MediaTime before = edge == project::Edge::Start ? range.start : range.end;
        const MediaTime to = rate.timeOfFrame(rate.frameAt(before) + frames);
        edits.push_back({project::TrimClip{found.clip->id, edge, to, project::Ripple::None}});
    }
    return together(std::move(edits), QStringLiteral("Trim"));
}

std::optional<project::Edit> moveToPlayhead(const Place &place)
{
    const QList<project::FoundClip> found = selected(place);
    if (found.isEmpty())
        return std::nullopt;
    MediaTime first = found.first().clip->range.start;
    for (const project::FoundClip &each : found)
        first = std::min(first, each.clip->range.start);
    if (first == place.playhead)
        return std::nullopt;
    return project::Edit{
        project::MoveClips{place.scene, place.clips, place.playhead - first, 0, project::Ripple::None}};
}

std::optional<project::Edit> changeLayer(const Place &place, int by)
{
    std::vector<project::Edit> edits;
    for (const project::FoundClip &found : selected(place)) {
        if (found.clip->element())
            edits.push_back({project::SetBox{found.clip->id, found.clip->box, found.clip->z + by}});
    }
    return together(std::move(edits), QStringLiteral("Change layer"));
}

std::optional<project::Edit> alignOnCanvas(const Place &place, CanvasEdge edge)
{
    std::vector<project::Edit> edits;
    for (const project::FoundClip &found : selected(place)) {
        project::Box box = found.clip->box;
        switch (edge) {
        case CanvasEdge::Left:
            box.x = 0;
            break;
        case CanvasEdge::CentreX:
            box.x = (whole - box.w) / 2;
            break;
        case CanvasEdge::Right:
            box.x = whole - box.w;
            break;
        case CanvasEdge::Top:
            box.y = 0;
            break;
        case CanvasEdge::CentreY:
            box.y = (whole - box.h) / 2;
            break;
        case CanvasEdge::Bottom:
            box.y = whole - box.h;
            break;
        }
        if (found.clip->element() && box != found.clip->box)
            edits.push_back({project::SetBox{found.clip->id, box, found.clip->z}});
    }
    return together(std::move(edits), QStringLiteral("Align on the picture"));
}

std::optional<project::Edit> insertElement(const Place &place, const NewElement &wanted,
                                           const NewClipId &newId)
{
    const project::Scene *scene = place.project.scene(place.scene);
    const auto element = element::make(wanted.type);
    if (!scene || !element)
        return std::nullopt;
    const FrameRate rate = place.project.rate;
    const MediaTime start = rate.timeOfFrame(rate.frameAt(place.playhead));
    MediaTime end = rate.nearestFrameStart(start + wanted.length);
    const MediaTime sceneEnd = lengthOf(*scene);
    if (start < sceneEnd && end > sceneEnd && sceneEnd - start >= MediaTime::ofSeconds(1))
        end = sceneEnd;
    // What waits for the producer goes to the live track.
    const bool waits = element->trigger == element::Trigger::Live;
    const project::TrackKind kind = waits ? project::TrackKind::Live : project::TrackKind::Overlay;
    for (const project::Track &track : scene->tracks) {
        if (track.kind != kind || track.locked || track.hidden)
            continue;
        if (!isFree(track, {start, end}))
            continue;
        project::Clip clip;
        clip.id = newId();
        clip.range = {start, end};
        clip.box = wanted.box.value_or(timeline::usualBox(wanted.type));
        clip = clip.withElement(*element);
        return project::Edit{project::InsertClip{place.scene, track.id, clip, project::Ripple::None}};
    }
    return std::nullopt;
}

} // namespace icmp::shell
