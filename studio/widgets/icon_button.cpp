#include "studio/widgets/icon_button.h"

#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QAction>
#include <QPainter>

namespace icmp::widgets {

namespace {

constexpr int iconPx = 16;
constexpr int gapPx = 8;
constexpr qreal disabledOpacity = 0.4;

} // namespace

void paintFocusRing(QPainter &painter, const QRectF &rect, const Tokens &tokens, qreal radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens[Token::Focus], 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

IconButton::IconButton(const QString &iconName, const QString &label, Size size, QWidget *parent)
    : QToolButton(parent), m_iconName(iconName), m_size(size)
{
    setAccessibleName(label);
    setToolTip(label);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

IconButton::IconButton(QAction *action, Size size, QWidget *parent)
    : IconButton(QString(), action->text(), size, parent)
{
    setDefaultAction(action);
    setAccessibleName(action->text().remove(u'&'));
}

void IconButton::setIconName(const QString &name)
{
    m_iconName = name;
    update();
}

void IconButton::setIconColor(Token token)
{
    m_color = token;
    update();
}

void IconButton::setShowsText(bool shows)
{
    m_showsText = shows;
    updateGeometry();
}

QSize IconButton::sizeHint() const
{
    const int side = controlHeight(font()) - (m_size == Size::Row ? 4 : 0);
    if (!m_showsText)
        return {side, side};
    const bool hasIcon = !m_iconName.isEmpty() || !icon().isNull();
    const int textWidth = fontMetrics().horizontalAdvance(text().remove(u'&'));
    return {textWidth + (hasIcon ? scaled(font(), iconPx) + gapPx : 0) + 2 * gapPx, side};
}

void IconButton::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hovered = underMouse() && isEnabled();
    const bool lit = isChecked() || isDown();
    if (!isEnabled())
        painter.setOpacity(disabledOpacity);
    if (lit || hovered) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(lit ? t.pressed() : t[Token::Surface3]);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    const QColor color =
        lit ? t[Token::Accent] : t[hovered && m_color == Token::Text2 ? Token::Text : m_color];
    const int side = scaled(font(), iconPx);
    const bool hasIcon = !m_iconName.isEmpty() || !icon().isNull();
    const int left = m_showsText ? gapPx : (width() - side) / 2;
    const QRect place(left, (height() - side) / 2, side, side);
    if (!m_iconName.isEmpty())
        paintIcon(painter, place, m_iconName, color);
    else if (hasIcon)
        icon().paint(&painter, place, Qt::AlignCenter, QIcon::Normal, isChecked() ? QIcon::On : QIcon::Off);
    if (m_showsText) {
        painter.setPen(lit ? t[Token::Accent] : t[Token::Text]);
        const int start = hasIcon ? place.right() + 1 + gapPx : gapPx;
        painter.drawText(QRect(start, 0, width() - start, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         text().remove(u'&'));
    }
    if (hasFocus())
        paintFocusRing(painter, rect(), t);
}

} // namespace icmp::widgets
