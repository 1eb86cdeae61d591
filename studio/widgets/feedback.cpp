#include "studio/widgets/feedback.h"

#include "studio/widgets/icon_button.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace icmp::widgets {

namespace {

constexpr int toastMs = 6'000; // two short sentences are read in four seconds
constexpr int toastMarginPx = 16;

// A large icon that keeps its colour when the theme changes.
class Picture : public QWidget {
public:
    Picture(const QString &name, int side, QWidget *parent) : QWidget(parent), m_name(name)
    {
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(painter, rect(), m_name, tokensOf(*this)[Token::Text3]);
    }

private:
    QString m_name;
};

} // namespace

StatusChip::StatusChip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusChip::setState(const QString &iconName, Token color, const QString &text)
{
    const bool told = text != m_text;
    m_iconName = iconName;
    m_color = color;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
    if (told) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void StatusChip::setSmall(bool small)
{
    m_small = small;
    updateGeometry();
}

QSize StatusChip::sizeHint() const
{
    const QFont own = textFont(font(), m_small ? TextSize::Small : TextSize::Normal);
    const int side = m_iconName.isEmpty() ? 0 : scaled(font(), m_small ? 12 : 16) + (m_small ? 4 : 8);
    return {side + QFontMetrics(own).horizontalAdvance(m_text),
            qMax(scaled(font(), 16), QFontMetrics(own).height())};
}

void StatusChip::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    int left = 0;
    if (!m_iconName.isEmpty()) {
        const int side = scaled(font(), m_small ? 12 : 16);
        paintIcon(painter, QRect(0, (height() - side) / 2, side, side), m_iconName, t[m_color]);
        left = side + (m_small ? 4 : 8);
    }
    painter.setFont(textFont(font(), m_small ? TextSize::Small : TextSize::Normal));
    painter.setPen(t[m_small ? Token::Text2 : Token::Text]);
    painter.drawText(rect().adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_text);
}

Toast::Toast(QWidget *host)
    : QWidget(host), m_chip(new StatusChip(this)), m_action(new QPushButton(this)), m_timer(new QTimer(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(m_chip);
    row->addWidget(m_action);
    m_action->setFlat(true);
    m_timer->setSingleShot(true);
    m_timer->setInterval(toastMs);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT actionPressed();
    });
    host->installEventFilter(this);
    hide();
}

void Toast::tell(const QString &iconName, Token color, const QString &text, const QString &actionText)
{
    m_chip->setState(iconName, color, text);
    m_action->setText(actionText);
    m_action->setVisible(!actionText.isEmpty());
    place();
    show();
    raise();
    m_timer->start();
}

void Toast::place()
{
    adjustSize();
    const QSize room = parentWidget()->size();
    move((room.width() - width()) / 2, room.height() - height() - toastMarginPx);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent *event)
{
    m_timer->stop();
    QWidget::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event)
{
    m_timer->start();
    QWidget::leaveEvent(event);
}

void Toast::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokensOf(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t[Token::LineStrong]);
    painter.setBrush(t[Token::Surface3]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

ProgressRow::ProgressRow(const QString &label, QWidget *parent)
    : QWidget(parent), m_label(new QLabel(label, this)), m_bar(new QProgressBar(this)),
      m_percent(new QLabel(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(80);
    m_bar->setAccessibleName(label);
    auto *cancel = new IconButton(QStringLiteral("close"), tr("Cancel"), IconButton::Size::Row, this);
    connect(cancel, &IconButton::clicked, this, &ProgressRow::cancelled);
    row->addWidget(m_label);
    row->addWidget(m_bar);
    row->addWidget(m_percent);
    row->addWidget(cancel);
    row->addStretch(1);
    setPerMille(0);
}

void ProgressRow::setLabel(const QString &label)
{
    m_label->setText(label);
    m_bar->setAccessibleName(label);
}

void ProgressRow::setPerMille(int done)
{
    m_bar->setRange(0, done < 0 ? 0 : 1000);
    m_bar->setValue(qMax(0, done));
    m_percent->setText(done < 0 ? QString() : tr("%1 %").arg(done / 10));
}

EmptyState::EmptyState(const QString &iconName, const QString &title, const QString &sentence,
                       QWidget *parent)
    : QWidget(parent), m_action(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(8);
    auto *heading = new QLabel(title, this);
    heading->setFont(textFont(font(), TextSize::Large, QFont::DemiBold));
    heading->setAlignment(Qt::AlignCenter);
    heading->setWordWrap(true);
    auto *text = new QLabel(sentence, this);
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setForegroundRole(QPalette::PlaceholderText);
    column->addStretch(1);
    column->addWidget(new Picture(iconName, 32, this), 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addWidget(heading);
    column->addWidget(text);
    column->addSpacing(4);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionPressed);
}

void EmptyState::setAction(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

} // namespace icmp::widgets
