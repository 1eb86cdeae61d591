// The studio's window: title, docks, workspaces and status line around one workbench. It wires; the parts do
// the work.
#pragma once

#include "studio/settings/keymap.h"
#include "studio/shell/frame/action_table.h"
#include "studio/shell/workbench.h"
#include "studio/widgets/theme.h"

#include <QMainWindow>

class QDockWidget;
class QStackedWidget;

namespace icmp::inspector {
class InspectorPanel;
}
namespace icmp::library {
class LibraryPanel;
}
namespace icmp::preview {
class PreviewPanel;
}
namespace icmp::timeline {
class TimelinePanel;
}
namespace icmp::widgets {
class Toast;
}

namespace icmp::shell {

class CommandSearch;
class StatusLine;
class StillPictures;
class TimelineLink;
class TitleArea;
class WindowCommands;

enum class Workspace { Author, Live };

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    // All outlive the window.
    MainWindow(Workbench &bench, settings::Keymap &keymap, widgets::Theme &theme);
    ~MainWindow() override;

    Workbench &bench() { return m_bench; }
    settings::Keymap &keymap() { return m_keymap; }
    widgets::Theme &theme() { return m_theme; }
    ActionTable &actionTable() { return *m_actions; }
    TitleArea &title() { return *m_title; }
    StatusLine &status() { return *m_status; }
    preview::PreviewPanel &preview() { return *m_preview; }
    inspector::InspectorPanel &inspector() { return *m_inspector; }
    library::LibraryPanel &library() { return *m_library; }
    timeline::TimelinePanel &timeline() { return *m_timeline; }
    QDockWidget *libraryDock() { return m_libraryDock; }
    QDockWidget *timelineDock() { return m_timelineDock; }
    QDockWidget *inspectorDock() { return m_inspectorDock; }

    Workspace workspace() const { return m_workspace; }
    void setWorkspace(Workspace workspace);
    void resetLayout();
    // What the Live workspace shows; the window owns it.
    void setLivePanel(QWidget *panel);
    void openCommandSearch();
    // Calls back once, after the window was painted for the first time.
    void whenPainted(std::function<void()> then);
    // A sentence over the lower edge that leaves by itself.
    void tell(const QString &sentence, Tone tone);
    // Pictures of media, which cost the first picture of the window time; called after it.
    void showPictures();
    // Adds an element of the type at the playhead; with a box where it was dropped on the canvas.
    void insertElement(const QString &type, std::optional<project::Box> box = {});

Q_SIGNALS:
    // The Live workspace is opened; its panel may not be there yet.
    void liveWanted();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTitle();
    void buildDocks();
    QDockWidget *addDock(Qt::DockWidgetArea area, const QString &name, const QString &title,
                         QWidget *content);
    void wirePanels();
    void wireBench();
    void wireTimeline();
    void showDocument();
    void showKeeping();
    void showProblems();
    void showJobs();
    void followTheme();
    void saveLayout();
    void showInCentre(int page);
    void applyWidth();

    Workbench &m_bench;
    settings::Keymap &m_keymap;
    widgets::Theme &m_theme;
    ActionTable *m_actions;
    TitleArea *m_title = nullptr;
    StatusLine *m_status = nullptr;
    QStackedWidget *m_centre = nullptr;
    preview::PreviewPanel *m_preview = nullptr;
    inspector::InspectorPanel *m_inspector = nullptr;
    library::LibraryPanel *m_library = nullptr;
    timeline::TimelinePanel *m_timeline = nullptr;
    TimelineLink *m_timelineLink = nullptr;
    StillPictures *m_stills = nullptr;
    QDockWidget *m_libraryDock = nullptr;
    QDockWidget *m_timelineDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    widgets::Toast *m_toast = nullptr;
    CommandSearch *m_search = nullptr;
    WindowCommands *m_commands = nullptr;
    Workspace m_workspace = Workspace::Author;
    QByteArray m_firstLayout;
    std::function<void()> m_painted;
};

} // namespace icmp::shell
