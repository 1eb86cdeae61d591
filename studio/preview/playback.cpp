#include "studio/preview/playback.h"

#include "studio/media/frame_cache.h"

#include <algorithm>

namespace icmp::preview {

namespace {

constexpr int tickMs = 15;
constexpr int speedMax = 8;

} // namespace

Playback::Playback(const media::WorkerSettings &settings, media::FrameCache *cache, QObject *parent)
    : QObject(parent), m_settings(settings), m_cache(cache)
{
    m_ticker.setInterval(tickMs);
    m_ticker.setTimerType(Qt::PreciseTimer);
    connect(&m_ticker, &QTimer::timeout, this, &Playback::tick);
}

Playback::~Playback() = default;

void Playback::setLength(MediaTime length)
{
    if (m_length == length)
        return;
    m_length = length;
    if (m_time > length)
        seek(length);
    Q_EMIT stateChanged();
}

void Playback::setFilm(const std::optional<Film> &film)
{
    if (m_film == film)
        return;
    const bool sameFile = m_film && film && m_film->path == film->path && m_source;
    const bool newProxy = sameFile && m_film->proxy != film->proxy && !film->proxy.isEmpty();
    m_film = film;
    if (!sameFile) {
        m_source.reset();
        m_image = {};
        m_failure.clear();
        if (m_film && !m_film->path.isEmpty())
            openFilm();
    } else if (newProxy) {
        m_source->useProxy(m_film->proxy);
    }
    m_imageRange = {};
    requestFrame();
    Q_EMIT pictureChanged();
}

void Playback::openFilm()
{
    m_source = std::make_unique<media::MediaSource>(m_settings, m_cache);
    auto *source = m_source.get();
    connect(source, &media::MediaSource::opened, this, [this] {
        requestFrame();
        Q_EMIT pictureChanged();
    });
    connect(source, &media::MediaSource::failed, this, [this](const Failure &failure) {
        m_failure = failure.what;
        pause();
        Q_EMIT pictureChanged();
    });
    connect(source, &media::MediaSource::seeking, this, [this] { Q_EMIT pictureChanged(); });
    connect(source, &media::MediaSource::frameReady, this, [this](quint64, const media::MediaFrame &frame) {
        take(frame);
        cover();
    });
    connect(source, &media::MediaSource::framePlayed, this, [this](const media::MediaFrame &frame) {
        if (m_speed == 1)
            take(frame);
    });
    connect(source, &media::MediaSource::positionChanged, this, [this](MediaTime t) {
        if (m_speed == 1)
            setTime(programmeTime(t));
    });
    connect(source, &media::MediaSource::ended, this, [this] {
        if (m_speed == 1)
            setTime(playRange().end);
    });
    source->setVolume(m_volume);
    source->open(m_film->path, m_film->proxy);
}

void Playback::take(const media::MediaFrame &frame)
{
    if (!m_film)
        return;
    m_image = frame.image;
    m_fromProxy = frame.fromProxy;
    m_imageRange = {programmeTime(frame.start), programmeTime(frame.end)};
    if (m_imageRange.end <= m_imageRange.start)
        m_imageRange.end = m_film->range.end;
    Q_EMIT pictureChanged();
}

// The frame that was asked for is the right one also before the first begins and after the last has ended,
// where a film's sound is longer than its picture.
void Playback::cover()
{
    if (m_speed != 0 || m_asked != m_time || m_imageRange.contains(m_time))
        return;
    m_imageRange.start = std::min(m_imageRange.start, m_time);
    m_imageRange.end = std::max(m_imageRange.end, MediaTime{m_time.flicks + 1});
    Q_EMIT pictureChanged();
}

void Playback::setPictureSize(QSize size)
{
    if (size.isEmpty() || m_size == size)
        return;
    m_size = size;
    m_imageRange = {};
    requestFrame();
}

Playback::Picture Playback::picture() const
{
    if (!underFilm(m_time))
        return Picture::None;
    if (m_film->path.isEmpty())
        return Picture::Missing;
    if (!m_failure.isEmpty())
        return Picture::Failed;
    if (m_speed != 0 && !m_image.isNull())
        return Picture::Playing;
    if (m_imageRange.contains(m_time))
        return Picture::Exact;
    return m_source && m_source->state() == media::MediaSource::State::Opening ? Picture::Opening
                                                                               : Picture::Seeking;
}

void Playback::requestFrame()
{
    if (!m_source || m_source->state() != media::MediaSource::State::Ready || !underFilm(m_time))
        return;
    if (m_speed == 1 && m_source->isPlaying())
        return;
    if (m_imageRange.contains(m_time))
        return m_source->cancelSeek(); // else its answer would take the place of the right picture
    m_asked = m_time;
    m_source->requestFrame(fileTime(m_time), m_size);
}

void Playback::setTime(MediaTime t)
{
    const MediaRange limits = playRange();
    if (m_speed > 0 && t >= limits.end) {
        if (m_loops && limits.length().flicks > 0) {
            const int speed = m_speed;
            stopClock();
            m_time = limits.start;
            m_speed = speed;
            startClock();
        } else {
            m_time = limits.end;
            pause();
        }
    } else if (m_speed < 0 && t <= limits.start) {
        m_time = limits.start;
        pause();
    } else {
        m_time = t;
    }
    Q_EMIT timeChanged(m_time);
}

MediaRange Playback::playRange() const
{
    if (m_loops && m_range && m_range->length().flicks > 0)
        return *m_range;
    return {{}, m_length};
}

void Playback::seek(MediaTime t)
{
    const MediaTime last = std::max(MediaTime{}, m_length);
    const MediaTime wanted = std::clamp(t, MediaTime{}, last);
    const MediaTime onGrid = m_rate.timeOfFrame(m_rate.frameAt(wanted));
    const int speed = m_speed;
    if (speed != 0)
        stopClock();
    m_time = onGrid;
    if (speed != 0) {
        m_speed = speed;
        startClock();
    }
    Q_EMIT timeChanged(m_time);
    requestFrame();
    Q_EMIT pictureChanged();
}

void Playback::step(qint64 frames)
{
    pause();
    seek(m_rate.timeOfFrame(std::max<qint64>(0, frame() + frames)));
}

void Playback::play()
{
    if (m_speed == 1 || m_length.flicks <= 0)
        return;
    stopClock();
    const MediaRange limits = playRange();
    if (m_time >= limits.end || m_time < limits.start)
        m_time = limits.start;
    m_speed = 1;
    startClock();
    Q_EMIT timeChanged(m_time);
    Q_EMIT stateChanged();
}

void Playback::pause()
{
    if (m_speed == 0)
        return;
    stopClock();
    Q_EMIT stateChanged();
    seek(m_time);
}

void Playback::togglePlay()
{
    if (isPlaying())
        pause();
    else
        play();
}

void Playback::faster(int direction)
{
    if (m_length.flicks <= 0)
        return;
    const int before = m_speed;
    const int next = before * direction > 0 ? std::clamp(before * 2, -speedMax, speedMax) : direction;
    if (next == 1) {
        play();
        return;
    }
    stopClock();
    m_speed = next;
    startClock();
    Q_EMIT stateChanged();
}

void Playback::startClock()
{
    m_clockStart = m_time;
    m_clock.restart();
    const bool ready = m_source && m_source->state() == media::MediaSource::State::Ready;
    if (m_speed == 1 && ready && underFilm(m_time))
        m_source->play(fileTime(m_time), m_size);
    else
        m_ticker.start();
}

void Playback::stopClock()
{
    m_ticker.stop();
    if (m_source && m_source->isPlaying())
        m_source->pause();
    m_speed = 0;
}

void Playback::tick()
{
    const MediaTime passed{m_clock.nsecsElapsed() * 7'056 / 10'000 * m_speed};
    setTime(m_clockStart + passed);
    requestFrame();
}

void Playback::setLoops(bool on)
{
    m_loops = on;
    Q_EMIT stateChanged();
}

void Playback::setRange(const std::optional<MediaRange> &range)
{
    m_range = range;
    Q_EMIT stateChanged();
}

void Playback::setVolume(double volume)
{
    m_volume = std::clamp(volume, 0.0, 1.0);
    if (m_source)
        m_source->setVolume(m_volume);
    Q_EMIT stateChanged();
}

} // namespace icmp::preview
