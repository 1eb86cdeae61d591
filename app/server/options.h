// What the command line says.
#pragma once

#include "core/base/refusal.h"

#include <QStringList>

namespace icmp::server {

enum class Command { Serve, Demo, Admin, Console, AuditVerify, Backup, Restore };

// Defaults are declared here, once.
struct Options {
    Command command = Command::Serve;
    QString data; // empty: the user's own folder
    QString listen = QStringLiteral("127.0.0.1");
    quint16 port = 8420;
    int workers = 1;
    QString tlsCertificate;
    QString tlsKey;
    QString origin;          // "https://show.example" when a proxy stands in front; empty: what it listens on
    quint16 adminPort = 0;   // of serve and demo: also on loopback TCP, beside the socket
    bool adminTcp = false;   // whether it was asked for
    QStringList checkpoints; // folders for the audit's checkpoints, beside the data folder's
    QString server;          // of admin and console: "http://127.0.0.1:8421"; empty: the socket
    QString database;        // of audit verify: the file
    QString key;             // of audit verify: the public key's file; of restore: the folder of keys
    QString file;            // of backup and restore
    bool json = false;
    QStringList words; // of admin: what to do
};

// The sentence of a Failure is for the terminal. fails  on unknown words, bad numbers, plain listening beyond
// loopback
Outcome<Options> parseOptions(const QStringList &arguments);
QString usage();

} // namespace icmp::server
