// The rows of the timeline from top to bottom: one for each track, and under a video track one for its sound.
#pragma once

#include "studio/timeline/model/state.h"

namespace icmp::timeline {

enum class RowKind { Track, Audio };

struct Row {
    RowKind kind = RowKind::Track;
    int track = 0; // index in the scene
    int top = 0;   // below the ruler, before scrolling
    int height = 0;

    int bottom() const { return top + height; }
    friend bool operator==(const Row &, const Row &) = default;
};

inline constexpr int rowHeightSmall = 36;
inline constexpr int rowHeightMedium = 44;
inline constexpr int rowHeightLarge = 64;
inline constexpr int rowHeightMin = 28;
inline constexpr int rowHeightMax = 160;

// Heights that the person set, in pixels at 100 % text; others have the default of their kind.
class RowHeights {
public:
    int of(const project::Track &track, RowKind kind) const;
    void set(TrackId track, RowKind kind, int pixels);
    // S → M → L → S.
    void cycle(const project::Track &track, RowKind kind);

private:
    QHash<TrackId, int> m_track;
    QHash<TrackId, int> m_audio;
};

// `percent` scales with the text.
QList<Row> layOutRows(const project::Scene &scene, const RowHeights &heights, int percent);
// Null above the first and below the last.
const Row *rowAt(const QList<Row> &rows, int y);

} // namespace icmp::timeline
