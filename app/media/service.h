// Answers the studio's requests about one source file. Everything here runs inside the sandbox.
#pragma once

#include "app/media/channel.h"
#include "studio/codec/frame_decoder.h"
#include "studio/codec/picture.h"
#include "studio/codec/sound_decoder.h"
#include "studio/media/wire/message.h"

#include <QSet>
#include <deque>

namespace icmp::worker {

// Shared memory that the studio made: mapped here, read there.
class SharedArea {
public:
    SharedArea() = default;
    explicit SharedArea(const Descriptor &memory);
    ~SharedArea();
    SharedArea(SharedArea &&other) noexcept;
    SharedArea &operator=(SharedArea &&other) noexcept;
    uint8_t *at(qint64 offset, qint64 bytes) const;  // null when it does not reach that far

private:
    uint8_t *m_start = nullptr;
    qint64 m_bytes = 0;
};

class Service {
public:
    explicit Service(Channel &channel) : m_channel(channel) {}
    // Answers requests until the studio closes its end.
    void run();

private:
    struct Task {
        quint64 number = 0;
        media::Verb verb = media::Verb::Open;
        int slot = 0;
        MediaTime time;
        QSize box;
        int count = 0;
        std::vector<Descriptor> descriptors;
    };
    using Values = Outcome<QJsonObject>;

    void take(Packet packet);
    void listen();
    codec::Run runOf(const Task &task);
    Values answer(Task &task);
    Values open(Task &task);
    Values index(const Task &task);
    Values frame(const Task &task);
    Values sound(const Task &task);
    Values waveform(const Task &task);
    Values write(const Task &task);
    Outcome<void> openFrames();
    Outcome<void> openSound();
    Values putFrame(const Task &task, const codec::DecodedFrame &frame);
    Values putBulk(const Task &task, const QByteArray &bytes);

    Channel &m_channel;
    std::deque<Task> m_waiting;
    QSet<quint64> m_cancelled;
    quint64 m_current = 0;

    // Declared in the order of use: decoders go before the files and the index they read.
    Descriptor m_source;
    SharedArea m_slots;
    SharedArea m_bulk;
    codec::TimeIndex m_index;
    std::unique_ptr<codec::MediaFile> m_file;
    std::unique_ptr<codec::MediaFile> m_soundFile;
    std::unique_ptr<codec::FrameDecoder> m_frames;
    std::unique_ptr<codec::SoundDecoder> m_sound;
    codec::PictureConverter m_converter;
    QString m_wrong;  // why the file was refused
};

}  // namespace icmp::worker
