#include "server/integration/fragment_reader.h"

#include "server/integration/boxes.h"

#include <algorithm>

namespace icmp::integration {

namespace {

constexpr quint32 notSync = 0x10000; // a sample's flag: it needs others

tl::unexpected<Refusal> broken(const char *box)
{
    return refuse(RefusalCode::BadDocument, QString::fromLatin1(box));
}

constexpr qint64 secondsMax = 4'000'000'000; // 127 years, from 1970 on too

// From units of a track to µs; nothing for a time that makes no sense.
std::optional<qint64> toUs(qint64 value, quint32 timescale)
{
    const qint64 scale = qint64(timescale);
    if (value / scale > secondsMax || value / scale < -secondsMax)
        return std::nullopt;
    return value / scale * 1'000'000 + value % scale * 1'000'000 / scale;
}

} // namespace

// What moov says of each track.
class MovieBoxes {
public:
    MovieBoxes(FragmentReader &reader, Opening &opening) : m_reader(reader), m_opening(opening) {}

    bool read(QByteArrayView movie)
    {
        return eachBox(movie, [this](const QByteArray &type, QByteArrayView inside, qsizetype) {
            if (type == "trak")
                return track(inside);
            return type != "mvex" ||
                   eachBox(inside, [this](const QByteArray &name, QByteArrayView text, qsizetype) {
                       return name != "trex" || defaults(text);
                   });
        });
    }

private:
    bool track(QByteArrayView content)
    {
        if (m_reader.m_tracks.size() >= tracksMax)
            return false;
        quint32 id = 0;
        FragmentReader::Track made;
        const bool fits = eachBox(content, [&](const QByteArray &type, QByteArrayView inside, qsizetype) {
            if (type == "tkhd") {
                BoxBytes bytes(inside);
                const bool wide = bytes.number(4) >> 24 == 1;
                bytes.skip(wide ? 16 : 8);
                id = quint32(bytes.number(4));
                return !bytes.broken();
            }
            return type != "mdia" || media(inside, made);
        });
        if (!fits || id == 0 || made.timescale == 0)
            return false;
        m_reader.m_tracks.insert(id, made);
        return true;
    }

    bool media(QByteArrayView content, FragmentReader::Track &made)
    {
        return eachBox(content, [&](const QByteArray &type, QByteArrayView inside, qsizetype) {
            BoxBytes bytes(inside);
            if (type == "mdhd") {
                const bool wide = bytes.number(4) >> 24 == 1;
                bytes.skip(wide ? 16 : 8);
                made.timescale = quint32(bytes.number(4));
            } else if (type == "hdlr") {
                bytes.skip(8);
                made.picture = bytes.take(4) == QByteArrayView("vide");
            } else if (type == "minf") {
                return eachBox(inside, [&](const QByteArray &name, QByteArrayView table, qsizetype) {
                    return name != "stbl" ||
                           eachBox(table, [&](const QByteArray &entry, QByteArrayView text, qsizetype) {
                               return entry != "stsd" || sampleEntries(text, made.picture);
                           });
                });
            }
            return !bytes.broken();
        });
    }

    bool sampleEntries(QByteArrayView content, bool picture)
    {
        if (content.size() < 8)
            return false;
        return eachBox(content.sliced(8), [&](const QByteArray &type, QByteArrayView inside, qsizetype) {
            m_opening.codecs.append(type);
            if (!picture || inside.size() < 78)
                return true;
            BoxBytes bytes(inside);
            bytes.skip(24);
            m_opening.width = qint64(bytes.number(2));
            m_opening.height = qint64(bytes.number(2));
            return eachBox(inside.sliced(78), [&](const QByteArray &name, QByteArrayView text, qsizetype) {
                // The profile: baseline 66, main 77, high 100; above are more bits or colours.
                if (name == "avcC" && text.size() > 4)
                    m_opening.plainPicture = quint8(text[1]) <= 100;
                return true;
            });
        });
    }

    bool defaults(QByteArrayView content)
    {
        BoxBytes bytes(content);
        bytes.skip(4);
        const auto track = m_reader.m_tracks.find(quint32(bytes.number(4)));
        bytes.skip(4);
        const auto duration = quint32(bytes.number(4));
        bytes.skip(4);
        const auto flags = quint32(bytes.number(4));
        if (bytes.broken() || track == m_reader.m_tracks.end())
            return false;
        track->sampleDuration = duration;
        track->sampleFlags = flags;
        return true;
    }

    FragmentReader &m_reader;
    Opening &m_opening;
};

// What moof says of times.
class FragmentBoxes {
public:
    FragmentBoxes(const FragmentReader &reader, Fragment &made) : m_reader(reader), m_made(made) {}

    // headerBytes: of the moof box itself, whose content this is.
    bool read(QByteArrayView content, int headerBytes)
    {
        const bool fits = eachBox(content, [&](const QByteArray &type, QByteArrayView inside, qsizetype at) {
            return type != "traf" || run(inside, headerBytes + at);
        });
        if (!fits || m_made.times.isEmpty() || m_made.times.size() > tracksMax)
            return false;
        m_made.startUs = *m_first;
        m_made.durationUs = m_pictureUs.value_or(m_soundUs);
        return true;
    }

private:
    bool run(QByteArrayView content, qsizetype offset)
    {
        m_track = {};
        TimeField field;
        std::optional<qint64> shown;
        bool first = true;
        const bool fits = eachBox(content, [&](const QByteArray &type, QByteArrayView inside, qsizetype at) {
            BoxBytes bytes(inside);
            if (type == "tfhd")
                return header(bytes, field);
            if (type == "tfdt") {
                field.wide = bytes.number(4) >> 24 == 1;
                field.at = offset + at + 4;
                field.value = bytes.number(field.wide ? 8 : 4);
                return !bytes.broken() && field.value <= quint64(1) << 62;
            }
            return type != "trun" || samples(bytes, field, shown, first);
        });
        if (!fits || m_track.timescale == 0 || field.at == 0 || !shown)
            return false;
        const auto startUs = toUs(qint64(field.value) + *shown, m_track.timescale);
        const auto lengthUs = toUs(qint64(field.length), m_track.timescale);
        if (!startUs || !lengthUs)
            return false;
        m_first = m_first ? std::min(*m_first, *startUs) : *startUs;
        (m_track.picture ? m_pictureUs : m_soundUsMaybe) = lengthUs;
        m_soundUs = m_soundUsMaybe.value_or(0);
        m_made.times.append(field);
        return true;
    }

    bool header(BoxBytes &bytes, TimeField &field)
    {
        const auto flags = quint32(bytes.number(4)) & 0xffffff;
        field.track = quint32(bytes.number(4));
        const auto track = m_reader.m_tracks.find(field.track);
        if (track == m_reader.m_tracks.end())
            return false;
        m_track = *track;
        bytes.skip((flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
        if (flags & 0x8)
            m_track.sampleDuration = quint32(bytes.number(4));
        if (flags & 0x10)
            bytes.skip(4);
        if (flags & 0x20)
            m_track.sampleFlags = quint32(bytes.number(4));
        return !bytes.broken();
    }

    // `shown`: from the fragment's time to the first sample's moment on the screen.
    bool samples(BoxBytes &bytes, TimeField &field, std::optional<qint64> &shown, bool &first)
    {
        const auto flags = quint32(bytes.number(4));
        const quint64 count = bytes.number(4);
        bytes.skip(flags & 0x1 ? 4 : 0);
        const std::optional<quint32> firstFlags =
            flags & 0x4 ? std::optional(quint32(bytes.number(4))) : std::nullopt;
        for (quint64 i = 0; i < count && !bytes.broken(); ++i) {
            field.length += flags & 0x100 ? bytes.number(4) : m_track.sampleDuration;
            bytes.skip(flags & 0x200 ? 4 : 0);
            quint32 own = flags & 0x400 ? quint32(bytes.number(4)) : m_track.sampleFlags;
            if (i == 0 && firstFlags)
                own = *firstFlags;
            const qint64 later = flags & 0x800 ? qint64(qint32(quint32(bytes.number(4)))) : 0;
            if (first) {
                shown = later;
                if (m_track.picture)
                    m_made.key = (own & notSync) == 0;
                first = false;
            }
            if (!(flags & 0xF00) && i > 0) { // nothing to read: all are alike
                field.length += (count - i - 1) * m_track.sampleDuration;
                break;
            }
        }
        return !bytes.broken() && field.length <= quint64(1) << 40;
    }

    const FragmentReader &m_reader;
    Fragment &m_made;
    FragmentReader::Track m_track;
    std::optional<qint64> m_first, m_pictureUs, m_soundUsMaybe;
    qint64 m_soundUs = 0;
};

Result<void> FragmentReader::feed(const QByteArray &bytes)
{
    m_rest += bytes;
    for (;;) {
        const auto taken = takeBox();
        if (!taken)
            return tl::unexpected(taken.error());
        if (!*taken)
            return {};
    }
}

Result<bool> FragmentReader::takeBox()
{
    if (m_rest.size() < 8)
        return false;
    quint64 size = qFromBigEndian<quint32>(m_rest.constData());
    const QByteArray type = m_rest.mid(4, 4);
    int header = 8;
    if (size == 1) {
        if (m_rest.size() < 16)
            return false;
        size = qFromBigEndian<quint64>(m_rest.constData() + 8);
        header = 16;
    }
    if (size < quint64(header))
        return broken(type.constData());
    if (size > quint64(type == "mdat" ? fragmentBytesMax : headerBoxBytesMax))
        return refuse(RefusalCode::TooLong, QString::fromLatin1(type));
    if (quint64(m_rest.size()) < size)
        return false;
    const QByteArray whole = m_rest.left(qsizetype(size));
    m_rest.remove(0, qsizetype(size));
    if (const auto held = box(type, whole, header); !held)
        return tl::unexpected(held.error());
    return true;
}

Result<void> FragmentReader::box(const QByteArray &type, const QByteArray &whole, int headerBytes)
{
    const QByteArrayView content = QByteArrayView(whole).sliced(headerBytes);
    if (type == "ftyp") {
        m_fileType = whole;
    } else if (type == "moov") {
        Opening opening;
        m_tracks.clear();
        if (m_fileType.isEmpty() || !MovieBoxes(*this, opening).read(content) || m_tracks.isEmpty())
            return broken("moov");
        opening.bytes = m_fileType + whole;
        m_opening = std::move(opening);
    } else if (type == "moof") {
        if (m_tracks.isEmpty())
            return broken("moof");
        m_movieFragment = whole;
    } else if (type == "mdat") {
        Fragment made;
        if (m_movieFragment.size() < 8 ||
            !FragmentBoxes(*this, made).read(QByteArrayView(m_movieFragment).sliced(8), 8))
            return broken("moof");
        made.bytes = m_movieFragment + whole;
        m_movieFragment.clear();
        m_fragments.append(std::move(made));
    }
    return {};
}

std::optional<Opening> FragmentReader::takeOpening()
{
    return std::exchange(m_opening, std::nullopt);
}

QList<Fragment> FragmentReader::takeFragments()
{
    return std::exchange(m_fragments, {});
}

} // namespace icmp::integration
