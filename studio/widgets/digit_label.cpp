#include "studio/widgets/digit_label.h"

#include <QPainter>

namespace icmp::widgets {

namespace {

constexpr int unitGapPx = 4;

int pitchOf(const QFontMetrics &metrics)
{
    int widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = qMax(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

} // namespace

int pitchedWidth(const QFontMetrics &metrics, const QString &text)
{
    const int pitch = pitchOf(metrics);
    int width = 0;
    for (const QChar c : text)
        width += isDigit(c) ? pitch : metrics.horizontalAdvance(c);
    return width;
}

void drawPitched(QPainter &painter, const QRect &place, Qt::Alignment alignment, const QString &text)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int pitch = pitchOf(metrics);
    const int width = pitchedWidth(metrics, text);
    int x = place.left();
    if (alignment & Qt::AlignRight)
        x = place.right() + 1 - width;
    else if (alignment & Qt::AlignHCenter)
        x = place.left() + (place.width() - width) / 2;
    const int y = place.top() + (place.height() - metrics.height()) / 2 + metrics.ascent();
    for (const QChar c : text) {
        const int own = metrics.horizontalAdvance(c);
        const int step = isDigit(c) ? pitch : own;
        painter.drawText(x + (step - own) / 2, y, QString(c));
        x += step;
    }
}

DigitLabel::DigitLabel(const QString &name, QWidget *parent) : QWidget(parent), m_name(name)
{
    setLayoutDirection(Qt::LeftToRight);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void DigitLabel::setValue(const QString &value, const QString &unit)
{
    m_value = value;
    m_unit = unit;
    setAccessibleName(QStringLiteral("%1: %2 %3").arg(m_name, value, unit).trimmed());
    updateGeometry();
    update();
}

void DigitLabel::setSize(TextSize size)
{
    m_size = size;
    updateGeometry();
}

void DigitLabel::setColor(Token token)
{
    m_color = token;
    update();
}

QSize DigitLabel::sizeHint() const
{
    const QFontMetrics metrics(textFont(font(), m_size));
    const int unit = m_unit.isEmpty() ? 0 : unitGapPx + metrics.horizontalAdvance(m_unit);
    return {pitchedWidth(metrics, m_value) + unit, metrics.height()};
}

void DigitLabel::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.setFont(textFont(font(), m_size));
    painter.setPen(t[m_color]);
    drawPitched(painter, rect(), Qt::AlignLeft, m_value);
    painter.setPen(t[Token::Text2]);
    const int left = pitchedWidth(painter.fontMetrics(), m_value) + unitGapPx;
    painter.drawText(rect().adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_unit);
}

} // namespace icmp::widgets
