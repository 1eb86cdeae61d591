// One import or one rendition: its steps in order, its progress, and its end. The library owns it and tells
// its signals.
#pragma once

#include "studio/media/file_hash.h"
#include "studio/media/media_cache.h"
#include "studio/media/media_worker.h"

namespace icmp::media {

class MediaJob : public QObject {
    Q_OBJECT

public:
    enum class Goal { Import, ImportWithoutProxy, Render };

    MediaJob(Goal goal, const QString &path, const MediaCache &cache, const WorkerSettings &settings,
             QObject *parent);
    ~MediaJob() override;

    void start();
    // After needsPermission(): goes on without a sandbox.
    void allowUnsandboxed();

Q_SIGNALS:
    void progressed(int percent, icmp::media::MediaLibrary::Stage stage);
    void probed(const icmp::media::ImportedMedia &media);
    void thumbnailsMade(const QString &hash);
    void waveformMade(const QString &hash);
    void proxyMade(const QString &hash);
    void imported(const icmp::media::ImportedMedia &media);
    void rendered(const icmp::media::Rendition &rendition);
    void failed(const icmp::Failure &failure);
    void needsPermission(const QString &question);

private:
    using Stage = MediaLibrary::Stage;

    void tell(Stage stage, int percent);
    void takeHash(const QString &hash);
    void openWorker();
    void takeProbe(const Outcome<WorkerReply> &reply);
    void takeIndex(const Outcome<WorkerReply> &reply);
    void goOn();
    void makeThumbnails();
    void askThumbnail(qsizetype number);
    void makeWaveform();
    void makeFilm(MediaCache::Film film);
    void takeFilm(MediaCache::Film film, const Outcome<WorkerReply> &reply);
    void offer(const QString &path, const QString &type);
    void giveUp(const Failure &failure);
    template <class Done>
    bool keep(const Outcome<Done> &kept);

    Goal m_goal;
    MediaCache m_cache;  // a value: the library may go first
    WorkerSettings m_settings;
    int m_source = -1;
    ImportedMedia m_media;
    std::unique_ptr<FileHash> m_hash;
    std::unique_ptr<FileHash> m_filmHash;
    std::unique_ptr<MediaWorker> m_worker;
    std::unique_ptr<QTemporaryFile> m_film;
    QList<MediaTime> m_thumbnailTimes;
    bool m_probeTold = false;
    bool m_isOver = false;
    int m_percent = -1;
};

}  // namespace icmp::media
