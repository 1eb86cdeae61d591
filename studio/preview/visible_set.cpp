#include "studio/preview/visible_set.h"

#include "core/project/view/visible.h"

namespace icmp::preview {

QList<VisibleClip> visibleAt(const project::Scene &scene, MediaTime t)
{
    QList<VisibleClip> visible;
    for (qsizetype track = 0; track < scene.tracks.size(); ++track) {
        const project::Track &row = scene.tracks.at(track);
        if (row.hidden || row.kind == project::TrackKind::Media)
            continue;
        const QList<project::Clip> near = row.clips.overlapping({t, t + MediaTime{1}});
        for (const project::Clip *clip : project::visibleOf(near, t)) {
            if (const element::Element *element = clip->element())
                visible.append({*clip, int(track), element->trigger == element::Trigger::Live});
        }
    }
    return visible;
}

std::optional<Film> filmAt(const project::Scene &scene, MediaTime t,
                           const std::function<Film(const QString &asset)> &known)
{
    std::optional<Film> film;
    for (const project::Track &track : scene.tracks) {
        if (track.kind != project::TrackKind::Media || track.hidden)
            continue;
        for (const project::Clip &clip : track.clips.all()) {
            const project::MediaUse *use = clip.media();
            if (!use || (film && clip.range.start > t))
                continue;
            film = known(use->asset);
            film->range = clip.range;
            film->in = use->in;
        }
    }
    return film;
}

} // namespace icmp::preview
