#include "studio/library/media_list.h"

#include "studio/media/wire/probe.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"
#include "studio/widgets/theme.h"

#include <QDropEvent>
#include <QKeyEvent>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QUrl>
#include <QVBoxLayout>

namespace icmp::library {

namespace {

using widgets::Token;

enum Role { HashRole = Qt::UserRole, DetailRole, PercentRole, StageRole, PictureRole, IconRole };
constexpr QSize thumbnailSize(80, 45);
constexpr int rowHeight = 60;

class MediaRow : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {160, std::max(rowHeight, 2 * QFontMetrics(option.font).height() + 24)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const widgets::Tokens &t = widgets::tokensOf(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF row = QRectF(option.rect).adjusted(0, 2, 0, -2);
        const bool chosen = option.state & QStyle::State_Selected;
        painter->setPen(Qt::NoPen);
        if (chosen || (option.state & QStyle::State_MouseOver)) {
            painter->setBrush(t[chosen ? Token::Surface3 : Token::Surface2]);
            painter->drawRoundedRect(row, 8, 8);
        }
        if ((option.state & QStyle::State_HasFocus) && chosen) {
            painter->setPen(QPen(t[Token::Focus], 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(row.adjusted(1, 1, -1, -1), 8, 8);
        }
        const QRectF picture(row.left() + 6, row.center().y() - thumbnailSize.height() / 2.0,
                             thumbnailSize.width(), thumbnailSize.height());
        paintPicture(*painter, picture, index, t);
        const QRectF words(picture.right() + 10, row.top() + 6, row.right() - picture.right() - 16,
                           row.height() - 12);
        paintWords(*painter, words, index, option.font, t);
        painter->restore();
    }

private:
    static void paintPicture(QPainter &painter, const QRectF &place, const QModelIndex &index,
                             const widgets::Tokens &t)
    {
        widgets::fillRounded(painter, place, t[Token::Surface0], 4);
        const QImage image = index.data(PictureRole).value<QImage>();
        if (image.isNull()) {
            QRectF glyph(0, 0, 20, 20);
            glyph.moveCenter(place.center());
            widgets::paintIcon(painter, glyph, index.data(IconRole).toString(), t[Token::Text3]);
            return;
        }
        widgets::paintFitted(painter, place, image);
    }

    static void paintWords(QPainter &painter, const QRectF &place, const QModelIndex &index,
                           const QFont &font, const widgets::Tokens &t)
    {
        QFont name = font;
        name.setWeight(QFont::Medium);
        painter.setFont(name);
        painter.setPen(t[Token::Text]);
        const QString title = index.data(Qt::DisplayRole).toString();
        const qreal line = QFontMetricsF(name).height();
        painter.drawText(QRectF(place.left(), place.top(), place.width(), line), Qt::AlignVCenter,
                         QFontMetricsF(name).elidedText(title, Qt::ElideMiddle, place.width()));
        painter.setFont(widgets::textFont(font, widgets::TextSize::Small));
        painter.setPen(t[Token::Text2]);
        const int percent = index.data(PercentRole).toInt();
        const QString detail =
            percent < 0 ? index.data(DetailRole).toString() : index.data(StageRole).toString();
        painter.drawText(QRectF(place.left(), place.top() + line + 1, place.width(), line), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(detail, Qt::ElideRight, int(place.width())));
        if (percent < 0)
            return;
        const QRectF bar(place.left(), place.bottom() - 4, place.width(), 4);
        widgets::fillRounded(painter, bar, t[Token::Line], 2);
        painter.setBrush(t[Token::Accent]);
        painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * percent / 100, 4)), 2, 2);
    }
};

QString iconOf(const project::Asset &asset)
{
    if (asset.type.startsWith(QLatin1String("image/")))
        return QStringLiteral("overlay-image");
    return asset.type.startsWith(QLatin1String("audio/")) ? QStringLiteral("audio") : QStringLiteral("film");
}

} // namespace

QString describeAsset(const project::Asset &asset)
{
    const auto probe = media::probeFromJson(asset.probe);
    if (!probe)
        return asset.type;
    const qint64 seconds = probe->length.flicks / flicksPerSecond;
    const QString length =
        QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    const QString size =
        probe->video
            ? QStringLiteral("%1 × %2").arg(probe->video->size.width()).arg(probe->video->size.height())
            : QString();
    switch (probe->kind) {
    case media::MediaKind::Film:
        return size.isEmpty() ? length : QStringLiteral("%1, %2").arg(length, size);
    case media::MediaKind::Sound:
        return MediaList::tr("Sound, %1").arg(length);
    case media::MediaKind::Image:
        return MediaList::tr("Image, %1").arg(size);
    }
    return {};
}

MediaList::MediaList(QWidget *parent) : QWidget(parent)
{
    setAcceptDrops(true);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Media of the project"));
    m_list->setItemDelegate(new MediaRow(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->installEventFilter(this);
    auto *use = new QAction(tr("Use in this scene"), m_list);
    auto *remove = new QAction(tr("Remove from the project"), m_list);
    use->setObjectName(QStringLiteral("media.use"));
    remove->setObjectName(QStringLiteral("media.remove"));
    m_list->addActions({use, remove});
    connect(use, &QAction::triggered, this, [this] { Q_EMIT useRequested(chosen()); });
    connect(remove, &QAction::triggered, this, [this] { Q_EMIT removeRequested(chosen()); });
    connect(m_list, &QListWidget::itemActivated, this, [this] { Q_EMIT useRequested(chosen()); });
    auto *full = new QWidget(this);
    auto *column = new QVBoxLayout(full);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_list, 1);
    auto *button = new QPushButton(tr("Import media"), full);
    connect(button, &QPushButton::clicked, this, &MediaList::importRequested);
    column->addWidget(button);
    auto *empty = new widgets::EmptyState(QStringLiteral("film"), tr("No media yet"),
                                          tr("Drop a film, a sound or an image here."), this);
    empty->setAction(tr("Import media"));
    connect(empty, &widgets::EmptyState::actionPressed, this, &MediaList::importRequested);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(empty);
    m_pages->addWidget(full);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_pages);
}

void MediaList::setAssets(const QList<project::Asset> &assets)
{
    if (m_assets == assets)
        return;
    m_assets = assets;
    fill();
}

void MediaList::setThumbnails(std::function<QImage(const QString &)> thumbnails)
{
    m_thumbnails = std::move(thumbnails);
    fill();
}

void MediaList::fill()
{
    const QString before = chosen();
    m_list->clear();
    for (const project::Asset &asset : std::as_const(m_assets)) {
        auto *item = new QListWidgetItem(asset.name, m_list);
        item->setData(HashRole, asset.hash);
        item->setData(DetailRole, describeAsset(asset));
        item->setData(IconRole, iconOf(asset));
        item->setToolTip(asset.name);
        if (m_thumbnails)
            item->setData(PictureRole, m_thumbnails(asset.hash));
        const auto progress = m_progress.value(asset.hash, {-1, {}});
        item->setData(PercentRole, progress.first);
        item->setData(StageRole, progress.second);
        if (asset.hash == before)
            m_list->setCurrentItem(item);
    }
    m_pages->setCurrentIndex(m_assets.isEmpty() ? 0 : 1);
}

QString MediaList::chosen() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(HashRole).toString() : QString();
}

void MediaList::setProgress(const QString &hash, int percent, const QString &stage)
{
    if (percent < 0)
        m_progress.remove(hash);
    else
        m_progress.insert(hash, {percent, stage});
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->data(HashRole).toString() != hash)
            continue;
        m_list->item(i)->setData(PercentRole, percent);
        m_list->item(i)->setData(StageRole, stage);
    }
}

void MediaList::refreshThumbnail(const QString &hash)
{
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_thumbnails && m_list->item(i)->data(HashRole).toString() == hash)
            m_list->item(i)->setData(PictureRole, m_thumbnails(hash));
    }
}

bool MediaList::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete &&
        !chosen().isEmpty()) {
        Q_EMIT removeRequested(chosen());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void MediaList::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MediaList::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    event->acceptProposedAction();
    if (!paths.isEmpty())
        Q_EMIT filesDropped(paths);
}

} // namespace icmp::library
