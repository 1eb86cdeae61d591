// The clips that decoding is tested with: every frame rate, every codec and container.
#pragma once

#include "core/base/media_time.h"
#include "tests/studio/media/test_clips.h"

namespace icmp::testclips {

struct RateRow {
    const char *name;
    const char *rate;
    const char *codec;
    const char *file;
    FrameRate expected;
    bool constant;
};

// GOP 48 with B-frames: a seek has to find its way inside. The last two are variable: lengths of 1, 2 and 3
// ticks.
inline constexpr RateRow rateRows[] = {
    {"23.976", "24000/1001", "-c:v libx264 -g 48 -bf 3", "r23976.mp4", {24000, 1001}, true},
    {"25", "25", "-c:v libx264 -g 48 -bf 3", "r25.mp4", {25, 1}, true},
    {"29.97", "30000/1001", "-c:v libx264 -g 48 -bf 3", "r2997.mp4", {30000, 1001}, true},
    {"30", "30", "-c:v libx264 -g 48 -bf 3 -x264-params open-gop=1", "r30.mov", {30, 1}, true},
    {"50", "50", "-c:v libx264 -g 48 -bf 3", "r50.mp4", {50, 1}, true},
    {"59.94", "60000/1001", "-c:v libx264 -g 48 -bf 3", "r5994.mp4", {60000, 1001}, true},
    {"59.94 in milliseconds", "60000/1001", "-c:v libx264 -g 48 -bf 3", "r5994.mkv", {60000, 1001}, true},
    {"variable",
     "30",
     "-vf settb=1/90000,setpts=(N+floor(N/3)+2*floor(N/7))*3000 -vsync passthrough -enc_time_base 1:90000 "
     "-c:v libx264 -g 48 "
     "-bf 3 -video_track_timescale 90000",
     "vfr.mp4",
     {0, 1},
     false},
    {"variable in webm",
     "30",
     "-vf settb=1/1000,setpts=(N+floor(N/3)+2*floor(N/7))*33 -vsync passthrough -enc_time_base 1:1000 -c:v "
     "libvpx-vp9 -deadline realtime -cpu-used 8 -g 48",
     "vfr.webm",
     {0, 1},
     false},
};

inline constexpr int rateFrames = 300;

inline QString rateClip(const RateRow &row)
{
    return make(
        {QString::fromLatin1(row.file), rateFrames, QString::fromLatin1(row.rate), words(row.codec), false});
}

struct FormatRow {
    const char *file;
    const char *output;
    const char *container;
    const char *picture;
    const char *sound;  // empty: none
    bool browsers;
};

inline constexpr FormatRow formatRows[] = {
    {"h264-aac.mp4", "-c:v libx264 -c:a aac", "mp4", "h264", "aac", true},
    {"h264.mp4", "-c:v libx264", "mp4", "h264", "", true},
    {"h264-10bit.mp4", "-c:v libx264 -pix_fmt yuv420p10le", "mp4", "h264", "", true},
    {"hevc-aac.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 -c:a aac", "mp4",
     "hevc", "aac", false},
    {"h264-mp3.mp4", "-c:v libx264 -c:a libmp3lame", "mp4", "h264", "mp3", false},
    {"h264-pcm.mov", "-c:v libx264 -c:a pcm_s16le", "mov", "h264", "pcm_s16le", false},
    {"prores.mov", "-c:v prores_ks -pix_fmt yuv422p10le -c:a pcm_s24le", "mov", "prores", "pcm_s24le", false},
    {"hevc-opus.mkv", "-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a libopus", "matroska",
     "hevc", "opus", false},
    {"vp9-opus.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus", "webm", "vp9", "opus",
     true},
    {"av1-opus.webm", "-c:v libsvtav1 -preset 12 -c:a libopus", "webm", "av1", "opus", true},
    {"av1.mp4", "-c:v libsvtav1 -preset 12", "mp4", "av1", "", true},
    {"vp9.mkv", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8", "matroska", "vp9", "", false},
    {"fragmented.mp4", "-c:v libx264 -g 24 -c:a aac -movflags +frag_keyframe+empty_moov", "mp4", "h264",
     "aac", true},
};

inline QString formatClip(const FormatRow &row)
{
    return make(
        {QString::fromLatin1(row.file), 60, QStringLiteral("30"), words(row.output), row.sound[0] != '\0'});
}

}  // namespace icmp::testclips
