#include "studio/widgets/dock_tabs.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace icmp::widgets {

namespace {

constexpr int paddingPx = 12;
constexpr int gapPx = 8;
constexpr int badgePx = 16;

// A 1 px line, 16 high, with 8 on either side.
class Rule : public QWidget {
public:
    explicit Rule(QWidget *parent) : QWidget(parent) { setFixedWidth(17); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(8, (height() - 16) / 2, 1, 16, tokensOf(*this)[Token::Line]);
    }
};

} // namespace

DockTabs::DockTabs(const QString &name, QWidget *parent) : QTabBar(parent)
{
    setAccessibleName(name);
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setElideMode(Qt::ElideNone);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
}

void DockTabs::setCount(int tab, int count)
{
    setTabData(tab, count);
    updateGeometry();
    update();
}

int DockTabs::countOf(int tab) const
{
    return tabData(tab).toInt();
}

QSize DockTabs::sizeHint() const
{
    int width = 0, height = 0;
    for (int i = 0; i < count(); ++i) {
        const QSize one = tabSizeHint(i);
        width += one.width();
        height = one.height();
    }
    return {width, height};
}

QSize DockTabs::tabSizeHint(int index) const
{
    const QFontMetrics metrics(textFont(font(), TextSize::Normal, QFont::Medium));
    int width = metrics.horizontalAdvance(tabText(index)) + 2 * scaled(font(), paddingPx);
    if (countOf(index) > 0) {
        const QFontMetrics small(textFont(font(), TextSize::Small, QFont::DemiBold));
        width += gapPx + qMax(scaled(font(), badgePx),
                              small.horizontalAdvance(QString::number(countOf(index))) + gapPx);
    }
    const auto *header = qobject_cast<const DockHeader *>(parentWidget());
    return {width, header ? header->rowHeight() : controlHeight(font()) + gapPx};
}

void DockTabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < count(); ++i)
        paintTab(painter, i);
}

void DockTabs::paintTab(QPainter &painter, int index)
{
    const Tokens &t = tokensOf(*this);
    const QRect r = tabRect(index);
    const bool active = index == currentIndex();
    const bool hovered = r.contains(mapFromGlobal(QCursor::pos())) && underMouse();
    painter.setFont(textFont(font(), TextSize::Normal, QFont::Medium));
    painter.setPen(t[active || hovered ? Token::Text : Token::Text2]);
    const int padding = scaled(font(), paddingPx);
    const QRect inner = r.adjusted(padding, 0, -padding, 0);
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, tabText(index));
    if (countOf(index) > 0) {
        const QString number = QString::number(countOf(index));
        const int left = inner.left() + painter.fontMetrics().horizontalAdvance(tabText(index)) + gapPx;
        const int high = scaled(font(), badgePx);
        painter.setFont(textFont(font(), TextSize::Small, QFont::DemiBold));
        const QRect badge(left, r.center().y() - high / 2 + 1,
                          qMax(high, painter.fontMetrics().horizontalAdvance(number) + gapPx), high);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(t[Token::Bad], t[Token::Surface1], 22));
        painter.drawRoundedRect(badge, high / 2.0, high / 2.0);
        painter.setPen(t[Token::Bad]);
        painter.drawText(badge, Qt::AlignCenter, number);
    }
    if (active) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(t[Token::Accent]);
        painter.drawRoundedRect(QRect(inner.left(), r.bottom() - 1, inner.width(), 2), 1, 1);
        if (hasFocus())
            paintFocusRing(painter, r.adjusted(2, 4, -2, -4), t);
    }
}

DockHeader::DockHeader(const QString &name, Height height, QWidget *parent)
    : QWidget(parent), m_tabs(new DockTabs(name, this)), m_row(new QHBoxLayout(this)), m_height(height)
{
    m_row->setContentsMargins(4, 0, 8, 0);
    m_row->setSpacing(4);
    m_row->addWidget(m_tabs);
    m_stretchAt = m_row->count();
    m_row->addStretch(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DockHeader::addTool(QWidget *widget)
{
    m_row->insertWidget(m_stretchAt++, widget, 0, Qt::AlignVCenter);
}

void DockHeader::addRule()
{
    auto *rule = new Rule(this);
    rule->setMinimumHeight(16);
    m_row->insertWidget(m_stretchAt++, rule);
}

void DockHeader::addEnd(QWidget *widget)
{
    m_row->addWidget(widget, 0, Qt::AlignVCenter);
}

int DockHeader::rowHeight() const
{
    return controlHeight(font()) + (m_height == Height::Toolbar ? 12 : 8);
}

QSize DockHeader::sizeHint() const
{
    return {m_row->sizeHint().width(), rowHeight()};
}

void DockHeader::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), t[Token::Surface1]);
    painter.fillRect(0, height() - 1, width(), 1, t[Token::Line]);
}

} // namespace icmp::widgets
