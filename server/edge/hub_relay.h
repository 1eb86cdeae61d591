// The hub's side of the fallback transports: requests and commands in, and what the relay says as messages of
// the link and as the handlers' calls.
#pragma once

#include <QObject>
#include <QTimer>

#include "server/edge/edge_hub.h"
#include "server/edge/link.h"
#include "server/edge/relay/relay.h"

namespace icmp::edge {

inline constexpr int relaySeat = 63; // the number, as of a worker, of those who have no socket

class HubRelay {
public:
    using Tell = std::function<void(LinkMessage type, ConnectionId connection, const QByteArray &fields)>;

    // `handlers` outlives it; tell: a message to the worker of a connection.
    HubRelay(const EdgeHandlers &handlers, int perAddressMax, Tell tell);

    static bool owns(const QByteArray &path) { return relay::Relay::owns(path); }
    void take(const HttpRequest &request, const Responder &responder);
    void command(LinkMessage type, ConnectionId id, const QByteArray &fields);
    void publication(LinkMessage type, const QByteArray &payload);
    void streamClosed(ConnectionId connection) { m_relay.streamClosed(quint64(connection)); }
    // The server goes away.
    void goodbye();

private:
    relay::Ports ports();
    void later(std::function<void()> what);

    const EdgeHandlers &m_handlers;
    Tell m_tell;
    QObject m_context;
    QTimer m_timer;
    relay::Relay m_relay;
};

} // namespace icmp::edge
