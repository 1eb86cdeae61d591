// Messages of desk.v1 (producers) and the bodies of the REST routes that run a show or publish one.
#pragma once

#include "core/event/fact.h"
#include "core/protocol/live_message.h"

namespace icmp::protocol {

inline constexpr int operationKeyMax = 64; // an operation id as the client made it

// First frame of a desk socket.
struct DeskHello {
    QString ticket;
    std::optional<Since> since;
};

// {"i":3,"command":{"key","command","element","openForMs",…}} and the body of POST …/commands.
struct CommandBody {
    QString key;
    QString command;
    QString element; // empty for start and end
    qint64 openForMs = 0;
    std::optional<qint64> maxDelayMs = {}; // of start
    std::optional<qint64> outcome = {};    // of resolve
    QString policy = {};                   // of panic: "hold" or "close"; empty: hold
    QString answer = {};                   // of moderate: the text's id
    QString verdict = {};                  // "approve" or "refuse"
    std::optional<qint64> left = {};       // of stock
    QString text = {};                     // of announce
    std::optional<qint64> severity = {};

    // What identifies the request: the same key with another hash is another request.
    QString hash() const;
};

using DeskContent = std::variant<Ping, DeskHello, CommandBody, TimeMessage>;

struct DeskMessage {
    std::optional<qint64> request;
    DeskContent content;
};

// refuses  as parseClient
Result<DeskMessage> parseDesk(const QByteArray &text);
Result<CommandBody> parseCommand(const QByteArray &json);

struct ShowBody {
    QString key;
    QString title;
};
struct MissingBody {
    QStringList hashes; // 1 – limits::missingHashesMax, each SHA-256 hex
};
struct VersionBody {
    QString key;
    QString root;
    QString privateRoot;
    qint64 base = 0;   // number of the version it was made from, 0 for the first
    QString signature; // may be empty
    bool dryRun = false;
};
struct TokenBody {
    QString device; // may be empty
};

// refuses  BadDocument, BadNumber, WrongType, TooLong, TooFew, TooMany, OutOfRange, BadHash; place is the
// field
Result<ShowBody> parseShow(const QByteArray &json);
Result<MissingBody> parseMissing(const QByteArray &json);
Result<VersionBody> parseVersion(const QByteArray &json);
Result<TokenBody> parseToken(const QByteArray &json);
// {"event"} of POST /v1/tickets. refuses  as above
Result<QString> parseTicketEvent(const QByteArray &json);

// "bytes 0-1048575/7340032"
struct ContentRange {
    qint64 first = 0;
    qint64 last = 0;
    qint64 total = 0;
};
// refuses  BadText (not of this form), OutOfRange (last before first, beyond the total, too large)
Result<ContentRange> parseContentRange(const QByteArray &header);

// {"facts":[{"kind","seq","at",…}]}: the answer to a command.
QJsonObject factsAnswer(const QList<event::Fact> &facts);

} // namespace icmp::protocol
