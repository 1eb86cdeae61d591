// How the parts of the live panel stand: rundown, the middle with pictures, buttons and counts, and the side.
#include "studio/live/action_log.h"
#include "studio/live/desk_button.h"
#include "studio/live/live_panel.h"
#include "studio/live/moderation_view.h"
#include "studio/live/notice_bar.h"
#include "studio/live/rundown_view.h"
#include "studio/live/tally_view.h"
#include "studio/live/vitals_bar.h"
#include "studio/widgets/digit_label.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>

namespace icmp::live {

using widgets::Token;

namespace {

constexpr int gap = 4;
constexpr int stockMax = 1'000'000'000;

// A dock of the workspace: a head with icon and name over its content, on the surface of docks.
class Dock : public QWidget {
public:
    Dock(const QString &icon, const QString &name, QWidget *content) : m_icon(icon), m_name(name)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, headHeight(), 0, 4);
        column->setSpacing(0);
        column->addWidget(content, 1);
        setAccessibleName(name);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        widgets::fillRounded(painter, rect(), t[Token::Surface1]);
        const int height = headHeight();
        widgets::paintIcon(painter, QRectF(12, (height - 16) / 2.0, 16, 16), m_icon, t[Token::Text2]);
        painter.setFont(widgets::textFont(font(), widgets::TextSize::Normal, QFont::DemiBold));
        painter.setPen(t[Token::Text]);
        painter.drawText(QRect(36, 0, width() - 48, height), Qt::AlignVCenter, m_name);
        painter.fillRect(0, height - 1, width(), 1, t[Token::Line]);
    }

private:
    int headHeight() const { return std::max(36, fontMetrics().height() + 14); }

    QString m_icon, m_name;
};

QScrollArea *scrolled(QWidget *content)
{
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    scroll->setWidget(content);
    return scroll;
}

} // namespace

LivePanel::LivePanel(remote::Desk &desk, remote::ServerLink &link, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_link(link)
{
    m_model = new RundownModel(this);
    m_rundown = new RundownView;
    m_rundown->setModel(m_model);
    m_vitals = new VitalsBar(desk, link);
    auto *split = new QSplitter;
    split->setHandleWidth(gap);
    split->setChildrenCollapsible(false);
    split->addWidget(new Dock(QStringLiteral("list"), tr("Rundown"), m_rundown));
    split->addWidget(makeMiddle());
    split->addWidget(makeSide());
    split->setSizes({392, 848, 344});
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 5);
    split->setStretchFactor(2, 2);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(gap, 0, gap, gap);
    whole->setSpacing(gap);
    whole->addWidget(m_vitals);
    whole->addWidget(split, 1);
    follow();
    reload();
}

QWidget *LivePanel::makeMiddle()
{
    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap);
    m_preview = new Monitor(Monitor::Role::Preview);
    m_program = new Monitor(Monitor::Role::Program);
    auto *pictures = new QHBoxLayout;
    pictures->setSpacing(gap);
    pictures->addWidget(m_preview);
    pictures->addWidget(m_program);
    column->addLayout(pictures, 4);
    column->addWidget(makeButtons());
    column->addWidget(makeTally(), 5);
    return middle;
}

QWidget *LivePanel::makeButtons()
{
    auto *bar = new QWidget;
    auto *column = new QVBoxLayout(bar);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(8);
    const auto addRow = [&](const QList<Action> &actions, DeskButton::Size size) {
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        for (const Action action : actions) {
            auto *button = new DeskButton(action, size);
            connect(button, &QAbstractButton::clicked, this, [this, action] { press(action); });
            m_buttons.append(button);
            row->addWidget(button);
        }
        column->addLayout(row);
    };
    addRow({Action::Take, Action::CueNext, Action::Hold, Action::Close, Action::Reveal, Action::Panic},
           DeskButton::Size::Row);
    addRow({Action::UndoTake, Action::Lock, Action::Resolve, Action::Refund, Action::Reset},
           DeskButton::Size::Small);
    return bar;
}

QWidget *LivePanel::makeTally()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTools());
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 0, 16, 4);
    m_figure = new widgets::DigitLabel(tr("Answers"));
    m_figure->setSize(widgets::TextSize::Display);
    m_note = new QLabel;
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_closes = new widgets::DigitLabel(tr("Closes in"));
    m_closes->setSize(widgets::TextSize::Display);
    m_closes->setColor(Token::Warn);
    row->addWidget(m_figure);
    row->addSpacing(12);
    row->addWidget(m_note, 1);
    row->addWidget(m_closes);
    column->addLayout(row);
    m_tally = new TallyView;
    column->addWidget(scrolled(m_tally), 1);
    return new Dock(QStringLiteral("poll-single"), tr("Tally"), box);
}

QWidget *LivePanel::makeTools()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 8, 16, 4);
    m_title = new QLabel;
    m_title->setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
    m_title->setMinimumWidth(80);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_state = new widgets::StatusChip;
    m_ask = new QPushButton(widgets::icon(QStringLiteral("refresh")), tr("Ask now"));
    m_drop = new QPushButton(tr("Drop it"));
    m_stockRow = new QWidget;
    auto *stock = new QHBoxLayout(m_stockRow);
    stock->setContentsMargins(0, 0, 0, 0);
    m_stock = new QSpinBox;
    m_stock->setRange(0, stockMax);
    m_stock->setAccessibleName(tr("Units left"));
    auto *set = new QPushButton(tr("Set stock"));
    set->setObjectName(QStringLiteral("setStock"));
    stock->addWidget(m_stock);
    stock->addWidget(set);
    connect(set, &QPushButton::clicked, this, &LivePanel::setStock);
    connect(m_ask, &QPushButton::clicked, this, &LivePanel::askAgain);
    connect(m_drop, &QPushButton::clicked, this, [this] {
        const auto latest = chosen() ? m_desk.commands().latest(chosen()->iid) : std::nullopt;
        if (latest)
            m_desk.drop(latest->key);
    });
    row->addWidget(m_title, 1);
    row->addWidget(m_stockRow);
    row->addWidget(m_ask);
    row->addWidget(m_drop);
    row->addWidget(m_state);
    return head;
}

QWidget *LivePanel::makeSide()
{
    auto *side = new QSplitter(Qt::Vertical);
    side->setHandleWidth(gap);
    side->setChildrenCollapsible(false);
    m_moderation = new ModerationView;
    m_notice = new NoticeBar;
    m_log = new ActionLog;
    side->addWidget(new Dock(QStringLiteral("chat"), tr("Answers to moderate"), m_moderation));
    side->addWidget(new Dock(QStringLiteral("announcement"), tr("Notice"), m_notice));
    side->addWidget(new Dock(QStringLiteral("file"), tr("Log of actions"), scrolled(m_log)));
    side->setStretchFactor(0, 4);
    side->setStretchFactor(2, 3);
    return side;
}

} // namespace icmp::live
