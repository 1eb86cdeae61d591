#include "server/edge/wire/ws_codec.h"

#include <QCryptographicHash>
#include <algorithm>

namespace icmp::edge {

bool Utf8Check::take(std::string_view bytes)
{
    for (const char signedByte : bytes) {
        const auto byte = static_cast<quint8>(signedByte);
        if (m_left > 0) {
            if (byte < m_low || byte > m_high)
                return false;
            m_low = 0x80;
            m_high = 0xBF;
            --m_left;
        } else if (byte < 0x80) {
            continue;
        } else if (byte >= 0xC2 && byte <= 0xDF) {
            m_left = 1;
        } else if (byte >= 0xE0 && byte <= 0xEF) {
            m_left = 2;
            m_low = byte == 0xE0 ? 0xA0 : 0x80;  // overlong
            m_high = byte == 0xED ? 0x9F : 0xBF; // surrogates
        } else if (byte >= 0xF0 && byte <= 0xF4) {
            m_left = 3;
            m_low = byte == 0xF0 ? 0x90 : 0x80;  // overlong
            m_high = byte == 0xF4 ? 0x8F : 0xBF; // beyond U+10FFFF
        } else {
            return false;
        }
    }
    return true;
}

int WsDecoder::headerNeeds() const
{
    if (m_headerHas < 2)
        return 2;
    const int length = m_header[1] & 0x7F;
    return 2 + 4 + (length == 126 ? 2 : length == 127 ? 8 : 0);
}

std::optional<WsFault> WsDecoder::take(std::string_view bytes, std::vector<WsEvent> &events)
{
    while (!m_done && (!bytes.empty() || (m_inPayload && m_payloadLeft == 0))) {
        std::optional<WsFault> fault;
        if (!m_inPayload) {
            m_header[m_headerHas++] = static_cast<quint8>(bytes.front());
            bytes.remove_prefix(1);
            fault = header();
        } else {
            const auto part = bytes.substr(0, size_t(std::min<quint64>(m_payloadLeft, bytes.size())));
            fault = payload(part);
            bytes.remove_prefix(part.size());
            if (!fault && m_payloadLeft == 0)
                fault = frameEnd(events);
        }
        if (fault) {
            m_done = true;
            m_parts.reset();
            return fault;
        }
    }
    return {};
}

// Judged byte by byte, so that a fault is told before anything further is waited for.
std::optional<WsFault> WsDecoder::header()
{
    const quint8 first = m_header[0];
    const auto opcode = WsOpcode(first & 0x0F);
    const bool control = (first & 0x08) != 0;
    if (m_headerHas == 1) {
        if ((first & 0x70) != 0)
            return WsFault{1002, "A frame has a reserved bit set. Use no WebSocket extension."};
        if ((first & 0x0F) > 10 || ((first & 0x0F) > 2 && !control))
            return WsFault{1002, "A frame has an unknown opcode. Send text frames."};
        if (control && (first & 0x80) == 0)
            return WsFault{1002, "A ping, pong or close came in fragments. Send it whole."};
        if (opcode == WsOpcode::Binary && !m_inMessage)
            return WsFault{1003, "Only text messages are understood. Send JSON as text."};
        if (!control && (opcode == WsOpcode::Continuation) != m_inMessage)
            return WsFault{1002, m_inMessage ? "A message began inside another. Finish the first one."
                                             : "A fragment continues nothing. Begin a message first."};
    }
    if (m_headerHas == 2) {
        if ((m_header[1] & 0x80) == 0)
            return WsFault{1002, "A frame is not masked. Clients must mask what they send."};
        if (control && (m_header[1] & 0x7F) > 125)
            return WsFault{1002, "A ping, pong or close is over 125 bytes. Send a shorter one."};
    }
    const int lengthCode = m_header[1] & 0x7F;
    const int lengthBytes = lengthCode == 126 ? 2 : lengthCode == 127 ? 8 : 0;
    if (m_headerHas < 2)
        return {};
    quint64 length = quint64(lengthCode);
    if (lengthBytes > 0) {
        length = 0;
        for (int i = 0; i < lengthBytes && i + 2 < m_headerHas; ++i)
            length = length << 8 | m_header[size_t(i + 2)];
    }
    if (m_headerHas == 2 + lengthBytes) {
        if ((lengthBytes == 2 && length < 126) || (lengthBytes == 8 && length < 0x10000) || length >> 63)
            return WsFault{1002, "A frame's length is not in its shortest form. Use the shortest."};
        if (!control) {
            if (auto fault = dataHeader(opcode, length))
                return fault;
        }
    }
    if (m_headerHas == headerNeeds()) {
        m_inPayload = true;
        m_payloadLeft = length;
        m_maskAt = 0;
        if (control && m_parts)
            m_parts->control = {};
    }
    return {};
}

std::optional<WsFault> WsDecoder::dataHeader(WsOpcode opcode, quint64 length)
{
    if (length > quint64(m_messageBytesMax) ||
        length + quint64(m_parts ? m_parts->message.size() : 0) > quint64(m_messageBytesMax))
        return WsFault{1009, "The message is longer than this address takes. Send less at a time."};
    if (opcode != WsOpcode::Continuation) {
        m_fragments = 0;
        m_utf8.reset();
        m_inMessage = true;
    }
    if (++m_fragments > limits::fragmentsMax)
        return WsFault{1008, "The message has too many fragments. Send it in one."};
    return {};
}

std::optional<WsFault> WsDecoder::payload(std::string_view bytes)
{
    if (bytes.empty())
        return {};
    const bool control = (m_header[0] & 0x08) != 0;
    const quint8 *mask = m_header.data() + m_headerHas - 4;
    QByteArray &target = control ? parts().control : parts().message;
    const qsizetype begin = target.size();
    target.resize(begin + qsizetype(bytes.size()));
    char *out = target.data() + begin;
    for (const char byte : bytes) {
        *out++ = char(quint8(byte) ^ mask[m_maskAt]);
        m_maskAt = (m_maskAt + 1) & 3;
    }
    m_payloadLeft -= bytes.size();
    if (!control && !m_utf8.take(std::string_view(target.constData() + begin, bytes.size())))
        return WsFault{1007, "The text is not UTF-8. Send UTF-8."};
    return {};
}

std::optional<WsFault> WsDecoder::frameEnd(std::vector<WsEvent> &events)
{
    const auto opcode = WsOpcode(m_header[0] & 0x0F);
    const bool fin = (m_header[0] & 0x80) != 0;
    m_headerHas = 0;
    m_inPayload = false;
    switch (opcode) {
    case WsOpcode::Ping:
        events.push_back({WsEvent::Kind::Ping, taken(&Parts::control)});
        return {};
    case WsOpcode::Pong:
        events.push_back({WsEvent::Kind::Pong, taken(&Parts::control)});
        return {};
    case WsOpcode::Close:
        return closeFrame(events);
    default:
        break;
    }
    if (!fin)
        return {};
    if (!m_utf8.complete())
        return WsFault{1007, "The text is not UTF-8. Send UTF-8."};
    m_inMessage = false;
    m_fragments = 0;
    events.push_back({WsEvent::Kind::Text, taken(&Parts::message)});
    return {};
}

WsDecoder::Parts &WsDecoder::parts()
{
    if (!m_parts)
        m_parts = std::make_unique<Parts>();
    return *m_parts;
}

// What was collected, which is then forgotten.
QByteArray WsDecoder::taken(QByteArray Parts::*part)
{
    if (!m_parts)
        return {};
    QByteArray bytes = std::exchange((*m_parts).*part, {});
    if (m_parts->message.isEmpty() && m_parts->control.isEmpty())
        m_parts.reset();
    return bytes;
}

std::optional<WsFault> WsDecoder::closeFrame(std::vector<WsEvent> &events)
{
    WsEvent event{WsEvent::Kind::Close, {}, 1005};
    const QByteArray control = taken(&Parts::control);
    if (control.size() == 1)
        return WsFault{1002, "A close carries half a code. Send two bytes or none."};
    if (control.size() >= 2) {
        event.code = quint16(quint8(control[0]) << 8 | quint8(control[1]));
        if (!wsMayBeSent(event.code))
            return WsFault{1002, "That close code may not be sent. Use 1000."};
        event.payload = control.mid(2);
        Utf8Check utf8;
        if (!utf8.take(std::string_view(event.payload.constData(), size_t(event.payload.size()))) ||
            !utf8.complete())
            return WsFault{1007, "The reason of a close is not UTF-8. Send UTF-8."};
    }
    m_done = true;
    m_parts.reset();
    events.push_back(std::move(event));
    return {};
}

QByteArray wsFrame(WsOpcode opcode, const QByteArray &payload)
{
    const auto size = quint64(payload.size());
    QByteArray frame;
    frame.reserve(payload.size() + 10);
    frame.append(char(0x80 | quint8(opcode)));
    int lengthBytes = 0;
    if (size < 126) {
        frame.append(char(size));
    } else if (size < 0x10000) {
        frame.append(char(126));
        lengthBytes = 2;
    } else {
        frame.append(char(127));
        lengthBytes = 8;
    }
    for (int i = lengthBytes - 1; i >= 0; --i)
        frame.append(char(size >> (8 * i) & 0xFF));
    return frame + payload;
}

QByteArray wsCloseFrame(quint16 code, const QByteArray &reason)
{
    QByteArray payload;
    payload.append(char(code >> 8));
    payload.append(char(code & 0xFF));
    payload.append(reason.left(123));
    return wsFrame(WsOpcode::Close, payload);
}

bool wsMayBeSent(quint16 code)
{
    if (code >= 3000 && code <= 4999)
        return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

std::optional<QByteArray> wsAccept(const QByteArray &key)
{
    const auto raw = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    if (key.size() != 24 || !raw || raw.decoded.size() != 16)
        return {};
    const QByteArray text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return QCryptographicHash::hash(text, QCryptographicHash::Sha1).toBase64();
}

} // namespace icmp::edge
