// Every command of the studio, declared once: id, menu, words, default key. Menus, the command search, the
// list of keys and the tests are made from it.
#pragma once

#include "studio/settings/keymap.h"

#include <QAction>
#include <QHash>
#include <functional>

class QMenu;
class QWidget;

namespace icmp::shell {

// One command. An empty text is a line in the menu.
struct ActionRow {
    const char *id;
    const char *menu; // "File" … "Help"
    const char *text; // with mnemonic
    const char *key;  // portable text; empty for none
    const char *icon = "";
    bool checkable = false;
    const char *submenu = "";
    const char *context = "Action"; // of the text's translation
};

// The rows below and one for each element type, in the order of the menus.
const QList<ActionRow> &actionRows();

class ActionTable : public QObject {
    Q_OBJECT

public:
    // Declares every row in the keymap; both outlive the table. Actions belong to `window`.
    ActionTable(settings::Keymap &keymap, QWidget *window);

    // Null for an unknown id.
    QAction *action(const QString &id) const { return m_actions.value(id); }
    QList<QAction *> all() const { return m_order; }
    // Runs `work` when the action is triggered; a checkable one tells its state.
    void bind(const QString &id, std::function<void(bool checked)> work);
    bool isBound(const QString &id) const { return m_bound.contains(id); }
    void setEnabled(const QString &id, bool enabled, const QString &reason = {});
    void setChecked(const QString &id, bool checked);
    // Menus in the order of the rows; they belong to the window.
    const QList<QMenu *> &menus() const { return m_menus; }
    QMenu *submenu(const QString &name) const { return m_submenus.value(name); }
    // Takes the keys again after the keymap changed.
    void refreshKeys();
    // Words without mnemonic, e.g. "File: Import media".
    static QString spokenName(const QAction &action);

private:
    void addRow(const ActionRow &row, QWidget *window);
    QMenu *menuFor(const ActionRow &row, QWidget *window);

    settings::Keymap &m_keymap;
    QHash<QString, QAction *> m_actions;
    QList<QAction *> m_order;
    QList<QMenu *> m_menus;
    QHash<QString, QMenu *> m_submenus;
    QSet<QString> m_bound;
};

} // namespace icmp::shell
