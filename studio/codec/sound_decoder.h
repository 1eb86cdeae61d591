// Sound as 48 kHz stereo floats, addressed by sample number: sample 0 is the file's time 0, gaps are silence.
#pragma once

#include "studio/codec/media_file.h"
#include "studio/media/wire/waveform.h"

#include <vector>

namespace icmp::codec {

class SoundDecoder {
public:
    // The file's packets are read by this decoder only, and it must live longer.
    static Outcome<std::unique_ptr<SoundDecoder>> open(MediaFile &file);

    // Up to `count` sample frames (two interleaved floats each) from sample `first` ≥ 0 on. Fewer only at the
    // end; an empty list says that the sound is over.
    Outcome<std::vector<float>> read(qint64 first, int count, const Run &run);

private:
    SoundDecoder(MediaFile &file, CodecPtr codec);
    Outcome<void> seek(qint64 sample);
    bool decodeMore();
    bool takeFrame();
    void convert(const AVFrame *frame);
    void placeAt(qint64 sample);

    MediaFile &m_file;
    CodecPtr m_codec;
    SwrPtr m_resampler;
    PacketPtr m_packet;
    FramePtr m_frame;
    std::vector<float> m_ready; // decoded and not yet given; begins at m_readyAt
    qint64 m_readyAt = 0;
    bool m_placed = false; // m_readyAt is known since the last seek
    bool m_ended = false;
    AVSampleFormat m_inFormat = AV_SAMPLE_FMT_NONE;
    int m_inRate = 0;
    int m_inChannels = 0;
};

// One low and one high for each 10 ms of the whole sound.
Outcome<media::Waveform> readWaveform(SoundDecoder &sound, MediaTime length, const Run &run);

} // namespace icmp::codec
