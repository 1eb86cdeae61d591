// A small project for tests: one scene, the six usual tracks, one film and three elements.
#pragma once

#include "core/project/apply.h"

#include <functional>

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
    Project project =
        makeProject(QStringLiteral("Sample"),
                    {QString(32, u'1'), scene1, {video, interaction, second, textTrack, ads, live}});
    project.assets.append({filmHash, QStringLiteral("film.mp4"), QStringLiteral("video/mp4"), 1'000, {}});
    Clip media;
    media.id = film;
    media.range = {{}, MediaTime::ofSeconds(30)};
    media.body = makeBody(MediaUse{filmHash, {}, MediaTime::ofSeconds(30)});
    QList<Track> &tracks = project.scenes[0].tracks;
    tracks[0].clips = ClipList({media});
    tracks[1].clips =
        ClipList({elementClip(poll, "poll.single", 2'000, 5'000), elementClip(quiz, "quiz", 6'000, 9'000)});
    tracks[2].clips = ClipList({elementClip(callToAction, "call_to_action", 2'000, 4'000)});
    return project;
}

inline Result<Project> applied(const Project &project, EditContent content)
{
    return apply(project, ClipIndex(project), Edit{std::move(content)});
}

inline MediaTime ms(qint64 value)
{
    return MediaTime::ofMs(value);
}

inline const Clip *clipOf(const Project &project, ClipId id)
{
    const auto found = ClipIndex(project).find(project, id);
    return found ? found->clip : nullptr;
}

// The sample with something done to it first.
inline Project lockedSample()
{
    return *applied(sampleProject(), SetTrack{scene1, interaction, true, false, Sharing::Exclusive});
}

inline Project groupedSample()
{
    return *applied(sampleProject(), MakeGroup{GroupId{900}, {}, QStringLiteral("both"), {poll, quiz}});
}

// One edit that is refused, and why.
struct RefusedRow {
    const char *name;
    RefusalCode code;
    EditContent edit;
    std::function<Project()> given = sampleProject;
};

// The first row that does not hold, as a sentence; empty when all do.
inline QString firstBroken(const QList<RefusedRow> &rows)
{
    for (const RefusedRow &row : rows) {
        const Project before = row.given();
        const QString hash = hashOf(before);
        const auto result = applied(before, row.edit);
        const QString name = QString::fromLatin1(row.name);
        if (result.has_value())
            return name + QStringLiteral(": not refused");
        if (result.error().code != row.code)
            return name + QStringLiteral(": ") + describe(result.error());
        if (hashOf(before) != hash)
            return name + QStringLiteral(": the project changed");
    }
    return {};
}

} // namespace icmp::project
