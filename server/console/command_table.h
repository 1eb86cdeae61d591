// The words of the console, each declared once: what it takes, what it says of itself and what it does.
#pragma once

#include "server/console/admin_desk.h"

#include <span>

namespace icmp::console {

struct Command {
    const char *words; // "account add"
    const char *takes; // "LOGIN ROLE… [--person LOGIN] [--reason TEXT]"
    const char *help;
    int least; // of arguments, options not counted
    int (*run)(AdminDesk &desk, const QStringList &arguments);
};

struct CommandTable {
    static std::span<const Command> all();
    // The command whose words these begin with; the longest one.
    static const Command *find(const QStringList &words);
};

// "--reason TEXT" and such, taken out of the words; empty without it.
QString takeOption(QStringList &words, const QString &name);

} // namespace icmp::console
