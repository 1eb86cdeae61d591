// Images of a project at the quality of the canvas, decoded one after another by the sandboxed worker; until
// one is there its thumbnail stands for it.
#pragma once

#include "studio/media/media_source.h"
#include "studio/shell/workbench.h"

#include <QHash>
#include <QSet>

namespace icmp::shell {

inline constexpr qint64 stillBytesMax = qint64(256) * 1024 * 1024; // eight pictures of 4K

class StillPictures : public QObject {
    Q_OBJECT

public:
    explicit StillPictures(Workbench &bench, QObject *parent = nullptr);

    // The whole picture, its thumbnail, or a null image. Asks for the picture when it is not there.
    QImage picture(const QString &hash);

Q_SIGNALS:
    void changed();

private:
    void next();
    void take(const QImage &picture); // of what is under way; null when it failed

    Workbench &m_bench;
    media::WorkerSettings m_workers;
    QHash<QString, QImage> m_pictures;
    qint64 m_bytes = 0;
    QStringList m_waiting;
    QSet<QString> m_failed; // not tried again until another document opens
    QString m_underWay;
    std::unique_ptr<media::MediaSource> m_source;
};

} // namespace icmp::shell
