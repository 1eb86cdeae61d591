// The rundown: one row for each element in time order, with its state; the rows cued and on air are marked at
// their edge, and on air a bar shows how much of the time is over.
#pragma once

#include "studio/live/model/cue_state.h"

#include <QAbstractListModel>
#include <QListView>

namespace icmp::live {

// What the panel knows of one row.
struct RowState {
    CueState state = CueState::Idle;
    QString detail;      // second line; the type's name where it is empty
    QString word;        // instead of the state's own, e.g. "0:19"
    double elapsed = -1; // 0–1 of the time on air; below 0 for none

    friend bool operator==(const RowState &, const RowState &) = default;
};

// A view on cues and states that the panel gives; holds no truth of its own.
class RundownModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    enum Role { StateRole = Qt::UserRole, PlannedRole, TypeRole, DetailRole, WordRole, ElapsedRole };

    void setCues(const QList<Cue> &cues);
    void setStates(const QList<RowState> &states);
    const Cue *cueAt(int row) const { return row >= 0 && row < m_cues.size() ? &m_cues[row] : nullptr; }
    CueState stateAt(int row) const { return m_states.value(row).state; }
    int rowOf(ClipId clip) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Cue> m_cues;
    QList<RowState> m_states;
};

class RundownView : public QListView {
    Q_OBJECT
public:
    explicit RundownView(QWidget *parent = nullptr);

Q_SIGNALS:
    void cueRequested(int row); // Enter or double click

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace icmp::live
