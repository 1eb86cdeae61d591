// RFC 6455 for a server: bytes in, events out; no sockets, no clock. An idle decoder owns no heap memory.
#pragma once

#include <QByteArray>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/limits.h"

namespace icmp::edge {

enum class WsOpcode : quint8 { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct WsEvent {
    enum class Kind { Text, Ping, Pong, Close };
    Kind kind;
    QByteArray payload = {}; // Text: the message; Ping, Pong: up to 125 bytes; Close: the reason
    quint16 code = 0;        // Close: the peer's code, 1005 if it told none
};

// The connection must be closed with this code.
struct WsFault {
    quint16 code;
    const char *reason; // a sentence, and what to do; at most 123 bytes
};

// Whether text that arrives in pieces is UTF-8 (RFC 3629: no surrogates, nothing overlong, up to U+10FFFF).
class Utf8Check {
public:
    bool take(std::string_view bytes); // false: it never will be
    bool complete() const { return m_left == 0; }
    void reset() { *this = {}; }

private:
    quint8 m_left = 0; // continuation bytes still to come
    quint8 m_low = 0x80;
    quint8 m_high = 0xBF;
};

class WsDecoder {
public:
    // messageBytesMax: of a frame and of a whole message, judged before the payload is read.
    explicit WsDecoder(int messageBytesMax) : m_messageBytesMax(messageBytesMax) {}

    // Appends what became complete to `events`. After a fault, or a Close event, everything further is
    // ignored. faults  1002 unmasked, reserved bit, unknown opcode, control frame long or fragmented, length
    // not minimal, bad
    //         close code, continuation without beginning, beginning inside a message; 1003 binary; 1007 not
    //         UTF-8; 1008 more than limits::fragmentsMax fragments; 1009 too long
    std::optional<WsFault> take(std::string_view bytes, std::vector<WsEvent> &events);

    void setMessageBytesMax(int bytes) { m_messageBytesMax = bytes; }
    // A frame or message has begun and is not complete: it may not stay so longer than
    // limits::messageDeadlineMs.
    bool unfinished() const { return m_headerHas > 0 || m_inMessage; }

private:
    std::optional<WsFault> header();
    std::optional<WsFault> dataHeader(WsOpcode opcode, quint64 length);
    std::optional<WsFault> payload(std::string_view bytes);
    std::optional<WsFault> frameEnd(std::vector<WsEvent> &events);
    std::optional<WsFault> closeFrame(std::vector<WsEvent> &events);
    int headerNeeds() const;

    struct Parts {
        QByteArray message; // of the text message so far
        QByteArray control;
    };
    Parts &parts();
    QByteArray taken(QByteArray Parts::*part);

    std::unique_ptr<Parts> m_parts; // while something is unfinished
    quint64 m_payloadLeft = 0;
    std::array<quint8, 14> m_header{};
    int m_messageBytesMax;
    quint8 m_headerHas = 0;
    quint8 m_maskAt = 0;
    quint8 m_fragments = 0;
    bool m_inPayload = false;
    bool m_inMessage = false;
    bool m_done = false;
    Utf8Check m_utf8;
};

// A whole unmasked frame, FIN set, length minimal.
QByteArray wsFrame(WsOpcode opcode, const QByteArray &payload);
// reason is cut at 123 bytes.
QByteArray wsCloseFrame(quint16 code, const QByteArray &reason);
// Whether a peer may send this code in a close frame (RFC 6455 7.4).
bool wsMayBeSent(quint16 code);
// The value of Sec-WebSocket-Accept, or nothing if the key is not 16 bytes in base64.
std::optional<QByteArray> wsAccept(const QByteArray &key);

} // namespace icmp::edge
