#include "studio/widgets/section.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace icmp::widgets {

namespace {

constexpr int headerPx = 32;

class SectionHeader : public QToolButton {
public:
    explicit SectionHeader(const QString &title, QWidget *parent) : QToolButton(parent)
    {
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setChecked(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        const QFontMetrics bold(textFont(font(), TextSize::Normal, QFont::DemiBold));
        return {bold.horizontalAdvance(text()) + scaled(font(), 24), controlHeight(font()) + headerPx - 28};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokensOf(*this);
        QPainter painter(this);
        const int side = scaled(font(), 12);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const QString chevron = isChecked() ? QStringLiteral("chevron-down")
                                : mirrored  ? QStringLiteral("chevron-left")
                                            : QStringLiteral("chevron-right");
        const QRect place =
            QStyle::visualRect(layoutDirection(), rect(), QRect(0, (height() - side) / 2, side, side));
        paintIcon(painter, place, chevron, t[underMouse() ? Token::Text : Token::Text2]);
        painter.setFont(textFont(font(), TextSize::Normal, QFont::DemiBold));
        painter.setPen(t[Token::Text]);
        const QRect rest = QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(side + 8, 0, 0, 0));
        painter.drawText(rest, Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft), text());
        if (hasFocus())
            paintFocusRing(painter, rect().adjusted(-3, 2, 0, -2), t);
    }
};

} // namespace

Section::Section(const QString &title, QWidget *parent)
    : QWidget(parent), m_header(new SectionHeader(title, this)), m_content(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);
    m_top = new QHBoxLayout;
    m_top->setContentsMargins(12, 0, 16, 0);
    m_top->setSpacing(8);
    m_top->addWidget(m_header);
    column->addLayout(m_top);
    m_body = new QVBoxLayout(m_content);
    m_body->setContentsMargins(16, 0, 16, 8);
    m_body->setSpacing(4);
    column->addWidget(m_content);
    connect(m_header, &QToolButton::toggled, this, [this](bool open) {
        m_content->setVisible(open);
        Q_EMIT folded(open);
    });
}

void Section::setEndWidget(QWidget *widget)
{
    m_top->addWidget(widget);
}

bool Section::isOpen() const
{
    return m_header->isChecked();
}

void Section::setOpen(bool open)
{
    m_header->setChecked(open);
}

void Section::setLineShown(bool shown)
{
    m_lineShown = shown;
    update();
}

void Section::paintEvent(QPaintEvent *)
{
    if (m_lineShown) {
        QPainter painter(this);
        painter.fillRect(0, 0, width(), 1, tokensOf(*this)[Token::Line]);
    }
}

} // namespace icmp::widgets
