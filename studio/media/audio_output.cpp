#include "studio/media/audio_output.h"

#include "studio/media/wire/message.h"

#include <QAudioDevice>
#include <QAudioFormat>
#include <QAudioSink>
#include <QMediaDevices>
#include <algorithm>
#include <cmath>

namespace icmp::media {

namespace {

constexpr int bufferMs = 120;  // long enough for a busy desktop, short enough to stop at once

QAudioFormat soundFormat(QAudioFormat::SampleFormat samples)
{
    QAudioFormat format;
    format.setSampleRate(soundRate);
    format.setChannelCount(2);
    format.setSampleFormat(samples);
    return format;
}

}  // namespace

AudioOutput::AudioOutput(QObject *parent) : QObject(parent) {}

AudioOutput::~AudioOutput() = default;

bool AudioOutput::open()
{
    stop();
    const QAudioDevice device = QMediaDevices::defaultAudioOutput();
    if (device.isNull())
        return false;
    QAudioFormat format = soundFormat(QAudioFormat::Float);
    if (!device.isFormatSupported(format))
        format = soundFormat(QAudioFormat::Int16);
    if (!device.isFormatSupported(format))
        return false;
    m_sink = std::make_unique<QAudioSink>(device, format);
    m_sink->setBufferSize(format.bytesForDuration(bufferMs * 1000LL));
    m_sink->setVolume(m_volume);
    m_device = m_sink->start();
    if (!m_device || m_sink->error() != QAudio::NoError)
        stop();
    return isOpen();
}

void AudioOutput::stop()
{
    if (m_sink)
        m_sink->reset();
    m_device = nullptr;
    m_sink.reset();
    m_pace.clear();
    m_takenFrames = 0;
}

void AudioOutput::setVolume(double volume)
{
    m_volume = std::clamp(volume, 0.0, 1.0);
    if (m_sink)
        m_sink->setVolume(m_volume);
}

void AudioOutput::push(const float *frames, qint64 count)
{
    m_pace.push(frames, count);
}

void AudioOutput::feed(qint64 clockMs)
{
    if (!isOpen())
        return;
    const QAudioFormat format = m_sink->format();
    const qint64 room = m_sink->bytesFree() / format.bytesPerFrame();
    const qint64 count = std::min(room, m_pace.ready());
    const qint64 inDevice = (m_sink->bufferSize() - m_sink->bytesFree()) / format.bytesPerFrame();
    const double heardMs = (m_takenFrames - double(inDevice)) * 1000 / soundRate;
    m_pace.follow(double(clockMs) - heardMs);
    if (count <= 0)
        return;
    QList<float> samples(count * 2);
    const qint64 made = m_pace.take(samples.data(), count);
    m_takenFrames += double(made) * m_pace.step();
    if (format.sampleFormat() == QAudioFormat::Float) {
        m_device->write(reinterpret_cast<const char *>(samples.constData()), made * soundFrameBytes);
        return;
    }
    QList<qint16> whole(made * 2);
    std::transform(samples.constBegin(), samples.constBegin() + made * 2, whole.begin(),
                   [](float sample) { return qint16(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767)); });
    m_device->write(reinterpret_cast<const char *>(whole.constData()), made * 4);
}

}  // namespace icmp::media
