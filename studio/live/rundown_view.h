// The rundown: one row for each element in time order, with its state; the row on air is marked at its edge.
#pragma once

#include "studio/live/cue_state.h"

#include <QAbstractListModel>
#include <QListView>

namespace icmp::live {

// A view on cues and states that the panel gives; holds no truth of its own.
class RundownModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    enum Role { StateRole = Qt::UserRole, PlannedRole, TypeRole, DetailRole };

    void setCues(const QList<Cue> &cues);
    void setStates(const QList<CueState> &states, const QStringList &details);
    const Cue *cueAt(int row) const { return row >= 0 && row < m_cues.size() ? &m_cues[row] : nullptr; }
    int rowOf(ClipId clip) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Cue> m_cues;
    QList<CueState> m_states;
    QStringList m_details;
};

class RundownView : public QListView
{
    Q_OBJECT
public:
    explicit RundownView(QWidget *parent = nullptr);
};

}  // namespace icmp::live
