// What the author edits. A Project is a value: copying it shares everything, and an edit makes a new one.
#pragma once

#include "core/project/clip_list.h"

#include <QJsonObject>

namespace icmp::project {

inline constexpr int formatVersion = 1;
inline constexpr int tracksMax = 1'000;
inline constexpr int clipsMax = 200'000;
inline constexpr int scenesMax = 1'000;
inline constexpr int markersMax = 10'000;
inline constexpr int assetsMax = 10'000;
inline constexpr int groupsMax = 50'000;
inline constexpr int languagesMax = 100;

enum class TrackKind { Media, Overlay, Ad, Live };
enum class Sharing { Exclusive, Free }; // whether clips of a track may share time

struct Track {
    TrackId id;
    QString name;
    TrackKind kind = TrackKind::Overlay;
    Sharing sharing = Sharing::Exclusive;
    bool locked = false;
    bool hidden = false;
    ClipList clips;

    friend bool operator==(const Track &, const Track &) = default;
};

struct Scene {
    SceneId id;
    QString name;
    QList<Track> tracks; // top row first is the last painted: paint order is the order of this list

    friend bool operator==(const Scene &, const Scene &) = default;
};

// A file the project uses. Where it lies is not part of the value: that differs between machines.
struct Asset {
    QString hash; // SHA-256 in hex
    QString name;
    QString type; // media type, e.g. "video/mp4"
    qint64 bytes = 0;
    QJsonObject probe; // what the media worker read: duration, streams

    friend bool operator==(const Asset &, const Asset &) = default;
};

struct Marker {
    MarkerId id;
    MediaRange range; // empty (start = end) for a point
    QString label;
    QString category; // "note", "chapter", "todo", …
    QString colour;   // name of a hue, e.g. "chapter"

    friend bool operator==(const Marker &, const Marker &) = default;
};

// Groups form a forest; deleting its last member deletes a group.
struct Group {
    GroupId id;
    GroupId parent; // not valid for a root
    QString name;
    QList<ClipId> clips;

    friend bool operator==(const Group &, const Group &) = default;
};

struct Canvas {
    qint64 width = 1920;
    qint64 height = 1080;

    friend bool operator==(const Canvas &, const Canvas &) = default;
};

struct Project {
    QString id; // 32 hex digits, drawn once
    QString name;
    FrameRate rate;
    Canvas canvas;
    QStringList languages{QStringLiteral("en")}; // the first is the default
    QList<Scene> scenes;                         // at least one
    QList<Asset> assets;
    QList<Marker> markers; // sorted by (start, id)
    QList<Group> groups;
    QJsonObject unknown; // fields of newer versions

    friend bool operator==(const Project &, const Project &) = default;

    const Scene *scene(SceneId wanted) const;
    const Asset *asset(const QString &hash) const;
};

// Ids a new project begins with.
struct NewIds {
    QString project;
    SceneId scene;
    QList<TrackId> tracks; // six: video, interaction 1 and 2, text, ads, live
};

// One scene with a media track, two interaction tracks, one for text, one for ads and one for live elements.
Project makeProject(const QString &name, const NewIds &ids);
// Length of the scene: the end of its media sequence, else the end of its last clip.
MediaTime lengthOf(const Scene &scene);

QJsonObject toJson(const Clip &clip);
QJsonObject toJson(const Project &project);
// refuses  BadDocument (structure, newer format), WrongType, OutOfRange, TooMany, TooLong, BadText,
// UnknownId,
//          NameTaken (id twice), NegativeLength, Overlap; place is the JSON path
Result<Clip> clipFromJson(const QJsonObject &json);
Result<Project> projectFromJson(const QJsonObject &json);

// Canonical bytes and their SHA-256 in hex: what doc.hash tells.
QByteArray canonicalBytes(const Project &project);
QString hashOf(const Project &project);

} // namespace icmp::project
