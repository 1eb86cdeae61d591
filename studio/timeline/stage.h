// What the painters of the timeline are given: the state, its layout on screen and the look.
#pragma once

#include "studio/timeline/media_pictures.h"
#include "studio/timeline/model/axis.h"
#include "studio/timeline/model/drag.h"
#include "studio/timeline/model/rows.h"
#include "studio/widgets/theme.h"

#include <QPixmap>
#include <QRect>
#include <array>

namespace icmp::timeline {

// A clip that a drag or edit was refused for, outlined for 220 ms.
struct Flash {
    ClipId clip;
    QString reason;
};

// A new element on its way from the library.
struct Ghost {
    QString elementType;
    MediaRange range;
    int row = -1;
    std::optional<project::SnapTarget> snappedTo;
    QString refusal; // empty when it may be dropped here
};

// A marker on its way.
struct MarkerMove {
    MarkerId marker;
    MediaTime to;
};

// Inks of the element types by their index in element::Content, and of films last: looked up once for a
// theme, because thousands of clips ask for them.
using Inks = std::array<QColor, std::variant_size_v<element::Content> + 1>;

struct Stage {
    const TimelineState &state;
    const TimeAxis &axis;
    const QList<Row> &rows;
    const widgets::Tokens &tokens;
    QFont font;
    const Inks &inks;
    const QPixmap &bars; // all clips of the scene, as the overview shows them; painted once for each value
    QRect header;        // column left of the lanes, below the ruler
    QRect ruler;         // right of the header
    QRect lanes;
    QRect overview;
    int scroll = 0; // pixels that the rows are moved up
    ClipId hovered;
    int hoveredControl = -1; // row × 3 + control in the header
    const Drag *drag = nullptr;
    const Ghost *ghost = nullptr;
    const Flash *flash = nullptr;
    const MarkerMove *markerMove = nullptr;
    QRect marquee;
    MediaPictures *pictures = nullptr;
    bool focused = false;

    int px(int length) const { return widgets::scaled(font, length); }
    QColor inkOf(const project::Clip &clip) const
    {
        return clip.element() ? inks[clip.element()->content.index()] : inks.back();
    }
    double x(MediaTime t) const { return lanes.left() + axis.x(t); }
    int y(const Row &row) const { return lanes.top() + row.top - scroll; }
    // Place of a clip: 4 above, 3 below, 1 px gap to the next.
    QRectF clipRect(const Row &row, const MediaRange &range) const
    {
        const double left = x(range.start);
        return {left, double(y(row) + 4), std::max(1.0, x(range.end) - 1 - left), double(row.height - 8)};
    }
    const Row *rowOfTrack(int track) const
    {
        for (const Row &row : rows)
            if (row.kind == RowKind::Track && row.track == track)
                return &row;
        return nullptr;
    }
};

} // namespace icmp::timeline
