// What waits for a viewer without a socket: messages in order, one slot per state key behind them, and those
// that were told but are not known to have arrived.
#pragma once

#include <QByteArray>
#include <QList>
#include <deque>
#include <vector>

namespace icmp::edge::relay {

class RelayQueue {
public:
    void push(const QByteArray &text);
    void pushState(const QByteArray &key, const QByteArray &text);
    // Forgets what waits (not what was told); a fresh snapshot follows.
    void drop() { m_waiting = {}, m_states = {}, m_bytes = m_largeBytes = 0; }
    bool hasNews() const { return !m_waiting.empty() || !m_states.empty(); }
    // More waits than a viewer may be behind; a single large message (a snapshot) does not count.
    bool isOverfull() const;
    // The viewer has messages up to this number. false: it never was told that many, or told us otherwise
    // before.
    bool acknowledge(qint64 number);
    bool hasUnacknowledged() const { return !m_told.empty(); }
    // Everything that is told and not acknowledged, and now also what waited: newline separated, in order,
    // empty if nothing is there. The first of them has number acknowledged() + 1.
    QByteArray tell();
    qint64 acknowledged() const { return m_acknowledged; }

private:
    static constexpr qsizetype largeText = 16 * 1024;
    struct State {
        QByteArray key;
        QByteArray text;
    };
    void number(const QByteArray &text);

    std::deque<QByteArray> m_told; // number m_acknowledged + 1 onwards
    std::deque<QByteArray> m_waiting;
    std::vector<State> m_states;
    qsizetype m_bytes = 0;
    qsizetype m_largeBytes = 0;
    qint64 m_acknowledged = 0;
};

} // namespace icmp::edge::relay
