#include "studio/document/selection.h"

#include <QSet>

namespace icmp::document {

void Selection::setScene(SceneId scene)
{
    if (scene == m_scene)
        return;
    m_scene = scene;
    Q_EMIT sceneChanged(scene);
    setClips({});
    setPlayhead({});
}

void Selection::setClips(const QList<ClipId> &clips, ClipId focus)
{
    QList<ClipId> chosen;
    QSet<ClipId> seen;
    for (const ClipId clip : clips) {
        if (!seen.contains(clip))
            chosen.append(clip);
        seen.insert(clip);
    }
    if (!seen.contains(focus))
        focus = chosen.isEmpty() ? ClipId{} : chosen.last();
    if (chosen == m_clips && focus == m_focus)
        return;
    m_clips = chosen;
    m_focus = focus;
    Q_EMIT clipsChanged();
}

void Selection::setPlayhead(MediaTime t)
{
    if (t == m_playhead)
        return;
    m_playhead = t;
    Q_EMIT playheadChanged(t);
}

} // namespace icmp::document
