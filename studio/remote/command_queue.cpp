#include "studio/remote/command_queue.h"

#include <algorithm>

namespace icmp::remote {

QJsonObject Command::body() const
{
    QJsonObject json = more;
    json.insert(QStringLiteral("key"), key);
    json.insert(QStringLiteral("command"), name);
    if (!element.isEmpty())
        json.insert(QStringLiteral("element"), element);
    return json;
}

bool CommandQueue::add(const Command &command)
{
    int waiting = 0;
    for (const Command &known : m_commands) {
        if (known.isSettled())
            continue;
        ++waiting;
        if (known.name == command.name && known.element == command.element && known.more == command.more)
            return false;
    }
    if (waiting >= queuedMax)
        return false;
    m_commands.append(command);
    m_commands.last().state = CommandState::Queued;
    forgetOldest();
    return true;
}

QList<Command> CommandQueue::takeToSend(qint64 nowMs)
{
    QList<Command> send;
    for (Command &command : m_commands) {
        if (command.state != CommandState::Queued)
            continue;
        command.state = CommandState::Sending;
        command.sentAtMs = nowMs;
        send.append(command);
    }
    return send;
}

void CommandQueue::answered(const QString &key, qint64 nowMs)
{
    if (Command *command = find(key); command && !command->isSettled()) {
        command->state = CommandState::Done;
        command->settledAtMs = nowMs;
    }
}

void CommandQueue::refused(const QString &key, const QString &reason, qint64 nowMs)
{
    if (Command *command = find(key); command && !command->isSettled()) {
        command->state = CommandState::Refused;
        command->reason = reason;
        command->settledAtMs = nowMs;
    }
}

void CommandQueue::connectionLost(qint64 nowMs)
{
    for (Command &command : m_commands) {
        if (command.state == CommandState::Sending || command.state == CommandState::Unknown)
            command.state =
                nowMs - command.askedAtMs < queueForMs ? CommandState::Queued : CommandState::Expired;
    }
}

bool CommandQueue::tick(qint64 nowMs)
{
    bool changed = false;
    for (Command &command : m_commands) {
        if (command.state == CommandState::Sending && nowMs - command.sentAtMs >= unknownAfterMs) {
            command.state = CommandState::Unknown;
            changed = true;
        } else if (command.state == CommandState::Queued && nowMs - command.askedAtMs >= queueForMs) {
            command.state = CommandState::Expired;
            changed = true;
        }
    }
    return changed;
}

bool CommandQueue::askAgain(const QString &key, qint64 nowMs)
{
    Command *command = find(key);
    if (!command || (command->state != CommandState::Expired && command->state != CommandState::Unknown))
        return false;
    command->state = CommandState::Queued;
    command->askedAtMs = nowMs;
    return true;
}

bool CommandQueue::drop(const QString &key)
{
    // What was sent may have happened; only what never left can be taken back.
    const auto found = std::find_if(m_commands.begin(), m_commands.end(),
                                    [&](const Command &command) { return command.key == key; });
    if (found == m_commands.end() || found->state != CommandState::Expired)
        return false;
    m_commands.erase(found);
    return true;
}

QList<Command> CommandQueue::waiting() const
{
    QList<Command> list;
    for (const Command &command : m_commands) {
        if (!command.isSettled())
            list.append(command);
    }
    return list;
}

std::optional<Command> CommandQueue::latest(const QString &element, const QStringList &names) const
{
    for (auto it = m_commands.rbegin(); it != m_commands.rend(); ++it) {
        if (it->element == element && (names.isEmpty() || names.contains(it->name)))
            return *it;
    }
    return std::nullopt;
}

Command *CommandQueue::find(const QString &key)
{
    for (Command &command : m_commands) {
        if (command.key == key)
            return &command;
    }
    return nullptr;
}

void CommandQueue::forgetOldest()
{
    auto settled = std::count_if(m_commands.begin(), m_commands.end(),
                                 [](const Command &command) { return command.isSettled(); });
    for (auto it = m_commands.begin(); it != m_commands.end() && settled > settledKept;) {
        if (it->isSettled()) {
            it = m_commands.erase(it);
            --settled;
        } else {
            ++it;
        }
    }
}

} // namespace icmp::remote
