// One media file opened for reading: only the containers and decoders that ICMP lists, within its limits.
// Every refusal is a Failure of two sentences: what is wrong with the file, and what the person can do.
#pragma once

#include "studio/codec/byte_stream.h"
#include "studio/media/wire/probe.h"

namespace icmp::codec {

class MediaFile {
public:
    // descriptor: readable and seekable; stays the caller's.
    // fails    empty file, unknown or forbidden container, no table of contents, no picture and no sound, a
    // picture
    //          above 16,384 pixels a side, longer than 8 h, a codec that is not listed
    static Outcome<std::unique_ptr<MediaFile>> open(int descriptor);

    AVFormatContext *context() { return m_input.get(); }
    AVStream *video() const { return m_video; }  // null for sound
    AVStream *audio() const { return m_audio; }  // null without sound
    media::MediaKind kind() const { return m_kind; }
    const QString &container() const { return m_container; }
    int rotation() const;  // clockwise 0, 90, 180, 270
    QSize shownSize() const;
    int descriptor() const { return m_bytes->descriptor(); }
    qint64 bytes() const { return m_bytes->bytes(); }
    // The container's own word for its length; 0 when it does not say.
    MediaTime declaredLength() const;
    // Whether the table of contents points beyond the end of the file (MP4 and MOV know).
    bool isCutOff() const;
    // A decoder for one of the streams, opened with `threads` threads.
    Outcome<CodecPtr> openDecoder(AVStream *stream, int threads) const;
    // Packets of all other streams are skipped from now on.
    void readOnly(const AVStream *stream);

private:
    explicit MediaFile(int descriptor);
    Outcome<void> openInput();
    Outcome<void> chooseStreams();
    Outcome<void> checkLimits() const;
    QByteArray head() const;

    std::unique_ptr<ByteStream> m_bytes;  // declared first: the input uses it until it is closed
    InputPtr m_input;
    AVStream *m_video = nullptr;
    AVStream *m_audio = nullptr;
    media::MediaKind m_kind = media::MediaKind::Film;
    QString m_container;
};

}  // namespace icmp::codec
