#include "studio/live/tally_view.h"

#include "studio/widgets/digit_label.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QLocale>
#include <QPainter>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int rowHeight = 44;
constexpr int barHeight = 28;
constexpr int shareWidth = 76;
constexpr int countWidth = 84;
constexpr int gap = 12;

} // namespace

TallyView::TallyView(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Counts"));
}

void TallyView::show(const element::Element &element, const remote::Tally *tally, bool isStale)
{
    QList<Row> rows;
    const auto rules = element::answerRules(element);
    m_answers = tally ? tally->answers : 0;
    m_most = 0;
    if (rules) {
        for (qsizetype i = 0; i < rules->options.size(); ++i) {
            const qint64 count = tally && i < tally->counts.size() ? tally->counts[i] : 0;
            m_most = std::max(m_most, count);
            rows.append({rules->options[i].text, count, rules->right.contains(rules->options[i].id)});
        }
    }
    const bool resized = rows.size() != m_rows.size();
    m_rows = rows;
    m_stale = isStale;
    QStringList spoken;
    for (const Row &row : m_rows)
        spoken.append(tr("%1: %2").arg(row.text, QLocale().toString(row.count)));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    if (resized)
        updateGeometry();
    update();
}

void TallyView::clear()
{
    m_rows.clear();
    m_answers = m_most = 0;
    updateGeometry();
    update();
}

QSize TallyView::sizeHint() const
{
    return {400, int(m_rows.size()) * std::max(rowHeight, fontMetrics().height() + 16)};
}

void TallyView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int height = std::max(rowHeight, fontMetrics().height() + 16);
    for (int i = 0; i < m_rows.size(); ++i)
        paintRow(painter, QRect(0, i * height, width(), height), i);
}

void TallyView::paintRow(QPainter &painter, const QRect &place, int index) const
{
    const Row &row = m_rows[index];
    const widgets::Tokens &tokens = widgets::tokensOf(*this);
    const bool leads = row.count == m_most && m_most > 0;
    const QRect letter(place.left(), place.center().y() - 12, 24, 24);
    painter.setPen(Qt::NoPen);
    painter.setBrush(leads ? tokens[Token::Accent] : tokens[Token::Surface3]);
    painter.drawRoundedRect(letter, 4, 4);
    painter.setPen(leads ? tokens[Token::OnAccent] : tokens[Token::Text]);
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal, QFont::DemiBold));
    painter.drawText(letter, Qt::AlignCenter, QString(QChar(u'A' + index)));

    const int labelWidth = std::max(80, (place.width() - 24 - shareWidth - countWidth - 4 * gap) * 2 / 5);
    QRect label(letter.right() + gap, place.top(), labelWidth, place.height());
    painter.setFont(
        widgets::textFont(font(), widgets::TextSize::Normal, leads ? QFont::DemiBold : QFont::Normal));
    painter.setPen(tokens[Token::Text]);
    const QString mark = row.right ? tr("%1 (right)").arg(row.text)
                         : leads   ? tr("%1 (leads)").arg(row.text)
                                   : row.text;
    painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(mark, Qt::ElideRight, label.width()));
    if (leads)
        widgets::paintIcon(painter, QRectF(label.right() - 14, place.center().y() - 6, 12, 12),
                           QStringLiteral("star"), tokens[Token::Accent]);

    const QRect count(place.right() - countWidth, place.top(), countWidth, place.height());
    const QRect share(count.left() - shareWidth - gap, place.top(), shareWidth, place.height());
    const QRect track(label.right() + gap, place.center().y() - barHeight / 2,
                      share.left() - label.right() - 2 * gap, barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens[Token::Surface2]);
    painter.drawRoundedRect(track, 4, 4);
    // Half the scale until an option passes 48 %, then the whole.
    const double part = m_answers > 0 ? double(row.count) / double(m_answers) : 0;
    const double most = m_answers > 0 ? double(m_most) / double(m_answers) : 0;
    QRectF bar = track;
    bar.setWidth(std::min(1.0, part / (most > 0.48 ? 1.0 : 0.5)) * track.width());
    QColor ink = tokens[Token::Accent];
    if (!leads)
        ink.setAlphaF(0.6F);
    painter.setBrush(m_stale ? QBrush(ink, Qt::BDiagPattern) : QBrush(ink));
    painter.drawRoundedRect(bar, 4, 4);

    const QLocale locale;
    painter.setPen(tokens[Token::Text]);
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
    widgets::drawPitched(painter, share, Qt::AlignVCenter | Qt::AlignRight,
                         locale.toString(part * 100, 'f', 1) + QStringLiteral(" %"));
    painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal));
    widgets::drawPitched(painter, count, Qt::AlignVCenter | Qt::AlignRight, locale.toString(row.count));
}

} // namespace icmp::live
