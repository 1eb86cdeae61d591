#include "server/integration/media_words.h"

namespace icmp::integration {

namespace {

QByteArrayList words(const char *text)
{
    return QByteArray(text).split(' ');
}

QByteArrayList beginning()
{
    return words("-hide_banner -nostdin -nostats -loglevel error -protocol_whitelist file,pipe");
}

// No B-frames: the first picture of a segment is then the first shown, and nothing waits for a later one.
QByteArrayList liveEncoding()
{
    return words(
        "-c:v libx264 -preset veryfast -tune zerolatency -profile:v high -pix_fmt yuv420p -threads 2 "
        "-crf 23 -maxrate 6M -bufsize 6M -sc_threshold 0 -g 600 -force_key_frames expr:gte(t,n_forced) "
        "-vf scale='min(1920,iw)':-2 -c:a aac -b:a 128k -ar 48000 -ac 2");
}

QByteArrayList fragments()
{
    return words("-map 0:v:0 -map 0:a:0? -max_muxing_queue_size 1024 -f mp4 "
                 "-movflags +frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer "
                 "-flush_packets 1 pipe:1");
}

} // namespace

MediaOrder feedOrder(const QByteArray &container, Handling handling)
{
    MediaOrder order;
    order.arguments = beginning() +
                      words("-fflags +nobuffer+genpts -analyzeduration 1500000 -probesize 3000000 -f") +
                      QByteArrayList{container} + words("-i pipe:0");
    // AAC in MPEG-TS lacks what MP4 says first, and may be another codec altogether: it is cheap to make
    // anew.
    if (handling == Handling::Encode)
        order.arguments += liveEncoding();
    else
        order.arguments += words(container == "mpegts" ? "-c:v copy -c:a aac -b:a 160k -ac 2" : "-c copy");
    order.arguments += fragments();
    return order;
}

MediaOrder loopOrder(const QByteArray &file)
{
    MediaOrder order;
    order.confinement.readable = {file};
    order.arguments = beginning() + words("-re -stream_loop -1 -i") + QByteArrayList{"file:" + file} +
                      liveEncoding() + fragments();
    return order;
}

MediaOrder filmOrder(const QByteArray &recording, const QByteArray &folder, const QByteArray &name)
{
    MediaOrder order;
    order.nice = true;
    order.confinement.readable = {recording};
    order.confinement.writable = folder;
    order.arguments = beginning() + words("-y -f mp4 -i") + QByteArrayList{"file:" + recording} +
                      words("-map 0 -c copy -movflags +faststart -f mp4") +
                      QByteArrayList{"file:" + folder + '/' + name};
    return order;
}

QList<Rung> rungsFor(qint64 height)
{
    constexpr Rung all[] = {{1080, 4500}, {720, 2500}, {480, 1200}};
    QList<Rung> rungs;
    for (const Rung &rung : all) {
        if (rung.height <= height)
            rungs.append(rung);
    }
    if (rungs.isEmpty())
        rungs.append({int(height / 2 * 2), 800});
    return rungs;
}

MediaOrder ladderOrder(const QByteArray &film, const QByteArray &folder, const QList<Rung> &rungs, bool sound)
{
    MediaOrder order;
    order.nice = true;
    order.confinement.readable = {film};
    order.confinement.writable = folder;
    order.arguments = beginning() + words("-y -i") + QByteArrayList{"file:" + film};
    QByteArrayList streams;
    for (qsizetype i = 0; i < rungs.size(); ++i) {
        const QByteArray n = QByteArray::number(i), height = QByteArray::number(rungs[i].height);
        order.arguments += words("-map 0:v:0");
        if (sound)
            order.arguments += words("-map 0:a:0");
        order.arguments += {"-filter:v:" + n,  "scale=-2:" + height,
                            "-b:v:" + n,       QByteArray::number(rungs[i].kbits) + 'k',
                            "-maxrate:v:" + n, QByteArray::number(rungs[i].kbits * 3 / 2) + 'k',
                            "-bufsize:v:" + n, QByteArray::number(rungs[i].kbits * 2) + 'k'};
        streams.append("v:" + n + (sound ? ",a:" + n : QByteArray()) + ",name:" + height);
    }
    // Each picture keeps its time: none is made or left out for a steady rate, and the film begins with its
    // first picture instead of the delay of its B-frames, or the cards would come that much too early.
    order.arguments +=
        words("-fps_mode:v passthrough -enc_time_base:v 1:90000 -hls_segment_options "
              "movflags=+negative_cts_offsets "
              "-c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -threads 1 "
              "-sc_threshold 0 -force_key_frames expr:gte(t,n_forced*2) -c:a aac -b:a 128k -ac 2 "
              "-f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 "
              "-hls_flags independent_segments -master_pl_name master.m3u8 -progress pipe:1 -var_stream_map");
    // FFmpeg 5.1 puts the name in for %v only where there are several.
    const QByteArray only = QByteArray::number(rungs.first().height) + "-init.mp4";
    order.arguments += {streams.join(' '),
                        "-hls_fmp4_init_filename",
                        rungs.size() == 1 ? only : QByteArray("%v-init.mp4"),
                        "-hls_segment_filename",
                        folder + "/%v-%05d.m4s",
                        folder + "/%v.m3u8"};
    return order;
}

} // namespace icmp::integration
