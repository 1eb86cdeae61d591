// One connection while it speaks WebSocket: frames in, bounded queue out, pings, the slow-reader levels of
// live.md 3.8. An idle one owns no buffer.
#pragma once

#include <QByteArray>
#include <deque>
#include <memory>
#include <vector>

#include "server/edge/link.h"
#include "server/edge/stream.h"
#include "server/edge/wire/ws_codec.h"

namespace icmp::edge {

// What waits for a slow reader: frames in order, and after them one slot per state key.
class Outbox {
public:
    bool empty() const { return m_log.empty() && m_states.empty(); }
    // Bytes that count against limits::logQueueBytesMax: a snapshot or another large answer does not.
    qsizetype logBytes() const { return m_bytes - m_largeBytes; }
    qsizetype bytes() const { return m_bytes; }
    // sent: how much of the frame has already left.
    void push(const QByteArray &frame, qsizetype sent = 0);
    // true: an older value of the key was replaced.
    bool pushState(quint64 key, const QByteArray &frame);
    // Everything but a frame of which a part has left.
    void drop();
    // Writes what the socket takes; states only if asked. Done: nothing (more) to write.
    Io flush(Stream &stream, bool withStates, Counters &counters);

private:
    static constexpr qsizetype largeFrame = 16 * 1024;
    struct State {
        quint64 key;
        QByteArray frame;
    };
    std::deque<QByteArray> m_log;
    std::vector<State> m_states;
    qsizetype m_frontSent = 0;
    qsizetype m_bytes = 0;
    qsizetype m_largeBytes = 0;
};

// One published frame of a topic.
struct Publication {
    quint64 number = 0; // in its topic
    QByteArray frame;   // with its WebSocket header
    bool isState = false;
    bool isFinal = false;
    quint64 key = 0; // of a state, unique in the worker
};

// What one sweep tells every member: `whole` is all frames in one piece.
struct Batch {
    std::vector<Publication> publications; // log first, in order; then states
    QByteArray whole;
    quint64 oldest = 0; // the smallest number in it
    quint64 newest = 0;
    bool hasTicks = false; // states that are not final
};

struct Membership {
    quint32 topic;
    quint32 at; // index into the topic's members
};

class WsHost {
public:
    virtual ~WsHost() = default;
    virtual Counters &counters() = 0;
    virtual qint64 nowMs() const = 0;
    virtual void text(ConnectionId id, const QByteArray &text) = 0;
    virtual void needsSnapshot(ConnectionId id) = 0;
};

// Every function returns whether the connection goes on; false: close the socket.
class WsSession {
public:
    WsSession(ConnectionId id, const SocketRoute &route, qint64 nowMs);

    [[nodiscard]] bool take(std::string_view bytes, Stream &stream, WsHost &host);
    [[nodiscard]] bool readable(Stream &stream, WsHost &host);
    [[nodiscard]] bool writable(Stream &stream, WsHost &host);
    [[nodiscard]] bool deadlinePassed(Stream &stream, WsHost &host);
    // A whole frame for this connection alone.
    [[nodiscard]] bool send(const QByteArray &frame, Stream &stream, WsHost &host);
    [[nodiscard]] bool resync(const QByteArray &frame, Stream &stream, WsHost &host);
    // joined: publications up to this number were made before the subscription.
    [[nodiscard]] bool deliver(const Batch &batch, quint64 joined, Stream &stream, WsHost &host);
    [[nodiscard]] bool close(quint16 code, const QByteArray &reason, Stream &stream, WsHost &host);
    void queueUnsent(const QByteArray &bytes);

    void setAuthenticated(const SocketRoute &route);
    bool authenticated() const { return m_authenticated; }
    void setLite(bool lite) { m_lite = lite; }
    bool wantsRead() const { return true; }
    bool wantsWrite() const { return m_outbox && (!m_holdStates || m_outbox->bytes() > 0); }
    qint64 deadline() const;
    ConnectionId id() const { return m_id; }
    std::vector<Membership> &memberships() { return m_memberships; }

private:
    enum class Behind : quint8 { No, Dropped, Asked }; // level L2: since when publications are withheld
    bool push(const QByteArray &frame, qsizetype sent, WsHost &host);
    bool flush(Stream &stream, WsHost &host);
    bool handle(WsEvent &event, Stream &stream, WsHost &host);
    bool deliverOne(const Publication &publication, WsHost &host);
    bool isLite() const;
    Outbox &outbox();

    ConnectionId m_id;
    WsDecoder m_decoder;
    std::unique_ptr<Outbox> m_outbox;
    std::vector<Membership> m_memberships;
    qint64 m_heardMs;        // the last byte from the peer
    qint64 m_pingedMs = 0;   // 0: no pong awaited
    qint64 m_messageMs = 0;  // since when a message is unfinished; 0: none
    qint64 m_progressMs = 0; // the last byte that the socket took while a queue stood
    qint64 m_helloMs;        // until when it must be authenticated
    qint64 m_closeMs = 0;    // until when the peer may answer our close; 0: open
    qint64 m_releaseMs = 0;  // when held states go out at the latest
    Behind m_behind = Behind::No;
    quint8 m_liteTicks = 0;
    bool m_authenticated = false;
    bool m_lite = false;
    bool m_slowTrip = false; // the last round trip took more than 2 s
    bool m_holdStates = false;
    bool m_endAfterFlush = false;
};

} // namespace icmp::edge
