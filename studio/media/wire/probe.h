// What a media file is, as the worker found it: the value that import, preview, timeline and publishing
// share.
#pragma once

#include "core/base/media_time.h"
#include "core/base/refusal.h"

#include <QJsonObject>
#include <QSize>
#include <QString>
#include <optional>

namespace icmp::media {

enum class MediaKind { Film, Sound, Image };

struct VideoTrack {
    QString codec;     // FFmpeg's short name: "h264", "hevc", "vp9", "av1", "prores", "png" …
    QSize size;        // as shown: after the sample aspect ratio and the rotation, each side 1–16,384
    int rotation = 0;  // clockwise, one of 0, 90, 180, 270; already in `size` and in every decoded frame
    FrameRate rate;    // of a constant rate the exact one, of a variable one the average
    bool constantRate = true;

    friend bool operator==(const VideoTrack &, const VideoTrack &) = default;
};

struct AudioTrack {
    QString codec;  // "aac", "opus", "mp3", "pcm_s16le", "vorbis", "flac" …
    int channels = 0;
    int sampleRate = 0;  // of the file; what is decoded is always 48 kHz stereo

    friend bool operator==(const AudioTrack &, const AudioTrack &) = default;
};

// Times are the file's own, edit lists applied, not shifted: what a browser calls currentTime.
struct MediaProbe {
    MediaKind kind = MediaKind::Film;
    QString container;  // "mp4", "mov", "matroska", "webm", "mp3", "wav", "ogg", "png", "jpeg", "webp"
    MediaTime length;   // from 0 to the end of the last frame or sample; an image has length 0
    qint64 bytes = 0;
    qint64 frames = 0;  // in the frame index; 0 for sound, 1 for an image
    std::optional<VideoTrack> video;
    std::optional<AudioTrack> audio;

    friend bool operator==(const MediaProbe &, const MediaProbe &) = default;
};

QJsonObject toJson(const MediaProbe &probe);
// Refuses BadDocument with the key that is missing or out of range (the worker's answer is not trusted).
Result<MediaProbe> probeFromJson(const QJsonObject &json);

// Whether the file may be published as it is: MP4 or WebM, with H.264, VP9 or AV1, and AAC, Opus or no sound;
// PNG, JPEG and WebP images too. MOV counts as MP4 only by its container name, so it does not.
bool isPlayableByBrowsers(const MediaProbe &probe);

}  // namespace icmp::media
