#include "core/project/clip_list.h"

#include <algorithm>

namespace icmp::project {

namespace {

bool before(const Clip &clip, MediaTime start, ClipId id)
{
    return clip.range.start != start ? clip.range.start < start : clip.id < id;
}

bool inOrder(const Clip &a, const Clip &b)
{
    return before(a, b.range.start, b.id);
}

MediaTime maxEndOf(const QList<Clip> &clips)
{
    MediaTime end{};
    for (const Clip &clip : clips)
        end = std::max(end, clip.range.end);
    return end;
}

} // namespace

std::shared_ptr<const Body> makeBody(Body body)
{
    return std::make_shared<const Body>(std::move(body));
}

Clip Clip::withElement(element::Element changed) const
{
    Clip clip = *this;
    clip.body = makeBody(std::move(changed));
    return clip;
}

Clip Clip::withRange(const MediaRange &changed) const
{
    Clip clip = *this;
    clip.range = changed;
    return clip;
}

ClipList::ClipList(QList<Clip> clips)
{
    std::sort(clips.begin(), clips.end(), inOrder);
    m_size = clips.size();
    // Filled to three quarters, so that the next inserts do not split at once.
    constexpr qsizetype fill = clipsPerChunkMax * 3 / 4;
    for (qsizetype at = 0; at < clips.size(); at += fill) {
        QList<Clip> part = clips.mid(at, fill);
        const MediaTime end = maxEndOf(part);
        m_chunks.append({std::move(part), end});
    }
}

qsizetype ClipList::chunkFor(MediaTime start, ClipId id) const
{
    // The first chunk whose last clip is not before (start, id), else the last chunk.
    const auto it = std::lower_bound(m_chunks.begin(), m_chunks.end(), 0, [&](const ClipChunk &chunk, int) {
        return before(chunk.clips.last(), start, id);
    });
    return std::min<qsizetype>(it - m_chunks.begin(), m_chunks.size() - 1);
}

const Clip *ClipList::find(MediaTime start, ClipId id) const
{
    if (m_chunks.isEmpty())
        return nullptr;
    const QList<Clip> &clips = m_chunks.at(chunkFor(start, id)).clips;
    const auto it = std::lower_bound(clips.begin(), clips.end(), 0,
                                     [&](const Clip &clip, int) { return before(clip, start, id); });
    return it != clips.end() && it->id == id && it->range.start == start ? &*it : nullptr;
}

void ClipList::setChunk(qsizetype index, QList<Clip> clips)
{
    if (clips.isEmpty()) {
        m_chunks.removeAt(index);
        return;
    }
    if (clips.size() > clipsPerChunkMax) {
        QList<Clip> second = clips.mid(clips.size() / 2);
        clips.resize(clips.size() / 2);
        const MediaTime end = maxEndOf(second);
        m_chunks.insert(index + 1, ClipChunk{std::move(second), end});
    }
    const MediaTime end = maxEndOf(clips);
    m_chunks[index] = ClipChunk{std::move(clips), end};
}

void ClipList::insert(const Clip &clip)
{
    ++m_size;
    if (m_chunks.isEmpty()) {
        m_chunks.append({{clip}, clip.range.end});
        return;
    }
    const qsizetype index = chunkFor(clip.range.start, clip.id);
    QList<Clip> clips = m_chunks.at(index).clips;
    clips.insert(std::lower_bound(clips.cbegin(), clips.cend(), clip, inOrder) - clips.cbegin(), clip);
    setChunk(index, std::move(clips));
}

bool ClipList::remove(MediaTime start, ClipId id)
{
    const Clip *found = find(start, id);
    if (!found)
        return false;
    const qsizetype index = chunkFor(start, id);
    QList<Clip> clips = m_chunks.at(index).clips;
    clips.removeAt(found - m_chunks.at(index).clips.constData());
    setChunk(index, std::move(clips));
    --m_size;
    return true;
}

void ClipList::replace(const Clip &old, const Clip &changed)
{
    if (old.range.start == changed.range.start && old.id == changed.id) {
        const Clip *found = find(old.range.start, old.id);
        Q_ASSERT(found);
        const qsizetype index = chunkFor(old.range.start, old.id);
        const qsizetype at = found - m_chunks.at(index).clips.constData();
        QList<Clip> clips = m_chunks.at(index).clips;
        clips[at] = changed;
        setChunk(index, std::move(clips));
        return;
    }
    const bool removed = remove(old.range.start, old.id);
    Q_ASSERT(removed);
    Q_UNUSED(removed);
    insert(changed);
}

QList<Clip> ClipList::overlapping(const MediaRange &range) const
{
    QList<Clip> found;
    for (const ClipChunk &chunk : m_chunks) {
        if (chunk.clips.first().range.start >= range.end)
            break;
        if (chunk.maxEnd <= range.start)
            continue;
        for (const Clip &clip : chunk.clips) {
            if (clip.range.start >= range.end)
                break;
            if (clip.range.overlaps(range))
                found.append(clip);
        }
    }
    return found;
}

QList<Clip> ClipList::startingFrom(MediaTime t) const
{
    QList<Clip> found;
    for (const ClipChunk &chunk : m_chunks) {
        if (chunk.clips.last().range.start < t)
            continue;
        for (const Clip &clip : chunk.clips) {
            if (clip.range.start >= t)
                found.append(clip);
        }
    }
    return found;
}

QList<Clip> ClipList::all() const
{
    QList<Clip> clips;
    clips.reserve(m_size);
    for (const ClipChunk &chunk : m_chunks)
        clips += chunk.clips;
    return clips;
}

MediaTime ClipList::end() const
{
    MediaTime end{};
    for (const ClipChunk &chunk : m_chunks)
        end = std::max(end, chunk.maxEnd);
    return end;
}

bool operator==(const ClipList &a, const ClipList &b)
{
    return a.m_size == b.m_size && a.all() == b.all();
}

} // namespace icmp::project
