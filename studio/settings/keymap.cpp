#include "studio/settings/keymap.h"

#include <algorithm>

namespace icmp::settings {

namespace {

QString keyIn(const QString &id)
{
    return QStringLiteral("keys/") + id;
}

bool meet(const QString &a, const QString &b)
{
    return a.isEmpty() || b.isEmpty() || a == b;
}

} // namespace

QString insertKeyOf(qsizetype place)
{
    if (place < 0 || place > 18)
        return {};
    return place < 10 ? QString::number((place + 1) % 10) : QStringLiteral("Ctrl+%1").arg(place - 9);
}

Keymap::Keymap(QSettings &store) : m_store(store) {}

bool Keymap::declare(const KeyedAction &action)
{
    const auto same = [&](const KeyedAction &other) { return other.id == action.id; };
    if (std::any_of(m_actions.cbegin(), m_actions.cend(), same))
        return false;
    m_actions += action;
    const QVariant stored = m_store.value(keyIn(action.id));
    if (stored.isValid())
        m_changed.insert(action.id, QKeySequence(stored.toString(), QKeySequence::PortableText));
    return true;
}

QKeySequence Keymap::keyOf(const QString &id) const
{
    if (const auto changed = m_changed.constFind(id); changed != m_changed.cend())
        return *changed;
    for (const KeyedAction &action : m_actions)
        if (action.id == id)
            return action.fallback;
    return {};
}

void Keymap::setKey(const QString &id, const QKeySequence &key)
{
    m_changed.insert(id, key);
    m_store.setValue(keyIn(id), key.toString(QKeySequence::PortableText));
}

void Keymap::reset(const QString &id)
{
    m_changed.remove(id);
    m_store.remove(keyIn(id));
}

void Keymap::resetAll()
{
    for (const KeyedAction &action : std::as_const(m_actions))
        reset(action.id);
}

QStringList Keymap::actionsFor(const QKeySequence &key, const QString &context) const
{
    QStringList found;
    for (const KeyedAction &action : m_actions)
        if (!key.isEmpty() && meet(action.context, context) && keyOf(action.id) == key)
            found += action.id;
    return found;
}

QList<KeyConflict> Keymap::conflicts() const
{
    QList<KeyConflict> found;
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        const QKeySequence key = keyOf(m_actions[i].id);
        for (qsizetype j = i + 1; j < m_actions.size() && !key.isEmpty(); ++j)
            if (keyOf(m_actions[j].id) == key && meet(m_actions[i].context, m_actions[j].context))
                found += {key, m_actions[i].id, m_actions[j].id};
    }
    return found;
}

} // namespace icmp::settings
