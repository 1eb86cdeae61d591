// The live host's outlet onto the edge: the same calls under the edge's names.
#pragma once

#include "server/edge/edge_hub.h"
#include "server/live/outlet.h"

#include <atomic>

namespace icmp::server {

class EdgeOutlet : public live::Outlet {
public:
    // Nothing is told before a hub is set. The hub outlives the outlet's use.
    void setHub(edge::EdgeHub *hub) { m_hub = hub; }

    void send(live::Connection connection, const QByteArray &text) override
    {
        if (auto *hub = m_hub.load())
            hub->send(edge::ConnectionId{connection}, text);
    }
    void resync(live::Connection connection, const QByteArray &text) override
    {
        if (auto *hub = m_hub.load())
            hub->resync(edge::ConnectionId{connection}, text);
    }
    void subscribe(live::Connection connection, const QByteArray &topic) override
    {
        if (auto *hub = m_hub.load())
            hub->subscribe(edge::ConnectionId{connection}, topic);
    }
    void unsubscribe(live::Connection connection, const QByteArray &topic) override
    {
        if (auto *hub = m_hub.load())
            hub->unsubscribe(edge::ConnectionId{connection}, topic);
    }
    void publishLog(const QByteArray &topic, const QByteArray &text) override
    {
        if (auto *hub = m_hub.load())
            hub->publishLog(topic, text);
    }
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text,
                      live::Told told) override
    {
        if (auto *hub = m_hub.load())
            hub->publishState(topic, key, text,
                              told == live::Told::Final ? edge::Finality::Final : edge::Finality::Tick);
    }
    void setLite(live::Connection connection, bool lite) override
    {
        if (auto *hub = m_hub.load())
            hub->setLite(edge::ConnectionId{connection}, lite);
    }
    void setAuthenticated(live::Connection connection) override
    {
        if (auto *hub = m_hub.load())
            hub->setAuthenticated(edge::ConnectionId{connection});
    }
    void close(live::Connection connection, quint16 code, const QByteArray &reason) override
    {
        if (auto *hub = m_hub.load())
            hub->close(edge::ConnectionId{connection}, code, reason);
    }

private:
    std::atomic<edge::EdgeHub *> m_hub = nullptr;
};

} // namespace icmp::server
