// Messages of live.v1 between viewers and server: what comes in is parsed strictly, what goes out is encoded
// here.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"

#include <QJsonObject>
#include <QStringList>
#include <optional>
#include <variant>

namespace icmp::protocol {

inline constexpr int protocolVersion = 1;
inline constexpr int messagesPerFrameMax = 32; // newline separated
inline constexpr int choiceMax = 20;
inline constexpr qint64 choiceBound = 1'000'000'000; // a slider's value; option indexes are far below
inline constexpr int answerTextMax = 200;
inline constexpr int stateKeysMax = 256;

// Where a client left the log.
struct Since {
    QString epoch;
    qint64 offset = 0;
};

struct Hello {
    qint64 version = protocolVersion;
    QString event;
    QString token;
    QString device;
    std::optional<Since> since;
    QHash<QString, qint64> stateVersions; // key → version the client has
    QString language;
    bool lite = false;
};

struct VoteMessage {
    QString element;
    std::optional<qint64> rev;
    QList<int> choice;
    QString key;
    std::optional<qint64> pt;
    std::optional<qint64> n;
    QString text;     // of a poll.text
    qint64 stake = 0; // of a prediction
};

// Taps on one emoji since the last batch.
struct ReactMessage {
    QString element;
    qint64 emoji = 0;
    qint64 taps = 0;
};

struct TimeMessage {
    qint64 c0 = 0;
};
struct PressMessage {
    QString element;
    QString key;
};
struct Ping {};

using ClientContent = std::variant<Ping, Hello, VoteMessage, TimeMessage, PressMessage, ReactMessage>;

struct ClientMessage {
    std::optional<qint64> request; // "i", echoed in the answer
    ClientContent content;
};

// One message of a frame. Unknown fields are ignored; a message that names no known content is refused.
// refuses  BadDocument (not JSON, duplicate key, deeper than 32), BadNumber, WrongType, TooLong, TooMany,
// OutOfRange;
//          place is the field
Result<ClientMessage> parseClient(const QByteArray &text);
// The messages of a frame, split at line feeds, empty lines left out. refuses  TooMany
Result<QList<QByteArray>> splitFrame(const QByteArray &frame);
// The "i" of a broken message where it can still be read, for the error's answer.
std::optional<qint64> requestOf(const QByteArray &text);

struct Welcome {
    QString sid;
    QString epoch;
    qint64 offset = 0;
    bool recovered = false;
    qint64 nowMs = 0;
    qint64 tickMs = 0;
};

struct Ack {
    QString key;
    QString status;
    qint64 n = 0;
    QString receipt;
    bool temporary = false;
    std::optional<qint64> points;
    std::optional<QString> reason;
};

// Each is one message without line feed; `request` is echoed.
QByteArray encode(std::optional<qint64> request, const Welcome &welcome);
QByteArray encode(std::optional<qint64> request, const Ack &ack);
QByteArray encodeTime(std::optional<qint64> request, qint64 c0, qint64 s1, qint64 s2);
QByteArray encodeError(std::optional<qint64> request, const Refusal &refusal);
// {"log":{…}}; `body` has off, t and the rest.
QByteArray encodeLog(const QJsonObject &body);
// {"log":[…]} for recovery.
QByteArray encodeLogs(const QList<QByteArray> &bodies);
// {"st":{"k","v","d","fin","stale"}}
QByteArray encodeState(const QString &key, qint64 version, const QJsonObject &content, bool final);
QByteArray encodeViewers(qint64 version, qint64 viewers);
QByteArray encodeMe(const QJsonObject &me);

// "tally:12", "react:12", "stock:12", "lb:12"
QString tallyKey(ClipId element);
QString reactKey(ClipId element);
QString stockKey(ClipId element);
QString boardKey(ClipId element);

} // namespace icmp::protocol
