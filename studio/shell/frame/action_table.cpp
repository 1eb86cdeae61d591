#include "studio/shell/frame/action_table.h"

#include "studio/widgets/icons.h"

#include <QCoreApplication>
#include <QMenu>
#include <QWidget>

namespace icmp::shell {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Action", text);
}

} // namespace

ActionTable::ActionTable(settings::Keymap &keymap, QWidget *window) : QObject(window), m_keymap(keymap)
{
    for (const ActionRow &row : actionRows())
        addRow(row, window);
    refreshKeys();
}

QMenu *ActionTable::menuFor(const ActionRow &row, QWidget *window)
{
    const QString name = QLatin1String(row.menu);
    QMenu *menu = nullptr;
    for (QMenu *each : std::as_const(m_menus)) {
        if (each->objectName() == name)
            menu = each;
    }
    if (!menu) {
        // Alt and the first letter open it; the names have no letter twice.
        menu = new QMenu(u'&' + translated(row.menu), window);
        menu->setObjectName(name);
        m_menus.append(menu);
    }
    const QString below = QLatin1String(row.submenu);
    if (below.isEmpty())
        return menu;
    if (!m_submenus.contains(below))
        m_submenus.insert(below, menu->addMenu(translated(row.submenu)));
    return m_submenus.value(below);
}

void ActionTable::addRow(const ActionRow &row, QWidget *window)
{
    QMenu *menu = menuFor(row, window);
    const QString id = QLatin1String(row.id);
    if (id.isEmpty()) {
        menu->addSeparator();
        return;
    }
    auto *action = new QAction(QCoreApplication::translate(row.context, row.text), window);
    action->setObjectName(id);
    action->setCheckable(row.checkable);
    if (*row.icon)
        action->setIcon(widgets::icon(QLatin1String(row.icon)));
    action->setIconVisibleInMenu(false);
    const bool fresh = m_keymap.declare(
        {id, spokenName(*action), QKeySequence(QLatin1String(row.key), QKeySequence::PortableText)});
    Q_ASSERT(fresh);
    Q_UNUSED(fresh);
    menu->addAction(action);
    window->addAction(action);
    m_actions.insert(id, action);
    m_order.append(action);
}

void ActionTable::bind(const QString &id, std::function<void(bool)> work)
{
    QAction *found = action(id);
    Q_ASSERT(found);
    m_bound.insert(id);
    connect(found, &QAction::triggered, this, work);
}

void ActionTable::setEnabled(const QString &id, bool enabled, const QString &reason)
{
    QAction *found = action(id);
    found->setEnabled(enabled);
    found->setStatusTip(enabled ? QString() : reason);
}

void ActionTable::setChecked(const QString &id, bool checked)
{
    action(id)->setChecked(checked);
}

void ActionTable::refreshKeys()
{
    for (QAction *each : std::as_const(m_order))
        each->setShortcut(m_keymap.keyOf(each->objectName()));
}

QString ActionTable::spokenName(const QAction &action)
{
    return action.text().remove(u'&').remove(QStringLiteral(" …"));
}

} // namespace icmp::shell
