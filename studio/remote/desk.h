// The producer's line to a running show: a WebSocket that comes back by itself, the show's mirror, and
// commands by key.
#pragma once

#include "core/base/ports.h"
#include "studio/remote/command_queue.h"
#include "studio/remote/event_mirror.h"
#include "studio/remote/server_link.h"

#include <QWebSocket>

namespace icmp::remote {

inline constexpr qint64 backoffFirstMs = 500;
inline constexpr qint64 backoffMaxMs = 10'000;

enum class DeskState { Closed, Connecting, Open, Waiting, Ended }; // Waiting: for the next try

class Desk : public QObject {
    Q_OBJECT
public:
    Desk(ServerLink &link, const Clock &clock, Random &random, QObject *parent = nullptr);
    ~Desk() override;

    // Leaves another event first. Needs a signed-in link; reconnects until left.
    void enter(const QString &event);
    void leave();
    QString event() const { return m_event; }

    DeskState state() const { return m_state; }
    const EventMirror &mirror() const { return m_mirror; }
    const CommandQueue &commands() const { return m_commands; }
    // Since the last message of any kind, ms; −1 before the first.
    qint64 ageMs() const;
    // The server's wall clock as far as the line tells, ms since 1970 UTC; our own before the first answer.
    qint64 serverNowMs() const { return m_clock.nowMs() + m_clockOffsetMs; }
    qint64 monotonicMs() const { return m_clock.monotonicMs(); }
    // From the press to the server's word, of the commands answered last, ms; sorted, may be empty.
    QList<qint64> answerTimes() const;
    // Why the desk is not open, a sentence; empty while it is.
    QString trouble() const { return m_trouble; }

    // The key, or nothing when the same command is already under way for this element.
    QString send(const QString &command, const QString &element, const QJsonObject &more = {});
    void askAgain(const QString &key);
    void drop(const QString &key);
    // A verdict on a text answer, which leaves the list at once.
    void moderate(const QString &element, const QString &answer, bool approves);

Q_SIGNALS:
    void stateChanged();
    void mirrorChanged();  // items, life of the event
    void talliesChanged(); // counts, viewers, ages; many times a second
    void commandsChanged();

private:
    void connectNow();
    void askForTicket();
    void openSocket(const QString &ticket);
    void greet(const QString &ticket);
    void receive(const QString &frame);
    void receiveOne(const QJsonObject &message);
    void answer(const QJsonObject &message);
    void endWith(const QString &sentence);
    void lost(const QString &sentence);
    void resync();
    void pump();
    void askTime();
    void takeTime(const QJsonObject &time);
    void setState(DeskState state);

    ServerLink &m_link;
    const Clock &m_clock;
    Random &m_random;
    QString m_event;
    DeskState m_state = DeskState::Closed;
    QString m_trouble;
    EventMirror m_mirror;
    CommandQueue m_commands;
    QHash<qint64, QString> m_keyOfRequest; // request id → command key
    qint64 m_nextRequest = 2;              // 1 is the greeting
    qint64 m_heardAtMs = -1;
    qint64 m_clockOffsetMs = 0; // server − ours
    qint64 m_backoffMs = backoffFirstMs;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_retry;
    QTimer m_tick;
    QTimer m_silence;
    QTimer m_timeAsk;
};

} // namespace icmp::remote
