// Commands of a producer, each with its key: sent once, asked again with the same key, never assumed failed.
//
// Pure: no clock, no socket. Times are monotonic milliseconds that the caller gives.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

namespace icmp::remote {

inline constexpr qint64 unknownAfterMs = 2'000; // without an answer the outcome is unknown
inline constexpr qint64 queueForMs = 60'000;    // older commands ask the person again
inline constexpr int queuedMax = 200;           // a rundown has fewer items than that in a minute
inline constexpr int settledKept = 100;         // for the log of actions

enum class CommandState {
    Queued, // no connection; will be sent
    Sending,
    Unknown, // no answer for 2 s; the same key is asked again
    Done,
    Refused, // `reason` says why
    Expired  // waited longer than 60 s; was never sent, or its outcome must be asked for
};

struct Command {
    QString key;      // 128 random bits in hex, made before the first send
    QString name;     // start open close reveal …, see core/protocol
    QString element;  // iid; empty for start and end
    QJsonObject more; // openForMs, right, …
    CommandState state = CommandState::Queued;
    qint64 askedAtMs = 0; // when the person pressed
    qint64 sentAtMs = 0;  // 0: never
    qint64 settledAtMs = 0;
    QString reason;

    bool isSettled() const { return state == CommandState::Done || state == CommandState::Refused; }
    QJsonObject body() const; // {key, command, element, …more}
};

class CommandQueue {
public:
    // False when the same command with the same words is under way for the element, or too many wait: nothing
    // is added then.
    bool add(const Command &command);
    // Commands to send now, oldest first; they become Sending.
    QList<Command> takeToSend(qint64 nowMs);
    void answered(const QString &key, qint64 nowMs);
    void refused(const QString &key, const QString &reason, qint64 nowMs);
    // The connection went: what was sent is unknown and is sent again with its key after the reconnect.
    void connectionLost(qint64 nowMs);
    // Moves Sending to Unknown and Queued to Expired. True when something changed.
    bool tick(qint64 nowMs);
    // The person wants an expired command after all (same key), or not any more.
    bool askAgain(const QString &key, qint64 nowMs);
    bool drop(const QString &key);

    // Unsettled ones, oldest first.
    QList<Command> waiting() const;
    // The newest of an element (or of the event for an empty iid), settled or not; only those of `names`
    // unless it is empty.
    std::optional<Command> latest(const QString &element, const QStringList &names = {}) const;
    const QList<Command> &all() const { return m_commands; }

private:
    Command *find(const QString &key);
    void forgetOldest();

    QList<Command> m_commands;
};

} // namespace icmp::remote
