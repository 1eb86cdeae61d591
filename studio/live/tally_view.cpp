#include "studio/live/tally_view.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int barHeight = 28;
constexpr int markSide = 24;
constexpr int gap = 12;
constexpr int side = 16; // left and right padding
constexpr int countWidth = 84;
constexpr int hatchTile = 4;

// The pattern of what is not fresh; a tile of four pixels, not Qt's own, which ignores the screen's density.
QBrush hatch(const QColor &ink, qreal ratio)
{
    QPixmap tile(QSize(hatchTile, hatchTile) * ratio);
    tile.setDevicePixelRatio(ratio);
    tile.fill(widgets::withAlpha(ink, 30));
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1));
    painter.drawLine(QPointF(0, hatchTile), QPointF(hatchTile, 0));
    return tile;
}

QFont headFont(const QFont &base)
{
    return widgets::textFont(base, widgets::TextSize::Small);
}

} // namespace

struct TallyView::Columns {
    QRect mark, text, track, share, count, extra;
};

TallyView::TallyView(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Counts"));
}

void TallyView::show(const TallyTable &table, bool isStale)
{
    const bool resized = table.rows.size() != m_table.rows.size();
    m_table = table;
    m_stale = isStale;
    QStringList spoken;
    for (const TallyRow &row : m_table.rows)
        spoken.append(tr("%1: %2").arg(row.text.isEmpty() ? row.mark : row.text, row.count));
    setAccessibleDescription(spoken.isEmpty() ? m_table.empty : spoken.join(QStringLiteral(", ")));
    if (resized)
        updateGeometry();
    update();
}

int TallyView::rowHeight() const
{
    return std::max(m_table.rows.size() > 8 ? 32 : 44, fontMetrics().height() + 16);
}

int TallyView::headHeight() const
{
    return m_table.rows.isEmpty() ? 0 : QFontMetrics(headFont(font())).height() + 8;
}

QSize TallyView::sizeHint() const
{
    const int rows = std::max(1, int(m_table.rows.size()));
    return {400, headHeight() + rows * rowHeight() + 8};
}

QSize TallyView::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

TallyView::Columns TallyView::columns() const
{
    Columns at;
    const int height = rowHeight();
    const bool marks = std::any_of(m_table.rows.begin(), m_table.rows.end(),
                                   [](const TallyRow &row) { return !row.mark.isEmpty(); });
    const bool texts = std::any_of(m_table.rows.begin(), m_table.rows.end(),
                                   [](const TallyRow &row) { return !row.text.isEmpty(); });
    const bool shares = std::any_of(m_table.rows.begin(), m_table.rows.end(),
                                    [](const TallyRow &row) { return !row.share.isEmpty(); });
    int right = width() - side;
    const auto fromRight = [&](int wide) {
        const QRect place(right - wide, 0, wide, height);
        right -= wide + gap;
        return place;
    };
    const int counted = widgets::scaled(font(), countWidth);
    if (!m_table.extraHead.isEmpty())
        at.extra = fromRight(counted - 12);
    at.count = fromRight(counted);
    if (shares)
        at.share = fromRight(counted);
    int left = side;
    if (marks) {
        at.mark = QRect(left, (height - markSide) / 2, markSide, markSide);
        left += markSide + gap;
    }
    if (texts) {
        const int wide = std::max(80, (right - left) * 2 / 5);
        at.text = QRect(left, 0, wide, height);
        left += wide + gap;
    }
    at.track = QRect(left, (height - barHeight) / 2, std::max(0, right - left), barHeight);
    return at;
}

void TallyView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_table.rows.isEmpty()) {
        painter.setPen(widgets::tokensOf(*this)[Token::Text2]);
        painter.drawText(rect().adjusted(side, 8, -side, 0), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                         m_table.empty);
        return;
    }
    const Columns at = columns();
    paintHead(painter, at);
    for (int i = 0; i < m_table.rows.size(); ++i)
        paintRow(painter, at, headHeight() + i * rowHeight(), m_table.rows.at(i));
}

void TallyView::paintHead(QPainter &painter, const Columns &at) const
{
    painter.setFont(headFont(font()));
    painter.setPen(widgets::tokensOf(*this)[Token::Text2]);
    const auto head = [&](const QRect &column, const QString &text) {
        painter.drawText(QRect(column.left(), 0, column.width(), headHeight()),
                         Qt::AlignVCenter | Qt::AlignRight, text);
    };
    if (at.share.isValid())
        head(at.share, tr("Share"));
    head(at.count, m_table.countHead);
    if (at.extra.isValid())
        head(at.extra, m_table.extraHead);
}

void TallyView::paintRow(QPainter &painter, const Columns &at, int y, const TallyRow &row) const
{
    const widgets::Tokens &tokens = widgets::tokensOf(*this);
    if (at.mark.isValid() && !row.mark.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens[row.leads ? Token::Accent : Token::Surface3]);
        painter.drawRoundedRect(at.mark.translated(0, y), 4, 4);
        painter.setPen(tokens[row.leads ? Token::OnAccent : Token::Text]);
        painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal, QFont::DemiBold));
        painter.drawText(at.mark.translated(0, y), Qt::AlignCenter, row.mark);
    }
    if (at.text.isValid()) {
        const QRect text = at.text.translated(0, y);
        painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal,
                                          row.leads ? QFont::DemiBold : QFont::Normal));
        painter.setPen(tokens[Token::Text]);
        const QString said = row.right   ? tr("%1 (right)").arg(row.text)
                             : row.leads ? tr("%1 (leads)").arg(row.text)
                                         : row.text;
        const int star = row.leads ? 18 : 0;
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(said, Qt::ElideRight, text.width() - star));
        if (row.leads)
            widgets::paintIcon(painter, QRectF(text.right() - 12, text.center().y() - 5.5, 12, 12),
                               QStringLiteral("star"), tokens[Token::Accent]);
    }
    paintBar(painter, at.track.translated(0, y), row);
    painter.setPen(tokens[Token::Text]);
    if (at.share.isValid()) {
        painter.setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
        widgets::drawPitched(painter, at.share.translated(0, y), Qt::AlignVCenter | Qt::AlignRight,
                             row.share);
    }
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal));
    widgets::drawPitched(painter, at.count.translated(0, y), Qt::AlignVCenter | Qt::AlignRight, row.count);
    painter.setPen(tokens[Token::Text2]);
    if (at.extra.isValid())
        widgets::drawPitched(painter, at.extra.translated(0, y), Qt::AlignVCenter | Qt::AlignRight,
                             row.extra);
}

void TallyView::paintBar(QPainter &painter, const QRect &place, const TallyRow &row) const
{
    if (place.width() < 8)
        return;
    const widgets::Tokens &tokens = widgets::tokensOf(*this);
    const int height = std::min(barHeight, rowHeight() - 8);
    const QRect track(place.left(), place.center().y() - height / 2, place.width(), height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens[Token::Surface2]);
    painter.drawRoundedRect(track, 4, 4);
    if (row.part <= 0)
        return;
    QPainterPath outline;
    outline.addRoundedRect(track, 4, 4);
    const QRectF bar(track.left(), track.top(), std::max(2.0, row.part * track.width()), track.height());
    const QColor full = tokens[Token::Accent];
    const QColor ink = row.leads ? full : widgets::mix(full, tokens[Token::Surface2], 62);
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(bar, m_stale ? hatch(ink, devicePixelRatioF()) : QBrush(ink));
    painter.restore();
}

} // namespace icmp::live
