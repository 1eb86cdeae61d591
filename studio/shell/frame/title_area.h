// The top of the window: project name and what is kept, menus, workspaces, command search, connection and
// account.
#pragma once

#include "studio/widgets/tokens.h"

#include <QWidget>

class QAbstractButton;
class QButtonGroup;
class QMenu;
class QMenuBar;
class QToolButton;

namespace icmp::widgets {
class StatusChip;
}

namespace icmp::shell {

class TitleArea : public QWidget {
    Q_OBJECT

public:
    explicit TitleArea(const QList<QMenu *> &menus, QWidget *parent = nullptr);

    void setProjectName(const QString &name);
    void setKept(const QString &iconName, widgets::Token color, const QString &text);
    void setConnection(const QString &iconName, widgets::Token color, const QString &text);
    void setAccount(const QString &text);
    void setAccountMenu(QMenu *menu);
    void setSearchKey(const QString &key);
    // Icon, name; the first is chosen.
    void addWorkspace(const QString &iconName, const QString &name);
    void setWorkspace(int index);
    QMenuBar *menuBar() const { return m_menus; }

Q_SIGNALS:
    void workspaceChosen(int index);
    void searchRequested();
    void nameActivated();
    void connectionActivated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QAbstractButton *m_name;
    widgets::StatusChip *m_kept;
    QMenuBar *m_menus;
    QWidget *m_spaces;
    QButtonGroup *m_spaceGroup;
    QAbstractButton *m_search;
    QAbstractButton *m_connection;
    QToolButton *m_account;
};

} // namespace icmp::shell
