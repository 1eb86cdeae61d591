#include "studio/timeline/model/edits.h"

#include "core/base/strict_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace icmp::timeline {

using namespace project;

namespace {

constexpr auto formatKey = "icmp-clips";
constexpr qsizetype copiedBytesMax = 16 * 1024 * 1024; // 10,000 clips of about 1 KiB

QList<ClipId> idsOf(const QList<FoundClip> &clips)
{
    QList<ClipId> ids;
    for (const FoundClip &found : clips)
        ids.append(found.clip->id);
    return ids;
}

// One edit stays itself, several become one step.
std::optional<Edit> together(std::vector<Edit> edits, const QString &label)
{
    if (edits.empty())
        return std::nullopt;
    if (edits.size() == 1)
        return std::move(edits.front());
    return Edit{Many{label, std::move(edits)}};
}

ClipId draw(Random &random)
{
    return ClipId{random.id()};
}

Ripple rippleOf(const TimelineState &state)
{
    return state.ripple ? Ripple::Track : Ripple::None;
}

} // namespace

std::optional<Edit> moveChosen(const TimelineState &state, MediaTime delta, int rows)
{
    const QList<FoundClip> clips = state.chosen();
    if (clips.isEmpty() || (delta == MediaTime{} && rows == 0))
        return std::nullopt;
    return Edit{MoveClips{state.scene, idsOf(clips), delta, rows, Ripple::None}};
}

std::optional<Edit> trimTo(const TimelineState &state, ClipId clip, Edge edge, MediaTime to)
{
    const auto found = state.find(clip);
    if (!found)
        return std::nullopt;
    const MediaRange &range = found->clip->range;
    if (to == (edge == Edge::Start ? range.start : range.end))
        return std::nullopt;
    return Edit{TrimClip{clip, edge, to, edge == Edge::End ? rippleOf(state) : Ripple::None}};
}

std::optional<Edit> trimChosen(const TimelineState &state, Edge edge, MediaTime delta)
{
    std::vector<Edit> edits;
    for (const FoundClip &found : state.chosen()) {
        const MediaTime from = edge == Edge::Start ? found.clip->range.start : found.clip->range.end;
        if (auto edit = trimTo(state, found.clip->id, edge, from + delta))
            edits.push_back(std::move(*edit));
    }
    return together(std::move(edits), QStringLiteral("Trim"));
}

std::optional<Edit> deleteChosen(const TimelineState &state, Ripple ripple)
{
    const QList<FoundClip> clips = state.chosen();
    if (clips.isEmpty())
        return std::nullopt;
    return Edit{RemoveClips{idsOf(clips), ripple}};
}

std::optional<Edit> splitClip(const TimelineState &state, ClipId clip, MediaTime t, Random &random)
{
    const auto found = state.find(clip);
    if (!found || t <= found->clip->range.start || t >= found->clip->range.end)
        return std::nullopt;
    return Edit{SplitClip{clip, t, draw(random)}};
}

std::optional<Edit> splitAt(const TimelineState &state, MediaTime t, Random &random)
{
    QList<FoundClip> clips = state.chosen();
    if (clips.isEmpty())
        for (const FoundClip &found : state.inTimeOrder())
            if (!found.track->locked)
                clips.append(found);
    std::vector<Edit> edits;
    for (const FoundClip &found : std::as_const(clips))
        if (auto edit = splitClip(state, found.clip->id, t, random))
            edits.push_back(std::move(*edit));
    return together(std::move(edits), QStringLiteral("Split"));
}

std::optional<Edit> duplicateChosen(const TimelineState &state, Random &random, QList<ClipId> *made)
{
    const QList<FoundClip> clips = state.chosen();
    if (clips.isEmpty())
        return std::nullopt;
    MediaTime end = clips.first().clip->range.end;
    QList<ClipId> ids;
    for (const FoundClip &found : clips) {
        end = std::max(end, found.clip->range.end);
        ids.append(draw(random));
    }
    *made = ids;
    return Edit{DuplicateClips{idsOf(clips), ids, end - clips.first().clip->range.start, 0}};
}

project::Box usualBox(const QString &typeKey)
{
    const QList<element::TypeRow> &all = element::types();
    const auto row =
        std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.key == typeKey; });
    switch (row == all.end() ? element::CardForm::None : row->card) {
    case element::CardForm::Link:
        return {362'500, 720'000, 275'000, 90'000};
    case element::CardForm::Text:
        return {62'500, 80'000, 500'000, 120'000};
    case element::CardForm::Image:
        return {737'500, 80'000, 200'000, 200'000};
    case element::CardForm::Product:
        return {62'500, 640'000, 350'000, 230'000};
    case element::CardForm::Reactions:
        return {662'500, 760'000, 275'000, 110'000};
    case element::CardForm::Announcement:
        return {250'000, 62'500, 500'000, 160'000};
    case element::CardForm::Award:
        return {62'500, 680'000, 350'000, 190'000};
    case element::CardForm::Question:
    case element::CardForm::Board:
    case element::CardForm::None:
        break;
    }
    return {62'500, 250'000, 375'000, 500'000};
}

std::optional<Edit> insertElement(const TimelineState &state, const QString &typeKey, const MediaRange &range,
                                  TrackId track, Random &random, ClipId *made)
{
    auto content = element::make(typeKey);
    if (!content || !track.isValid())
        return std::nullopt;
    Clip clip;
    clip.id = draw(random);
    clip.range = range;
    clip.box = usualBox(typeKey);
    const int row = state.rowOf(track);
    if (row >= 0 && state.shownScene()->tracks[row].kind == TrackKind::Live)
        content->trigger = element::Trigger::Live;
    clip.body = makeBody(std::move(*content));
    *made = clip.id;
    return Edit{InsertClip{state.scene, track, clip, rippleOf(state)}};
}

std::optional<Edit> setTrackFlags(const TimelineState &state, TrackId track, bool locked, bool hidden)
{
    const int row = state.rowOf(track);
    if (row < 0)
        return std::nullopt;
    const Track &now = state.shownScene()->tracks[row];
    if (now.locked == locked && now.hidden == hidden)
        return std::nullopt;
    return Edit{SetTrack{state.scene, track, locked, hidden, now.sharing}};
}

std::optional<Marker> markerNear(const TimelineState &state, MediaTime t, MediaTime within)
{
    std::optional<Marker> best;
    for (const Marker &marker : state.project.markers) {
        const qint64 away = qAbs((marker.range.start - t).flicks);
        if (away <= within.flicks && (!best || away < qAbs((best->range.start - t).flicks)))
            best = marker;
    }
    return best;
}

std::optional<Edit> moveMarker(const TimelineState &state, MarkerId marker, MediaTime to)
{
    for (Marker moved : state.project.markers) {
        if (moved.id != marker || moved.range.start == to)
            continue;
        moved.range = {to, to + moved.range.length()};
        return Edit{SetMarker{moved}};
    }
    return std::nullopt;
}

QByteArray copyChosen(const TimelineState &state)
{
    const QList<FoundClip> clips = state.chosen();
    if (clips.isEmpty())
        return {};
    int top = tracksMax;
    for (const FoundClip &found : clips)
        top = std::min(top, state.rowOf(found.track->id));
    const MediaTime first = clips.first().clip->range.start;
    QJsonArray rows;
    for (const FoundClip &found : clips) {
        const MediaRange &range = found.clip->range;
        const Clip moved = found.clip->withRange({range.start - first, range.end - first});
        rows.append(QJsonObject{{QStringLiteral("row"), state.rowOf(found.track->id) - top},
                                {QStringLiteral("clip"), project::toJson(moved)}});
    }
    const QJsonObject copied{
        {QLatin1String(formatKey), 1}, {QStringLiteral("top"), top}, {QStringLiteral("clips"), rows}};
    return QJsonDocument(copied).toJson(QJsonDocument::Compact);
}

Result<Edit> paste(const TimelineState &state, const QByteArray &copied, MediaTime t, Random &random,
                   QList<ClipId> *made)
{
    const Scene *scene = state.shownScene();
    const QJsonObject json =
        copied.size() <= copiedBytesMax ? QJsonDocument::fromJson(copied).object() : QJsonObject();
    const QJsonArray clips = json.value(QStringLiteral("clips")).toArray();
    if (!scene || json.value(QLatin1String(formatKey)).toInt() != 1 || clips.isEmpty())
        return refuse(RefusalCode::BadDocument, {}, QStringLiteral("The clipboard holds no clips."));
    const int top = json.value(QStringLiteral("top")).toInt();
    std::vector<Edit> edits;
    made->clear();
    for (const QJsonValue &value : clips) {
        auto clip = clipFromJson(value.toObject().value(QStringLiteral("clip")).toObject());
        if (!clip)
            return tl::unexpected(clip.error());
        const int row = top + value.toObject().value(QStringLiteral("row")).toInt();
        if (row < 0 || row >= scene->tracks.size())
            return refuse(RefusalCode::OutOfRange, QString::number(row),
                          QStringLiteral("There is no such row."));
        clip->id = draw(random);
        clip->range = {clip->range.start + t, clip->range.end + t};
        made->append(clip->id);
        edits.push_back(Edit{InsertClip{state.scene, scene->tracks[row].id, *clip, Ripple::None}});
    }
    return *together(std::move(edits), QStringLiteral("Paste"));
}

TrackId firstFreeTrack(const TimelineState &state, const MediaRange &range)
{
    if (const Scene *scene = state.shownScene())
        for (const Track &track : scene->tracks)
            if (track.kind == TrackKind::Overlay && !track.locked &&
                (track.sharing == Sharing::Free || track.clips.overlapping(range).isEmpty()))
                return track.id;
    return {};
}

} // namespace icmp::timeline
