// The live panel: what a show is run with. It puts the rundown, the two pictures, the buttons, the counts and
// the answers that wait before one person and sends what they press.
#pragma once

#include "studio/document/document.h"
#include "studio/live/model/actions.h"
#include "studio/live/monitor.h"
#include "studio/remote/desk.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;

namespace icmp::widgets {
class DigitLabel;
class StatusChip;
} // namespace icmp::widgets

namespace icmp::live {

class ActionLog;
class DeskButton;
class ModerationView;
class NoticeBar;
class RundownModel;
class RundownView;
class TallyView;
class VitalsBar;

class LivePanel : public QWidget {
    Q_OBJECT
public:
    // Both outlive the panel.
    LivePanel(remote::Desk &desk, remote::ServerLink &link, QWidget *parent = nullptr);

    // Whose elements are the rundown; null for none. Must be taken back before the document goes.
    void setDocument(document::Document *document);
    void setCardPaint(const CardPaint &paint);
    void choose(ClipId clip);
    // Whether leaving needs the person's word: the show is on.
    bool isOnAir() const;
    // As if its button was pressed; a button that is off says why in its own words.
    void press(Action action);
    void startOrEnd();
    void askAgain();
    void writeNotice();
    void setLargeButtons(bool large);

Q_SIGNALS:
    void clipChosen(icmp::ClipId clip);
    // A press that could not be sent, a sentence.
    void refused(const QString &sentence);

protected:
    bool event(QEvent *event) override;

private:
    QWidget *makeMiddle();
    QWidget *makeButtons();
    QWidget *makeTally();
    QWidget *makeTools();
    QWidget *makeSide();
    void follow();
    void reload();
    void refresh();
    void showStates();
    void showButtons();
    void showPictures();
    void showChosen();
    void showStock(const Cue *cue);
    void showSide();
    void cue(int row);
    void cueNext();
    void take();
    void toggleHold();
    void resolve();
    void panic();
    void send(const QString &command, const QJsonObject &more = {});
    void setStock();
    int nextRow() const;
    const Cue *chosen() const;
    const Cue *cued() const;
    Target targetOf(const Cue *cue) const;
    Situation situation() const;
    QString detailOf(const Cue &cue) const;
    QString wordOf(const remote::MirrorItem &item, CueState state) const;
    std::optional<Action> actionOf(const QKeyEvent &event) const;

    remote::Desk &m_desk;
    remote::ServerLink &m_link;
    document::Document *m_document = nullptr;
    RundownModel *m_model = nullptr;
    RundownView *m_rundown = nullptr;
    VitalsBar *m_vitals = nullptr;
    Monitor *m_preview = nullptr;
    Monitor *m_program = nullptr;
    QList<DeskButton *> m_buttons;
    TallyView *m_tally = nullptr;
    QLabel *m_title = nullptr;
    widgets::StatusChip *m_state = nullptr;
    widgets::DigitLabel *m_figure = nullptr;
    QLabel *m_note = nullptr;
    widgets::DigitLabel *m_closes = nullptr;
    QPushButton *m_ask = nullptr;
    QPushButton *m_drop = nullptr;
    QWidget *m_stockRow = nullptr;
    QSpinBox *m_stock = nullptr;
    ModerationView *m_moderation = nullptr;
    NoticeBar *m_notice = nullptr;
    ActionLog *m_log = nullptr;
    ClipId m_cued;
    ClipId m_stockOf;  // whose stock the field held first
    QString m_cleared; // when panic cleared the picture; empty while it is not
};

} // namespace icmp::live
