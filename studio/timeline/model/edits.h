// The edits that gestures and keys ask for, as pure functions: mouse and keyboard make the same values.
#pragma once

#include "core/base/ports.h"
#include "studio/timeline/model/state.h"

namespace icmp::timeline {

using project::Edit;

// Each returns nothing when there is nothing to do (no selection, no change).
std::optional<Edit> moveChosen(const TimelineState &state, MediaTime delta, int rows);
// Moves one edge of every chosen clip by `delta`.
std::optional<Edit> trimChosen(const TimelineState &state, project::Edge edge, MediaTime delta);
std::optional<Edit> trimTo(const TimelineState &state, ClipId clip, project::Edge edge, MediaTime to);
std::optional<Edit> deleteChosen(const TimelineState &state, project::Ripple ripple);
// Cuts the chosen clips that span t; with none chosen, every clip of unlocked tracks that does.
std::optional<Edit> splitAt(const TimelineState &state, MediaTime t, Random &random);
std::optional<Edit> splitClip(const TimelineState &state, ClipId clip, MediaTime t, Random &random);
// Copies right behind the chosen ones. `made` receives the new ids.
std::optional<Edit> duplicateChosen(const TimelineState &state, Random &random, QList<ClipId> *made);
// Where a new element of the type is put on the picture: clear of captions and player bar.
project::Box usualBox(const QString &typeKey);
// A new element with its defaults at t. Refuses nothing itself: apply() does.
std::optional<Edit> insertElement(const TimelineState &state, const QString &typeKey, const MediaRange &range,
                                  TrackId track, Random &random, ClipId *made);
std::optional<Edit> setTrackFlags(const TimelineState &state, TrackId track, bool locked, bool hidden);

// The marker that begins nearest to t, at most `within` away.
std::optional<project::Marker> markerNear(const TimelineState &state, MediaTime t, MediaTime within);
// Moves a marker with its range so that it begins at `to`.
std::optional<Edit> moveMarker(const TimelineState &state, MarkerId marker, MediaTime to);

// The chosen clips as clipboard text (canonical JSON): times relative to the first, rows relative to the top
// one.
QByteArray copyChosen(const TimelineState &state);
// Puts copied clips so that the first begins at t, in the rows they came from where these exist.
// refuses  BadDocument (not copied from a timeline), and what clipFromJson refuses
Result<Edit> paste(const TimelineState &state, const QByteArray &copied, MediaTime t, Random &random,
                   QList<ClipId> *made);

inline constexpr auto clipMimeType = "application/x-icmp-clips";
inline constexpr auto elementMimeType = "application/x-icmp-element";

// The first overlay track without a clip in the range, that is not locked; not valid when there is none.
TrackId firstFreeTrack(const TimelineState &state, const MediaRange &range);

} // namespace icmp::timeline
