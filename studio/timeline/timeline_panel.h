// The timeline dock's content: toolbar, timeline, zoom. Its actions carry ids ("timeline.split") as object
// names, so that the shell can put them into menus, the keymap and the command search.
#pragma once

#include "studio/timeline/timeline_view.h"

class QAction;
class QLabel;
class QSlider;

namespace icmp::widgets {
class DockHeader;
}

namespace icmp::timeline {

class TimelinePanel : public QWidget {
    Q_OBJECT
public:
    TimelinePanel(AskForEdit ask, Random &random, QWidget *parent = nullptr);

    TimelineView *view() const { return m_view; }
    // The row with the tabs "Timeline" and, when the shell adds it, "Graph".
    widgets::DockHeader *header() const { return m_header; }
    // Undo and redo belong to the document; they are put behind the timeline's own tools.
    void addHistory(QAction *undo, QAction *redo);
    // Null for an unknown id.
    QAction *action(const QString &id) const;

Q_SIGNALS:
    // The person switched these; for the settings.
    void snappingChosen(bool on);
    void rippleChosen(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QAction *add(const char *id, const char *text, const char *icon, const QList<QKeySequence> &keys);
    void addTools();
    void addCommands();
    void addZoom();
    void showSelection();

    TimelineView *m_view;
    widgets::DockHeader *m_header;
    QLabel *m_selection;
    QWidget *m_zoom;
    QSlider *m_slider;
};

} // namespace icmp::timeline
