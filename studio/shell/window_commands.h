// What the commands do: each action of the table bound to the window's parts, and when it can be used.
#pragma once

#include "studio/document/document.h"
#include "studio/shell/clip_commands.h"

#include <QObject>

class QAction;

namespace icmp::shell {

class ActionTable;
class MainWindow;
class Workbench;

class WindowCommands : public QObject {
    Q_OBJECT

public:
    explicit WindowCommands(MainWindow &window);

    // Another document is open.
    void follow(document::Document *document);
    // Enabled and checked states, words of undo and redo.
    void refresh();

private:
    void bindFile();
    void bindFileInOut();
    void bindEdit();
    void bindSelect();
    void bindView();
    void bindGoTo();
    void bindTheme();
    void bindInsert();
    void bindClip();
    void bindAlign();
    void bindTracks();
    void bindPlay();
    void bindMarks();
    void bindTools();
    void fillRecent();
    void refreshPlay();

    Place place() const;
    NewClipId newIds() const;
    void run(const std::optional<project::Edit> &edit);
    void bindEditOf(const char *id, std::function<std::optional<project::Edit>()> edit);
    // The timeline's own action of that id.
    void bindTo(const char *id, QAction *action);
    void bindTimeline(const char *id, const char *command);
    static void sameAs(QAction *action, const char *id);
    void selectNext(int by);
    void goToEdge(int direction);
    void goToProblem(int by);
    void openFile(const QString &path);
    void tellFailure(const Failure &failure);
    void setTrack(bool lock);
    void zoomText(int percent);
    void stepSeconds(int seconds);
    void exportFrame();

    MainWindow &m_window;
    Workbench &m_bench;
    ActionTable &m_actions;
    qsizetype m_problem = -1;
};

} // namespace icmp::shell
