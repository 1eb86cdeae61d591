// The channel between the core process and one worker: length-prefixed, bounded frames over a socket pair,
// and how the values of edge_types.h look in them. Used by both ends; each end uses it from one thread.
#pragma once

#include <QByteArray>
#include <QDataStream>
#include <QIODevice>
#include <array>
#include <functional>

#include "server/edge/edge_types.h"

namespace icmp::edge {

inline constexpr int linkFrameBytesMax = linkBodyBytesMax + 256 * 1024; // an answer with its head
inline constexpr qint64 linkQueueBytesMax =
    64 * 1024 * 1024; // to a worker; beyond it the worker is taken for stuck
inline constexpr qint64 linkPauseBytes =
    8 * 1024 * 1024; // to the core; beyond it workers stop reading sockets

enum class LinkMessage : quint8 {
    // core → worker
    Plan,
    File,
    Origins,
    Begin,
    Answer,
    Send,
    Blob,
    DropBlob,
    SendBlob,
    Resync,
    Subscribe,
    Unsubscribe,
    PublishLog,
    PublishState,
    Lite,
    Authenticated,
    Close,
    Push,   // a piece of a streamed answer
    Finish, // the end of one
    ReloadCertificates,
    Stop,
    // worker → core
    Ready,
    Failed,
    Request,
    Opened,
    Message,
    Closed,
    NeedsSnapshot,
    StreamClosed, // the connection of a streamed answer is gone
    Swept,
    Note,
    Stats,
    Stopped
};

#define ICMP_EDGE_COUNTERS(X)                                                                                \
    X(connections, true)                                                                                     \
    X(sockets, true)                                                                                         \
    X(unauthenticated, true)                                                                                 \
    X(queued_bytes, true)                                                                                    \
    X(accepted, false)                                                                                       \
    X(requests, false) X(bytes_in, false) X(bytes_out, false) X(messages_in, false) X(frames_out, false)     \
        X(refused_malformed, false) X(refused_too_large, false) X(refused_slow, false)                       \
            X(refused_address, false) X(refused_full, false) X(refused_origin, false)                        \
                X(refused_protocol, false) X(closed_by_fault, false) X(closed_slow, false)                   \
                    X(queue_drops, false) X(states_replaced, false) X(accept_pauses, false)                  \
                        X(tls_failures, false)

enum class Counter {
#define X(name, gauge) name,
    ICMP_EDGE_COUNTERS(X)
#undef X
};
#define X(name, gauge) +1
inline constexpr int counterCount = 0 ICMP_EDGE_COUNTERS(X);
#undef X
using Counters = std::array<qint64, counterCount>;
inline qint64 &count(Counters &counters, Counter which)
{
    return counters[size_t(which)];
}
QList<EdgeCounter> named(const Counters &counters);
bool isGauge(int index);

QDataStream &operator<<(QDataStream &stream, ConnectionId id);
QDataStream &operator>>(QDataStream &stream, ConnectionId &id);
QDataStream &operator<<(QDataStream &stream, const HttpRequest &request);
QDataStream &operator>>(QDataStream &stream, HttpRequest &request);
QDataStream &operator<<(QDataStream &stream, const HttpResponse &response);
QDataStream &operator>>(QDataStream &stream, HttpResponse &response);
QDataStream &operator<<(QDataStream &stream, const SocketOpened &opened);
QDataStream &operator>>(QDataStream &stream, SocketOpened &opened);
QDataStream &operator<<(QDataStream &stream, const StaticFile &file);
QDataStream &operator>>(QDataStream &stream, StaticFile &file);
// Everything of the plan that a worker needs (not the files: they follow one by one).
QDataStream &operator<<(QDataStream &stream, const EdgePlan &plan);
QDataStream &operator>>(QDataStream &stream, EdgePlan &plan);

template <class... Fields>
QByteArray packed(const Fields &...fields)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    ((stream << fields), ...);
    return payload;
}

class Link {
public:
    explicit Link(int fd); // takes the descriptor and makes it non-blocking
    ~Link();
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    int fd() const { return m_fd; }
    void queue(LinkMessage type, const QByteArray &payload);
    template <class... Fields>
    void post(LinkMessage type, const Fields &...fields)
    {
        queue(type, packed(fields...));
    }
    qint64 queuedBytes() const { return m_out.size() - m_outAt; }
    // Writes what the socket takes. false: the other end is gone.
    bool flush();
    // Reads what is there, at most about 256 KiB, and hands out whole frames. The payload is valid during the
    // call only. false: the other end is gone or sent a frame over the limit.
    bool receive(const std::function<void(LinkMessage, const QByteArray &)> &take);

private:
    int m_fd;
    QByteArray m_out;
    qsizetype m_outAt = 0;
    QByteArray m_in;
};

// Reads the fields in order; false if the payload is shorter than they are.
template <class... Fields>
bool unpack(const QByteArray &payload, Fields &...fields)
{
    QDataStream stream(payload);
    ((stream >> fields), ...);
    return stream.status() == QDataStream::Ok;
}

} // namespace icmp::edge
