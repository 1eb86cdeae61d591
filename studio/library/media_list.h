// The project's media: thumbnail, name, type, length, and how far the proxy is. Files dropped here are
// imported.
#pragma once

#include "core/project/project.h"

#include <QHash>
#include <QImage>
#include <QWidget>
#include <functional>

class QListWidget;
class QStackedWidget;

namespace icmp::library {

class MediaList : public QWidget {
    Q_OBJECT

public:
    explicit MediaList(QWidget *parent = nullptr);

    void setAssets(const QList<project::Asset> &assets);
    // What to draw for an asset; a null image draws its type's icon.
    void setThumbnails(std::function<QImage(const QString &hash)> thumbnails);
    // 0–99 while something is made for it, −1 when all is there.
    void setProgress(const QString &hash, int percent, const QString &stage);
    void refreshThumbnail(const QString &hash);
    QString chosen() const; // its hash; empty for none

Q_SIGNALS:
    void importRequested();
    void filesDropped(const QStringList &paths);
    // Enter or double click: use it as the scene's film, or place it as an image.
    void useRequested(const QString &hash);
    void removeRequested(const QString &hash);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();

    QStackedWidget *m_pages;
    QListWidget *m_list;
    QList<project::Asset> m_assets;
    QHash<QString, std::pair<int, QString>> m_progress;
    std::function<QImage(const QString &)> m_thumbnails;
};

// "0:30, 1920 × 1080", "Image, 640 × 480", "Sound, 3:20".
QString describeAsset(const project::Asset &asset);

} // namespace icmp::library
