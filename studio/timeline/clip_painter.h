// Draws one clip, in each of its states.
#pragma once

#include "studio/timeline/stage.h"

class QPainter;

namespace icmp::timeline {

enum class ClipState { Rest, Hover, Selected, Focused };

struct ClipLook {
    QRectF rect;
    QString elementType; // key; a film has the hue of overlays
    QString title;
    QString length; // "05:12"; empty for none
    ClipState state = ClipState::Rest;
    Problem problem = Problem::None;
    CueState cue = CueState::None;
    bool editable = true; // false on locked tracks: no grips
};

void paintClip(QPainter &painter, const Stage &stage, const ClipLook &look);
// Seconds and frames, with minutes and hours where there are any: "05:12", "1:05:12".
QString shortLength(MediaTime length, const FrameRate &rate);

// Hit areas of the grips: 8 inside and 4 outside, at most a third of the clip; below 24 px only the body is
// hit.
std::optional<Grip> gripAt(const QRectF &clip, double x);

} // namespace icmp::timeline
