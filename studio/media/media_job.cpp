#include "studio/media/media_job.h"

#include <QDir>
#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace icmp::media {

namespace {

constexpr QSize thumbnailBox{320, 90};
constexpr qint64 thumbnailsMax = 240;  // one for each 30 s of a two-hour film
constexpr MediaTime thumbnailEvery = MediaTime::ofSeconds(1);

struct Share {
    MediaLibrary::Stage stage;
    int from;
    int to;
};

// How the whole of a job is divided, by what the steps take.
constexpr Share importShares[] = {{MediaLibrary::Stage::Hash, 0, 10},
                                  {MediaLibrary::Stage::Probe, 10, 20},
                                  {MediaLibrary::Stage::Thumbnails, 20, 30},
                                  {MediaLibrary::Stage::Waveform, 30, 40},
                                  {MediaLibrary::Stage::Proxy, 40, 100}};
constexpr Share renderShares[] = {{MediaLibrary::Stage::Hash, 0, 10},
                                  {MediaLibrary::Stage::Probe, 10, 15},
                                  {MediaLibrary::Stage::Render, 15, 100}};

QString typeOf(const MediaProbe &probe)
{
    if (probe.kind == MediaKind::Image)
        return QStringLiteral("image/") + probe.container;
    const QString container = probe.container == u"webm" ? QStringLiteral("webm") : QStringLiteral("mp4");
    return (probe.kind == MediaKind::Sound ? QStringLiteral("audio/") : QStringLiteral("video/")) + container;
}

}  // namespace

MediaJob::MediaJob(Goal goal, const QString &path, const MediaCache &cache, const WorkerSettings &settings,
                   QObject *parent)
    : QObject(parent), m_goal(goal), m_cache(cache), m_settings(settings)
{
    m_media.path = path;
    m_media.name = QFileInfo(path).fileName();
}

MediaJob::~MediaJob()
{
    if (m_source >= 0)
        close(m_source);
}

void MediaJob::tell(Stage stage, int percent)
{
    const auto tellShare = [&](const auto &shares) {
        for (const Share &share : shares) {
            if (share.stage == stage)
                m_percent = std::max(m_percent, share.from + (share.to - share.from) * percent / 100);
        }
    };
    const int before = m_percent;
    if (m_goal != Goal::Render)
        tellShare(importShares);
    else
        tellShare(renderShares);
    if (m_percent != before)
        Q_EMIT progressed(m_percent, stage);
}

void MediaJob::start()
{
    auto file = MediaWorker::openFile(m_media.path);
    if (!file) {
        giveUp(file.error());
        return;
    }
    m_source = *file;
    m_hash = std::make_unique<FileHash>();
    connect(m_hash.get(), &FileHash::progressed, this, [this](int percent) { tell(Stage::Hash, percent); });
    connect(m_hash.get(), &FileHash::failed, this, &MediaJob::giveUp);
    connect(m_hash.get(), &FileHash::done, this, &MediaJob::takeHash);
    m_hash->start(m_source);
}

void MediaJob::takeHash(const QString &hash)
{
    m_media.hash = hash;
    tell(Stage::Hash, 100);
    const auto known = m_cache.probe(hash);
    if (known) {
        m_media.probe = *known;
        goOn();
        return;
    }
    openWorker();
}

// The worker gets the descriptor that was hashed, so that both saw the same file.
void MediaJob::openWorker()
{
    m_worker = std::make_unique<MediaWorker>(m_settings);
    connect(m_worker.get(), &MediaWorker::died, this, [this](const Failure &why) {
        if (!MediaWorker::needsConfirmation(why))
            giveUp(why);
        else
            Q_EMIT needsPermission(why.what + QStringLiteral(" Open %1 all the same?").arg(m_media.name));
    });
    m_worker->start(m_source);
    m_worker->request(
        {Verb::Open}, [this](const auto &reply) { takeProbe(reply); },
        [this](int percent) { tell(Stage::Probe, percent); });
}

void MediaJob::allowUnsandboxed()
{
    m_settings.allowUnsandboxed = true;
    if (m_worker)
        m_worker.release()->deleteLater();
    openWorker();
}

void MediaJob::takeProbe(const Outcome<WorkerReply> &reply)
{
    if (!reply) {
        if (!MediaWorker::needsConfirmation(reply.error()))
            giveUp(reply.error());
        return;
    }
    const auto probe = probeFromJson(reply->values);
    if (!probe) {
        giveUp(
            {QStringLiteral("The media worker gave an answer that cannot be true; the file may be hostile."),
             QStringLiteral("Do not use this file.")});
        return;
    }
    m_media.probe = *probe;
    m_media.sandbox = m_worker->hello().sandbox;
    if (m_cache.probe(m_media.hash)) {
        goOn();
        return;
    }
    m_worker->request({Verb::Index}, [this](const auto &answer) { takeIndex(answer); });
}

void MediaJob::takeIndex(const Outcome<WorkerReply> &reply)
{
    const auto index = reply ? FrameIndex::fromBytes(reply->bulk) : Result<FrameIndex>();
    if (!reply || !index) {
        giveUp(reply ? Failure{QStringLiteral(
                                   "The film's list of frames cannot be true; the file may be hostile."),
                               QStringLiteral("Do not use this file.")}
                     : reply.error());
        return;
    }
    if (keep(m_cache.keepProbe(m_media.hash, m_media.probe, *index)))
        goOn();
}

template <class Done>
bool MediaJob::keep(const Outcome<Done> &kept)
{
    if (!kept)
        giveUp(kept.error());
    return kept.has_value();
}

// The next thing that is not in the cache yet; a step that needs the worker starts it first.
void MediaJob::goOn()
{
    if (!m_probeTold) {
        m_probeTold = true;
        tell(Stage::Probe, 100);
        Q_EMIT probed(m_media);
    }
    const bool film = m_media.probe.kind == MediaKind::Film;
    const bool import = m_goal != Goal::Render;
    const bool thumbnails = import && m_media.probe.video && !m_cache.hasThumbnails(m_media.hash);
    const bool waveform = import && m_media.probe.audio && !m_cache.hasWaveform(m_media.hash);
    const bool proxy = m_goal == Goal::Import && film && m_cache.proxyPath(m_media.hash).isEmpty();
    const bool asItIs = m_goal == Goal::Render && isPlayableByBrowsers(m_media.probe);
    const QString rendition = m_goal == Goal::Render ? m_cache.renditionPath(m_media.hash) : QString();
    const bool render = m_goal == Goal::Render && !asItIs && rendition.isEmpty();
    if (!m_worker && (thumbnails || waveform || proxy || render))
        openWorker();
    else if (thumbnails)
        makeThumbnails();
    else if (waveform)
        makeWaveform();
    else if (proxy)
        makeFilm(MediaCache::Film::Proxy);
    else if (render)
        makeFilm(MediaCache::Film::Rendition);
    else if (asItIs)
        offer(m_media.path, typeOf(m_media.probe));
    else if (m_goal == Goal::Render)
        offer(rendition, m_media.probe.video ? QStringLiteral("video/mp4") : QStringLiteral("audio/mp4"));
    else {
        m_isOver = true;
        tell(Stage::Proxy, 100);
        Q_EMIT imported(m_media);
    }
}

void MediaJob::makeThumbnails()
{
    const MediaTime length = m_media.probe.length;
    const qint64 count = std::clamp<qint64>(length.flicks / thumbnailEvery.flicks, 1, thumbnailsMax);
    m_thumbnailTimes.clear();
    for (qint64 i = 0; i < count; ++i)
        m_thumbnailTimes.append(MediaTime{length.flicks / count * i});
    askThumbnail(0);
}

void MediaJob::askThumbnail(qsizetype number)
{
    m_worker->request({Verb::Thumbnail, m_thumbnailTimes.at(number), thumbnailBox},
                      [this, number](const Outcome<WorkerReply> &reply) {
                          if (!reply) {
                              giveUp(reply.error());
                              return;
                          }
                          if (!keep(m_cache.keepThumbnail(m_media.hash, number, reply->image)))
                              return;
                          tell(Stage::Thumbnails, int((number + 1) * 100 / m_thumbnailTimes.size()));
                          if (number + 1 < m_thumbnailTimes.size()) {
                              askThumbnail(number + 1);
                              return;
                          }
                          if (!keep(m_cache.keepThumbnailTimes(m_media.hash, m_thumbnailTimes)))
                              return;
                          Q_EMIT thumbnailsMade(m_media.hash);
                          goOn();
                      });
}

void MediaJob::makeWaveform()
{
    m_worker->request(
        {Verb::Waveform},
        [this](const Outcome<WorkerReply> &reply) {
            const auto waveform = reply ? Waveform::fromBytes(reply->bulk) : Result<Waveform>();
            if (!reply || !waveform) {
                giveUp(reply ? Failure{describe(waveform.error()), QStringLiteral("Do not use this file.")}
                             : reply.error());
                return;
            }
            if (!keep(m_cache.keepWaveform(m_media.hash, *waveform)))
                return;
            Q_EMIT waveformMade(m_media.hash);
            goOn();
        },
        [this](int percent) { tell(Stage::Waveform, percent); });
}

void MediaJob::makeFilm(MediaCache::Film film)
{
    auto file = m_cache.newFilm(m_media.hash, film);
    if (!keep(file))
        return;
    m_film = std::move(*file);
    const bool proxy = film == MediaCache::Film::Proxy;
    m_worker->request(
        {proxy ? Verb::Proxy : Verb::Render}, [this, film](const auto &reply) { takeFilm(film, reply); },
        [this, proxy](int percent) { tell(proxy ? Stage::Proxy : Stage::Render, percent); },
        m_film->handle());
}

void MediaJob::takeFilm(MediaCache::Film film, const Outcome<WorkerReply> &reply)
{
    if (!reply) {
        giveUp(reply.error());
        return;
    }
    const auto kept = m_cache.keepFilm(m_media.hash, film, *m_film);
    m_film.reset();
    if (!keep(kept))
        return;
    if (film == MediaCache::Film::Proxy)
        Q_EMIT proxyMade(m_media.hash);
    goOn();
}

// What goes up is named by the hash of its own bytes.
void MediaJob::offer(const QString &path, const QString &type)
{
    auto file = MediaWorker::openFile(path);
    if (!file) {
        giveUp(file.error());
        return;
    }
    m_filmHash = std::make_unique<FileHash>();
    connect(m_filmHash.get(), &FileHash::failed, this, &MediaJob::giveUp);
    connect(m_filmHash.get(), &FileHash::done, this, [this, path, type](const QString &hash) {
        m_isOver = true;
        tell(Stage::Render, 100);
        Q_EMIT rendered({path, hash, type, QFileInfo(path).size(),
                         m_media.probe.video ? m_media.probe.video->size : QSize()});
    });
    m_filmHash->start(*file);
    close(*file);
}

void MediaJob::giveUp(const Failure &failure)
{
    if (m_isOver)
        return;
    m_isOver = true;
    Q_EMIT failed(failure);
}

}  // namespace icmp::media
