// What a viewer of the swarm says and hears: frames, messages, and answers over HTTP, read just far enough to
// be judged.
#pragma once

#include <QByteArray>
#include <optional>

namespace icmp::load {

// The text of a JSON member that stands once in a message of ours; numbers and strings only.
QByteArray member(const QByteArray &json, const QByteArray &name);
// A frame of a client; first: FIN and opcode.
QByteArray maskedFrame(int first, const QByteArray &payload);

struct Frame {
    int opcode;
    qsizetype payloadAt;
    qsizetype payloadSize;
    qsizetype whole; // bytes of header and payload
};
// The frame at the beginning; nothing when it is not complete.
std::optional<Frame> frameAt(const char *bytes, qsizetype size);

// An answer with a Content-Length at the beginning; nothing when it is not complete.
struct HttpAnswer {
    int status = 0;
    QByteArray body;
    qsizetype whole = 0;
};
std::optional<HttpAnswer> httpAnswer(const QByteArray &bytes);

struct Told {
    enum class Kind { Log, Logs, State, Welcome, Snapshot, Ack, Error, Other };
    Kind kind = Kind::Other;
    QByteArray name;     // "open 000012", "tally:7 v3": the same for everybody who hears it
    qint64 offset = -1;  // of log, welcome and snapshot
    qint64 version = 0;  // of a state
    qint64 answers = -1; // of a tally
    qint64 stampNs = 0;  // "ts", which only the bench's messages have
    bool recovered = false;
};
Told readTold(const QByteArray &message);
// The offsets in {"log":[…]}, in their order.
QList<qint64> offsetsOf(const QByteArray &logs);

} // namespace icmp::load
