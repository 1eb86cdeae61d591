// The working part of EdgeHub: the workers' seats, their links, what is known to each of them.
#pragma once

#include <sys/types.h>

#include <QElapsedTimer>
#include <QHash>
#include <QMutex>
#include <QObject>
#include <QSet>
#include <QSocketNotifier>
#include <QThread>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "server/edge/edge_hub.h"
#include "server/edge/hub_relay.h"
#include "server/edge/link.h"

namespace icmp::edge {

// All members belong to the hub's thread; other threads only reach post().
class HubEngine {
public:
    HubEngine(const EdgePlan &plan, EdgeHandlers handlers) : m_plan(plan), m_handlers(std::move(handlers)) {}
    ~HubEngine();

    Outcome<bool> start();
    // Runs the command on the hub's thread: now, if this is it.
    void post(std::function<void(HubEngine &)> command);
    void tell(LinkMessage type, ConnectionId id, const QByteArray &fields = {});
    void tellAll(LinkMessage type, const QByteArray &payload);
    void sendText(LinkMessage type, ConnectionId id, const QByteArray &text);
    void addFile(const StaticFile &file);
    void setOrigins(const QList<QByteArray> &origins);
    void stop(int spreadMs, std::function<void()> done);
    quint16 port(const QByteArray &name) const;
    QList<qint64> pids() const;
    QList<EdgeCounter> counters() const;

private:
    struct Seat { // one worker and everything that is gone when it is gone
        int index = 0;
        int run = 0;
        pid_t pid = 0;
        std::thread thread;
        std::unique_ptr<Link> link;
        std::unique_ptr<QSocketNotifier> reads;
        std::unique_ptr<QSocketNotifier> writes;
        QSet<quint64> sockets;
        QSet<quint64> blobs;
        Counters counters{};
        QElapsedTimer since;
        int pauseMs = 0;
        bool flushing = false;
        bool stopped = false;
    };
    struct Gate { // lets responders outlive the hub
        QMutex mutex;
        HubEngine *engine = nullptr;
    };

    Outcome<bool> check() const;
    Outcome<bool> reserve();
    Outcome<bool> launch(Seat &seat);
    Outcome<bool> spawn(Seat &seat, int theirs);
    Outcome<bool> awaitReady(Seat &seat);
    void attach(Seat &seat);
    void fell(Seat &seat);
    void reap(Seat &seat);
    void restart(int index);
    void scheduleFlush(Seat &seat);
    void flush(Seat &seat);
    void take(Seat &seat, LinkMessage type, const QByteArray &payload);
    void takeRequest(const QByteArray &payload);
    void takeStats(Seat &seat, const QByteArray &payload);
    quint64 share(const QByteArray &text);
    void forget(quint64 blob);
    void note(const QString &sentence)
    {
        if (m_handlers.note)
            m_handlers.note(sentence);
    }
    void finishStop();

    EdgePlan m_plan;
    EdgeHandlers m_handlers;
    QObject m_context;
    QThread *m_thread = QThread::currentThread();
    std::shared_ptr<Gate> m_gate = std::make_shared<Gate>();
    std::vector<std::unique_ptr<Seat>> m_seats;
    std::vector<int> m_reserved; // bound, never listening: keep the ports ours while workers come and go
    QList<quint16> m_ports;
    QHash<QByteArray, StaticFile> m_files;
    struct Shared {
        QByteArray text;
        quint64 blob;
    };
    QList<Shared> m_shared; // the newest last
    quint64 m_lastBlob = 0;
    Counters m_past{}; // of workers that are gone
    std::unique_ptr<HubRelay> m_relay;
    std::function<void()> m_stopDone;
    bool m_stopping = false;
};

} // namespace icmp::edge
