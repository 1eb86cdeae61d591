#include "studio/live/live_panel.h"

#include "studio/live/action_log.h"
#include "studio/live/desk_button.h"
#include "studio/live/moderation_view.h"
#include "studio/live/notice_bar.h"
#include "studio/live/rundown_view.h"
#include "studio/live/tally_view.h"
#include "studio/live/vitals_bar.h"
#include "studio/widgets/digit_label.h"
#include "studio/widgets/feedback.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTextEdit>

namespace icmp::live {

using remote::CommandState;
using remote::DeskState;
using remote::ItemState;

namespace {

constexpr qint64 staleAfterMs = 3'000; // counts come at least every 2 s
constexpr int logRows = 40;

bool isTyping()
{
    const QWidget *focus = QApplication::focusWidget();
    return qobject_cast<const QLineEdit *>(focus) || qobject_cast<const QTextEdit *>(focus) ||
           qobject_cast<const QAbstractSpinBox *>(focus) || qobject_cast<const QComboBox *>(focus);
}

} // namespace

void LivePanel::follow()
{
    connect(m_rundown->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        refresh();
        if (const Cue *cue = chosen())
            Q_EMIT clipChosen(cue->clip);
    });
    connect(m_rundown, &RundownView::cueRequested, this, &LivePanel::cue);
    connect(m_vitals, &VitalsBar::startOrEndPressed, this, &LivePanel::startOrEnd);
    connect(&m_desk, &remote::Desk::mirrorChanged, this, &LivePanel::refresh);
    connect(&m_desk, &remote::Desk::commandsChanged, this, &LivePanel::refresh);
    connect(&m_desk, &remote::Desk::stateChanged, this, &LivePanel::refresh);
    // Ages, countdowns and counts; four times a second.
    connect(&m_desk, &remote::Desk::talliesChanged, this, &LivePanel::refresh);
    connect(&m_link, &remote::ServerLink::stateChanged, this, &LivePanel::refresh);
    connect(m_moderation, &ModerationView::judged, this,
            [this](const QString &iid, const QString &answer, bool approves) {
                m_desk.moderate(iid, answer, approves);
            });
    connect(m_notice, &NoticeBar::announced, this, [this](const QString &text, int severity) {
        if (m_desk
                .send(QStringLiteral("announce"), {},
                      {{QStringLiteral("text"), text}, {QStringLiteral("severity"), severity}})
                .isEmpty())
            Q_EMIT refused(tr("The same notice is already on its way."));
        else
            m_notice->clearText();
    });
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

void LivePanel::setCardPaint(const CardPaint &paint)
{
    m_preview->setCardPaint(paint);
    m_program->setCardPaint(paint);
}

void LivePanel::reload()
{
    const Cue *cue = chosen();
    const ClipId before = cue ? cue->clip : ClipId{};
    {
        const QSignalBlocker quiet(m_rundown->selectionModel());
        m_model->setCues(m_document ? rundownOf(m_document->project()) : QList<Cue>());
        m_rundown->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(before))));
    }
    refresh();
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

const Cue *LivePanel::cued() const
{
    return m_model->cueAt(m_model->rowOf(m_cued));
}

Target LivePanel::targetOf(const Cue *cue) const
{
    if (!cue)
        return {};
    return {&cue->element, m_desk.mirror().item(cue->iid),
            m_desk.commands().latest(cue->iid, lifeCommands())};
}

Situation LivePanel::situation() const
{
    Situation now;
    now.chosen = targetOf(chosen());
    now.cued = cued() ? targetOf(cued()) : now.chosen;
    now.hasShow = !m_desk.event().isEmpty();
    now.isLive = m_desk.mirror().isLive();
    for (const remote::MirrorItem &item : m_desk.mirror().items())
        now.openCount += item.state == ItemState::Open && !item.held ? 1 : 0;
    now.hasNext = nextRow() >= 0;
    now.nowMs = m_desk.monotonicMs();
    now.isCleared = !m_cleared.isEmpty();
    return now;
}

// The first row after the cued one (or the chosen one) that was not on air yet.
int LivePanel::nextRow() const
{
    const int from = cued() ? m_model->rowOf(m_cued) : m_rundown->currentIndex().row();
    const bool alsoFrom = !cued();
    for (int row = std::max(0, alsoFrom ? from : from + 1); row < m_model->rowCount(); ++row) {
        const ItemState state = m_desk.mirror().item(m_model->cueAt(row)->iid).state;
        if (state == ItemState::Idle || state == ItemState::Armed)
            return row;
    }
    return -1;
}

QString LivePanel::detailOf(const Cue &cue) const
{
    const auto latest = m_desk.commands().latest(cue.iid);
    if (latest && latest->state == CommandState::Refused)
        return latest->reason;
    if (latest && latest->state == CommandState::Expired)
        return tr("No answer for a minute. Send it again?");
    const TallyTable table = tallyTable(cue.element, cue.iid, m_desk.mirror());
    const QString type = QCoreApplication::translate("Element", element::typeOf(cue.element).label);
    const remote::Tally *tally = m_desk.mirror().tally(cue.iid);
    const QList<qint64> taps = m_desk.mirror().reactions(cue.iid);
    const bool counted =
        tally ? tally->answers > 0 : std::any_of(taps.begin(), taps.end(), [](qint64 n) { return n > 0; });
    return counted && !table.figure.isEmpty()
               ? QStringLiteral("%1, %2 %3").arg(type, table.figure, table.unit)
               : QString();
}

QString LivePanel::wordOf(const remote::MirrorItem &item, CueState state) const
{
    if (state != CueState::OnAir)
        return lookOf(state).word;
    const auto left = closesInMs(item, m_desk.serverNowMs());
    return left ? clockText(*left) : lookOf(state).word;
}

void LivePanel::refresh()
{
    m_vitals->refresh();
    showStates();
    showPictures();
    showButtons();
    showChosen();
    showSide();
}

void LivePanel::showStates()
{
    QList<RowState> rows;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const Cue &cue = *m_model->cueAt(row);
        const Target target = targetOf(&cue);
        RowState state;
        state.state = cueState(target.item, target.latest);
        if (cue.clip == m_cued && (state.state == CueState::Idle || state.state == CueState::Held))
            state.state = CueState::Cued;
        state.detail = detailOf(cue);
        state.word = wordOf(target.item, state.state);
        const auto left = closesInMs(target.item, m_desk.serverNowMs());
        const qint64 begun = target.item.at.value(QLatin1String("utc")).toInteger();
        if (state.state == CueState::OnAir && left && begun > 0) {
            const double gone = double(m_desk.serverNowMs() - begun);
            state.elapsed = std::clamp(gone / std::max(1.0, gone + double(*left)), 0.0, 1.0);
        }
        rows.append(state);
    }
    m_model->setStates(rows);
}

void LivePanel::showPictures()
{
    QList<ClipId> open;
    const Cue *newest = nullptr;
    qint64 newestAt = -2;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const Cue &cue = *m_model->cueAt(row);
        const remote::MirrorItem item = m_desk.mirror().item(cue.iid);
        if (item.state != ItemState::Open || item.held)
            continue;
        open.append(cue.clip);
        if (item.openedAtMs > newestAt) {
            newestAt = item.openedAtMs;
            newest = &cue;
        }
    }
    if (open.isEmpty() && !m_cleared.isEmpty() && m_desk.commands().waiting().isEmpty())
        m_cleared.clear();
    m_program->setCleared(m_cleared);
    const QString title = newest ? element::displayTitle(newest->element) : QString();
    const QString word = newest ? wordOf(m_desk.mirror().item(newest->iid), CueState::OnAir) : QString();
    m_program->show(open, title, CueState::OnAir, word);
    const Cue *next = cued();
    m_preview->show(next ? QList<ClipId>{next->clip} : QList<ClipId>{},
                    next ? element::displayTitle(next->element) : QString(), CueState::Cued,
                    lookOf(CueState::Cued).word);
}

void LivePanel::showButtons()
{
    const Situation now = situation();
    for (DeskButton *button : std::as_const(m_buttons))
        button->show(stateOf(button->action(), now));
}

void LivePanel::showChosen()
{
    const Cue *cue = chosen();
    m_state->setVisible(cue != nullptr);
    showStock(cue);
    if (!cue) {
        m_closes->hide();
        m_title->setText(m_document ? tr("This project has no interactive elements.")
                                    : tr("No project is open."));
        m_figure->setValue({});
        m_note->clear();
        m_tally->show({}, false);
        m_ask->hide();
        m_drop->hide();
        return;
    }
    const Target target = targetOf(cue);
    const CueState state = cueState(target.item, target.latest);
    const CueLook look = lookOf(state);
    m_title->setText(element::displayTitle(cue->element));
    m_state->setState(look.icon, look.color,
                      target.item.locked ? tr("%1, locked").arg(look.word) : look.word);
    const auto latest = m_desk.commands().latest(cue->iid);
    m_ask->setVisible(latest &&
                      (latest->state == CommandState::Unknown || latest->state == CommandState::Expired));
    m_drop->setVisible(latest && latest->state == CommandState::Expired);
    const TallyTable table = tallyTable(cue->element, cue->iid, m_desk.mirror());
    const remote::Tally *tally = m_desk.mirror().tally(cue->iid);
    const bool stale = m_desk.state() != DeskState::Open || (tally && tally->stale) ||
                       (m_desk.ageMs() > staleAfterMs && state == CueState::OnAir);
    m_figure->setValue(table.figure, table.unit);
    QStringList notes;
    if (!table.note.isEmpty())
        notes.append(table.note);
    if (tally)
        notes.append(stale          ? tr("stale %1 s").arg(std::max<qint64>(0, m_desk.ageMs()) / 1'000)
                     : tally->final ? tr("= final")
                                    : tr("= exact"));
    m_note->setText(notes.join(QStringLiteral(" · ")));
    m_tally->show(table, stale && tally);
    const auto left = closesInMs(target.item, m_desk.serverNowMs());
    m_closes->setVisible(left && state == CueState::OnAir);
    if (left)
        m_closes->setValue(clockText(*left), tr("left"));
}

// The field holds what was left when the element was chosen: a later count must not replace what one types.
void LivePanel::showStock(const Cue *cue)
{
    const auto told = cue ? m_desk.mirror().stock(cue->iid) : std::nullopt;
    const qint64 declared =
        cue ? element::fieldValue(cue->element, QStringLiteral("stock")).toInteger() : qint64(0);
    m_stockRow->setVisible(told || declared > 0);
    const ClipId clip = cue ? cue->clip : ClipId{};
    if (std::exchange(m_stockOf, clip) != clip)
        m_stock->setValue(int(told ? told->left : declared));
}

void LivePanel::showSide()
{
    const Cue *cue = chosen();
    const auto rules = cue ? element::answerRules(cue->element) : std::nullopt;
    const bool texts = rules && rules->kind == element::AnswerKind::Text;
    m_moderation->show(texts ? cue->iid : QString(), texts ? element::displayTitle(cue->element) : QString(),
                       texts ? m_desk.mirror().heldAnswers(cue->iid) : QList<remote::HeldAnswer>());
    m_notice->setObstacle(m_desk.event().isEmpty() ? tr("There is no show to tell.") : QString());
    QList<LogLine> lines;
    const QList<remote::Command> &all = m_desk.commands().all();
    for (auto it = all.crbegin(); it != all.crend() && lines.size() < logRows; ++it) {
        const qint64 askedAt = m_desk.serverNowMs() - (m_desk.monotonicMs() - it->askedAtMs);
        QString title;
        for (int row = 0; row < m_model->rowCount() && title.isEmpty() && !it->element.isEmpty(); ++row) {
            if (m_model->cueAt(row)->iid == it->element)
                title = element::displayTitle(m_model->cueAt(row)->element);
        }
        lines.append(logLineOf(
            *it, QDateTime::fromMSecsSinceEpoch(askedAt).toString(QStringLiteral("HH:mm:ss")), title));
    }
    m_log->show(lines);
}

void LivePanel::cue(int row)
{
    const Cue *next = m_model->cueAt(row);
    if (!next)
        return;
    m_cued = next->clip == m_cued ? ClipId{} : next->clip;
    refresh();
}

void LivePanel::cueNext()
{
    const int row = nextRow();
    if (row < 0)
        return;
    m_cued = m_model->cueAt(row)->clip;
    m_rundown->scrollTo(m_model->index(row));
    refresh();
}

void LivePanel::press(Action action)
{
    const ActionState state = stateOf(action, situation());
    if (!state.enabled) {
        Q_EMIT refused(tr("%1: %2.").arg(labelOf(action), state.note));
        return;
    }
    switch (action) {
    case Action::Take:
        return take();
    case Action::CueNext:
        return cueNext();
    case Action::Hold:
        return toggleHold();
    case Action::Resolve:
        return resolve();
    case Action::Panic:
        return panic();
    case Action::Refund: {
        const auto answer =
            QMessageBox::question(this, tr("Refund"), tr("Give all stakes back to the viewers?"),
                                  QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
        return answer == QMessageBox::Yes ? send(QStringLiteral("refund")) : void();
    }
    default:
        return send(QLatin1String(rowOf(action).command));
    }
}

void LivePanel::send(const QString &command, const QJsonObject &more)
{
    if (const Cue *cue = chosen())
        m_desk.send(command, cue->iid, more);
}

// What was cued goes on air and becomes the one the other buttons act on.
void LivePanel::take()
{
    const Cue *next = cued() ? cued() : chosen();
    if (!next)
        return;
    const ClipId clip = next->clip;
    m_desk.send(QStringLiteral("open"), next->iid);
    m_cued = {};
    m_cleared.clear();
    choose(clip);
    refresh();
}

void LivePanel::toggleHold()
{
    const Cue *cue = chosen();
    const bool held = cue && m_desk.mirror().item(cue->iid).held;
    send(held ? QStringLiteral("open") : QStringLiteral("hold"));
}

// A prediction's outcome is named by whoever saw it; right answers are in the project.
void LivePanel::resolve()
{
    const Cue *cue = chosen();
    if (!cue || !isPrediction(cue->element))
        return send(QStringLiteral("resolve"));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("outcomes"));
    const QJsonArray options = element::fieldValue(cue->element, QStringLiteral("options")).toArray();
    for (qsizetype i = 0; i < options.size(); ++i) {
        const QString text = options.at(i)[QLatin1String("text")].toString();
        connect(menu->addAction(tr("Outcome: %1").arg(text)), &QAction::triggered, this, [this, i] {
            send(QStringLiteral("resolve"), {{QStringLiteral("outcome"), i}});
        });
    }
    const auto button = std::find_if(m_buttons.begin(), m_buttons.end(),
                                     [](const DeskButton *one) { return one->action() == Action::Resolve; });
    menu->popup((*button)->mapToGlobal(QPoint(0, (*button)->height())));
}

// Asks nothing: the picture is cleared here at once, whatever the line does.
void LivePanel::panic()
{
    m_cleared = QDateTime::fromMSecsSinceEpoch(m_desk.serverNowMs()).toString(QStringLiteral("HH:mm:ss"));
    m_program->setCleared(m_cleared);
    m_program->repaint();
    m_desk.send(QStringLiteral("panic"), {}, {{QStringLiteral("policy"), QStringLiteral("hold")}});
    refresh();
}

void LivePanel::setStock()
{
    send(QStringLiteral("stock"), {{QStringLiteral("left"), m_stock->value()}});
}

void LivePanel::askAgain()
{
    const auto latest = chosen() ? m_desk.commands().latest(chosen()->iid) : std::nullopt;
    if (latest)
        m_desk.askAgain(latest->key);
}

void LivePanel::writeNotice()
{
    m_notice->focusText();
}

void LivePanel::setLargeButtons(bool large)
{
    for (DeskButton *button : std::as_const(m_buttons))
        button->setLarge(large);
}

void LivePanel::startOrEnd()
{
    if (m_desk.event().isEmpty()) {
        Q_EMIT refused(tr("There is no show yet; publish the project first."));
        return;
    }
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

std::optional<Action> LivePanel::actionOf(const QKeyEvent &event) const
{
    const int key = event.key() == Qt::Key_Enter ? int(Qt::Key_Return) : event.key();
    const QKeySequence pressed(int(event.modifiers() & ~Qt::KeypadModifier) | key);
    for (int i = 0; i < actionCount; ++i) {
        const QKeySequence wanted(QLatin1String(rowOf(Action(i)).key), QKeySequence::PortableText);
        if (pressed == wanted && (Action(i) == Action::Panic || !isTyping()))
            return Action(i);
    }
    return std::nullopt;
}

// The desk's single keys win over the window's while the panel has the keyboard and nobody is typing.
bool LivePanel::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const auto action = actionOf(*key);
        const QAbstractButton *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
        if (action && !(button && *action == Action::Take)) {
            key->accept();
            if (event->type() == QEvent::KeyPress && !key->isAutoRepeat())
                press(*action);
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace icmp::live
