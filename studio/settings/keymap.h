// Which keys start which action. Actions are declared where they live, with an id, a description and a
// default key; the keymap holds what the person changed and finds keys that are given twice.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QSettings>
#include <QString>

namespace icmp::settings {

struct KeyedAction {
    QString id;          // "timeline.split"; in the file, never renamed
    QString description; // translated, for the list of keys and the command search
    QKeySequence fallback;
    QString context = {}; // actions of different contexts may share a key; empty: valid everywhere
};

// Two actions that one key would start.
struct KeyConflict {
    QKeySequence key;
    QString first;
    QString second;

    friend bool operator==(const KeyConflict &, const KeyConflict &) = default;
};

// Default key that adds the element type at this place of the list, 0 first: 1 … 9, 0, Ctrl+1 … Ctrl+9; empty
// behind them. In portable text.
QString insertKeyOf(qsizetype place);

class Keymap {
public:
    // Keys are kept in `store` under "keys/"; it must outlive the keymap.
    explicit Keymap(QSettings &store);

    // False, and nothing declared, when the id is taken.
    bool declare(const KeyedAction &action);
    QList<KeyedAction> actions() const { return m_actions; }

    // Empty for an action without a key or an unknown id.
    QKeySequence keyOf(const QString &id) const;
    // An empty sequence takes the key away. The change is kept even when it conflicts: conflicts() tells.
    void setKey(const QString &id, const QKeySequence &key);
    void reset(const QString &id);
    void resetAll();
    // Action ids that `key` would start in `context`, in order of declaration.
    QStringList actionsFor(const QKeySequence &key, const QString &context) const;
    // In order of declaration; empty when every key starts at most one action.
    QList<KeyConflict> conflicts() const;

private:
    QSettings &m_store;
    QList<KeyedAction> m_actions;
    QHash<QString, QKeySequence> m_changed;
};

} // namespace icmp::settings
