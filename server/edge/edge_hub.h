// The core process's side of the edge: starts the workers that hold all sockets, hands what comes in to
// callbacks and takes what goes out.
//
// Thread   The hub lives on the thread that made it, which must run a Qt event loop; every handler is called
// there.
//          Responder, send, subscribe, publish… and the other commands may be called from any thread:
//          elsewhere they are queued to the hub's thread in the order of that caller. They never block and
//          never fail: a connection that is gone swallows what it is sent.
// Order    What one thread sends to one connection arrives in that order. A subscription made after a
// publication does
//          not see it, one made before it does. A publication and a later direct send may overtake each
//          other.
// Sharing  A QByteArray of at least 2 KiB that is sent to many connections (the same implicitly shared value)
// crosses
//          to each worker once: keep one snapshot and hand out that value.
#pragma once

#include <QByteArray>
#include <QList>
#include <functional>
#include <memory>

#include "core/base/refusal.h"
#include "server/edge/edge_types.h"

namespace icmp::edge {

// Answers one request once, now or later, from any thread. A copy is the same answer. If the last copy goes
// without having answered, the edge answers 500 `no-answer`; after 60 s it answers 503 `slow` by itself.
class Responder {
public:
    Responder() = default;
    explicit Responder(std::function<void(HttpResponse)> answer);
    void operator()(HttpResponse response) const;

private:
    struct Once;
    std::shared_ptr<Once> m_once;
};

// Any of them may be empty. `closed` follows every `opened` exactly once, also when a worker died.
struct EdgeHandlers {
    std::function<void(const HttpRequest &request, Responder responder)> http = {};
    std::function<void(const SocketOpened &opened)> opened = {};
    // One whole text message, valid UTF-8, up to the route's limit; it may be empty. Binary messages are
    // closed with 1003.
    std::function<void(ConnectionId connection, const QByteArray &text)> message = {};
    std::function<void(ConnectionId connection)> closed = {};
    // The connection's queued log was dropped (it was more than 64 KiB behind) and it can take bytes again:
    // answer with EdgeHub::resync and a fresh snapshot. Until then it gets no publications.
    std::function<void(ConnectionId connection)> needsSnapshot = {};
    // A worker finished telling a topic everything that was published; for the next tick's length
    // (live.md 3.4).
    std::function<void(const QByteArray &topic, int tookMs)> swept = {};
    // A sentence for the operator's log: a worker died, accepting pauses, a certificate was reloaded.
    std::function<void(const QString &sentence)> note = {};
};

enum class Finality { Tick, Final }; // Final reaches lite viewers too, at once

// Why a connection is closed; the codes of live.md 3.8 and RFC 6455.
namespace close_code {
inline constexpr quint16 normal = 1000;
inline constexpr quint16 protocol = 1002;
inline constexpr quint16 unsupported = 1003;
inline constexpr quint16 badText = 1007;
inline constexpr quint16 policy = 1008;
inline constexpr quint16 tooBig = 1009;
inline constexpr quint16 shutdown = 4001;
inline constexpr quint16 slow = 4008;
inline constexpr quint16 resync = 4010;
inline constexpr quint16 rate = 4029;
inline constexpr quint16 badToken = 4501;
inline constexpr quint16 eventOver = 4503;
inline constexpr quint16 badMessages = 4506;
} // namespace close_code

class HubEngine;

class EdgeHub {
public:
    // fails  a plan that cannot work: no descriptor room for connectionsMax, a plain listener off loopback,
    // an address
    //        in use, an unreadable certificate; each with a sentence that says what to change
    static Outcome<std::unique_ptr<EdgeHub>> start(const EdgePlan &plan, EdgeHandlers handlers);
    // Stops at once: connections are cut. Call stop() first for a graceful end.
    ~EdgeHub();

    // The TCP port of the listener with this name; 0 if there is none.
    quint16 port(const QByteArray &listener = "public") const;
    // Process ids of the running workers (of threads: this process).
    QList<qint64> workerPids() const;
    // As of the last report, at most 1 s old.
    QList<EdgeCounter> counters() const;

    // One text message; 1 byte to linkBodyBytesMax, UTF-8.
    void send(ConnectionId connection, const QByteArray &text);
    // The answer to needsSnapshot, allowed at any time: drops what is queued of the log, sends `text`, and
    // continues with publications made after this call.
    void resync(ConnectionId connection, const QByteArray &text);
    void subscribe(ConnectionId connection,
                   const QByteArray &topic); // topic: 1–200 bytes, ≤ 8 per connection
    void unsubscribe(ConnectionId connection, const QByteArray &topic);
    // Ordered, complete, or followed by needsSnapshot.
    void publishLog(const QByteArray &topic, const QByteArray &text);
    // Last writer wins per (topic, key); whoever is slow gets only the newest.
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text,
                      Finality finality = Finality::Tick);
    // A `q:"lite"` viewer: every fourth state of a key.
    void setLite(ConnectionId connection, bool lite);
    // Its token or ticket was good: it no longer counts against its address and may use the route's whole
    // frame limit. A WebSocket that is not authenticated within 10 s is closed with 1008.
    void setAuthenticated(ConnectionId connection);
    // reason: at most 123 bytes of UTF-8, for 4000–4499 `{"retry":[min,max]}` in ms.
    void close(ConnectionId connection, quint16 code, const QByteArray &reason = {});

    // Replaces the exact allow-list for WebSocket upgrades.
    void setOrigins(const QList<QByteArray> &origins);
    // Registers or replaces a static file while running.
    void addFile(const StaticFile &file);
    // Reads certificate and key again (SIGHUP); the workers also look every 10 s whether the file changed.
    void reloadCertificates();
    // Graceful: stops accepting, tells `goaway`, closes with 4001 spread over spreadMs, then ends the
    // workers; calls `done` on the hub's thread, after at most spreadMs + 5 s. spreadMs: 0–25,000.
    void stop(int spreadMs, std::function<void()> done);

private:
    explicit EdgeHub(std::unique_ptr<HubEngine> engine);
    std::unique_ptr<HubEngine> m_engine;
};

// The whole life of a worker: what `icmp-server worker` calls. `linkFd` is the inherited socket (always 3 in
// a worker process). Returns the exit code when the core closes the link.
int runWorker(int linkFd = 3);

} // namespace icmp::edge
