// The console's commands over an admin listener: one table, for people at a terminal and for scripts.
//
// Whatever needs a fresh proof is shown from the server's bytes, signed by this device's key and confirmed
// with a code, one action at a time.
#pragma once

#include "core/base/ports.h"
#include "server/console/admin_link.h"
#include "server/console/terminal.h"

#include <memory>

namespace icmp::console {

// What the program around it gives. A name is "session" or "device.LOGIN"; files are the owner's alone.
struct DeskPorts {
    Random &random;
    std::function<std::optional<QByteArray>(const QString &name)> load;
    std::function<Outcome<void>(const QString &name, const QByteArray &bytes)> keep; // empty bytes: forget
    std::function<std::unique_ptr<Signer>(const QByteArray &seed)> signer;
};

enum class Output { People, Json };

class AdminDesk {
public:
    AdminDesk(AdminLink link, DeskPorts ports, Terminal &terminal, Output output);

    // 0 done, 1 refused or failed, 2 no such command.
    int run(const QStringList &words);
    // Words that may come next; the last of `words` is being typed.
    QStringList complete(const QStringList &words);
    QString prompt() const;

    using Answered = std::optional<QJsonObject>;

    // What the commands are made of; 0, 1 and 2 as of run.

    // Asks, and tells what went wrong.
    Answered ask(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    int show(const Answered &answer, const char *list, const QStringList &keys);
    int tell(const Answered &answer);
    int help(const QStringList &words);

    int signIn(const QStringList &words);
    int signOut();
    int enrol();
    int deviceAdd();
    int agree(const QString &proposal);
    // A high action about the first of the words; the rest are roles, --reason and --person.
    int account(const QString &action, const QStringList &words);

private:
    // {"action",…}: proposed, shown, signed, confirmed.
    int carryOut(const QJsonObject &request);
    int sign(const Answered &opened);
    std::optional<QString> newPassword();
    void showSecret(const QJsonObject &begun);
    std::optional<QByteArray> seedOf(const QString &login);

    AdminLink m_link;
    DeskPorts m_ports;
    Terminal &m_terminal;
    Output m_output;
    QString m_login;
    QString m_session;
};

} // namespace icmp::console
