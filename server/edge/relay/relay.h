// Viewers whose way to the server lets no WebSocket through (live.md 3.9): they speak upwards by
// POST /v1/rt/{session} and listen by GET …/events (Server-Sent Events) or GET …/poll?after=N (long poll).
// To everybody behind the edge such a session is a connection like any other.
//
// {session} is 22 base64url characters that the viewer drew; the first POST, with the event token in
// Authorization, begins it and carries the hello. Messages are lines, numbered from 1 as they are told. A
// poll says the number of the last one it has; what it does not have is told again. A stream that ends ends
// its session: the viewer begins a new one that resumes by its offset, as it would with a new socket.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/token_bucket.h"
#include "server/edge/relay/relay_queue.h"

namespace icmp::edge::relay {

// What a request is answered with. A stream goes on until finish.
struct Reply {
    int status = 200;
    QByteArray type = {};
    QByteArray body = {};
    QByteArray code = {}; // of a refusal, with its sentence
    QByteArray sentence = {};
    bool stream = false;
    bool authenticated = false;
};

struct Ask {
    quint64 connection = 0; // that the request came by
    QByteArray method;
    QByteArray path;
    QByteArray query;
    QByteArray token; // of Authorization: Bearer; empty: none
    QByteArray body;
    QByteArray address; // who counts as one sender
    std::function<void(const Reply &)> answer;
};

struct Ports {
    std::function<qint64()> nowMs;
    std::function<void(quint64 id, const Ask &ask)> opened;
    std::function<void(quint64 id, const QByteArray &text)> message;
    std::function<void(quint64 id)> closed;
    std::function<void(quint64 id)> needsSnapshot;
    std::function<void(quint64 connection, const QByteArray &bytes)> push; // into a stream
    std::function<void(quint64 connection)> finish;                        // end a stream
    std::function<void()> soon; // call flush() when this turn of the loop is over
};

// Belongs to one thread; ids have `firstId`'s upper bits.
class Relay {
public:
    Relay(Ports ports, quint64 firstId, int perAddressMax)
        : m_ports(std::move(ports)), m_lastId(firstId), m_perAddressMax(perAddressMax)
    {
    }

    static bool owns(const QByteArray &path) { return path.startsWith("/v1/rt/"); }
    void take(const Ask &ask);
    // The connection of a stream is gone.
    void streamClosed(quint64 connection);

    // What the edge does for sockets; an id that is not known is swallowed.
    void send(quint64 id, const QByteArray &text);
    void resync(quint64 id, const QByteArray &text);
    void subscribe(quint64 id, const QByteArray &topic);
    void unsubscribe(quint64 id, const QByteArray &topic);
    void publishLog(const QByteArray &topic, const QByteArray &text);
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text, bool final);
    void setLite(quint64 id, bool lite);
    void setAuthenticated(quint64 id);
    void close(quint64 id, quint16 code, const QByteArray &reason);

    void flush();
    // Once a second at least: ends waits and those who fell silent.
    void tick();
    // Every session ends with this code.
    void closeAll(quint16 code, const QByteArray &reason);
    qsizetype size() const { return m_sessions.size(); }

private:
    enum class Behind : quint8 { No, Dropped, Asked };
    struct Session {
        quint64 id = 0;
        QByteArray name;
        QByteArray token;
        QByteArray address;
        RelayQueue queue;
        QSet<QByteArray> topics;
        TokenBucket posts;
        std::optional<quint64> stream;           // the connection it listens by
        std::function<void(const Reply &)> poll; // the answer that waits; empty: none
        qint64 pollUntilMs = 0;
        qint64 heardMs = 0; // the last sign of life
        qint64 toldMs = 0;  // the last byte into the stream
        qint64 helloUntilMs = 0;
        qint64 closeUntilMs = 0; // the goodbye waits; 0: open
        Behind behind = Behind::No;
        quint8 ticks = 0;
        bool lite = false;
        bool authenticated = false;
    };

    void post(const Ask &ask, const QByteArray &name);
    Session *begin(const Ask &ask, const QByteArray &name);
    void events(const Ask &ask, Session &session);
    void poll(const Ask &ask, Session &session);
    void queued(Session &session);
    void mayTake(Session &session);
    void tellPoll(Session &session);
    void tellStream(Session &session);
    void remove(quint64 id);
    Session *find(quint64 id);

    Ports m_ports;
    quint64 m_lastId;
    int m_perAddressMax;
    QHash<quint64, std::shared_ptr<Session>> m_sessions;
    QHash<QByteArray, quint64> m_names;
    QHash<quint64, quint64> m_streams; // connection → id
    QHash<QByteArray, QSet<quint64>> m_topics;
    QHash<QByteArray, int> m_perAddress; // unauthenticated
    QSet<quint64> m_ready;               // with news to tell
};

} // namespace icmp::edge::relay
