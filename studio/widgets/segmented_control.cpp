#include "studio/widgets/segmented_control.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace icmp::widgets {

namespace {

constexpr int framePx = 3; // 1 px line and 2 px inside it

// A radio button to the keyboard and to assistive technology; drawn as a segment.
class SegmentButton : public QRadioButton {
public:
    SegmentButton(const Segment &segment, QWidget *parent)
        : QRadioButton(segment.iconName.isEmpty() ? segment.label : QString(), parent),
          m_iconName(segment.iconName)
    {
        setAccessibleName(segment.label);
        setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
        if (!m_iconName.isEmpty())
            setToolTip(segment.label);
    }

    QSize sizeHint() const override
    {
        const QFont bold = textFont(font(), TextSize::Normal, QFont::Medium);
        const int content = m_iconName.isEmpty() ? QFontMetrics(bold).horizontalAdvance(text()) + 16
                                                 : scaled(font(), 16) + 12;
        return {content, controlHeight(font()) - 2 * framePx};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint &at) const override { return rect().contains(at); }

    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokensOf(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (!isEnabled())
            painter.setOpacity(0.4);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? t[Token::Surface3]
                                         : mix(t[Token::Surface3], t[Token::Surface2], 50));
            painter.drawRoundedRect(rect(), 3, 3);
        }
        const QColor ink = t[isChecked() || underMouse() ? Token::Text : Token::Text2];
        if (m_iconName.isEmpty()) {
            painter.setFont(textFont(font(), TextSize::Normal, isChecked() ? QFont::Medium : QFont::Normal));
            painter.setPen(ink);
            painter.drawText(rect(), Qt::AlignCenter, text());
        } else {
            const int side = scaled(font(), 16);
            paintIcon(painter, QRect((width() - side) / 2, (height() - side) / 2, side, side), m_iconName,
                      ink);
        }
        if (hasFocus())
            paintFocusRing(painter, rect(), t, 3);
    }

private:
    QString m_iconName;
};

} // namespace

SegmentedControl::SegmentedControl(const QString &name, const QList<Segment> &segments, QWidget *parent)
    : QWidget(parent), m_group(new QButtonGroup(this))
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(framePx, framePx, framePx, framePx);
    row->setSpacing(2);
    for (int i = 0; i < segments.size(); ++i) {
        auto *button = new SegmentButton(segments[i], this);
        m_group->addButton(button, i);
        row->addWidget(button);
    }
    setCurrent(0);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on && !signalsBlocked())
            Q_EMIT chosen(index);
    });
}

int SegmentedControl::current() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index)
{
    const bool blocked = m_group->blockSignals(true);
    if (auto *button = m_group->button(index)) {
        button->setChecked(true);
    } else if (auto *checked = m_group->checkedButton()) {
        m_group->setExclusive(false);
        checked->setChecked(false);
        m_group->setExclusive(true);
    }
    m_group->blockSignals(blocked);
    update();
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t[t.scheme() == Scheme::HighContrast ? Token::LineStrong : Token::Line]);
    painter.setBrush(t[Token::Surface2]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace icmp::widgets
