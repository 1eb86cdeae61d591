// What the command line says.
#pragma once

#include "core/base/refusal.h"

#include <QStringList>
#include <optional>

namespace icmp::server {

enum class Command { Serve, Demo, AccountAdd, AuditPoll };

// Defaults are declared here, once.
struct Options {
    Command command = Command::Serve;
    QString data; // empty: the user's own folder
    QString listen = QStringLiteral("127.0.0.1");
    quint16 port = 8420;
    int workers = 0; // 0: as many as `viewers` need
    int viewers = 0; // planned for; 0: an ordinary show, one worker
    QString tlsCertificate;
    QString tlsKey;
    QString origin;      // "https://show.example" when a proxy stands in front; empty: what it listens on
    QString login;       // of account add
    QString roles;       // words separated by spaces or commas
    QString file;        // of audit poll
    QString keyFile;     // the public key it is checked with; empty: the file's own
    QString receiptFile; // a voter's receipt that the file must hold; may be empty
    QString ingestListen = QStringLiteral("127.0.0.1"); // where encoders knock
    std::optional<quint16> rtmpPort = {};               // nothing: no RTMP; 0: any free port
    std::optional<quint16> srtPort = {};
    QString loop; // a film for the demo's live channel; empty: none
};

// max(cores, viewers / 15,000) when a number of viewers is planned for: beyond 15,000 sockets a process comes
// near its descriptor limit.
int workersFor(const Options &options);
// The sentence of a Failure is for the terminal. fails  on unknown words, bad numbers, plain listening beyond
// loopback
Outcome<Options> parseOptions(const QStringList &arguments);
QString usage();

} // namespace icmp::server
