// Random edits of a project from a seed: mostly such as the rules allow, or such as they must refuse.
#pragma once

#include "core/project/edit.h"

#include <random>

namespace icmp::test {

class RandomEdits {
public:
    explicit RandomEdits(quint64 seed) : m_engine(seed) {}

    // A project with `clips` elements spread over the two interaction tracks of `makeProject` and more
    // tracks.
    project::Project startingProject(int clips, int extraTracks = 0);
    // An edit of any kind that fits the project; most of them are accepted.
    project::Edit next(const project::Project &project);
    // An edit of any kind that no rule can accept: unknown ids, negative lengths, texts too long, …
    project::Edit nextInvalid(const project::Project &project);

private:
    qint64 number(qint64 least, qint64 most);
    qint64 id() { return number(1, idMax); }
    MediaTime frame(qint64 most);
    project::Clip clip(MediaTime start);
    QString word();
    const project::Scene &scene(const project::Project &project);
    const project::Track &track(const project::Scene &scene);
    ClipId anyClip(const project::Scene &scene);
    QString anyAsset(const project::Project &project); // unknown while there is none
    QList<ClipId> anyClips(const project::Scene &scene);
    project::Edit ofClips(const project::Project &project, int kind);
    project::Edit ofProject(const project::Project &project, int kind);
    project::Edit ofStructure(const project::Project &project, int kind);
    project::Edit ofCollections(const project::Project &project, int kind);

    std::mt19937_64 m_engine;
};

} // namespace icmp::test
