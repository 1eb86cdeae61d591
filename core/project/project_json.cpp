#include "core/project/project.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/project/value_json.h"

#include <QSet>
#include <algorithm>

namespace icmp::project {

namespace {

// Puts a path in front of the place of a refusal.
tl::unexpected<Refusal> under(const QString &path, const Refusal &refusal)
{
    return refuse(refusal.code, refusal.place.isEmpty() ? path : path + u'.' + refusal.place, refusal.detail);
}

template <class Value>
Result<void> member(const QJsonObject &object, const char *key, Value &out)
{
    auto done = read(object.value(QLatin1String(key)), out);
    return done ? done : under(QString::fromLatin1(key), done.error());
}

Result<void> name(const QJsonObject &object, QString &out)
{
    if (auto done = member(object, "name", out); !done)
        return done;
    if (out.size() > limits::nameLengthMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("name"));
    return {};
}

// Reads a list with `one`, at most `max` long.
template <class Value, class One>
Result<QList<Value>> list(const QJsonObject &object, const char *key, qsizetype max, One one)
{
    const QString path = QString::fromLatin1(key);
    const QJsonValue json = object.value(path);
    if (!json.isArray())
        return refuse(RefusalCode::WrongType, path, QStringLiteral("A list is expected."));
    const QJsonArray array = json.toArray();
    if (array.size() > max)
        return refuse(RefusalCode::TooMany, path, QStringLiteral("At most %1.").arg(max));
    QList<Value> values;
    values.reserve(array.size());
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString place = QStringLiteral("%1[%2]").arg(path).arg(i);
        if (!array.at(i).isObject())
            return refuse(RefusalCode::WrongType, place, QStringLiteral("An object is expected."));
        Result<Value> value = one(array.at(i).toObject());
        if (!value)
            return under(place, value.error());
        values.append(std::move(*value));
    }
    return values;
}

// Ids seen so far; a project names nothing twice.
struct Seen {
    QSet<qint64> ids;
    qsizetype clips = 0;

    Result<void> take(qint64 id)
    {
        if (id < 1 || id > idMax)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("id"), QStringLiteral("Not an id."));
        if (ids.contains(id))
            return refuse(RefusalCode::NameTaken, QStringLiteral("id"),
                          QStringLiteral("The id occurs twice."));
        ids.insert(id);
        return {};
    }
};

bool kindFits(TrackKind kind, const Clip &clip)
{
    return (kind == TrackKind::Media) == (clip.media() != nullptr);
}

Result<void> checkTrack(const Track &track, const QList<Clip> &sorted)
{
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        if (!kindFits(track.kind, sorted.at(i)))
            return refuse(RefusalCode::NotAllowedHere, QStringLiteral("clips[%1]").arg(i));
        if (track.sharing == Sharing::Exclusive && i > 0 &&
            sorted.at(i - 1).range.overlaps(sorted.at(i).range))
            return refuse(RefusalCode::Overlap, QStringLiteral("clips[%1]").arg(i));
    }
    return {};
}

Result<Track> trackFromJson(const QJsonObject &json, Seen &seen)
{
    Track track;
    if (auto done = member(json, "id", track.id); !done)
        return tl::unexpected(done.error());
    if (auto done = seen.take(track.id.value); !done)
        return tl::unexpected(done.error());
    if (auto done = name(json, track.name); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "kind", track.kind); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "sharing", track.sharing); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "locked", track.locked); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "hidden", track.hidden); !done)
        return tl::unexpected(done.error());
    auto clips = list<Clip>(json, "clips", clipsMax, [&](const QJsonObject &one) -> Result<Clip> {
        auto clip = clipFromJson(one);
        if (clip) {
            if (auto done = seen.take(clip->id.value); !done)
                return tl::unexpected(done.error());
        }
        return clip;
    });
    if (!clips)
        return tl::unexpected(clips.error());
    seen.clips += clips->size();
    if (seen.clips > clipsMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("clips"));
    track.clips = ClipList(*clips);
    if (auto done = checkTrack(track, track.clips.all()); !done)
        return tl::unexpected(done.error());
    return track;
}

Result<Scene> sceneFromJson(const QJsonObject &json, Seen &seen)
{
    Scene scene;
    if (auto done = member(json, "id", scene.id); !done)
        return tl::unexpected(done.error());
    if (auto done = seen.take(scene.id.value); !done)
        return tl::unexpected(done.error());
    if (auto done = name(json, scene.name); !done)
        return tl::unexpected(done.error());
    auto tracks = list<Track>(json, "tracks", tracksMax,
                              [&](const QJsonObject &one) { return trackFromJson(one, seen); });
    if (!tracks)
        return tl::unexpected(tracks.error());
    scene.tracks = *tracks;
    return scene;
}

Result<Group> groupFromJson(const QJsonObject &json, Seen &seen)
{
    Group group;
    if (auto done = member(json, "id", group.id); !done)
        return tl::unexpected(done.error());
    if (auto done = seen.take(group.id.value); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "parent", group.parent); !done)
        return tl::unexpected(done.error());
    if (auto done = name(json, group.name); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "clips", group.clips); !done)
        return tl::unexpected(done.error());
    for (const ClipId clip : group.clips) {
        if (!seen.ids.contains(clip.value))
            return refuse(RefusalCode::UnknownId, QStringLiteral("clips"));
    }
    return group;
}

Result<void> checkForest(const QList<Group> &groups)
{
    QHash<GroupId, GroupId> parents;
    for (const Group &group : groups)
        parents.insert(group.id, group.parent);
    for (const Group &group : groups) {
        GroupId up = group.parent;
        for (qsizetype steps = 0; up.isValid(); ++steps) {
            if (!parents.contains(up))
                return refuse(RefusalCode::UnknownId, QStringLiteral("groups"));
            if (steps > groups.size() || up == group.id)
                return refuse(RefusalCode::Cycle, QStringLiteral("groups"));
            up = parents.value(up);
        }
    }
    return {};
}

QJsonObject sceneJson(const Scene &scene)
{
    QJsonArray tracks;
    for (const Track &track : scene.tracks) {
        QJsonArray clips;
        for (const ClipChunk &chunk : track.clips.chunks()) {
            for (const Clip &clip : chunk.clips)
                clips.append(toJson(clip));
        }
        tracks.append(QJsonObject{{QStringLiteral("id"), track.id.value},
                                  {QStringLiteral("name"), track.name},
                                  {QStringLiteral("kind"), write(track.kind)},
                                  {QStringLiteral("sharing"), write(track.sharing)},
                                  {QStringLiteral("locked"), track.locked},
                                  {QStringLiteral("hidden"), track.hidden},
                                  {QStringLiteral("clips"), clips}});
    }
    return {{QStringLiteral("id"), scene.id.value},
            {QStringLiteral("name"), scene.name},
            {QStringLiteral("tracks"), tracks}};
}

Result<void> readHead(const QJsonObject &json, Project &project)
{
    qint64 format = 0;
    if (auto done = member(json, "format", format); !done)
        return done;
    if (format > formatVersion)
        return refuse(RefusalCode::BadDocument, QStringLiteral("format"),
                      QStringLiteral("The project was made by a newer version of the program (format %1).")
                          .arg(format));
    if (auto done = member(json, "id", project.id); !done)
        return done;
    if (auto done = name(json, project.name); !done)
        return done;
    if (auto done = member(json, "rate", project.rate); !done)
        return done;
    const QJsonObject canvas = json.value(QLatin1String("canvas")).toObject();
    if (auto done = member(canvas, "width", project.canvas.width); !done)
        return done;
    if (auto done = member(canvas, "height", project.canvas.height); !done)
        return done;
    if (project.canvas.width < 16 || project.canvas.width > 16'384 || project.canvas.height < 16 ||
        project.canvas.height > 16'384)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("canvas"));
    if (auto done = member(json, "languages", project.languages); !done)
        return done;
    if (project.languages.isEmpty() || project.languages.size() > languagesMax)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("languages"));
    return {};
}

} // namespace

QJsonObject toJson(const Clip &clip)
{
    QJsonObject json{{QStringLiteral("id"), clip.id.value},
                     {QStringLiteral("start"), clip.range.start.flicks},
                     {QStringLiteral("end"), clip.range.end.flicks},
                     {QStringLiteral("box"), write(clip.box)},
                     {QStringLiteral("z"), clip.z}};
    if (const MediaUse *media = clip.media())
        json.insert(QStringLiteral("media"), QJsonObject{{QStringLiteral("asset"), media->asset},
                                                         {QStringLiteral("in"), media->in.flicks},
                                                         {QStringLiteral("out"), media->out.flicks}});
    else if (const auto *element = clip.element())
        json.insert(QStringLiteral("element"), element::toJson(*element));
    return json;
}

Result<Clip> clipFromJson(const QJsonObject &json)
{
    Clip clip;
    if (auto done = member(json, "id", clip.id); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "start", clip.range.start); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "end", clip.range.end); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "box", clip.box); !done)
        return tl::unexpected(done.error());
    if (auto done = member(json, "z", clip.z); !done)
        return tl::unexpected(done.error());
    if (clip.range.start.flicks < 0)
        return refuse(RefusalCode::OutOfRange, QStringLiteral("start"));
    if (clip.range.end <= clip.range.start)
        return refuse(RefusalCode::NegativeLength, QStringLiteral("end"));
    if (json.contains(QLatin1String("media"))) {
        const QJsonObject object = json.value(QLatin1String("media")).toObject();
        MediaUse media;
        if (auto done = member(object, "asset", media.asset); !done)
            return tl::unexpected(done.error());
        if (auto done = member(object, "in", media.in); !done)
            return tl::unexpected(done.error());
        if (auto done = member(object, "out", media.out); !done)
            return tl::unexpected(done.error());
        if (!isSha256Hex(media.asset))
            return refuse(RefusalCode::BadHash, QStringLiteral("media.asset"));
        clip.body = makeBody(media);
        return clip;
    }
    auto element = element::fromJson(json.value(QLatin1String("element")).toObject());
    if (!element)
        return under(QStringLiteral("element"), element.error());
    clip.body = makeBody(std::move(*element));
    return clip;
}

QJsonObject toJson(const Project &project)
{
    QJsonObject json = project.unknown;
    QJsonArray scenes, assets, markers, groups;
    for (const Scene &scene : project.scenes)
        scenes.append(sceneJson(scene));
    for (const Asset &asset : project.assets)
        assets.append(write(asset));
    for (const Marker &marker : project.markers)
        markers.append(write(marker));
    for (const Group &group : project.groups)
        groups.append(QJsonObject{{QStringLiteral("id"), group.id.value},
                                  {QStringLiteral("parent"), group.parent.value},
                                  {QStringLiteral("name"), group.name},
                                  {QStringLiteral("clips"), write(group.clips)}});
    json.insert(QStringLiteral("format"), formatVersion);
    json.insert(QStringLiteral("id"), project.id);
    json.insert(QStringLiteral("name"), project.name);
    json.insert(QStringLiteral("rate"), write(project.rate));
    json.insert(QStringLiteral("canvas"), QJsonObject{{QStringLiteral("width"), project.canvas.width},
                                                      {QStringLiteral("height"), project.canvas.height}});
    json.insert(QStringLiteral("languages"), write(project.languages));
    json.insert(QStringLiteral("scenes"), scenes);
    json.insert(QStringLiteral("assets"), assets);
    json.insert(QStringLiteral("markers"), markers);
    json.insert(QStringLiteral("groups"), groups);
    return json;
}

Result<Project> projectFromJson(const QJsonObject &json)
{
    Project project;
    Seen seen;
    if (auto done = readHead(json, project); !done)
        return tl::unexpected(done.error());
    auto scenes = list<Scene>(json, "scenes", scenesMax,
                              [&](const QJsonObject &one) { return sceneFromJson(one, seen); });
    if (!scenes)
        return tl::unexpected(scenes.error());
    if (scenes->isEmpty())
        return refuse(RefusalCode::TooFew, QStringLiteral("scenes"));
    project.scenes = *scenes;
    const auto asset = [](const QJsonObject &one) -> Result<Asset> {
        Asset value;
        auto done = read(QJsonValue(one), value);
        return done ? Result<Asset>(value) : tl::unexpected(done.error());
    };
    const auto marker = [&](const QJsonObject &one) -> Result<Marker> {
        Marker value;
        auto done = read(QJsonValue(one), value);
        if (done)
            done = seen.take(value.id.value);
        return done ? Result<Marker>(value) : tl::unexpected(done.error());
    };
    auto assets = list<Asset>(json, "assets", assetsMax, asset);
    if (!assets)
        return tl::unexpected(assets.error());
    auto markers = list<Marker>(json, "markers", markersMax, marker);
    if (!markers)
        return tl::unexpected(markers.error());
    auto groups =
        list<Group>(json, "groups", groupsMax, [&](const QJsonObject &g) { return groupFromJson(g, seen); });
    if (!groups)
        return tl::unexpected(groups.error());
    if (auto done = checkForest(*groups); !done)
        return tl::unexpected(done.error());
    project.assets = *assets;
    project.markers = *markers;
    project.groups = *groups;
    static const QStringList known{QStringLiteral("format"),  QStringLiteral("id"),
                                   QStringLiteral("name"),    QStringLiteral("rate"),
                                   QStringLiteral("canvas"),  QStringLiteral("languages"),
                                   QStringLiteral("scenes"),  QStringLiteral("assets"),
                                   QStringLiteral("markers"), QStringLiteral("groups")};
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!known.contains(it.key()))
            project.unknown.insert(it.key(), it.value());
    }
    return project;
}

QByteArray canonicalBytes(const Project &project)
{
    return canonicalJson(toJson(project));
}

QString hashOf(const Project &project)
{
    return sha256Hex(canonicalBytes(project));
}

} // namespace icmp::project
