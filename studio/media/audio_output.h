// Sound out, where there is a device. Without one everything here does nothing, and playing goes on silently.
#pragma once

#include "studio/media/sound_pace.h"

#include <QObject>
#include <memory>

class QAudioSink;
class QIODevice;

namespace icmp::media {

class AudioOutput : public QObject {
    Q_OBJECT

public:
    explicit AudioOutput(QObject *parent = nullptr);
    ~AudioOutput() override;

    // Looks for the default device and opens it; false when there is none.
    bool open();
    void stop();
    bool isOpen() const { return m_device != nullptr; }
    void setVolume(double volume);

    // Stereo floats of 48 kHz that follow the last ones.
    void push(const float *frames, qint64 count);
    // Frames pushed and not yet given to the device.
    qint64 waitingFrames() const { return m_pace.ready(); }
    // Gives the device what it has room for. clockMs: time since the first frame should have been heard.
    void feed(qint64 clockMs);

private:
    std::unique_ptr<QAudioSink> m_sink;
    QIODevice *m_device = nullptr;  // the sink's
    SoundPace m_pace;
    double m_volume = 1;
    double m_takenFrames = 0;  // of the film, given to the device
};

}  // namespace icmp::media
