// The cache folder: what was made of each file, by the SHA-256 of its content. Everything in it can be made
// again, and nothing half-made is ever seen under its final name.
#pragma once

#include "studio/media/media_library.h"

#include <QTemporaryFile>

namespace icmp::media {

class MediaCache {
public:
    explicit MediaCache(const QString &folder);

    std::optional<MediaProbe> probe(const QString &hash) const;
    FrameIndex frameIndex(const QString &hash) const;
    bool hasWaveform(const QString &hash) const;
    Waveform waveform(const QString &hash) const;
    bool hasThumbnails(const QString &hash) const;
    QList<MediaTime> thumbnailTimes(const QString &hash) const;  // rising
    QImage thumbnail(const QString &hash, qsizetype number) const;
    QString proxyPath(const QString &hash) const;      // empty when there is none
    QString renditionPath(const QString &hash) const;  // empty when there is none

    // Each fails with a sentence when the disk is full or refuses.
    Outcome<void> keepProbe(const QString &hash, const MediaProbe &probe, const FrameIndex &index) const;
    Outcome<void> keepWaveform(const QString &hash, const Waveform &waveform) const;
    Outcome<void> keepThumbnail(const QString &hash, qsizetype number, const QImage &image) const;
    // After the last picture: makes hasThumbnails() true.
    Outcome<void> keepThumbnailTimes(const QString &hash, const QList<MediaTime> &times) const;

    enum class Film { Proxy, Rendition };
    // A file to write to, gone again unless keepFilm() is called with it.
    Outcome<std::unique_ptr<QTemporaryFile>> newFilm(const QString &hash, Film film) const;
    Outcome<QString> keepFilm(const QString &hash, Film film, QTemporaryFile &file) const;

private:
    QString place(const QString &hash, const QString &name) const;
    Outcome<void> write(const QString &path, const QByteArray &bytes) const;

    QString m_folder;
};

}  // namespace icmp::media
