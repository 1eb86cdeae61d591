#include "tests/support/random_edits.h"

#include "core/base/hash.h"

namespace icmp::test {

using namespace icmp::project;

namespace {

constexpr int clipKinds = 9;
constexpr int projectKinds = 8;
constexpr int structureKinds = 8;
constexpr int collectionKinds = 7;
constexpr qint64 framesMax = 60 * 60 * 25; // an hour

} // namespace

qint64 RandomEdits::number(qint64 least, qint64 most)
{
    return std::uniform_int_distribution<qint64>(least, most)(m_engine);
}

MediaTime RandomEdits::frame(qint64 most)
{
    return FrameRate().timeOfFrame(number(0, most));
}

QString RandomEdits::word()
{
    static const QStringList words{QStringLiteral("Which way?"), QStringLiteral("Übung"),
                                   QStringLiteral("数"),         QStringLiteral("a"),
                                   QStringLiteral("سؤال"),       QStringLiteral("🙂 ok")};
    return words[number(0, words.size() - 1)] + u' ' + QString::number(number(0, 9'999));
}

Clip RandomEdits::clip(MediaTime start)
{
    Clip made;
    made.id = ClipId{id()};
    made.range = {start, start + FrameRate().timeOfFrame(number(5, 100))};
    made.box = {number(0, 500'000), number(0, 500'000), number(1'000, 500'000), number(1'000, 500'000)};
    auto element = element::make(element::types()[number(0, element::types().size() - 1)].key);
    element->title = word();
    made.body = makeBody(*element);
    return made;
}

Project RandomEdits::startingProject(int clips, int extraTracks)
{
    NewIds ids{QString::fromLatin1(sha256(QByteArray::number(id())).toHex().left(32)), SceneId{id()}, {}};
    for (int i = 0; i < 6; ++i)
        ids.tracks.append(TrackId{id()});
    Project project = makeProject(QStringLiteral("Random"), ids);
    Scene &scene = project.scenes.first();
    for (int i = 0; i < extraTracks; ++i)
        scene.tracks.append(
            Track{TrackId{id()}, word(), TrackKind::Overlay, Sharing::Exclusive, false, false, {}});
    QList<Track *> rows;
    for (Track &track : scene.tracks) {
        if (track.kind == TrackKind::Overlay)
            rows.append(&track);
    }
    QList<QList<Clip>> content(rows.size());
    for (int i = 0; i < clips; ++i)
        content[i % rows.size()].append(clip(FrameRate().timeOfFrame(i / rows.size() * 110)));
    for (qsizetype i = 0; i < rows.size(); ++i)
        rows[i]->clips = ClipList(content[i]);
    return project;
}

const Scene &RandomEdits::scene(const Project &project)
{
    return project.scenes[number(0, project.scenes.size() - 1)];
}

const Track &RandomEdits::track(const Scene &scene)
{
    static const Track none;
    return scene.tracks.isEmpty() ? none : scene.tracks[number(0, scene.tracks.size() - 1)];
}

ClipId RandomEdits::anyClip(const Scene &scene)
{
    for (int attempt = 0; attempt < 10; ++attempt) {
        const auto &chunks = track(scene).clips.chunks();
        if (chunks.isEmpty())
            continue;
        const auto &clips = chunks[number(0, chunks.size() - 1)].clips;
        return clips[number(0, clips.size() - 1)].id;
    }
    return ClipId{id()};
}

QString RandomEdits::anyAsset(const Project &project)
{
    return project.assets.isEmpty() ? QString(64, u'0')
                                    : project.assets[number(0, project.assets.size() - 1)].hash;
}

QList<ClipId> RandomEdits::anyClips(const Scene &scene)
{
    QList<ClipId> ids{anyClip(scene)};
    for (qint64 more = number(0, 3); more > 0; --more) {
        const ClipId other = anyClip(scene);
        if (!ids.contains(other))
            ids.append(other);
    }
    return ids;
}

Edit RandomEdits::ofClips(const Project &project, int kind)
{
    const Scene &at = scene(project);
    const auto ripple = Ripple(number(0, 8) < 7 ? 0 : number(1, 2));
    const MediaTime delta = FrameRate().timeOfFrame(number(-40, 40));
    switch (kind) {
    case 0:
        return {InsertClip{at.id, track(at).id, clip(frame(framesMax)), ripple}};
    case 1:
        return {RemoveClips{anyClips(at), ripple}};
    case 2:
        return {MoveClips{at.id, anyClips(at), delta, number(0, 9) < 8 ? 0 : number(-1, 1), Ripple::None}};
    case 3:
        return {TrimClip{anyClip(at), Edge(number(0, 1)), frame(framesMax / 4), Ripple::None}};
    case 4: {
        const Track &row = track(at);
        const ClipId wanted = anyClip(at);
        for (const Clip &one : row.clips.all()) {
            if (one.id == wanted)
                return {SplitClip{wanted, one.range.start + FrameRate().timeOfFrame(2), ClipId{id()}}};
        }
        return {SplitClip{wanted, frame(framesMax / 4), ClipId{id()}}};
    }
    case 5: {
        DuplicateClips copy{anyClips(at), {}, frame(framesMax), 0};
        for (qsizetype i = 0; i < copy.clips.size(); ++i)
            copy.newIds.append(ClipId{id()});
        return {copy};
    }
    case 6:
        return {SetField{anyClip(at), QStringLiteral("title"), word()}};
    case 7:
        return {
            SetBox{anyClip(at), {number(0, 900'000), number(0, 900'000), 100'000, 100'000}, number(0, 9)}};
    default:
        return {SetText{anyClip(at), QStringLiteral("question"), project.languages.last(), word()}};
    }
}

Edit RandomEdits::ofProject(const Project &project, int kind)
{
    switch (kind) {
    case 0:
        return {RenameProject{word()}};
    case 1:
        return {SetRate{number(0, 1) == 0 ? FrameRate{25, 1} : FrameRate{30'000, 1'001}}};
    case 2:
        return {SetCanvas{number(16, 4'000), number(16, 4'000)}};
    case 3:
        return {SetLanguages{number(0, 1) == 0 ? QStringList{QStringLiteral("en")}
                                               : QStringList{QStringLiteral("en"), QStringLiteral("de")}}};
    case 4: {
        const QString hash = sha256Hex(QByteArray::number(id()));
        return {AddAsset{Asset{hash, word(), QStringLiteral("image/png"), number(1, 1'000'000), {}}}};
    }
    case 5:
        return {RemoveAsset{anyAsset(project)}};
    case 6: {
        const MediaTime in = frame(1'000);
        return {SetMedia{scene(project).id, ClipId{id()}, anyAsset(project), in,
                         in + FrameRate().timeOfFrame(number(1, framesMax))}};
    }
    default: {
        // As a version that was saved a few edits ago: not what is there, and yet of the same project.
        Project version = project;
        version.name = word();
        version.canvas.width = number(16, 4'000);
        if (version.scenes.size() > 1)
            version.scenes.removeLast();
        version.groups.clear();
        return {RestoreVersion{word(), toJson(version)}};
    }
    }
}

Edit RandomEdits::ofStructure(const Project &project, int kind)
{
    const Scene &at = scene(project);
    switch (kind) {
    case 0:
        return {AddScene{SceneId{id()}, word()}};
    case 1:
        return {RemoveScene{project.scenes.size() > 3 ? at.id : SceneId{id()}}};
    case 2:
        return {RenameScene{at.id, word()}};
    case 3:
        return {AddTrack{at.id, TrackId{id()}, word(), TrackKind(number(1, 3)), number(0, at.tracks.size())}};
    case 4:
        return {RemoveTrack{at.id, at.tracks.size() > 8 ? track(at).id : TrackId{id()}}};
    case 5:
        return {MoveTrack{at.id, track(at).id, number(0, std::max<qint64>(0, at.tracks.size() - 1))}};
    case 6:
        return {RenameTrack{at.id, track(at).id, word()}};
    default: {
        const Track &row = track(at);
        return {SetTrack{at.id, row.id, !row.locked && number(0, 9) == 0, number(0, 1) == 0, row.sharing}};
    }
    }
}

Edit RandomEdits::ofCollections(const Project &project, int kind)
{
    const Scene &at = scene(project);
    const MediaTime start = frame(framesMax);
    const MarkerId someMarker = project.markers.isEmpty()
                                    ? MarkerId{id()}
                                    : project.markers[number(0, project.markers.size() - 1)].id;
    Marker marker{MarkerId{id()}, {start, start}, word(), QStringLiteral("note"), QStringLiteral("chapter")};
    switch (kind) {
    case 0:
        return {AddMarker{marker}};
    case 1:
        marker.id = someMarker;
        return {SetMarker{marker}};
    case 2:
        return {RemoveMarker{someMarker}};
    case 3:
        return {MakeGroup{GroupId{id()}, {}, word(), anyClips(at)}};
    case 4:
        return {DissolveGroup{project.groups.isEmpty() ? GroupId{id()} : project.groups.first().id}};
    default: {
        Many many{word(), {}};
        many.edits.push_back(ofClips(project, 6));
        many.edits.push_back(ofClips(project, 7));
        if (kind == 6)
            many.edits.push_back(ofClips(project, 0));
        return {many};
    }
    }
}

Edit RandomEdits::next(const Project &project)
{
    const qint64 dice = number(0, 99);
    if (dice < 70)
        return ofClips(project, int(number(0, clipKinds - 1)));
    if (dice < 78)
        return ofProject(project, int(number(0, projectKinds - 1)));
    if (dice < 88)
        return ofStructure(project, int(number(0, structureKinds - 1)));
    return ofCollections(project, int(number(0, collectionKinds - 1)));
}

Edit RandomEdits::nextInvalid(const Project &project)
{
    const Scene &at = scene(project);
    const ClipId nobody{id()};
    Clip backwards = clip(frame(framesMax));
    std::swap(backwards.range.start, backwards.range.end);
    switch (number(0, 15)) {
    case 0:
        return {RemoveClips{{nobody}, Ripple::None}};
    case 1:
        return {MoveClips{at.id, {nobody}, frame(10), 0, Ripple::None}};
    case 2:
        return {MoveClips{at.id, {anyClip(at)}, {-projectFlicksMax - 1}, 0, Ripple::None}};
    case 3:
        return {InsertClip{at.id, track(at).id, backwards, Ripple::None}};
    case 4:
        return {InsertClip{at.id, TrackId{id()}, clip(frame(framesMax)), Ripple::None}};
    case 5:
        return {RenameProject{QString(limits::nameLengthMax + 1, u'x')}};
    case 6:
        return {SetCanvas{number(-100, 15), 100}};
    case 7:
        return {SetLanguages{{}}};
    case 8:
        return {RemoveScene{SceneId{id()}}};
    case 9:
        return {AddScene{at.id, word()}};
    case 10:
        return {SetField{anyClip(at), QStringLiteral("no-such-field"), 1}};
    case 11:
        return {TrimClip{nobody, Edge::End, frame(100), Ripple::None}};
    case 12:
        return {MakeGroup{GroupId{id()}, {}, word(), {nobody}}};
    case 13:
        return {RemoveMarker{MarkerId{id()}}};
    case 14:
        return {RemoveAsset{QString(64, u'0')}};
    default: {
        // What is valid before the invalid part must not stay.
        Many many{word(), {}};
        many.edits.push_back({RenameProject{word()}});
        many.edits.push_back({RemoveClips{{nobody}, Ripple::None}});
        return {many};
    }
    }
}

} // namespace icmp::test
