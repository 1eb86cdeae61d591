#include "core/project/project.h"

#include <algorithm>

namespace icmp::project {

const Scene *Project::scene(SceneId wanted) const
{
    const auto it =
        std::find_if(scenes.begin(), scenes.end(), [&](const Scene &s) { return s.id == wanted; });
    return it == scenes.end() ? nullptr : &*it;
}

const Asset *Project::asset(const QString &hash) const
{
    const auto it =
        std::find_if(assets.begin(), assets.end(), [&](const Asset &a) { return a.hash == hash; });
    return it == assets.end() ? nullptr : &*it;
}

Project makeProject(const QString &name, const NewIds &ids)
{
    struct Row {
        const char *name;
        TrackKind kind;
    };
    constexpr Row rows[] = {{QT_TRANSLATE_NOOP("Project", "Video"), TrackKind::Media},
                            {QT_TRANSLATE_NOOP("Project", "Interaction 1"), TrackKind::Overlay},
                            {QT_TRANSLATE_NOOP("Project", "Interaction 2"), TrackKind::Overlay},
                            {QT_TRANSLATE_NOOP("Project", "Text"), TrackKind::Overlay},
                            {QT_TRANSLATE_NOOP("Project", "Ads"), TrackKind::Ad},
                            {QT_TRANSLATE_NOOP("Project", "Live"), TrackKind::Live}};
    Q_ASSERT(ids.tracks.size() == qsizetype(std::size(rows)));
    Project project;
    project.id = ids.project;
    project.name = name;
    Scene scene{ids.scene, QStringLiteral("Scene 1"), {}};
    for (size_t i = 0; i < std::size(rows); ++i) {
        Track track;
        track.id = ids.tracks.at(qsizetype(i));
        track.name = QString::fromLatin1(rows[i].name);
        track.kind = rows[i].kind;
        scene.tracks.append(track);
    }
    project.scenes = {scene};
    return project;
}

MediaTime lengthOf(const Scene &scene)
{
    MediaTime media{}, any{};
    for (const Track &track : scene.tracks) {
        any = std::max(any, track.clips.end());
        if (track.kind == TrackKind::Media)
            media = std::max(media, track.clips.end());
    }
    return media.flicks > 0 ? media : any;
}

} // namespace icmp::project
