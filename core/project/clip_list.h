// The clips of one track, in chunks of at most 256 sorted by (start, id). Copying a list copies no clip; an
// edit copies one chunk, and unchanged chunks stay shared with the value before, which is how views find what
// changed.
#pragma once

#include "core/base/media_time.h"
#include "core/element/element.h"

#include <memory>
#include <variant>

namespace icmp::project {

// In millionths of the canvas; may reach outside it.
struct Box {
    qint64 x = 0;
    qint64 y = 0;
    qint64 w = 1'000'000;
    qint64 h = 1'000'000;

    friend bool operator==(const Box &, const Box &) = default;
};

// A piece [in, out) of an asset, played over the clip's range.
struct MediaUse {
    QString asset; // SHA-256 in hex
    MediaTime in;
    MediaTime out;

    friend bool operator==(const MediaUse &, const MediaUse &) = default;
};

using Body = std::variant<element::Element, MediaUse>;

struct Clip {
    ClipId id;
    MediaRange range;
    Box box;
    qint64 z = 0;
    std::shared_ptr<const Body> body; // never null in a project

    // Null for a media clip, and the other way round.
    const element::Element *element() const
    {
        return body ? std::get_if<element::Element>(body.get()) : nullptr;
    }
    const MediaUse *media() const { return body ? std::get_if<MediaUse>(body.get()) : nullptr; }
    Clip withElement(element::Element changed) const;
    Clip withRange(const MediaRange &changed) const;

    friend bool operator==(const Clip &a, const Clip &b)
    {
        return a.id == b.id && a.range == b.range && a.box == b.box && a.z == b.z &&
               (a.body == b.body || (a.body && b.body && *a.body == *b.body));
    }
};

std::shared_ptr<const Body> makeBody(Body body);

inline constexpr int clipsPerChunkMax = 256; // copied by one edit: about 20 µs

struct ClipChunk {
    QList<Clip> clips; // 1–256, sorted by (start, id)
    MediaTime maxEnd;  // of the chunk's clips

    bool sharesWith(const ClipChunk &other) const { return clips.constData() == other.clips.constData(); }
};

class ClipList {
public:
    ClipList() = default;
    // Takes clips in any order.
    explicit ClipList(QList<Clip> clips);

    qsizetype size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    const QList<ClipChunk> &chunks() const { return m_chunks; }

    // Null when there is no such clip; the pointer lives as long as this list is not changed.
    const Clip *find(MediaTime start, ClipId id) const;
    void insert(const Clip &clip);
    // False when there was none.
    bool remove(MediaTime start, ClipId id);
    // In place when the start stays, else removed and inserted.
    void replace(const Clip &before, const Clip &after);

    // All clips that share time with the range, sorted by (start, id).
    QList<Clip> overlapping(const MediaRange &range) const;
    QList<Clip> startingFrom(MediaTime t) const;
    QList<Clip> all() const;
    MediaTime end() const;

    friend bool operator==(const ClipList &a, const ClipList &b);

private:
    qsizetype chunkFor(MediaTime start, ClipId id) const;
    void setChunk(qsizetype index, QList<Clip> clips);

    QList<ClipChunk> m_chunks;
    qsizetype m_size = 0;
};

} // namespace icmp::project
