// The media of a project: imports files in the background (hash, probe, thumbnails, waveform, proxy), keeps
// what was made in a cache folder by content hash, and renders files for publishing. Parsing happens in
// workers only.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"
#include "studio/media/wire/frame_index.h"
#include "studio/media/wire/probe.h"
#include "studio/media/wire/waveform.h"

#include <QImage>
#include <QObject>
#include <memory>
#include <optional>

namespace icmp::media {

using JobId = Id<struct JobKind>;
struct WorkerSettings;

// What an import found. The parts that take long (thumbnails, waveform, proxy) are asked from the library by
// hash.
struct ImportedMedia {
    QString hash;  // SHA-256 of the file, 64 hex digits
    QString path;  // where the file was when it was imported
    QString name;  // file name without folder
    MediaProbe probe;
    QString sandbox;  // which sandbox held
};

// What a rendition gave: a file that browsers play.
struct Rendition {
    QString path;  // in the cache folder
    QString hash;  // SHA-256 of the rendered file
    QString type;  // "video/mp4", "video/webm", "audio/mp4", "image/png" …
    qint64 bytes = 0;
    QSize size;  // of the picture; empty for sound
};

class MediaLibrary : public QObject {
    Q_OBJECT

public:
    enum class Stage { Hash, Probe, Thumbnails, Waveform, Proxy, Render };
    Q_ENUM(Stage)

    // cacheFolder is made when missing; several programs may share it.
    MediaLibrary(const QString &cacheFolder, const WorkerSettings &settings, QObject *parent = nullptr);
    ~MediaLibrary() override;

    // Imports the file at `path`: progressed()…, probed() as soon as hash and probe are known (the clip can
    // be placed then), at last imported(), or failed() or cancelled(). What the cache holds is not made
    // again.
    JobId import(const QString &path);
    // Whether imports from now on end with a proxy; they do at first. A film without one seeks in itself.
    void setMakesProxies(bool makes);
    // Makes a file for publishing from one whole file: the file itself when browsers play it, else MP4 with
    // H.264 and AAC, index in front, every frame time kept. Once per hash. Ends in rendered(), failed() or
    // cancelled().
    JobId render(const QString &path);
    // Ends the job at once; nothing half-made stays. An unknown id is ignored.
    void cancel(JobId job);
    void cancelAll();
    bool isBusy() const;

    // What was imported, in this run or an earlier one with the same cache folder; `path` is empty for the
    // latter.
    std::optional<ImportedMedia> find(const QString &hash) const;
    // The thumbnail at or before t (90 px high); null when there is none yet. Answers from memory or a small
    // file.
    QImage thumbnail(const QString &hash, MediaTime t) const;
    // Empty when there is no sound or it is not made yet.
    Waveform waveform(const QString &hash) const;
    // Frame times of the original; empty when there are none or the file was not imported.
    FrameIndex frameIndex(const QString &hash) const;
    // Path of the proxy, or empty while there is none; images and sounds have none.
    QString proxyPath(const QString &hash) const;

Q_SIGNALS:
    // percent 0–100 over the whole job, never falling; stage says what is being done.
    void progressed(icmp::media::JobId job, int percent, icmp::media::MediaLibrary::Stage stage);
    void probed(icmp::media::JobId job, const icmp::media::ImportedMedia &media);
    void thumbnailsChanged(const QString &hash);
    void waveformChanged(const QString &hash);
    void proxyChanged(const QString &hash);
    void imported(icmp::media::JobId job, const icmp::media::ImportedMedia &media);
    void rendered(icmp::media::JobId job, const icmp::media::Rendition &rendition);
    void failed(icmp::media::JobId job, const icmp::Failure &failure);
    void cancelled(icmp::media::JobId job);
    // No sandbox can be had here: nothing is parsed until allowUnsandboxed() was called for this run of the
    // program.
    void confirmationNeeded(icmp::media::JobId job, const QString &question);

public:
    void allowUnsandboxed(JobId job);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace icmp::media
