// What the command line says.
#pragma once

#include "core/base/refusal.h"

#include <QStringList>

namespace icmp::server {

enum class Command { Serve, Demo, AccountAdd, AuditPoll };

// Defaults are declared here, once.
struct Options {
    Command command = Command::Serve;
    QString data; // empty: the user's own folder
    QString listen = QStringLiteral("127.0.0.1");
    quint16 port = 8420;
    int workers = 1;
    QString tlsCertificate;
    QString tlsKey;
    QString origin;      // "https://show.example" when a proxy stands in front; empty: what it listens on
    QString login;       // of account add
    QString roles;       // words separated by spaces or commas
    QString file;        // of audit poll
    QString keyFile;     // the public key it is checked with; empty: the file's own
    QString receiptFile; // a voter's receipt that the file must hold; may be empty
};

// The sentence of a Failure is for the terminal. fails  on unknown words, bad numbers, plain listening beyond
// loopback
Outcome<Options> parseOptions(const QStringList &arguments);
QString usage();

} // namespace icmp::server
