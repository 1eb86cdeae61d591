// Splits the fragmented MP4 that a confined FFmpeg writes into its beginning and its fragments, and reads
// from them only what a playlist needs. Nothing is decoded. Every length is checked: what comes is not
// trusted.
//
// source  ISO/IEC 14496-12 (boxes), RFC 6381 (names of codecs)
#pragma once

#include "core/base/refusal.h"

#include <QByteArrayList>
#include <QHash>
#include <QList>

namespace icmp::integration {

inline constexpr qint64 fragmentBytesMax = 48 * 1024 * 1024; // 10 s at 35 Mbit/s
inline constexpr qint64 headerBoxBytesMax = 2 * 1024 * 1024; // moov or moof; one of 10 s has about 20 KiB
inline constexpr int tracksMax = 4;

// Where a track's time stands in the fragment's bytes, so that a recording can move it.
struct TimeField {
    quint32 track = 0;
    qint64 at = 0;      // of the field
    bool wide = false;  // 8 bytes, else 4
    quint64 value = 0;  // in units of the track
    quint64 length = 0; // of the track's samples in this fragment
};

struct Fragment {
    QByteArray bytes;      // moof and mdat
    qint64 startUs = 0;    // of the first sample shown, over all tracks
    qint64 durationUs = 0; // of the picture, else of the sound
    bool key = false;      // begins with a picture that needs no other
    QList<TimeField> times = {};
};

struct Opening {
    QByteArray bytes;          // ftyp and moov
    QByteArrayList codecs;     // sample entries, e.g. "avc1", "mp4a"
    bool plainPicture = false; // 8 bit 4:2:0 H.264, which every browser shows
    qint64 width = 0;
    qint64 height = 0;
};

class FragmentReader {
public:
    // Takes the next bytes. refuses  BadDocument (no such file, place is the box), TooLong
    Result<void> feed(const QByteArray &bytes);
    // Given once, when it is there.
    std::optional<Opening> takeOpening();
    QList<Fragment> takeFragments();

private:
    struct Track {
        quint32 timescale = 0;
        bool picture = false;
        quint32 sampleDuration = 0;
        quint32 sampleFlags = 0;
    };
    friend class MovieBoxes;
    friend class FragmentBoxes;

    Result<bool> takeBox();
    Result<void> box(const QByteArray &type, const QByteArray &whole, int headerBytes);

    QByteArray m_rest;
    QByteArray m_fileType;
    QByteArray m_movieFragment;
    QHash<quint32, Track> m_tracks;
    std::optional<Opening> m_opening;
    QList<Fragment> m_fragments;
};

} // namespace icmp::integration
