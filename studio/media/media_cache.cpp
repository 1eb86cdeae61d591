#include "studio/media/media_cache.h"

#include "core/base/hash.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

namespace icmp::media {

namespace {

constexpr qint64 smallFileMax = qint64(64) * 1024 * 1024;  // the longest index
constexpr int thumbnailQuality = 80;

const QString probeName = QStringLiteral("probe.json");
const QString indexName = QStringLiteral("frames.index");
const QString waveformName = QStringLiteral("sound.peaks");
const QString timesName = QStringLiteral("thumbnails.json");

QString filmName(MediaCache::Film film)
{
    return film == MediaCache::Film::Proxy ? QStringLiteral("proxy.mp4") : QStringLiteral("rendition.mp4");
}

QString thumbnailName(qsizetype number)
{
    return QStringLiteral("thumbnail-%1.jpg").arg(number);
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return !path.isEmpty() && file.open(QIODevice::ReadOnly) && file.size() <= smallFileMax ? file.readAll()
                                                                                            : QByteArray();
}

QString existing(const QString &path)
{
    return QFile::exists(path) ? path : QString();
}

tl::unexpected<Failure> cannotKeep(const QString &path, const QString &why)
{
    return fail(QStringLiteral("The cache file %1 could not be written: %2.").arg(path, why),
                QStringLiteral("Free some space, or choose another cache folder in the settings."));
}

}  // namespace

MediaCache::MediaCache(const QString &folder) : m_folder(folder) {}

// Hashes come from projects too, so what is no hash names nothing.
QString MediaCache::place(const QString &hash, const QString &name) const
{
    return isSha256Hex(hash) ? QStringLiteral("%1/%2/%3/%4").arg(m_folder, hash.left(2), hash, name)
                             : QString();
}

std::optional<MediaProbe> MediaCache::probe(const QString &hash) const
{
    const auto probe = probeFromJson(QJsonDocument::fromJson(readAll(place(hash, probeName))).object());
    return probe ? std::optional(*probe) : std::nullopt;
}

FrameIndex MediaCache::frameIndex(const QString &hash) const
{
    return FrameIndex::fromBytes(readAll(place(hash, indexName))).value_or(FrameIndex());
}

bool MediaCache::hasWaveform(const QString &hash) const
{
    return QFile::exists(place(hash, waveformName));
}

Waveform MediaCache::waveform(const QString &hash) const
{
    return Waveform::fromBytes(readAll(place(hash, waveformName))).value_or(Waveform());
}

bool MediaCache::hasThumbnails(const QString &hash) const
{
    return QFile::exists(place(hash, timesName));
}

QList<MediaTime> MediaCache::thumbnailTimes(const QString &hash) const
{
    QList<MediaTime> times;
    const QJsonArray listed = QJsonDocument::fromJson(readAll(place(hash, timesName))).array();
    for (const QJsonValue &time : listed)
        times.append(MediaTime{time.toInteger()});
    return times;
}

QImage MediaCache::thumbnail(const QString &hash, qsizetype number) const
{
    return QImage(place(hash, thumbnailName(number)));
}

QString MediaCache::proxyPath(const QString &hash) const
{
    return existing(place(hash, filmName(Film::Proxy)));
}

QString MediaCache::renditionPath(const QString &hash) const
{
    return existing(place(hash, filmName(Film::Rendition)));
}

Outcome<void> MediaCache::write(const QString &path, const QByteArray &bytes) const
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() ||
        !file.commit())
        return cannotKeep(path, file.errorString());
    return {};
}

Outcome<void> MediaCache::keepProbe(const QString &hash, const MediaProbe &probe,
                                    const FrameIndex &index) const
{
    // The probe is written last: where it is, the index is too.
    return write(place(hash, indexName), index.toBytes()).and_then([&] {
        return write(place(hash, probeName), QJsonDocument(toJson(probe)).toJson());
    });
}

Outcome<void> MediaCache::keepWaveform(const QString &hash, const Waveform &waveform) const
{
    return write(place(hash, waveformName), waveform.toBytes());
}

Outcome<void> MediaCache::keepThumbnail(const QString &hash, qsizetype number, const QImage &image) const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "JPG", thumbnailQuality);
    return write(place(hash, thumbnailName(number)), bytes);
}

Outcome<void> MediaCache::keepThumbnailTimes(const QString &hash, const QList<MediaTime> &times) const
{
    QJsonArray listed;
    for (const MediaTime time : times)
        listed.append(time.flicks);
    return write(place(hash, timesName), QJsonDocument(listed).toJson(QJsonDocument::Compact));
}

Outcome<std::unique_ptr<QTemporaryFile>> MediaCache::newFilm(const QString &hash, Film film) const
{
    const QString path = place(hash, filmName(film));
    QDir().mkpath(QFileInfo(path).path());
    auto file = std::make_unique<QTemporaryFile>(path + QStringLiteral(".XXXXXX.part"));
    if (path.isEmpty() || !file->open())
        return cannotKeep(path, file->errorString());
    return file;
}

Outcome<QString> MediaCache::keepFilm(const QString &hash, Film film, QTemporaryFile &file) const
{
    const QString path = place(hash, filmName(film));
    QFile::remove(path);
    if (!file.rename(path))
        return cannotKeep(path, file.errorString());
    file.setAutoRemove(false);
    return path;
}

}  // namespace icmp::media
