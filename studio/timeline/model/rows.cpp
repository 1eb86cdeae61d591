#include "studio/timeline/model/rows.h"

#include <algorithm>

namespace icmp::timeline {

namespace {

constexpr int interactionHeight = 40;

int defaultHeight(const project::Track &track, RowKind kind)
{
    if (kind == RowKind::Audio)
        return rowHeightMedium;
    switch (track.kind) {
    case project::TrackKind::Media:
        return rowHeightLarge;
    case project::TrackKind::Overlay:
        return interactionHeight;
    case project::TrackKind::Ad:
    case project::TrackKind::Live:
        break;
    }
    return rowHeightSmall;
}

} // namespace

int RowHeights::of(const project::Track &track, RowKind kind) const
{
    const auto &heights = kind == RowKind::Audio ? m_audio : m_track;
    return heights.value(track.id, defaultHeight(track, kind));
}

void RowHeights::set(TrackId track, RowKind kind, int pixels)
{
    (kind == RowKind::Audio ? m_audio : m_track)[track] = std::clamp(pixels, rowHeightMin, rowHeightMax);
}

void RowHeights::cycle(const project::Track &track, RowKind kind)
{
    const int now = of(track, kind);
    set(track.id, kind,
        now < rowHeightMedium  ? rowHeightMedium
        : now < rowHeightLarge ? rowHeightLarge
                               : rowHeightSmall);
}

QList<Row> layOutRows(const project::Scene &scene, const RowHeights &heights, int percent)
{
    QList<Row> rows;
    int top = 0;
    const auto add = [&](RowKind kind, int index) {
        const int height = heights.of(scene.tracks[index], kind) * percent / 100;
        rows.append({kind, index, top, height});
        top += height;
    };
    for (int i = 0; i < scene.tracks.size(); ++i) {
        add(RowKind::Track, i);
        if (scene.tracks[i].kind == project::TrackKind::Media)
            add(RowKind::Audio, i);
    }
    return rows;
}

const Row *rowAt(const QList<Row> &rows, int y)
{
    const auto it = std::find_if(rows.begin(), rows.end(),
                                 [y](const Row &row) { return y >= row.top && y < row.bottom(); });
    return it == rows.end() ? nullptr : &*it;
}

} // namespace icmp::timeline
