// What the person points at: shared by timeline, canvas, inspector and library. Not part of the project, not
// undone.
#pragma once

#include "core/base/id.h"
#include "core/base/media_time.h"

#include <QList>
#include <QObject>

namespace icmp::document {

// The scene on screen, the clips chosen in it, and the playhead.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    SceneId scene() const { return m_scene; }
    // In the order they were chosen; the last one has the focus unless `focus` says otherwise.
    const QList<ClipId> &clips() const { return m_clips; }
    ClipId focus() const { return m_focus; } // not valid when nothing is chosen
    bool contains(ClipId clip) const { return m_clips.contains(clip); }
    MediaTime playhead() const { return m_playhead; }

    // Another scene empties the choice and puts the playhead at 0.
    void setScene(SceneId scene);
    // Duplicates are dropped; `focus` is ignored when it is not among the clips.
    void setClips(const QList<ClipId> &clips, ClipId focus = {});
    void setPlayhead(MediaTime t);

Q_SIGNALS:
    void sceneChanged(icmp::SceneId scene);
    void clipsChanged();
    void playheadChanged(icmp::MediaTime t);

private:
    SceneId m_scene;
    QList<ClipId> m_clips;
    ClipId m_focus;
    MediaTime m_playhead;
};

} // namespace icmp::document
