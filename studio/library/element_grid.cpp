#include "studio/library/element_grid.h"

#include "core/element/element.h"
#include "studio/settings/keymap.h"
#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"
#include "studio/widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCoreApplication>
#include <QDrag>
#include <QGridLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

namespace icmp::library {

namespace {

using widgets::Token;

constexpr int tileWidth = 116;
constexpr int tileHeight = 76;
constexpr int gap = 8;

QString labelOf(const element::TypeRow &row)
{
    return QCoreApplication::translate("Element", row.label);
}

class Tile : public QAbstractButton {
public:
    Tile(const element::TypeRow &row, QWidget *parent) : QAbstractButton(parent), m_row(row)
    {
        const QString summary = QCoreApplication::translate("Element", row.summary);
        setText(labelOf(row));
        setAccessibleName(labelOf(row));
        setAccessibleDescription(summary);
        setToolTip(QStringLiteral("%1. %2").arg(labelOf(row), summary));
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        // As wide as the column is, also narrower than its usual size.
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    const element::TypeRow &row() const { return m_row; }
    void setCompact(bool compact)
    {
        m_compact = compact;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override
    {
        const int side = widgets::scaled(font(), 40);
        return m_compact ? QSize(side, side)
                         : QSize(tileWidth, tileHeight + widgets::controlHeight(font()) - 28);
    }
    QSize minimumSizeHint() const override { return m_compact ? sizeHint() : QSize(88, sizeHint().height()); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        widgets::fillRounded(painter, rect(),
                             t[underMouse() || isDown() ? Token::Surface3 : Token::Surface2]);
        const int side = widgets::scaled(font(), 20);
        const QColor ink = t.ink(m_row.hue);
        if (m_compact) {
            widgets::paintIcon(painter, QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side),
                               widgets::elementIconName(m_row.key), ink);
        } else {
            paintWide(painter, t, side, ink);
        }
        if (hasFocus())
            widgets::paintFocusRing(painter, rect(), t, 8);
    }

    void mousePressEvent(QMouseEvent *event) override
    {
        m_from = event->position();
        QAbstractButton::mousePressEvent(event);
    }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        if (!(event->buttons() & Qt::LeftButton) ||
            (event->position() - m_from).manhattanLength() < QApplication::startDragDistance()) {
            QAbstractButton::mouseMoveEvent(event);
            return;
        }
        setDown(false);
        auto *drag = new QDrag(this);
        auto *mime = new QMimeData;
        mime->setData(QLatin1String(elementMime), m_row.key.toUtf8());
        mime->setText(labelOf(m_row));
        drag->setMimeData(mime);
        drag->setPixmap(grab());
        drag->setHotSpot(m_from.toPoint());
        drag->exec(Qt::CopyAction);
    }

private:
    void paintWide(QPainter &painter, const widgets::Tokens &t, int side, const QColor &ink)
    {
        widgets::paintIcon(painter, QRectF(12, 12, side, side), widgets::elementIconName(m_row.key), ink);
        QFont label = font();
        label.setWeight(QFont::Medium);
        painter.setFont(label);
        painter.setPen(t[Token::Text]);
        const QRect words(12, height() - 10 - painter.fontMetrics().height(), width() - 18,
                          painter.fontMetrics().height());
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
        painter.setFont(widgets::monoFont(font(), widgets::TextSize::Small, QFont::Medium));
        painter.setPen(t[Token::Text2]);
        painter.drawText(QRect(0, 8, width() - 12, painter.fontMetrics().height()), Qt::AlignRight,
                         keyOfType(m_row.key));
    }

    element::TypeRow m_row;
    bool m_compact = false;
    QPointF m_from;
};

} // namespace

QString keyOfType(const QString &type)
{
    const QList<element::TypeRow> &rows = element::types();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows.at(i).key == type)
            return QKeySequence(settings::insertKeyOf(i), QKeySequence::PortableText)
                .toString(QKeySequence::NativeText);
    }
    return {};
}

ElementGrid::ElementGrid(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setAccessibleName(tr("Elements"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(gap);
    m_grid->setAlignment(Qt::AlignTop);
    for (const element::TypeRow &row : element::types()) {
        auto *tile = new Tile(row, this);
        tile->installEventFilter(this);
        connect(tile, &QAbstractButton::clicked, this, [this, key = row.key] { Q_EMIT addRequested(key); });
        m_tiles.append(tile);
    }
    arrange();
}

int ElementGrid::columns() const
{
    return m_compact ? 1 : std::max(1, (width() + gap) / (92 + gap));
}

void ElementGrid::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    arrange();
}

int ElementGrid::shown() const
{
    return int(
        std::count_if(m_tiles.begin(), m_tiles.end(), [](const QWidget *t) { return !t->isHidden(); }));
}

void ElementGrid::addFirst()
{
    for (QWidget *tile : std::as_const(m_tiles)) {
        if (!tile->isHidden()) {
            Q_EMIT addRequested(static_cast<Tile *>(tile)->row().key);
            return;
        }
    }
}

void ElementGrid::focusFirst()
{
    for (QWidget *tile : std::as_const(m_tiles)) {
        if (!tile->isHidden()) {
            tile->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

void ElementGrid::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    for (QWidget *tile : std::as_const(m_tiles))
        static_cast<Tile *>(tile)->setCompact(compact);
    arrange();
}

void ElementGrid::arrange()
{
    const int wide = std::min(columns(), 2);
    int at = 0;
    for (QWidget *tile : std::as_const(m_tiles)) {
        const element::TypeRow &row = static_cast<Tile *>(tile)->row();
        const QString summary = QCoreApplication::translate("Element", row.summary);
        const bool fits = m_filter.isEmpty() || labelOf(row).contains(m_filter, Qt::CaseInsensitive) ||
                          summary.contains(m_filter, Qt::CaseInsensitive);
        m_grid->removeWidget(tile);
        tile->setVisible(fits);
        if (!fits)
            continue;
        m_grid->addWidget(tile, at / wide, at % wide);
        ++at;
    }
}

void ElementGrid::resizeEvent(QResizeEvent *event)
{
    if (event->size().width() != event->oldSize().width())
        arrange();
}

bool ElementGrid::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    auto *tile = static_cast<QWidget *>(watched);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        Q_EMIT addRequested(static_cast<Tile *>(tile)->row().key);
        return true;
    }
    QList<QWidget *> seen;
    for (QWidget *each : std::as_const(m_tiles)) {
        if (!each->isHidden())
            seen.append(each);
    }
    const int wide = std::min(columns(), 2);
    const int step = key->key() == Qt::Key_Right  ? 1
                     : key->key() == Qt::Key_Left ? -1
                     : key->key() == Qt::Key_Down ? wide
                     : key->key() == Qt::Key_Up   ? -wide
                                                  : 0;
    const qsizetype next = seen.indexOf(tile) + step;
    if (step == 0)
        return QWidget::eventFilter(watched, event);
    if (next >= 0 && next < seen.size())
        seen.at(next)->setFocus(Qt::TabFocusReason);
    return true;
}

} // namespace icmp::library
