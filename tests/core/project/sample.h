// A small project for tests: one scene, the six usual tracks, one film and three elements.
#pragma once

#include "core/project/apply.h"

namespace icmp::project {

inline const SceneId scene1{2};
inline const TrackId video{11}, interaction{12}, second{13}, textTrack{14}, ads{15}, live{16};
inline const ClipId film{100}, poll{101}, quiz{102}, callToAction{103};
inline const QString filmHash = QString(64, u'a');

inline Clip elementClip(ClipId id, const char *type, qint64 fromMs, qint64 toMs)
{
    Clip clip;
    clip.id = id;
    clip.range = {MediaTime::ofMs(fromMs), MediaTime::ofMs(toMs)};
    clip.box = {62'500, 250'000, 375'000, 500'000};
    clip.body = makeBody(*element::make(QString::fromLatin1(type)));
    return clip;
}

// film 0–30 s; on interaction: poll 2–5 s, quiz 6–9 s; on second: call to action 2–4 s. 25 frames a second.
inline Project sampleProject()
{
    Project project = makeProject(QStringLiteral("Sample"),
                                  {QString(32, u'1'), scene1, {video, interaction, second, textTrack, ads, live}});
    project.assets.append({filmHash, QStringLiteral("film.mp4"), QStringLiteral("video/mp4"), 1'000, {}});
    Clip media;
    media.id = film;
    media.range = {{}, MediaTime::ofSeconds(30)};
    media.body = makeBody(MediaUse{filmHash, {}, MediaTime::ofSeconds(30)});
    QList<Track> &tracks = project.scenes[0].tracks;
    tracks[0].clips = ClipList({media});
    tracks[1].clips = ClipList({elementClip(poll, "poll.single", 2'000, 5'000), elementClip(quiz, "quiz", 6'000, 9'000)});
    tracks[2].clips = ClipList({elementClip(callToAction, "call_to_action", 2'000, 4'000)});
    return project;
}

inline Result<Project> applied(const Project &project, EditContent content)
{
    return apply(project, ClipIndex(project), Edit{std::move(content)});
}

}  // namespace icmp::project
