#include "studio/widgets/toggle_switch.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/theme.h"

#include <QPainter>

namespace icmp::widgets {

namespace {

constexpr int trackWidth = 32;
constexpr int trackHeight = 16;
constexpr int ringPx = 3;
constexpr int gapPx = 8;

} // namespace

ToggleSwitch::ToggleSwitch(const QString &label, QWidget *parent) : QCheckBox(parent)
{
    setAccessibleName(label);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

QSize ToggleSwitch::sizeHint() const
{
    const QFontMetrics small(textFont(font(), TextSize::Small));
    const int beside = text().isEmpty() ? 0 : gapPx + small.horizontalAdvance(text());
    return {scaled(font(), trackWidth) + 2 * ringPx + beside, controlHeight(font())};
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isEnabled())
        painter.setOpacity(0.4);
    const int w = scaled(font(), trackWidth), h = scaled(font(), trackHeight);
    const QRectF track(ringPx, (height() - h) / 2.0, w, h);
    const bool on = checkState() == Qt::Checked;
    painter.setPen(QPen(t[on ? Token::Accent : Token::LineStrong], 1));
    painter.setBrush(t[on ? Token::Accent : Token::Surface2]);
    painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), h / 2.0, h / 2.0);
    const qreal knob = h - 6;
    painter.setPen(Qt::NoPen);
    painter.setBrush(t[on ? Token::OnAccent : Token::LineStrong]);
    const qreal x = checkState() == Qt::PartiallyChecked ? track.center().x() - knob / 2
                    : on                                 ? track.right() - 3 - knob
                                                         : track.left() + 3;
    painter.drawEllipse(QRectF(x, track.top() + 3, knob, knob));
    if (!text().isEmpty()) {
        painter.setFont(textFont(font(), TextSize::Small));
        painter.setPen(t[Token::Text2]);
        painter.drawText(QRectF(track.right() + gapPx, 0, width(), height()),
                         Qt::AlignVCenter | Qt::AlignLeft, text());
    }
    if (hasFocus())
        paintFocusRing(painter, track.adjusted(-3, -3, 3, 3), t, h / 2.0 + 2);
}

} // namespace icmp::widgets
