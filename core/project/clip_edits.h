// Edits of clips.
#pragma once

#include "core/project/edit_field.h"

namespace icmp::project {

struct InsertClip {
    ICMP_EDIT(InsertClip, "clip.insert", "Add clip");
    SceneId scene;
    TrackId track;
    Clip clip;
    Ripple ripple = Ripple::None;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("track", &Self::track),
                          editField("clip", &Self::clip), editField("ripple", &Self::ripple)};
    }
};
struct RemoveClips {
    ICMP_EDIT(RemoveClips, "clip.remove", "Delete");
    QList<ClipId> clips;
    Ripple ripple = Ripple::None;
    static constexpr auto fields()
    {
        return std::tuple{editField("clips", &Self::clips), editField("ripple", &Self::ripple)};
    }
};
struct MoveClips {
    ICMP_EDIT(MoveClips, "clip.move", "Move");
    SceneId scene;
    QList<ClipId> clips;
    MediaTime delta;
    qint64 trackDelta = 0; // rows down
    Ripple ripple = Ripple::None;
    static constexpr auto fields()
    {
        return std::tuple{editField("scene", &Self::scene), editField("clips", &Self::clips),
                          editField("delta", &Self::delta), editField("trackDelta", &Self::trackDelta),
                          editField("ripple", &Self::ripple)};
    }
};
struct TrimClip {
    ICMP_EDIT(TrimClip, "clip.trim", "Trim");
    ClipId clip;
    Edge edge = Edge::End;
    MediaTime to;
    Ripple ripple = Ripple::None;
    static constexpr auto fields()
    {
        return std::tuple{editField("clip", &Self::clip), editField("edge", &Self::edge),
                          editField("to", &Self::to), editField("ripple", &Self::ripple)};
    }
};
struct SplitClip {
    ICMP_EDIT(SplitClip, "clip.split", "Split");
    ClipId clip;
    MediaTime at;
    ClipId newId;
    static constexpr auto fields()
    {
        return std::tuple{editField("clip", &Self::clip), editField("at", &Self::at),
                          editField("newId", &Self::newId)};
    }
};
// Copies of clips under new ids (same order as clips), moved by delta and trackDelta.
struct DuplicateClips {
    ICMP_EDIT(DuplicateClips, "clip.duplicate", "Duplicate");
    QList<ClipId> clips, newIds;
    MediaTime delta;
    qint64 trackDelta = 0;
    static constexpr auto fields()
    {
        return std::tuple{editField("clips", &Self::clips), editField("newIds", &Self::newIds),
                          editField("delta", &Self::delta), editField("trackDelta", &Self::trackDelta)};
    }
};
struct SetField {
    ICMP_EDIT(SetField, "clip.set", "Change element");
    ClipId clip;
    QString field;
    QJsonValue value;
    static constexpr auto fields()
    {
        return std::tuple{editField("clip", &Self::clip), editField("field", &Self::field),
                          editField("value", &Self::value)};
    }
};
struct SetBox {
    ICMP_EDIT(SetBox, "clip.set-box", "Move on the picture");
    ClipId clip;
    Box box;
    qint64 z = 0;
    static constexpr auto fields()
    {
        return std::tuple{editField("clip", &Self::clip), editField("box", &Self::box),
                          editField("z", &Self::z)};
    }
};

} // namespace icmp::project
