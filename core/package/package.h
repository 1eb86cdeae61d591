// What is published: a project frozen into content-addressed objects. The public root and its parts are all a
// player loads; the private root (right answers, elements with a live trigger) stays on the server.
#pragma once

#include "core/element/element.h"
#include "core/project/project.h"

#include <QHash>
#include <functional>

namespace icmp::package {

inline constexpr int formatVersion = 1;
inline constexpr int clipsPerPartMax = project::clipsPerChunkMax;
inline constexpr int rootBytesMax = 4 * 1024 * 1024; // 10,000 parts and 10,000 assets
inline constexpr int partBytesMax = 4 * 1024 * 1024; // 256 clips with every text in several languages
inline constexpr int privateBytesMax = 16 * 1024 * 1024;
inline constexpr int partsMax = 10'000;

// The film as viewers get it: the scene's own asset, or a rendition of its sequence.
struct Film {
    QString hash; // SHA-256 hex
    QString type; // "video/mp4" or "video/webm"
    qint64 bytes = 0;
    qint64 width = 0;
    qint64 height = 0;

    friend bool operator==(const Film &, const Film &) = default;
};

struct FreezeInput {
    std::optional<Film> film = {};
    QString poster = {}; // hash of an image among the assets; empty for none
};

// One object to store under its hash; type is a media type of the allow-list below.
struct Piece {
    QString hash;
    QByteArray bytes;
    QString type;
};

struct Frozen {
    QString publicRoot;
    QString privateRoot;
    QList<Piece> pieces; // parts, then the private root, then the public root
    QStringList files;   // hashes of film, poster and images: stored beside the pieces, not part of them
};

// Canonical: equal projects give equal bytes and hashes. refuses  BadHash (film or poster), Missing (poster
// not an asset)
Result<Frozen> freeze(const project::Project &project, const FreezeInput &input);

// A clip with its element whole (public and private fields) when both roots were opened.
struct PlacedElement {
    ClipId id;
    MediaRange range;
    project::Box box;
    qint64 z = 0;
    element::Element element;
    bool held = false; // live trigger: only in the private root

    friend bool operator==(const PlacedElement &, const PlacedElement &) = default;
};

struct PlacedTrack {
    TrackId id;
    QString name;
    project::TrackKind kind = project::TrackKind::Overlay;
    bool hidden = false;
    QList<PlacedElement> clips; // sorted by (start, id), public ones only
};

struct PlacedScene {
    SceneId id;
    QString name;
    QList<PlacedTrack> tracks; // in paint order
};

struct AssetEntry {
    QString hash;
    QString type;
    qint64 bytes = 0;
    QString name;
};

struct Package {
    QString publicRoot;
    QString privateRoot; // empty when only the public tree was opened
    QString project;
    QString title;
    QStringList languages;
    FrameRate rate;
    project::Canvas canvas;
    MediaTime length;
    std::optional<Film> film;
    QString poster;
    QList<PlacedScene> scenes;
    QList<PlacedElement> held;
    QList<AssetEntry> assets;
    QStringList parts;                 // hashes
    QHash<ClipId, PlacedElement> byId; // all of them, the held ones too

    const PlacedElement *find(ClipId id) const;
    QList<PlacedElement> elements() const; // public ones by scene, track, start; then the held ones
    // Every object of the public tree but the root: parts, film, poster, assets.
    QStringList publicObjects() const;
};

// The bytes of an object, or nothing when it is not there.
using Loader = std::function<std::optional<QByteArray>(const QString &hash)>;

// Opens and checks a package: hashes, structure, limits, that no secret is in the public tree, that ids are
// unique, that the private root belongs to the public one. An empty privateRoot opens what a player sees.
// Film and images are not loaded.
//
// refuses  Missing (place is the hash), BadHash (the bytes are not what the hash says), BadDocument
// (structure, newer
//          format), TooLong, TooMany, OutOfRange, NameTaken (id twice), NotAllowedHere (a private field in
//          the public tree), WrongType, Conflict (private root of another public one)
Result<Package> open(const QString &publicRoot, const QString &privateRoot, const Loader &load);

// Media types that may be stored and served, each with what its first bytes must look like.
bool isAllowedType(const QString &type);
// Whether the first bytes (≤ 64 are enough) can be of this type.
bool looksLike(const QString &type, const QByteArray &head);

} // namespace icmp::package
