// The live panel: rundown, buttons of the chosen element, its counts, and the state of the show and of the
// line to it.
#pragma once

#include "studio/document/document.h"
#include "studio/live/cue_state.h"
#include "studio/remote/desk.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace icmp::widgets {
class DigitLabel;
class StatusChip;
} // namespace icmp::widgets

namespace icmp::live {

class RundownModel;
class RundownView;
class TallyView;

class LivePanel : public QWidget {
    Q_OBJECT
public:
    // Both outlive the panel.
    LivePanel(remote::Desk &desk, remote::ServerLink &link, QWidget *parent = nullptr);

    // Whose elements are the rundown; null for none. Must be taken back before the document goes.
    void setDocument(document::Document *document);
    void choose(ClipId clip);
    // Whether leaving needs the person's word: the show is on.
    bool isOnAir() const;

Q_SIGNALS:
    void clipChosen(icmp::ClipId clip);

private:
    QWidget *makeVitals();
    QWidget *makeButtons();
    QWidget *makeTally();
    void reload();
    void showStates();
    void showVitals();
    void showChosen();
    void press(Action action);
    void startOrEnd();
    const Cue *chosen() const;
    QString detailOf(const Cue &cue) const;

    remote::Desk &m_desk;
    remote::ServerLink &m_link;
    document::Document *m_document = nullptr;
    RundownModel *m_model = nullptr;
    RundownView *m_rundown = nullptr;
    TallyView *m_tally = nullptr;
    QLabel *m_title = nullptr;
    widgets::StatusChip *m_state = nullptr;
    widgets::StatusChip *m_onAir = nullptr;
    widgets::StatusChip *m_connection = nullptr;
    widgets::DigitLabel *m_viewers = nullptr;
    widgets::DigitLabel *m_answers = nullptr;
    QLabel *m_age = nullptr;
    QLabel *m_notice = nullptr;
    QPushButton *m_show = nullptr;
    QPushButton *m_ask = nullptr;
    QPushButton *m_drop = nullptr;
    QList<QPushButton *> m_buttons; // in the order of Action
};

} // namespace icmp::live
