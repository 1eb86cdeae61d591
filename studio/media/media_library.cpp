#include "studio/media/media_library.h"

#include "studio/media/media_cache.h"
#include "studio/media/media_job.h"

#include <QCache>
#include <QDir>
#include <QMap>
#include <QPointer>
#include <QTimer>
#include <algorithm>

namespace icmp::media {

namespace {

constexpr int jobsAtOnce = 1;  // each uses two threads; more would only fight for the processor
constexpr int thumbnailBytesMax = 32 * 1024 * 1024;  // 550 pictures of 160 × 90

}  // namespace

struct MediaLibrary::Parts {
    MediaLibrary *self;
    MediaCache cache;
    WorkerSettings settings;
    qint64 lastJob = 0;
    QMap<qint64, std::shared_ptr<MediaJob>> jobs;  // in the order they were asked for; the first ones run
    QList<qint64> running;
    QHash<QString, ImportedMedia> imported;
    QHash<QString, QList<MediaTime>> thumbnailTimes;
    QHash<QString, Waveform> waveforms;
    QCache<QPair<QString, qsizetype>, QImage> thumbnails{thumbnailBytesMax};
    bool makesProxies = true;

    Parts(MediaLibrary *owner, const QString &folder, const WorkerSettings &chosen)
        : self(owner), cache(folder), settings(chosen)
    {
    }
    JobId add(MediaJob::Goal goal, const QString &path);
    void connectJob(JobId id, MediaJob *job);
    void runNext();
    void remove(JobId id);
};

MediaLibrary::MediaLibrary(const QString &cacheFolder, const WorkerSettings &settings, QObject *parent)
    : QObject(parent), m_parts(std::make_unique<Parts>(this, cacheFolder, settings))
{
    QDir().mkpath(cacheFolder);
}

MediaLibrary::~MediaLibrary() = default;

JobId MediaLibrary::Parts::add(MediaJob::Goal goal, const QString &path)
{
    const JobId id{++lastJob};
    const auto job = std::shared_ptr<MediaJob>(new MediaJob(goal, path, cache, settings, nullptr),
                                               [](MediaJob *old) { old->deleteLater(); });
    connectJob(id, job.get());
    jobs.insert(id.value, job);
    QTimer::singleShot(0, self, [this] { runNext(); });
    return id;
}

void MediaLibrary::Parts::connectJob(JobId id, MediaJob *job)
{
    connect(job, &MediaJob::progressed, self,
            [this, id](int percent, Stage stage) { Q_EMIT self->progressed(id, percent, stage); });
    connect(job, &MediaJob::probed, self, [this, id](const ImportedMedia &media) {
        imported.insert(media.hash, media);
        Q_EMIT self->probed(id, media);
    });
    connect(job, &MediaJob::thumbnailsMade, self, [this](const QString &hash) {
        thumbnailTimes.remove(hash);
        Q_EMIT self->thumbnailsChanged(hash);
    });
    connect(job, &MediaJob::waveformMade, self, [this](const QString &hash) {
        waveforms.remove(hash);
        Q_EMIT self->waveformChanged(hash);
    });
    connect(job, &MediaJob::proxyMade, self,
            [this](const QString &hash) { Q_EMIT self->proxyChanged(hash); });
    connect(job, &MediaJob::needsPermission, self,
            [this, id](const QString &question) { Q_EMIT self->confirmationNeeded(id, question); });
    connect(job, &MediaJob::imported, self, [this, id](const ImportedMedia &media) {
        remove(id);
        Q_EMIT self->imported(id, media);
    });
    connect(job, &MediaJob::rendered, self, [this, id](const Rendition &rendition) {
        remove(id);
        Q_EMIT self->rendered(id, rendition);
    });
    connect(job, &MediaJob::failed, self, [this, id](const Failure &failure) {
        remove(id);
        Q_EMIT self->failed(id, failure);
    });
}

void MediaLibrary::Parts::runNext()
{
    for (auto it = jobs.cbegin(); it != jobs.cend() && running.size() < jobsAtOnce; ++it) {
        if (running.contains(it.key()))
            continue;
        running.append(it.key());
        const auto job = *it;
        job->start();
        return;
    }
}

void MediaLibrary::Parts::remove(JobId id)
{
    if (const auto job = jobs.take(id.value))
        job->disconnect(self);
    running.removeAll(id.value);
    QTimer::singleShot(0, self, [this] { runNext(); });
}

JobId MediaLibrary::import(const QString &path)
{
    return m_parts->add(
        m_parts->makesProxies ? MediaJob::Goal::Import : MediaJob::Goal::ImportWithoutProxy, path);
}

void MediaLibrary::setMakesProxies(bool makes)
{
    m_parts->makesProxies = makes;
}

JobId MediaLibrary::render(const QString &path)
{
    return m_parts->add(MediaJob::Goal::Render, path);
}

void MediaLibrary::cancel(JobId job)
{
    if (!m_parts->jobs.contains(job.value))
        return;
    m_parts->remove(job);
    Q_EMIT cancelled(job);
}

void MediaLibrary::cancelAll()
{
    const auto all = m_parts->jobs.keys();
    for (const qint64 job : all)
        cancel(JobId{job});
}

bool MediaLibrary::isBusy() const
{
    return !m_parts->jobs.isEmpty();
}

void MediaLibrary::allowUnsandboxed(JobId job)
{
    m_parts->settings.allowUnsandboxed = true;
    if (const auto found = m_parts->jobs.value(job.value))
        found->allowUnsandboxed();
}

std::optional<ImportedMedia> MediaLibrary::find(const QString &hash) const
{
    if (const auto found = m_parts->imported.constFind(hash); found != m_parts->imported.constEnd())
        return *found;
    const auto probe = m_parts->cache.probe(hash);
    return probe ? std::optional(ImportedMedia{hash, {}, {}, *probe, {}}) : std::nullopt;
}

QImage MediaLibrary::thumbnail(const QString &hash, MediaTime t) const
{
    auto times = m_parts->thumbnailTimes.constFind(hash);
    if (times == m_parts->thumbnailTimes.constEnd())
        times = m_parts->thumbnailTimes.insert(hash, m_parts->cache.thumbnailTimes(hash));
    if (times->isEmpty())
        return {};
    const auto after = std::upper_bound(times->begin(), times->end(), t);
    const QPair<QString, qsizetype> key{hash, std::max<qsizetype>(after - times->begin() - 1, 0)};
    if (const QImage *known = m_parts->thumbnails.object(key))
        return *known;
    const QImage image = m_parts->cache.thumbnail(hash, key.second);
    m_parts->thumbnails.insert(key, new QImage(image), int(image.sizeInBytes()));
    return image;
}

Waveform MediaLibrary::waveform(const QString &hash) const
{
    auto known = m_parts->waveforms.constFind(hash);
    if (known == m_parts->waveforms.constEnd())
        known = m_parts->waveforms.insert(hash, m_parts->cache.waveform(hash));
    return *known;
}

FrameIndex MediaLibrary::frameIndex(const QString &hash) const
{
    return m_parts->cache.frameIndex(hash);
}

QString MediaLibrary::proxyPath(const QString &hash) const
{
    return m_parts->cache.proxyPath(hash);
}

}  // namespace icmp::media
