// Files becoming media of the project: imported in the background, placed as soon as they are probed.
#pragma once

#include "core/project/edit.h"
#include "studio/media/media_library.h"

#include <QHash>
#include <QObject>

namespace icmp::shell {

class Workbench;

// One import as the status line shows it.
struct ImportJob {
    media::JobId id;
    QString name;
    QString hash; // empty until known
    int percent = 0;
    QString stage;
    QString project = {}; // id of the one it was asked for
};

class MediaImport : public QObject {
    Q_OBJECT

public:
    explicit MediaImport(Workbench &bench);

    // Connects to the library, once.
    void watch(media::MediaLibrary &library);
    // A film becomes the scene's when it has none; everything else waits in the library.
    void import(const QStringList &paths);
    // Makes what is missing (thumbnails, proxy) for assets that are on this machine.
    void refreshMissing();
    // Makes the asset the scene's film, or puts an image at the playhead.
    void use(const QString &hash);
    void cancelAll();
    const QList<ImportJob> &jobs() const { return m_jobs; }

Q_SIGNALS:
    void jobsChanged();
    // −1 when all is there.
    void progressed(const QString &hash, int percent, const QString &stage);
    void thumbnailsChanged(const QString &hash);
    void waveformChanged(const QString &hash);

private:
    void place(const media::ImportedMedia &found);
    void setFilm(const QString &hash, const media::MediaProbe &probe, std::vector<project::Edit> before);
    void end(media::JobId id);
    ImportJob *find(media::JobId id);

    Workbench &m_bench;
    QList<ImportJob> m_jobs;
};

// "image/png", "video/mp4" … of what a probe found.
QString mediaTypeOf(const media::MediaProbe &probe);

} // namespace icmp::shell
