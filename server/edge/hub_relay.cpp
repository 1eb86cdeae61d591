#include "server/edge/hub_relay.h"

#include "server/edge/reactor.h"

namespace icmp::edge {

namespace {

constexpr int tickMs = 500;

QByteArray bearerOf(const HttpRequest &request)
{
    const QByteArray field = request.header("authorization");
    return field.left(7).toLower() == "bearer " ? field.mid(7).trimmed() : QByteArray();
}

HttpResponse relayAnswer(const relay::Reply &reply)
{
    HttpResponse response;
    if (!reply.code.isEmpty())
        response = problem(reply.status, reply.code, QString::fromUtf8(reply.sentence));
    else if (!reply.type.isEmpty())
        response.headers.emplaceBack("Content-Type", reply.type);
    response.status = reply.status;
    if (reply.code.isEmpty())
        response.body = reply.body;
    response.stream = reply.stream;
    response.authenticated = reply.authenticated;
    if (reply.status == 503 || reply.status == 429)
        response.headers.emplaceBack("Retry-After", "5");
    // Pages of any site may use it: there are no cookies, the token is in a field of the request.
    response.headers.emplaceBack("Access-Control-Allow-Origin", "*");
    response.headers.emplaceBack("Access-Control-Allow-Methods", "GET, POST");
    response.headers.emplaceBack("Access-Control-Allow-Headers", "Content-Type, Authorization");
    response.headers.emplaceBack("Access-Control-Max-Age", "86400");
    response.headers.emplaceBack("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
}

} // namespace

HubRelay::HubRelay(const EdgeHandlers &handlers, int perAddressMax, Tell tell)
    : m_handlers(handlers), m_tell(std::move(tell)), m_relay(ports(), quint64(relaySeat) << 58, perAddressMax)
{
    QObject::connect(&m_timer, &QTimer::timeout, &m_context, [this] { m_relay.tick(); });
    m_timer.start(tickMs);
}

void HubRelay::later(std::function<void()> what)
{
    QMetaObject::invokeMethod(&m_context, std::move(what), Qt::QueuedConnection);
}

void HubRelay::take(const HttpRequest &request, const Responder &responder)
{
    m_relay.take({quint64(request.connection), request.method, request.path, request.query, bearerOf(request),
                  request.body, request.peerAddress,
                  [responder](const relay::Reply &reply) { responder(relayAnswer(reply)); }});
}

relay::Ports HubRelay::ports()
{
    relay::Ports ports;
    ports.nowMs = monotonicMs;
    ports.opened = [this](quint64 id, const relay::Ask &ask) {
        SocketOpened opened;
        opened.connection = ConnectionId(id);
        opened.path = "/v1/rt";
        opened.protocol = "live.v1.json";
        opened.peerAddress = ask.address;
        opened.peerIsLoopback = isLoopbackAddress(QString::fromLatin1(ask.address));
        if (m_handlers.opened)
            m_handlers.opened(opened);
    };
    ports.message = [this](quint64 id, const QByteArray &text) {
        if (m_handlers.message)
            m_handlers.message(ConnectionId(id), text);
    };
    ports.closed = [this](quint64 id) {
        if (m_handlers.closed)
            m_handlers.closed(ConnectionId(id));
    };
    ports.needsSnapshot = [this](quint64 id) {
        if (m_handlers.needsSnapshot)
            m_handlers.needsSnapshot(ConnectionId(id));
    };
    // Queued, so that it comes behind the head of the stream, which is queued to this thread too.
    ports.push = [this](quint64 connection, const QByteArray &bytes) {
        later([this, connection, bytes] {
            m_tell(LinkMessage::Push, ConnectionId(connection), packed(bytes));
        });
    };
    ports.finish = [this](quint64 connection) {
        later([this, connection] { m_tell(LinkMessage::Finish, ConnectionId(connection), {}); });
    };
    ports.soon = [this] { later([this] { m_relay.flush(); }); };
    return ports;
}

// What goes to sockets in messages of the link goes to the relay in calls.
void HubRelay::command(LinkMessage type, ConnectionId id, const QByteArray &fields)
{
    const quint64 session = quint64(id);
    QByteArray bytes;
    quint64 number = 0;
    quint16 code = 0;
    bool flag = false;
    if (type == LinkMessage::Send && unpack(fields, bytes))
        m_relay.send(session, bytes);
    else if (type == LinkMessage::Resync && unpack(fields, number, bytes))
        m_relay.resync(session, bytes);
    else if (type == LinkMessage::Subscribe && unpack(fields, bytes))
        m_relay.subscribe(session, bytes);
    else if (type == LinkMessage::Unsubscribe && unpack(fields, bytes))
        m_relay.unsubscribe(session, bytes);
    else if (type == LinkMessage::Lite && unpack(fields, flag))
        m_relay.setLite(session, flag);
    else if (type == LinkMessage::Authenticated)
        m_relay.setAuthenticated(session);
    else if (type == LinkMessage::Close && unpack(fields, code, bytes))
        m_relay.close(session, code, bytes);
}

void HubRelay::publication(LinkMessage type, const QByteArray &payload)
{
    if (m_relay.size() == 0)
        return;
    QByteArray topic, key, text;
    bool isFinal = false;
    if (type == LinkMessage::PublishLog && unpack(payload, topic, text))
        m_relay.publishLog(topic, text);
    else if (type == LinkMessage::PublishState && unpack(payload, topic, key, text, isFinal))
        m_relay.publishState(topic, key, text, isFinal);
}

void HubRelay::goodbye()
{
    m_relay.closeAll(close_code::shutdown, R"({"retry":[500,10000]})");
}

} // namespace icmp::edge
