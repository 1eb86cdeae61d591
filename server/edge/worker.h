// One worker: a reactor on one thread that holds sockets and talks to the core process over one link.
#pragma once

#include <QHash>
#include <QSet>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/token_bucket.h"
#include "server/edge/fan_out.h"
#include "server/edge/http_session.h"
#include "server/edge/link.h"
#include "server/edge/reactor.h"
#include "server/edge/ws_session.h"

namespace icmp::edge {

// ConnectionId is worker (6 bits), run (12), generation (22), slot (24). The lower 46 bits are unique in one
// run.
inline int workerOf(ConnectionId id)
{
    return int(quint64(id) >> 58);
}
inline constexpr quint64 connectionMask = (quint64(1) << 46) - 1;

class Worker final : private HttpHost, private WsHost, private FanOutHost {
public:
    explicit Worker(int linkFd);
    ~Worker() override;
    int run();

private:
    struct Connection {
        Connection(int fd, const Peer &peer, int listener, const TlsContext *tls)
            : stream(fd, peer, listener, tls)
        {
        }
        Stream stream;
        std::unique_ptr<HttpSession> http; // exactly one of http and ws
        std::unique_ptr<WsSession> ws;
        qint64 wakeMs = 0; // the earliest entry in the wheel
        quint32 slot = 0;
        quint32 generation = 0;
        quint8 route = 0;
        bool counted = true; // against its address
        bool reading = true; // what epoll was told
        bool writing = false;
    };

    // HttpHost, WsHost, FanOutHost
    const EdgePlan &plan() const override { return m_plan; }
    const ServedFile *fileAt(const QByteArray &path) const override;
    bool originAllowed(const QByteArray &origin) const override { return m_origins.contains(origin); }
    bool draining() const override { return m_stopMs > 0; }
    Counters &counters() override { return m_counters; }
    qint64 nowMs() const override { return m_nowMs; }
    void text(ConnectionId id, const QByteArray &text) override;
    void needsSnapshot(ConnectionId id) override;
    WsSession &sessionAt(quint32 slot) override { return *m_slots[slot]->ws; }
    void deliver(quint32 slot, const Batch &batch, quint64 joined) override;
    void swept(const QByteArray &topic, int tookMs) override;

    // link
    void take(LinkMessage type, const QByteArray &payload);
    void takeSettings(LinkMessage type, const QByteArray &payload);
    void takeConnection(LinkMessage type, const QByteArray &payload);
    void begin(const QByteArray &payload);
    void answer(Connection &connection, const QByteArray &payload);
    void settle(Connection &connection, bool goesOn);
    void reloadTls(bool onlyIfChanged);
    void stop(int spreadMs);
    bool linkTurn(bool readable);
    void report();

    // sockets
    void accept(int listener);
    void pauseAccepting();
    void resumeAccepting();
    void admit(int fd, const Peer &peer, int listener);
    void onReady(const Epoll::Ready &ready);
    void onWake(quint64 token);
    void drainOne(Connection &connection);
    void turn(Connection &connection, HttpTurn turn);
    void ask(Connection &connection);
    void upgrade(Connection &connection);
    void authenticate(Connection &connection);
    void uncount(Connection &connection);
    void refresh(Connection &connection);
    void remove(Connection &connection);
    Connection *find(ConnectionId id);
    ConnectionId idOf(const Connection &connection) const;
    void setOverloaded(bool overloaded);

    Epoll m_epoll;
    Link m_link;
    TimerWheel m_wheel;
    FanOut m_fanOut{*this};
    EdgePlan m_plan;
    QSet<QByteArray> m_origins;
    QHash<QByteArray, ServedFile> m_files;
    QHash<quint64, QByteArray> m_blobs;
    QHash<QByteArray, int> m_perAddress;
    std::shared_ptr<TlsContext> m_tls;
    qint64 m_tlsStamp = 0;
    std::vector<int> m_listeners; // aligned with m_listenIndex
    std::vector<int> m_listenIndex;
    std::vector<std::unique_ptr<Connection>> m_slots;
    std::deque<quint32> m_freeSlots;
    std::vector<quint32> m_generations;
    std::vector<std::unique_ptr<Connection>> m_buried;
    Counters m_counters{};
    TokenBucket m_accepts;
    quint64 m_idBase = 0;
    qint64 m_nowMs;
    qint64 m_reportMs = 0;
    qint64 m_tlsCheckMs = 0;
    qint64 m_acceptAgainMs = 0; // 0: accepting
    qint64 m_pauseNoteMs = 0;
    qint64 m_stopMs = 0; // when a graceful end is over; 0: serving
    int m_spreadMs = 0;
    bool m_linkWriting = false;
    bool m_overloaded = false;
    bool m_running = true;
};

} // namespace icmp::edge
