#include "studio/media/media_source.h"

#include "studio/media/frame_cache.h"
#include "studio/media/playback.h"

#include <QPointer>

namespace icmp::media {

struct MediaSource::Parts {
    struct Seek {
        quint64 number = 0;
        MediaTime time;
        qint64 index = 0;
        QSize box;
    };

    MediaSource *self;
    WorkerSettings settings;
    FrameCache *cache;
    State state = State::Closed;
    QString originalPath;
    QString proxyPath;
    bool proxyOpen = false;
    std::unique_ptr<MediaWorker> original;
    std::unique_ptr<MediaWorker> proxy;
    MediaProbe probe;
    FrameIndex index;
    QString sandbox;
    quint64 lastRequest = 0;
    std::optional<Seek> wanted;    // the newest request that is not answered
    std::optional<Seek> underWay;  // what a worker decodes now
    quint64 underWayNumber = 0;
    MediaWorker *underWayWorker = nullptr;
    AudioOutput audio;
    std::unique_ptr<Playback> playback;
    MediaTime stoppedAt;
    QSize playBox;
    double volume = 1;
    bool hasDevice = false;
    qint64 droppedLast = 0;

    Parts(MediaSource *owner, const WorkerSettings &chosen, FrameCache *frames)
        : self(owner), settings(chosen), cache(frames)
    {
    }
    void openOriginal();
    void takeProbe(const Outcome<WorkerReply> &reply);
    void takeIndex(const Outcome<WorkerReply> &reply);
    void openProxy();
    void dropProxy(const QString &why);
    void becomeReady();
    void giveUp(const Failure &failure);
    MediaWorker *frameWorker() const { return proxyOpen ? proxy.get() : original.get(); }
    const QString &framePath() const { return proxyOpen ? proxyPath : originalPath; }
    void dispatch();
    void takeFrame(const Seek &seek, bool fromProxy, const Outcome<WorkerReply> &reply);
    bool isRight(const FrameHeader &frame, qint64 wantedIndex) const;
};

MediaSource::MediaSource(const WorkerSettings &settings, FrameCache *cache, QObject *parent)
    : QObject(parent), m_parts(std::make_unique<Parts>(this, settings, cache))
{
}

MediaSource::~MediaSource()
{
    pause();
}

void MediaSource::open(const QString &original, const QString &proxy)
{
    pause();
    m_parts->stoppedAt = {};
    m_parts->wanted.reset();
    m_parts->underWay.reset();
    m_parts->originalPath = original;
    m_parts->proxyPath = proxy;
    m_parts->openOriginal();
}

void MediaSource::Parts::openOriginal()
{
    state = State::Opening;
    proxyOpen = false;
    proxy.reset();
    original = std::make_unique<MediaWorker>(settings);
    connect(original.get(), &MediaWorker::restarted, self, &MediaSource::restarted);
    connect(original.get(), &MediaWorker::died, self, [this](const Failure &why) { giveUp(why); });
    original->start(originalPath);
    original->request({Verb::Open}, [this](const Outcome<WorkerReply> &reply) { takeProbe(reply); });
}

void MediaSource::Parts::takeProbe(const Outcome<WorkerReply> &reply)
{
    if (!reply) {
        giveUp(reply.error());
        return;
    }
    const auto read = probeFromJson(reply->values);
    if (!read) {
        giveUp(
            {QStringLiteral("The media worker gave an answer that cannot be true; the file may be hostile."),
             QStringLiteral("Do not use this file.")});
        return;
    }
    probe = *read;
    sandbox = original->hello().sandbox;
    if (probe.kind == MediaKind::Sound) {
        becomeReady();
        return;
    }
    original->request({Verb::Index}, [this](const Outcome<WorkerReply> &answer) { takeIndex(answer); });
}

void MediaSource::Parts::takeIndex(const Outcome<WorkerReply> &reply)
{
    const auto read = reply ? FrameIndex::fromBytes(reply->bulk) : Result<FrameIndex>();
    if (!reply || !read || read->isEmpty()) {
        giveUp(reply ? Failure{QStringLiteral(
                                   "The film's list of frames cannot be true; the file may be hostile."),
                               QStringLiteral("Do not use this file.")}
                     : reply.error());
        return;
    }
    index = *read;
    openProxy();
    becomeReady();
}

void MediaSource::Parts::becomeReady()
{
    state = State::Ready;
    const QPointer<MediaSource> alive(self);
    Q_EMIT self->opened();
    if (alive)
        dispatch();
}

void MediaSource::Parts::giveUp(const Failure &failure)
{
    if (state == State::Failed || MediaWorker::isCancelled(failure))
        return;
    state = State::Failed;
    self->pause();
    wanted.reset();
    Q_EMIT self->failed(failure);
}

void MediaSource::Parts::openProxy()
{
    if (proxyPath.isEmpty() || probe.kind != MediaKind::Film)
        return;
    proxy = std::make_unique<MediaWorker>(settings);
    connect(proxy.get(), &MediaWorker::died, self, [this](const Failure &why) { dropProxy(why.what); });
    proxy->start(proxyPath);
    proxy->request({Verb::Open}, [this](const Outcome<WorkerReply> &reply) {
        const auto read = reply ? probeFromJson(reply->values) : Result<MediaProbe>();
        if (!reply || !read || read->frames != probe.frames) {
            dropProxy(reply ? QStringLiteral("it has other frames than the original") : reply.error().what);
            return;
        }
        proxyOpen = true;
        dispatch();
    });
}

// The original is exact too, only slower, so a bad proxy is left out without asking.
void MediaSource::Parts::dropProxy(const QString &why)
{
    if (proxyPath.isEmpty())
        return;
    qWarning("proxy of %s is not used: %s", qUtf8Printable(originalPath), qUtf8Printable(why));
    proxyOpen = false;
    if (cache)
        cache->forget(proxyPath);
    proxyPath.clear();
    if (underWayWorker == proxy.get()) {
        underWay.reset();
        underWayWorker = nullptr;
    }
    const bool wasPlaying = self->isPlaying();
    const MediaTime at = self->pause();
    proxy.release()->deleteLater();
    if (wasPlaying)
        self->play(at, playBox);
    dispatch();
}

void MediaSource::useProxy(const QString &proxy)
{
    if (proxy == m_parts->proxyPath || m_parts->state == State::Failed)
        return;
    m_parts->proxyPath = proxy;
    if (m_parts->state == State::Ready)
        m_parts->openProxy();
}

MediaSource::State MediaSource::state() const
{
    return m_parts->state;
}

bool MediaSource::hasProxy() const
{
    return m_parts->proxyOpen;
}

const MediaProbe &MediaSource::probe() const
{
    return m_parts->probe;
}

const FrameIndex &MediaSource::frameIndex() const
{
    return m_parts->index;
}

const QString &MediaSource::sandbox() const
{
    return m_parts->sandbox;
}

qint64 MediaSource::workerProcess() const
{
    return m_parts->original ? m_parts->original->processId() : 0;
}

quint64 MediaSource::requestFrame(MediaTime t, QSize size)
{
    const quint64 number = ++m_parts->lastRequest;
    const bool ready = m_parts->state == State::Ready && !m_parts->index.isEmpty();
    const qint64 index = ready ? m_parts->index.frameAt(t) : 0;
    m_parts->wanted = Parts::Seek{number, t, index, size};
    const FrameKey key{m_parts->framePath(), index, size};
    const auto cached = ready && m_parts->cache ? m_parts->cache->find(key) : std::nullopt;
    if (!cached) {
        Q_EMIT seeking(number, t);
        m_parts->dispatch();
        return number;
    }
    // Told from the event loop, so that the caller knows the number first.
    QMetaObject::invokeMethod(
        this,
        [this, number, frame = *cached] {
            if (!m_parts->wanted || m_parts->wanted->number != number)
                return;
            m_parts->wanted.reset();
            Q_EMIT frameReady(number, frame);
        },
        Qt::QueuedConnection);
    return number;
}

bool MediaSource::isSeeking() const
{
    return m_parts->wanted.has_value();
}

void MediaSource::cancelSeek()
{
    m_parts->wanted.reset();
    if (m_parts->underWay)
        m_parts->underWayWorker->cancel(m_parts->underWayNumber);
}

// At most one seek is under way; a newer one for another frame cancels it and follows.
void MediaSource::Parts::dispatch()
{
    if (state != State::Ready || !wanted || index.isEmpty())
        return;
    wanted->index = index.frameAt(wanted->time);
    if (underWay) {
        const bool same = underWay->index == wanted->index && underWay->box == wanted->box &&
                          underWayWorker == frameWorker();
        if (!same)
            underWayWorker->cancel(underWayNumber);
        return;
    }
    underWay = wanted;
    underWayWorker = frameWorker();
    const bool fromProxy = proxyOpen;
    underWayNumber =
        underWayWorker->request({Verb::Frame, index.startOf(wanted->index), wanted->box},
                                [this, seek = *wanted, fromProxy](const Outcome<WorkerReply> &reply) {
                                    takeFrame(seek, fromProxy, reply);
                                });
}

bool MediaSource::Parts::isRight(const FrameHeader &frame, qint64 wantedIndex) const
{
    return frame.index == wantedIndex && frame.startFlicks == index.startOf(wantedIndex).flicks;
}

void MediaSource::Parts::takeFrame(const Seek &seek, bool fromProxy, const Outcome<WorkerReply> &reply)
{
    underWay.reset();
    underWayWorker = nullptr;
    if (!reply) {
        const bool cancelled = MediaWorker::isCancelled(reply.error());
        if (!cancelled && fromProxy)
            dropProxy(reply.error().what);
        else if (!cancelled && wanted && wanted->number == seek.number) {
            wanted.reset();
            Q_EMIT self->failed(reply.error());
            return;
        }
        dispatch();
        return;
    }
    if (!isRight(reply->frame, seek.index) && fromProxy) {
        dropProxy(QStringLiteral("it shows another frame than the original"));
        return;
    }
    const MediaFrame frame{
        reply->image, {reply->frame.startFlicks}, {reply->frame.endFlicks}, reply->frame.index, fromProxy,
        true};
    if (cache)
        cache->insert({fromProxy ? proxyPath : originalPath, seek.index, seek.box}, frame);
    const bool answers = wanted && wanted->index == seek.index && wanted->box == seek.box;
    if (!answers) {
        dispatch();
        return;
    }
    const quint64 number = wanted->number;
    wanted.reset();
    Q_EMIT self->frameReady(number, frame);
}

void MediaSource::play(MediaTime t, QSize size)
{
    if (m_parts->state != State::Ready)
        return;
    pause();
    cancelSeek();
    m_parts->playBox = size;
    PlaybackSource source;
    source.pictures = m_parts->index.isEmpty() ? nullptr : m_parts->frameWorker();
    source.sound = m_parts->probe.audio ? m_parts->original.get() : nullptr;
    source.index = &m_parts->index;
    source.end = m_parts->probe.length;
    source.fromProxy = m_parts->proxyOpen;
    m_parts->audio.setVolume(m_parts->volume);
    m_parts->playback = std::make_unique<Playback>(source, &m_parts->audio, this);
    Playback *playback = m_parts->playback.get();
    connect(playback, &Playback::framePlayed, this, &MediaSource::framePlayed);
    connect(playback, &Playback::positionChanged, this, &MediaSource::positionChanged);
    connect(playback, &Playback::failed, this, &MediaSource::failed);
    connect(playback, &Playback::ended, this, [this] {
        pause();
        Q_EMIT ended();
    });
    playback->start(t, size);
    m_parts->hasDevice = m_parts->audio.isOpen();
}

MediaTime MediaSource::pause()
{
    if (m_parts->playback) {
        m_parts->stoppedAt = m_parts->playback->position();
        m_parts->droppedLast = m_parts->playback->dropped();
        m_parts->playback->stop();
        m_parts->playback.release()->deleteLater();  // it may be in one of its own signals
    }
    return m_parts->stoppedAt;
}

bool MediaSource::isPlaying() const
{
    return m_parts->playback != nullptr;
}

MediaTime MediaSource::position() const
{
    return m_parts->playback ? m_parts->playback->position() : m_parts->stoppedAt;
}

void MediaSource::setVolume(double volume)
{
    m_parts->volume = volume;
    m_parts->audio.setVolume(volume);
}

bool MediaSource::hasAudioDevice() const
{
    return m_parts->hasDevice;
}

qint64 MediaSource::droppedFrames() const
{
    return m_parts->playback ? m_parts->playback->dropped() : m_parts->droppedLast;
}

}  // namespace icmp::media
