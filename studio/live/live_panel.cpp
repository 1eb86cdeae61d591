#include "studio/live/live_panel.h"

#include "studio/live/rundown_view.h"
#include "studio/live/tally_view.h"
#include "studio/widgets/digit_label.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/icons.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace icmp::live {

using remote::CommandState;
using remote::DeskState;
using widgets::Token;

namespace {

constexpr int actionCount = 5;
constexpr qint64 staleAfterMs = 3'000; // counts come at least every 2 s

QString actionIcon(int action)
{
    static const QStringList icons{QStringLiteral("take"), QStringLiteral("lock"), QStringLiteral("eye"),
                                   QStringLiteral("check"), QStringLiteral("reset")};
    return icons[action];
}

} // namespace

LivePanel::LivePanel(remote::Desk &desk, remote::ServerLink &link, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_link(link)
{
    m_model = new RundownModel(this);
    m_rundown = new RundownView;
    m_rundown->setModel(m_model);
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeButtons());
    column->addWidget(makeTally(), 1);
    auto *split = new QSplitter;
    split->addWidget(m_rundown);
    split->addWidget(right);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(4, 4, 4, 4);
    whole->addWidget(makeVitals());
    whole->addWidget(split, 1);

    connect(m_rundown->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        showChosen();
        if (const Cue *cue = chosen())
            Q_EMIT clipChosen(cue->clip);
    });
    const auto everything = [this] {
        showStates();
        showVitals();
        showChosen();
    };
    connect(&m_desk, &remote::Desk::mirrorChanged, this, everything);
    connect(&m_desk, &remote::Desk::commandsChanged, this, everything);
    connect(&m_desk, &remote::Desk::stateChanged, this, everything);
    connect(&m_desk, &remote::Desk::talliesChanged, this, [this] {
        showVitals();
        showChosen();
    });
    connect(&m_link, &remote::ServerLink::stateChanged, this, &LivePanel::showVitals);
    reload();
}

QWidget *LivePanel::makeVitals()
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    m_onAir = new widgets::StatusChip;
    m_viewers = new widgets::DigitLabel(tr("Viewers"));
    m_viewers->setSize(widgets::TextSize::Extra);
    m_age = new QLabel;
    m_connection = new widgets::StatusChip;
    m_notice = new QLabel;
    m_notice->setWordWrap(true);
    m_show = new QPushButton;
    m_show->setObjectName(QStringLiteral("startOrEnd"));
    connect(m_show, &QPushButton::clicked, this, &LivePanel::startOrEnd);
    row->addWidget(m_onAir);
    row->addWidget(new QLabel(tr("Viewers")));
    row->addWidget(m_viewers);
    row->addWidget(m_age);
    row->addWidget(m_notice, 1);
    row->addWidget(m_connection);
    row->addWidget(m_show);
    return bar;
}

QWidget *LivePanel::makeButtons()
{
    auto *bar = new QWidget;
    auto *column = new QVBoxLayout(bar);
    auto *head = new QHBoxLayout;
    m_title = new QLabel;
    m_title->setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
    m_state = new widgets::StatusChip;
    m_ask = new QPushButton(widgets::icon(QStringLiteral("refresh")), tr("Ask now"));
    m_drop = new QPushButton(tr("Drop it"));
    connect(m_ask, &QPushButton::clicked, this, [this] {
        const auto latest = chosen() ? m_desk.commands().latest(chosen()->iid) : std::nullopt;
        if (latest)
            m_desk.askAgain(latest->key);
    });
    connect(m_drop, &QPushButton::clicked, this, [this] {
        const auto latest = chosen() ? m_desk.commands().latest(chosen()->iid) : std::nullopt;
        if (latest)
            m_desk.drop(latest->key);
    });
    head->addWidget(m_title, 1);
    head->addWidget(m_state);
    head->addWidget(m_ask);
    head->addWidget(m_drop);
    column->addLayout(head);
    auto *row = new QHBoxLayout;
    for (int i = 0; i < actionCount; ++i) {
        auto *button = new QPushButton(widgets::icon(actionIcon(i), i == 0 ? Token::OnAccent : Token::Text2),
                                       labelOf(Action(i)));
        button->setObjectName(commandOf(Action(i)));
        button->setMinimumHeight(widgets::scaled(font(), 44));
        if (i == 0)
            button->setProperty("primary", true);
        connect(button, &QPushButton::clicked, this, [this, i] { press(Action(i)); });
        m_buttons.append(button);
        row->addWidget(button);
    }
    column->addLayout(row);
    return bar;
}

QWidget *LivePanel::makeTally()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    auto *row = new QHBoxLayout;
    m_answers = new widgets::DigitLabel(tr("Answers"));
    m_answers->setSize(widgets::TextSize::Display);
    row->addWidget(m_answers);
    row->addStretch(1);
    m_tally = new TallyView;
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_tally);
    column->addLayout(row);
    column->addWidget(scroll, 1);
    return box;
}

void LivePanel::setDocument(document::Document *document)
{
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    if (m_document)
        connect(m_document, &document::Document::changed, this, [this](const document::Change &change) {
            if (!change.tracks.isEmpty() || change.structure)
                reload();
        });
    reload();
}

void LivePanel::reload()
{
    const Cue *cue = chosen();
    const ClipId before = cue ? cue->clip : ClipId{};
    m_model->setCues(m_document ? rundownOf(m_document->project()) : QList<Cue>());
    const QSignalBlocker quiet(m_rundown->selectionModel());
    m_rundown->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(before))));
    showStates();
    showVitals();
    showChosen();
}

void LivePanel::choose(ClipId clip)
{
    const int row = m_model->rowOf(clip);
    if (row >= 0)
        m_rundown->setCurrentIndex(m_model->index(row));
}

bool LivePanel::isOnAir() const
{
    return m_desk.mirror().isLive();
}

const Cue *LivePanel::chosen() const
{
    return m_model->cueAt(m_rundown->currentIndex().row());
}

QString LivePanel::detailOf(const Cue &cue) const
{
    const auto latest = m_desk.commands().latest(cue.iid);
    if (latest && latest->state == CommandState::Refused)
        return latest->reason;
    if (latest && latest->state == CommandState::Expired)
        return tr("No answer for a minute. Send it again?");
    const remote::Tally *tally = m_desk.mirror().tally(cue.iid);
    const QString type = QCoreApplication::translate("Element", element::typeOf(cue.element).label);
    if (!tally || tally->answers == 0)
        return {};
    const QString count = QLocale().toString(tally->answers);
    return tally->answers == 1 ? tr("%1, %2 answer").arg(type, count) : tr("%1, %2 answers").arg(type, count);
}

void LivePanel::showStates()
{
    QList<CueState> states;
    QStringList details;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const Cue &cue = *m_model->cueAt(row);
        states.append(cueState(m_desk.mirror().item(cue.iid), m_desk.commands().latest(cue.iid)));
        details.append(detailOf(cue));
    }
    m_model->setStates(states, details);
}

void LivePanel::showVitals()
{
    const bool open = m_desk.state() == DeskState::Open;
    const bool live = m_desk.mirror().isLive();
    const auto latest = m_desk.commands().latest({});
    const bool busy = latest && !latest->isSettled();
    if (live)
        m_onAir->setState(QStringLiteral("on-air"), Token::Live, tr("ON AIR"));
    else
        m_onAir->setState(QStringLiteral("idle"), Token::Text2, tr("On demand"));
    m_viewers->setValue(QLocale().toString(m_desk.mirror().viewers()));
    const qint64 age = m_desk.ageMs();
    m_age->setText(age < 0 ? QString() : tr("age %1 s").arg(QLocale().toString(double(age) / 1'000, 'f', 1)));
    m_connection->setState(open ? QStringLiteral("connected") : QStringLiteral("reconnecting"),
                           open ? Token::Good : Token::Warn,
                           m_desk.event().isEmpty() ? tr("No show") : m_link.stateText());
    m_notice->setText(!m_desk.trouble().isEmpty() && !open               ? m_desk.trouble()
                      : latest && latest->state == CommandState::Refused ? latest->reason
                                                                         : QString());
    m_show->setText(busy ? tr("Sending …") : live ? tr("End the show") : tr("Go live"));
    m_show->setEnabled(!busy && !m_desk.event().isEmpty());
}

void LivePanel::showChosen()
{
    const Cue *cue = chosen();
    m_state->setVisible(cue != nullptr);
    if (!cue) {
        m_title->setText(m_document ? tr("This project has no interactive elements.")
                                    : tr("No project is open."));
        m_tally->clear();
        for (QPushButton *button : m_buttons)
            button->setEnabled(false);
        m_ask->hide();
        m_drop->hide();
        return;
    }
    const remote::MirrorItem item = m_desk.mirror().item(cue->iid);
    const auto latest = m_desk.commands().latest(cue->iid);
    const CueState state = cueState(item, latest);
    const CueLook look = lookOf(state);
    m_title->setText(element::displayTitle(cue->element));
    m_state->setState(look.icon, look.color, look.word);
    m_ask->setVisible(latest &&
                      (latest->state == CommandState::Unknown || latest->state == CommandState::Expired));
    m_drop->setVisible(latest && latest->state == CommandState::Expired);
    for (int i = 0; i < actionCount; ++i) {
        const QString why =
            m_desk.event().isEmpty() ? tr("no show") : obstacle(Action(i), item, cue->element, latest);
        // A disabled button says why in its second line.
        m_buttons[i]->setText(why.isEmpty() ? labelOf(Action(i)) : labelOf(Action(i)) + u'\n' + why);
        m_buttons[i]->setEnabled(why.isEmpty());
    }
    const remote::Tally *tally = m_desk.mirror().tally(cue->iid);
    const qint64 answers = tally ? tally->answers : 0;
    m_answers->setValue(QLocale().toString(answers), answers == 1 ? tr("answer") : tr("answers"));
    const bool stale = m_desk.state() != DeskState::Open || (tally && tally->stale) ||
                       (m_desk.ageMs() > staleAfterMs && state == CueState::OnAir);
    m_tally->show(cue->element, tally, stale && tally);
}

void LivePanel::press(Action action)
{
    if (const Cue *cue = chosen())
        m_desk.send(commandOf(action), cue->iid);
}

void LivePanel::startOrEnd()
{
    if (!m_desk.mirror().isLive()) {
        m_desk.send(QStringLiteral("start"), {});
        return;
    }
    const auto answer = QMessageBox::question(this, tr("End the show"),
                                              tr("End the live show? Viewers then watch it on demand."),
                                              QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
    if (answer == QMessageBox::Yes)
        m_desk.send(QStringLiteral("end"), {});
}

} // namespace icmp::live
