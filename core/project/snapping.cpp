#include "core/project/snapping.h"

#include <algorithm>

namespace icmp::project {

namespace {

qint64 distance(const Snap &snap)
{
    return qAbs(snap.correction.flicks);
}

// Nearer first, then by kind, then the earlier target.
bool better(const Snap &a, const Snap &b)
{
    if (distance(a) != distance(b))
        return distance(a) < distance(b);
    if (a.target.kind != b.target.kind)
        return a.target.kind < b.target.kind;
    return a.target.at < b.target.at;
}

}  // namespace

SnapTargets::SnapTargets(QList<SnapTarget> targets)
{
    std::stable_sort(targets.begin(), targets.end(), [](const SnapTarget &a, const SnapTarget &b) {
        return a.at != b.at ? a.at < b.at : a.kind < b.kind;
    });
    const auto same = [](const SnapTarget &a, const SnapTarget &b) { return a.at == b.at; };
    targets.erase(std::unique(targets.begin(), targets.end(), same), targets.end());
    m_targets = std::move(targets);
}

std::optional<Snap> SnapTargets::nearest(MediaTime t, MediaTime tolerance) const
{
    const auto after =
        std::lower_bound(m_targets.begin(), m_targets.end(), t,
                         [](const SnapTarget &target, MediaTime time) { return target.at < time; });
    std::optional<Snap> best;
    const auto consider = [&](const SnapTarget &target) {
        const Snap snap{target, target.at - t};
        if (distance(snap) <= tolerance.flicks && (!best || better(snap, *best)))
            best = snap;
    };
    if (after != m_targets.end())
        consider(*after);
    if (after != m_targets.begin())
        consider(*std::prev(after));
    return best;
}

SnapTargets snapTargets(const Project &project, const Scene &scene, const QSet<ClipId> &moving,
                        const SnapSurroundings &around)
{
    QList<SnapTarget> targets{{{}, SnapKind::Edge, {}}, {lengthOf(scene), SnapKind::Edge, {}}};
    for (const Track &track : scene.tracks)
        for (const ClipChunk &chunk : track.clips.chunks())
            for (const Clip &clip : chunk.clips) {
                if (moving.contains(clip.id))
                    continue;
                targets.append({clip.range.start, SnapKind::Edge, {}});
                targets.append({clip.range.end, SnapKind::Edge, {}});
            }
    for (const Marker &marker : project.markers) {
        targets.append({marker.range.start, SnapKind::Marker, marker.label});
        targets.append({marker.range.end, SnapKind::Marker, marker.label});
    }
    if (around.playhead)
        targets.append({*around.playhead, SnapKind::Playhead, {}});
    if (around.range) {
        targets.append({around.range->start, SnapKind::Marker, {}});
        targets.append({around.range->end, SnapKind::Marker, {}});
    }
    return SnapTargets(std::move(targets));
}

Snap snapEdges(const SnapTargets &targets, const QList<MediaTime> &edges, MediaTime tolerance,
               const FrameRate &rate)
{
    std::optional<Snap> best;
    for (const MediaTime edge : edges)
        if (const auto snap = targets.nearest(edge, tolerance); snap && (!best || better(*snap, *best)))
            best = snap;
    if (best)
        return *best;
    const MediaTime frame = rate.nearestFrameStart(edges.first());
    return {{frame, SnapKind::Grid, {}}, frame - edges.first()};
}

}  // namespace icmp::project
