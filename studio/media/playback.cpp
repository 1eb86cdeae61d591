#include "studio/media/playback.h"

#include <QPointer>
#include <algorithm>

namespace icmp::media {

namespace {

constexpr int tickMs = 4;          // a quarter of a frame at 60 Hz
constexpr int aheadFrames = 5;     // decoded or under way before they are due
constexpr int lateMs = 250;        // so late that going on frame by frame would never catch up
constexpr int leadMs = 80;         // where a jump aims: what decoding to it takes
constexpr int soundChunk = 4'800;  // 100 ms
constexpr int soundAheadMs = 500;
constexpr qint64 flicksPerSample = flicksPerSecond / soundRate;

}  // namespace

Playback::Playback(const PlaybackSource &source, AudioOutput *audio, QObject *parent)
    : QObject(parent), m_source(source), m_audio(audio)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Playback::tick);
}

void Playback::stop()
{
    disconnect();
    m_timer.stop();
    for (const quint64 number : std::as_const(m_asked))
        m_source.pictures->cancel(number);
    for (const quint64 number : std::as_const(m_soundNumbers))
        m_source.sound->cancel(number);
    m_source = {};
    m_audio->stop();
}

void Playback::start(MediaTime t, QSize box)
{
    m_start = std::clamp(t, MediaTime{}, m_source.end);
    m_box = box;
    if (m_source.sound && m_audio->open())
        askSound();
    if (m_source.pictures)
        askPicture({Verb::Frame, m_start, m_box});
    else
        run();
    m_timer.start(tickMs);
}

void Playback::run()
{
    m_clock.start();
    m_running = true;
}

MediaTime Playback::position() const
{
    if (!m_running)
        return m_start;
    const qint64 microseconds = m_clock.nsecsElapsed() / 1000;
    return std::min(m_start + MediaTime{microseconds * flicksPerMs / 1000}, m_source.end);
}

bool Playback::isLate(MediaTime end) const
{
    return m_running && end + MediaTime::ofMs(lateMs) < position();
}

void Playback::askPictures()
{
    if (!m_source.pictures || m_noMorePictures || !m_running)
        return;
    if (m_jumping && m_asked.isEmpty()) {
        m_jumping = false;
        askPicture({Verb::Frame, std::min(position() + MediaTime::ofMs(leadMs), m_source.end), m_box});
        return;
    }
    while (!m_jumping && qint64(m_ahead.size()) + m_asked.size() < aheadFrames)
        askPicture({Verb::Next, {}, m_box});
}

void Playback::askPicture(const Request &request)
{
    m_asked.append(m_source.pictures->request(
        request, [self = QPointer<Playback>(this)](const Outcome<WorkerReply> &reply) {
            if (self && self->m_source.pictures)
                self->takePicture(reply);
        }));
}

// Answers come in the order of the requests.
void Playback::takePicture(const Outcome<WorkerReply> &reply)
{
    if (!m_asked.isEmpty())
        m_asked.removeFirst();
    if (!reply) {
        if (!MediaWorker::isCancelled(reply.error()))
            Q_EMIT failed(reply.error());
        return;
    }
    if (reply->image.isNull()) {
        m_noMorePictures = true;
        return;
    }
    MediaFrame frame{reply->image,       {reply->frame.startFlicks}, {reply->frame.endFlicks},
                     reply->frame.index, m_source.fromProxy,         false};
    if (!m_running)
        run();
    // A worker that was started again goes on from the first frame: that is not what is due.
    const bool goesBack = m_lastTaken && frame.start <= *m_lastTaken;
    m_jumping = m_jumping || goesBack || isLate(frame.end);
    if (goesBack)
        return;
    m_lastTaken = frame.start;
    m_ahead.push_back(std::move(frame));
    tick();
}

void Playback::askSound()
{
    if (!m_source.sound || !m_audio->isOpen() || m_soundEnd >= 0 || !m_soundNumbers.isEmpty())
        return;
    if (m_audio->waitingFrames() > qint64(soundAheadMs) * soundRate / 1000)
        return;
    const MediaTime from{m_start.flicks / flicksPerSample * flicksPerSample + m_soundAsked * flicksPerSample};
    m_soundNumbers.append(m_source.sound->request(
        {Verb::Sound, from, {}, soundChunk},
        [self = QPointer<Playback>(this)](const Outcome<WorkerReply> &reply) {
            if (!self || !self->m_source.sound || !reply)
                return;
            self->m_soundNumbers.clear();
            const qint64 frames = reply->bulk.size() / soundFrameBytes;
            self->m_soundAsked += frames;
            if (frames == 0)
                self->m_soundEnd = self->m_soundAsked;
            self->m_audio->push(reinterpret_cast<const float *>(reply->bulk.constData()), frames);
            self->askSound();
        }));
}

void Playback::showDue(MediaTime now)
{
    // The newest frame that is due is shown; those before it came too late.
    std::optional<MediaFrame> due;
    while (!m_ahead.empty() && (m_ahead.front().start <= now || !m_shownAny)) {
        m_dropped += due.has_value();
        due = std::move(m_ahead.front());
        m_ahead.pop_front();
        m_shownAny = true;
    }
    if (due)
        Q_EMIT framePlayed(*due);
}

void Playback::tick()
{
    if (!m_running)
        return;
    const QPointer<Playback> alive(this);
    const MediaTime now = position();
    m_audio->feed((now - m_start).toMsFloor());
    askSound();
    showDue(now);
    if (!alive)
        return;
    askPictures();
    Q_EMIT positionChanged(now);
    if (!alive || now < m_source.end)
        return;
    m_timer.stop();
    Q_EMIT ended();
}

}  // namespace icmp::media
