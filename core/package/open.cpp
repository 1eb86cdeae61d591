#include "core/package/package.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "core/project/value_json.h"

#include <QJsonArray>
#include <QSet>

namespace icmp::package {

namespace {

tl::unexpected<Refusal> bad(const QString &place, const QString &detail = {})
{
    return refuse(RefusalCode::BadDocument, place, detail);
}

class Opener {
public:
    Opener(const Loader &load) : m_load(load) {}

    Result<Package> run(const QString &publicRoot, const QString &privateRoot)
    {
        m_package.publicRoot = publicRoot;
        m_package.privateRoot = privateRoot;
        if (!privateRoot.isEmpty()) {
            if (auto done = readPrivate(); !done)
                return tl::unexpected(done.error());
        }
        auto root = document(publicRoot, rootBytesMax);
        if (!root)
            return tl::unexpected(root.error());
        if (root->value(QLatin1String("visibility")).toString() != u"public")
            return bad(QStringLiteral("visibility"));
        for (const auto step :
             {&Opener::readHead, &Opener::readFilm, &Opener::readAssets, &Opener::readScenes}) {
            if (auto done = (this->*step)(*root); !done)
                return tl::unexpected(done.error());
        }
        if (auto done = readHeld(); !done)
            return tl::unexpected(done.error());
        for (auto it = m_secrets.begin(); it != m_secrets.end(); ++it) {
            if (!m_seen.contains(it.key().toLongLong()))
                return refuse(RefusalCode::UnknownId, QStringLiteral("secrets.") + it.key());
        }
        for (const PlacedElement &placed : m_package.elements())
            m_package.byId.insert(placed.id, placed);
        return m_package;
    }

private:
    Result<QJsonObject> document(const QString &hash, qsizetype bytesMax)
    {
        if (!isSha256Hex(hash))
            return refuse(RefusalCode::BadHash, hash);
        const std::optional<QByteArray> bytes = m_load(hash);
        if (!bytes)
            return refuse(RefusalCode::Missing, hash);
        if (bytes->size() > bytesMax)
            return refuse(RefusalCode::TooLong, hash);
        if (sha256Hex(*bytes) != hash)
            return refuse(RefusalCode::BadHash, hash);
        auto object = parseJsonObject(*bytes);
        if (!object)
            return refuse(object.error().code, hash, object.error().detail);
        return object;
    }

    static Result<void> checkFormat(const QJsonObject &root)
    {
        const QJsonValue format = root.value(QLatin1String("format"));
        if (!format.isDouble() || format.toInteger() < 1)
            return bad(QStringLiteral("format"));
        if (format.toInteger() > formatVersion)
            return bad(QStringLiteral("format"), QStringLiteral("It was published by a newer program."));
        return {};
    }

    Result<void> readPrivate()
    {
        auto root = document(m_package.privateRoot, privateBytesMax);
        if (!root)
            return tl::unexpected(root.error());
        if (auto done = checkFormat(*root); !done)
            return done;
        if (root->value(QLatin1String("visibility")).toString() != u"private")
            return bad(QStringLiteral("visibility"));
        if (root->value(QLatin1String("public")).toString() != m_package.publicRoot)
            return refuse(RefusalCode::Conflict, QStringLiteral("public"));
        m_secrets = root->value(QLatin1String("secrets")).toObject();
        m_held = root->value(QLatin1String("held")).toArray();
        if (m_secrets.size() > project::clipsMax || m_held.size() > project::clipsMax)
            return refuse(RefusalCode::TooMany, QStringLiteral("held"));
        return {};
    }

    Result<void> readHead(const QJsonObject &root)
    {
        if (auto done = checkFormat(root); !done)
            return done;
        m_package.project = root.value(QLatin1String("project")).toString();
        m_package.title = root.value(QLatin1String("title")).toString();
        if (m_package.title.size() > limits::nameLengthMax ||
            m_package.project.size() > limits::nameLengthMax)
            return refuse(RefusalCode::TooLong, QStringLiteral("title"));
        if (auto done = project::read(root.value(QLatin1String("languages")), m_package.languages); !done)
            return done;
        if (m_package.languages.isEmpty() || m_package.languages.size() > project::languagesMax)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("languages"));
        if (auto done = project::read(root.value(QLatin1String("rate")), m_package.rate); !done)
            return done;
        const QJsonObject canvas = root.value(QLatin1String("canvas")).toObject();
        m_package.canvas = {canvas.value(QLatin1String("width")).toInteger(),
                            canvas.value(QLatin1String("height")).toInteger()};
        if (m_package.canvas.width < 16 || m_package.canvas.height < 16 || m_package.canvas.width > 16'384 ||
            m_package.canvas.height > 16'384)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("canvas"));
        const qint64 length = root.value(QLatin1String("length")).toInteger(-1);
        if (length < 0 || length > projectFlicksMax)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("length"));
        m_package.length = {length};
        return {};
    }

    Result<void> readFilm(const QJsonObject &root)
    {
        const QJsonValue poster = root.value(QLatin1String("poster"));
        if (!poster.isNull() && !isSha256Hex(poster.toString()))
            return refuse(RefusalCode::BadHash, QStringLiteral("poster"));
        m_package.poster = poster.toString();
        const QJsonValue media = root.value(QLatin1String("media"));
        if (media.isNull())
            return {};
        const QJsonObject object = media.toObject();
        const Film film{object.value(QLatin1String("hash")).toString(),
                        object.value(QLatin1String("type")).toString(),
                        object.value(QLatin1String("bytes")).toInteger(),
                        object.value(QLatin1String("width")).toInteger(),
                        object.value(QLatin1String("height")).toInteger()};
        if (!isSha256Hex(film.hash))
            return refuse(RefusalCode::BadHash, QStringLiteral("media"));
        if (!film.type.startsWith(u"video/") || !isAllowedType(film.type))
            return refuse(RefusalCode::WrongType, QStringLiteral("media.type"));
        if (film.bytes < 0 || film.bytes > limits::objectBytesMax || film.width < 0 || film.height < 0)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("media"));
        m_package.film = film;
        return {};
    }

    Result<void> readAssets(const QJsonObject &root)
    {
        const QJsonArray assets = root.value(QLatin1String("assets")).toArray();
        if (assets.size() > project::assetsMax)
            return refuse(RefusalCode::TooMany, QStringLiteral("assets"));
        for (const auto item : assets) {
            const QJsonObject object = item.toObject();
            const AssetEntry entry{object.value(QLatin1String("hash")).toString(),
                                   object.value(QLatin1String("type")).toString(),
                                   object.value(QLatin1String("bytes")).toInteger(),
                                   object.value(QLatin1String("name")).toString()};
            if (!isSha256Hex(entry.hash))
                return refuse(RefusalCode::BadHash, QStringLiteral("assets"));
            if (!entry.type.startsWith(u"image/") || !isAllowedType(entry.type))
                return refuse(RefusalCode::WrongType, QStringLiteral("assets"), entry.type.left(80));
            m_package.assets.append(entry);
        }
        return {};
    }

    static Result<void> takeId(qint64 id, QSet<qint64> &seen)
    {
        if (!ClipId{id}.isValid())
            return refuse(RefusalCode::OutOfRange, QStringLiteral("id"));
        if (seen.contains(id))
            return refuse(RefusalCode::NameTaken, QString::number(id));
        seen.insert(id);
        if (seen.size() > project::clipsMax)
            return refuse(RefusalCode::TooMany, QStringLiteral("clips"));
        return {};
    }

    Result<void> readScenes(const QJsonObject &root)
    {
        const QJsonArray scenes = root.value(QLatin1String("scenes")).toArray();
        if (scenes.isEmpty())
            return refuse(RefusalCode::TooFew, QStringLiteral("scenes"));
        if (scenes.size() > project::scenesMax)
            return refuse(RefusalCode::TooMany, QStringLiteral("scenes"));
        for (const auto item : scenes) {
            const QJsonObject object = item.toObject();
            PlacedScene scene{SceneId{object.value(QLatin1String("id")).toInteger()},
                              object.value(QLatin1String("name")).toString(),
                              {}};
            if (auto done = takeId(scene.id.value, m_scenes); !done)
                return done;
            const QJsonArray tracks = object.value(QLatin1String("tracks")).toArray();
            if (tracks.size() > project::tracksMax)
                return refuse(RefusalCode::TooMany, QStringLiteral("tracks"));
            for (const auto track : tracks) {
                auto placed = readTrack(track.toObject());
                if (!placed)
                    return tl::unexpected(placed.error());
                scene.tracks.append(*placed);
            }
            m_package.scenes.append(scene);
        }
        return {};
    }

    Result<PlacedTrack> readTrack(const QJsonObject &object)
    {
        PlacedTrack track;
        track.id = TrackId{object.value(QLatin1String("id")).toInteger()};
        if (auto done = takeId(track.id.value, m_tracks); !done)
            return tl::unexpected(done.error());
        track.name = object.value(QLatin1String("name")).toString();
        track.hidden = object.value(QLatin1String("hidden")).toBool();
        if (auto done = project::read(object.value(QLatin1String("kind")), track.kind); !done)
            return tl::unexpected(done.error());
        if (track.kind == project::TrackKind::Media)
            return refuse(RefusalCode::NotAllowedHere, QStringLiteral("kind"));
        for (const auto hash : object.value(QLatin1String("parts")).toArray()) {
            if (m_package.parts.size() >= partsMax)
                return refuse(RefusalCode::TooMany, QStringLiteral("parts"));
            if (auto done = readPart(hash.toString(), track); !done)
                return tl::unexpected(done.error());
        }
        return track;
    }

    Result<void> readPart(const QString &hash, PlacedTrack &track)
    {
        auto part = document(hash, partBytesMax);
        if (!part)
            return tl::unexpected(part.error());
        if (!part->value(QLatin1String("clips")).isArray() || part->contains(QLatin1String("visibility")))
            return bad(hash, QStringLiteral("It is no part of a package."));
        m_package.parts.append(hash);
        const QJsonArray clips = part->value(QLatin1String("clips")).toArray();
        if (clips.size() > clipsPerPartMax)
            return refuse(RefusalCode::TooMany, hash);
        for (const auto item : clips) {
            auto clip = readClip(item.toObject());
            if (!clip)
                return refuse(clip.error().code, hash, describe(clip.error()));
            if (clip->element.trigger == element::Trigger::Live)
                return refuse(RefusalCode::NotAllowedHere, hash, QStringLiteral("A live element is public."));
            if (!track.clips.isEmpty() && std::pair(track.clips.last().range.start, track.clips.last().id) >=
                                              std::pair(clip->range.start, clip->id))
                return bad(hash, QStringLiteral("Clips are not sorted."));
            track.clips.append(*clip);
        }
        return {};
    }

    // Joins the public element with its secrets; neither side may carry what belongs to the other.
    Result<element::Element> readElement(QJsonObject json, const QJsonObject &secrets)
    {
        const auto shown = element::fromJson(json);
        if (!shown)
            return tl::unexpected(shown.error());
        const QJsonObject privateFields = element::privateJson(*shown);
        for (auto it = privateFields.begin(); it != privateFields.end(); ++it) {
            if (json.contains(it.key()))
                return refuse(RefusalCode::NotAllowedHere, it.key(), QStringLiteral("A secret is public."));
        }
        for (auto it = secrets.begin(); it != secrets.end(); ++it) {
            if (it.key() == u"texts")
                continue;
            if (!privateFields.contains(it.key()))
                return refuse(RefusalCode::NotAllowedHere, it.key());
            json.insert(it.key(), it.value());
        }
        QJsonObject texts = json.value(QLatin1String("texts")).toObject();
        const QJsonObject more = secrets.value(QLatin1String("texts")).toObject();
        for (auto language = more.begin(); language != more.end(); ++language) {
            QJsonObject byField = texts.value(language.key()).toObject();
            const QJsonObject added = language.value().toObject();
            for (auto text = added.begin(); text != added.end(); ++text)
                byField.insert(text.key(), text.value());
            texts.insert(language.key(), byField);
        }
        if (!texts.isEmpty())
            json.insert(QStringLiteral("texts"), texts);
        return element::fromJson(json);
    }

    Result<PlacedElement> readClip(const QJsonObject &json, bool held = false)
    {
        PlacedElement clip;
        clip.held = held;
        clip.id = ClipId{json.value(QLatin1String("id")).toInteger()};
        if (auto done = takeId(clip.id.value, m_seen); !done)
            return tl::unexpected(done.error());
        clip.range = {{json.value(QLatin1String("start")).toInteger(-1)},
                      {json.value(QLatin1String("end")).toInteger(-1)}};
        if (clip.range.start.flicks < 0 || clip.range.end.flicks > projectFlicksMax)
            return refuse(RefusalCode::OutOfRange, QStringLiteral("start"));
        if (clip.range.end <= clip.range.start)
            return refuse(RefusalCode::NegativeLength, QStringLiteral("end"));
        if (auto done = project::read(json.value(QLatin1String("box")), clip.box); !done)
            return tl::unexpected(done.error());
        if (auto done = project::read(json.value(QLatin1String("z")), clip.z); !done)
            return tl::unexpected(done.error());
        const QJsonObject own = json.value(QLatin1String("element")).toObject();
        auto element =
            held ? element::fromJson(own) : readElement(own, m_secrets.value(clip.id.toText()).toObject());
        if (!element)
            return tl::unexpected(element.error());
        clip.element = *element;
        return clip;
    }

    Result<void> readHeld()
    {
        for (const auto item : m_held) {
            auto clip = readClip(item.toObject(), true);
            if (!clip)
                return tl::unexpected(clip.error());
            if (clip->element.trigger != element::Trigger::Live)
                return refuse(RefusalCode::NotAllowedHere, QStringLiteral("held"));
            m_package.held.append(*clip);
        }
        return {};
    }

    const Loader &m_load;
    Package m_package;
    QJsonObject m_secrets;
    QJsonArray m_held;
    QSet<qint64> m_seen; // clips
    QSet<qint64> m_tracks, m_scenes;
};

} // namespace

const PlacedElement *Package::find(ClipId id) const
{
    const auto found = byId.constFind(id);
    return found == byId.constEnd() ? nullptr : &*found;
}

QList<PlacedElement> Package::elements() const
{
    QList<PlacedElement> all;
    for (const PlacedScene &scene : scenes) {
        for (const PlacedTrack &track : scene.tracks)
            all += track.clips;
    }
    return all + held;
}

QStringList Package::publicObjects() const
{
    QStringList objects = parts;
    if (film)
        objects.append(film->hash);
    if (!poster.isEmpty())
        objects.append(poster);
    for (const AssetEntry &asset : assets)
        objects.append(asset.hash);
    objects.removeDuplicates();
    return objects;
}

Result<Package> open(const QString &publicRoot, const QString &privateRoot, const Loader &load)
{
    return Opener(load).run(publicRoot, privateRoot);
}

} // namespace icmp::package
