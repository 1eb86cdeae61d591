// An MP4 being written to a descriptor: H.264 pictures with the time stamps they are given, and AAC sound.
#pragma once

#include "studio/codec/byte_stream.h"

#include <QHash>
#include <QSize>

namespace icmp::codec {

struct FilmForm {
    QSize size;                 // of the picture, even numbers; empty for sound only
    AVRational timeBase{1, 1};  // of the picture's stamps; kept exactly in the file
    AVRational rate{25, 1};     // about; for the encoder's rate control only
    int keyFrameEvery = 250;
    const char *preset = "veryfast";
    const char *tune = nullptr;  // may be null
    int quality = 20;            // x264's crf
    int backwardFrames = 2;      // B-frames in a row; 0 makes seeking cheapest
    bool sound = false;
    bool indexInFront = false;
    int threads = 1;
};

class FilmWriter {
public:
    // The descriptor must be readable and writable, and stays the caller's.
    static Outcome<std::unique_ptr<FilmWriter>> create(int descriptor, const FilmForm &form);
    ~FilmWriter();

    // pts and duration in form.timeBase; pts rises. The frame must be 8-bit 4:2:0 of form.size.
    Outcome<void> writePicture(AVFrame *picture, qint64 pts, qint64 duration);
    // samples: stereo floats of 48 kHz that follow the last ones; the first is sample 0.
    Outcome<void> writeSound(const std::vector<float> &samples);
    // Time up to which sound was written.
    MediaTime soundEnd() const;
    // Drains the encoders and writes the table of contents. Nothing may be written afterwards.
    Outcome<void> finish();

private:
    FilmWriter(int descriptor, const FilmForm &form);
    Outcome<void> openPicture();
    Outcome<void> openSound();
    Outcome<void> begin();
    Outcome<void> encode(AVCodecContext *codec, AVStream *stream, const AVFrame *frame);
    Outcome<void> encodeSoundFrame(int samples);
    static int reopen(AVFormatContext *context, AVIOContext **io, const char *url, int flags,
                      AVDictionary **options);
    static int closeAgain(AVFormatContext *context, AVIOContext *io);

    struct ReleaseOutput {
        void operator()(AVFormatContext *context) const { avformat_free_context(context); }
    };

    FilmForm m_form;
    ByteStream m_bytes;
    std::unique_ptr<ByteStream> m_readBack;  // the muxer reads what it wrote to move the index to the front
    std::unique_ptr<AVFormatContext, ReleaseOutput> m_output;
    CodecPtr m_picture;
    CodecPtr m_sound;
    AVStream *m_pictureStream = nullptr;
    AVStream *m_soundStream = nullptr;
    PacketPtr m_packet;
    QHash<qint64, qint64> m_durations;  // of pictures that are in the encoder, by pts
    std::vector<float> m_pendingSound;
    qint64 m_soundSamples = 0;
};

}  // namespace icmp::codec
