#include "server/edge/worker.h"

#include <unistd.h>

#include <QCryptographicHash>
#include <cerrno>
#include <csignal>

#include "server/edge/edge_hub.h"

namespace icmp::edge {

namespace {

constexpr quint64 linkTag = quint64(1) << 60;
constexpr quint64 listenerTag = quint64(1) << 61; // plus the index
constexpr quint64 drainToken = quint64(1) << 62;  // in the wheel: this connection's turn to go
constexpr quint64 slotMask = (quint64(1) << 24) - 1;
constexpr int sendsPerTurn = 128; // between two looks at the events (live.md 3.4)
constexpr int acceptsPerTurn = 64;
constexpr qint64 acceptPauseMs = 200;
constexpr qint64 pauseNoteEveryMs = 10'000;
constexpr qint64 tlsCheckEveryMs = 10'000;
constexpr qint64 stopGraceMs = 3'000;

} // namespace

int runWorker(int linkFd)
{
    // A terminal and a service manager signal the whole group; the core decides when its workers go, and they
    // see it go at the end of the link. SIGPIPE comes from OpenSSL, which writes without MSG_NOSIGNAL.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        std::signal(signal, SIG_IGN);
    Worker worker(linkFd);
    return worker.run();
}

Worker::Worker(int linkFd) : m_link(linkFd), m_nowMs(monotonicMs())
{
    m_epoll.add(linkFd, linkTag, true, false);
}

Worker::~Worker()
{
    for (const int listener : m_listeners)
        ::close(listener);
}

int Worker::run()
{
    while (m_running) {
        const auto &ready = m_epoll.wait(m_fanOut.busy() ? 0 : 100);
        m_nowMs = monotonicMs();
        for (const Epoll::Ready &one : ready)
            onReady(one);
        m_fanOut.step(sendsPerTurn);
        m_wheel.advance(m_nowMs, [this](quint64 token) { onWake(token); });
        m_buried.clear();
        if (m_acceptAgainMs > 0 && m_nowMs >= m_acceptAgainMs)
            resumeAccepting();
        if (m_nowMs >= m_reportMs)
            report();
        if (m_plan.tls && m_nowMs >= m_tlsCheckMs)
            reloadTls(true);
        if (m_stopMs > 0 && (m_nowMs >= m_stopMs || count(m_counters, Counter::connections) == 0)) {
            report();
            m_link.post(LinkMessage::Stopped);
            m_link.flush();
            return 0;
        }
        if (m_running && !linkTurn(false))
            return 0;
    }
    return 0;
}

bool Worker::linkTurn(bool readable)
{
    if (readable &&
        !m_link.receive([this](LinkMessage type, const QByteArray &payload) { take(type, payload); })) {
        m_running = false;
        return false;
    }
    m_running = m_link.flush();
    if (!m_running)
        return false;
    const bool writing = m_link.queuedBytes() > 0;
    if (writing != m_linkWriting) {
        m_linkWriting = writing;
        m_epoll.change(m_link.fd(), linkTag, true, writing);
    }
    if (!m_overloaded && m_link.queuedBytes() > linkPauseBytes)
        setOverloaded(true);
    else if (m_overloaded && m_link.queuedBytes() < linkPauseBytes / 2)
        setOverloaded(false);
    return true;
}

void Worker::setOverloaded(bool overloaded)
{
    m_overloaded = overloaded;
    for (const auto &connection : m_slots) {
        if (connection)
            refresh(*connection);
    }
}

void Worker::take(LinkMessage type, const QByteArray &payload)
{
    QByteArray topic, key, body;
    bool isFinal = false;
    quint64 number = 0;
    qint32 spreadMs = 0;
    switch (type) {
    case LinkMessage::Plan:
    case LinkMessage::File:
    case LinkMessage::Origins:
        return takeSettings(type, payload);
    case LinkMessage::Begin:
        return begin(payload);
    case LinkMessage::Blob:
        if (unpack(payload, number, body))
            m_blobs.insert(number, wsFrame(WsOpcode::Text, body));
        return;
    case LinkMessage::DropBlob:
        if (unpack(payload, number))
            m_blobs.remove(number);
        return;
    case LinkMessage::PublishLog:
        if (unpack(payload, topic, body))
            m_fanOut.publishLog(topic, wsFrame(WsOpcode::Text, body));
        return;
    case LinkMessage::PublishState:
        if (unpack(payload, topic, key, body, isFinal))
            m_fanOut.publishState(topic, key, wsFrame(WsOpcode::Text, body), isFinal);
        return;
    case LinkMessage::ReloadCertificates:
        return reloadTls(false);
    case LinkMessage::Stop:
        return unpack(payload, spreadMs) ? stop(spreadMs) : void();
    default:
        return takeConnection(type, payload);
    }
}

void Worker::takeSettings(LinkMessage type, const QByteArray &payload)
{
    qint32 index = 0, run = 0;
    ServedFile served;
    QList<QByteArray> origins;
    if (type == LinkMessage::File && unpack(payload, served.file)) {
        served.etag =
            QCryptographicHash::hash(served.file.bytes, QCryptographicHash::Sha256).toHex().left(32);
        m_files.insert(served.file.path, served);
    } else if (type == LinkMessage::Origins && unpack(payload, origins)) {
        m_origins = QSet<QByteArray>(origins.begin(), origins.end());
    } else if (type == LinkMessage::Plan && unpack(payload, index, run, m_plan)) {
        m_idBase = quint64(index) << 58 | quint64(run & 0xFFF) << 46;
        m_origins = QSet<QByteArray>(m_plan.origins.begin(), m_plan.origins.end());
    }
}

// What is about one connection; its id comes first.
void Worker::takeConnection(LinkMessage type, const QByteArray &payload)
{
    ConnectionId id{};
    QByteArray bytes;
    quint64 number = 0;
    Connection *connection = unpack(payload, id) ? find(id) : nullptr;
    if (!connection)
        return;
    const QByteArray rest = QByteArray::fromRawData(payload.constData() + 8, payload.size() - 8);
    if (type == LinkMessage::Answer)
        return answer(*connection, rest);
    if (type == LinkMessage::Authenticated)
        return authenticate(*connection);
    if (connection->http && (type == LinkMessage::Push || type == LinkMessage::Finish))
        return turn(*connection, type == LinkMessage::Push && unpack(rest, bytes)
                                     ? connection->http->push(bytes)
                                     : connection->http->finishStream());
    WsSession *ws = connection->ws.get();
    if (!ws)
        return;
    Stream &stream = connection->stream;
    switch (type) {
    case LinkMessage::Send:
        if (unpack(rest, bytes))
            settle(*connection, ws->send(wsFrame(WsOpcode::Text, bytes), stream, *this));
        return;
    case LinkMessage::SendBlob:
    case LinkMessage::Resync: {
        if (!unpack(rest, number, bytes))
            return;
        const QByteArray frame = number > 0 ? m_blobs.value(number) : wsFrame(WsOpcode::Text, bytes);
        if (type == LinkMessage::Resync)
            m_fanOut.rejoin(connection->slot);
        settle(*connection, type == LinkMessage::Resync ? ws->resync(frame, stream, *this)
                                                        : ws->send(frame, stream, *this));
        return;
    }
    case LinkMessage::Subscribe:
        if (unpack(rest, bytes))
            m_fanOut.subscribe(connection->slot, bytes);
        return;
    case LinkMessage::Unsubscribe:
        if (unpack(rest, bytes))
            m_fanOut.unsubscribe(connection->slot, bytes);
        return;
    case LinkMessage::Lite: {
        bool lite = false;
        if (unpack(rest, lite))
            ws->setLite(lite);
        return;
    }
    case LinkMessage::Close: {
        quint16 code = 0;
        if (unpack(rest, code, bytes))
            settle(*connection, ws->close(code, bytes, stream, *this));
        return;
    }
    default:
        return;
    }
}

// Opens the listeners and says whether it worked. The ports are the ones that the hub reserved.
void Worker::begin(const QByteArray &payload)
{
    QList<quint16> ports;
    bool first = false;
    QString wrong;
    if (!unpack(payload, ports, first) || ports.size() != m_plan.listens.size())
        wrong = QStringLiteral("The worker did not understand its plan.");
    if (wrong.isEmpty() && m_plan.tls) {
        auto context = TlsContext::load(*m_plan.tls);
        if (context)
            m_tls = *context;
        else
            wrong = context.error().what;
        m_tlsStamp = TlsContext::stampOf(*m_plan.tls);
        m_tlsCheckMs = m_nowMs + tlsCheckEveryMs;
    }
    for (int i = 0; wrong.isEmpty() && i < m_plan.listens.size(); ++i) {
        Listen listen = m_plan.listens[i];
        if (!listen.unixPath.isEmpty() && !first)
            continue;
        listen.port = ports[i];
        const auto fd = bindSocket(listen, true);
        if (!fd) {
            wrong = fd.error().what;
            break;
        }
        m_epoll.add(*fd, listenerTag + m_listeners.size(), true, false);
        m_listeners.push_back(*fd);
        m_listenIndex.push_back(i);
    }
    m_link.post(wrong.isEmpty() ? LinkMessage::Ready : LinkMessage::Failed, wrong);
}

void Worker::answer(Connection &connection, const QByteArray &payload)
{
    HttpResponse response;
    if (!connection.http || !unpack(payload, response))
        return;
    if (response.authenticated)
        authenticate(connection);
    turn(connection, connection.http->answer(response));
}

void Worker::reloadTls(bool onlyIfChanged)
{
    m_tlsCheckMs = m_nowMs + tlsCheckEveryMs;
    if (!m_plan.tls || (onlyIfChanged && TlsContext::stampOf(*m_plan.tls) == m_tlsStamp))
        return;
    m_tlsStamp = TlsContext::stampOf(*m_plan.tls);
    auto context = TlsContext::load(*m_plan.tls);
    if (context)
        m_tls = *context;
    m_link.post(LinkMessage::Note, context
                                       ? QStringLiteral("The certificate was read again.")
                                       : context.error().what + QStringLiteral(" The old one stays in use."));
}

void Worker::stop(int spreadMs)
{
    if (m_stopMs > 0)
        return;
    m_spreadMs = spreadMs;
    m_stopMs = m_nowMs + spreadMs + stopGraceMs;
    for (const int listener : m_listeners) {
        m_epoll.remove(listener);
        ::close(listener);
    }
    m_listeners.clear();
    for (const auto &connection : m_slots) {
        if (!connection)
            continue;
        if (connection->http) {
            turn(*connection, connection->http->finishUp());
            continue;
        }
        // Knuth's multiplicative hash spreads neighbours, so that no address range reconnects all at once.
        const quint64 at = quint64(connection->slot * 2654435761U) * quint64(spreadMs) >> 32;
        m_wheel.add(drainToken | (quint64(idOf(*connection)) & connectionMask), m_nowMs + qint64(at),
                    m_nowMs);
    }
}

void Worker::report()
{
    m_reportMs = m_nowMs + 1000;
    QList<qint64> values(m_counters.begin(), m_counters.end());
    m_link.post(LinkMessage::Stats, values);
}

void Worker::text(ConnectionId id, const QByteArray &text)
{
    m_link.post(LinkMessage::Message, id, text);
}

void Worker::needsSnapshot(ConnectionId id)
{
    m_link.post(LinkMessage::NeedsSnapshot, id);
}

void Worker::swept(const QByteArray &topic, int tookMs)
{
    m_link.post(LinkMessage::Swept, topic, qint32(tookMs));
}

void Worker::deliver(quint32 slot, const Batch &batch, quint64 joined)
{
    Connection &connection = *m_slots[slot];
    const bool goesOn = connection.ws->deliver(batch, joined, connection.stream, *this);
    // What was sent at once changes nothing that epoll or the wheel should know.
    if (!goesOn || connection.writing || connection.ws->wantsWrite())
        settle(connection, goesOn);
}

const ServedFile *Worker::fileAt(const QByteArray &path) const
{
    const auto found = m_files.constFind(path);
    return found == m_files.cend() ? nullptr : &*found;
}

Worker::Connection *Worker::find(ConnectionId id)
{
    const quint64 slot = quint64(id) & slotMask;
    if (slot >= m_slots.size() || !m_slots[slot])
        return nullptr;
    Connection *connection = m_slots[slot].get();
    return (quint64(idOf(*connection)) & connectionMask) == (quint64(id) & connectionMask) ? connection
                                                                                           : nullptr;
}

ConnectionId Worker::idOf(const Connection &connection) const
{
    return ConnectionId(m_idBase | quint64(connection.generation) << 24 | connection.slot);
}

void Worker::onReady(const Epoll::Ready &ready)
{
    if (ready.tag == linkTag) {
        linkTurn(ready.readable || ready.broken);
        return;
    }
    if (ready.tag >= listenerTag)
        return accept(int(ready.tag - listenerTag));
    Connection *connection = find(ConnectionId(ready.tag));
    if (!connection)
        return;
    if (ready.broken && !ready.readable)
        return remove(*connection);
    const bool readable = ready.readable || (ready.writable && connection->stream.tlsWantsWrite());
    if (connection->http) {
        if (ready.writable)
            turn(*connection, connection->http->wantsWrite() ? connection->http->writable() : HttpTurn::Stay);
        connection = find(ConnectionId(ready.tag));
        if (connection && connection->http && readable && !m_overloaded)
            turn(*connection, connection->http->readable());
        return;
    }
    if (ready.writable)
        settle(*connection, connection->ws->writable(connection->stream, *this));
    connection = find(ConnectionId(ready.tag));
    if (connection && readable && !m_overloaded)
        settle(*connection, connection->ws->readable(connection->stream, *this));
}

void Worker::onWake(quint64 token)
{
    Connection *connection = find(ConnectionId(token & connectionMask));
    if (!connection)
        return;
    if ((token & drainToken) != 0)
        return drainOne(*connection);
    const qint64 deadline = connection->http ? connection->http->deadline() : connection->ws->deadline();
    connection->wakeMs = 0;
    if (m_nowMs < deadline)
        return refresh(*connection);
    if (connection->http)
        turn(*connection, connection->http->deadlinePassed());
    else
        settle(*connection, connection->ws->deadlinePassed(connection->stream, *this));
}

void Worker::drainOne(Connection &connection)
{
    if (!connection.ws)
        return;
    WsSession &ws = *connection.ws;
    const bool goesOn = ws.send(wsFrame(WsOpcode::Text, m_plan.goaway), connection.stream, *this) &&
                        ws.close(close_code::shutdown, R"({"retry":[500,10000]})", connection.stream, *this);
    settle(connection, goesOn);
}

void Worker::accept(int listener)
{
    if (size_t(listener) >= m_listeners.size())
        return;
    for (int i = 0; i < acceptsPerTurn; ++i) {
        Peer peer;
        const int fd = acceptFrom(m_listeners[size_t(listener)], peer);
        if (fd < 0) {
            if (fd == -EMFILE || fd == -ENFILE || fd == -ENOBUFS || fd == -ENOMEM)
                pauseAccepting();
            return;
        }
        admit(fd, peer, m_listenIndex[size_t(listener)]);
    }
}

void Worker::pauseAccepting()
{
    if (m_acceptAgainMs == 0) {
        ++count(m_counters, Counter::accept_pauses);
        if (m_nowMs >= m_pauseNoteMs)
            m_link.post(LinkMessage::Note, QStringLiteral("No descriptor is left; accepting pauses."));
        m_pauseNoteMs = m_nowMs + pauseNoteEveryMs;
        for (const int listener : m_listeners)
            m_epoll.remove(listener);
    }
    m_acceptAgainMs = m_nowMs + acceptPauseMs;
}

void Worker::resumeAccepting()
{
    m_acceptAgainMs = 0;
    for (size_t i = 0; i < m_listeners.size(); ++i)
        m_epoll.add(m_listeners[i], listenerTag + i, true, false);
}

void Worker::admit(int fd, const Peer &peer, int listener)
{
    quint32 slot = quint32(m_slots.size());
    if (m_freeSlots.size() > 64) {
        slot = m_freeSlots.front();
        m_freeSlots.pop_front();
    } else {
        m_slots.emplace_back();
        m_generations.push_back(0);
    }
    const bool secured = m_tls && !peer.isUnix;
    auto made = std::make_unique<Connection>(fd, peer, listener, secured ? m_tls.get() : nullptr);
    Connection &connection = *made;
    connection.slot = slot;
    connection.generation = ++m_generations[slot] & ((1U << 22) - 1);
    m_slots[slot] = std::move(made);
    connection.http.reset(new HttpSession(connection.stream, *this));
    m_epoll.add(fd, quint64(idOf(connection)) & connectionMask, true, false);
    ++count(m_counters, Counter::accepted);
    const RateClass rate{m_plan.acceptsPerSecond, 2 * m_plan.acceptsPerSecond};
    const bool tooMany = ++count(m_counters, Counter::connections) > m_plan.connectionsMax;
    const bool full = tooMany || !m_accepts.take(rate, m_nowMs);
    int &ofAddress = m_perAddress[peer.sourceKey()];
    ++ofAddress;
    ++count(m_counters, Counter::unauthenticated);
    if (full) {
        ++count(m_counters, Counter::refused_full);
        turn(connection, connection.http->refuse({503, "full", "The server is full. Try again shortly."}));
    } else if (!peer.isUnix && ofAddress > m_plan.perAddressUnauthenticated) {
        ++count(m_counters, Counter::refused_address);
        turn(connection, connection.http->refuse(
                             {429, "too-many-connections", "Too many connections from this address."}));
    } else {
        refresh(connection);
    }
}

void Worker::turn(Connection &connection, HttpTurn what)
{
    if (what == HttpTurn::Gone)
        return remove(connection);
    if (what == HttpTurn::Upgrade)
        return upgrade(connection);
    if (what == HttpTurn::Ask)
        ask(connection);
    refresh(connection);
}

void Worker::ask(Connection &connection)
{
    const HttpHead &head = connection.http->head();
    const Peer &peer = connection.stream.peer();
    HttpRequest request{idOf(connection),
                        m_plan.listens[connection.stream.listener()].name,
                        head.method,
                        head.path,
                        head.query,
                        head.headers,
                        connection.http->takeBody(),
                        peer.text(),
                        peer.isLoopback()};
    m_link.post(LinkMessage::Request, request);
}

void Worker::upgrade(Connection &connection)
{
    HttpSession::Upgraded upgraded = connection.http->takeUpgrade();
    connection.http.reset();
    connection.route = quint8(upgraded.route);
    connection.stream.useSmallBuffer(m_plan.socketBufferBytes);
    connection.ws = std::make_unique<WsSession>(idOf(connection), m_plan.routes[upgraded.route], m_nowMs);
    connection.ws->queueUnsent(upgraded.unsent);
    ++count(m_counters, Counter::sockets);
    upgraded.opened.connection = idOf(connection);
    upgraded.opened.listener = m_plan.listens[connection.stream.listener()].name;
    upgraded.opened.peerAddress = connection.stream.peer().text();
    upgraded.opened.peerIsLoopback = connection.stream.peer().isLoopback();
    m_link.post(LinkMessage::Opened, upgraded.opened);
    const std::string_view leftover(upgraded.leftover.constData(), size_t(upgraded.leftover.size()));
    settle(connection, leftover.empty() || connection.ws->take(leftover, connection.stream, *this));
}

void Worker::authenticate(Connection &connection)
{
    uncount(connection);
    if (connection.ws) {
        connection.ws->setAuthenticated(m_plan.routes[connection.route]);
        refresh(connection);
    }
}

void Worker::uncount(Connection &connection)
{
    if (!connection.counted)
        return;
    connection.counted = false;
    --count(m_counters, Counter::unauthenticated);
    const auto found = m_perAddress.find(connection.stream.peer().sourceKey());
    if (found != m_perAddress.end() && --*found <= 0)
        m_perAddress.erase(found);
}

void Worker::settle(Connection &connection, bool goesOn)
{
    if (goesOn)
        refresh(connection);
    else
        remove(connection);
}

// Tells epoll and the wheel what the connection waits for now.
void Worker::refresh(Connection &connection)
{
    const bool http = connection.http != nullptr;
    const bool reading = (http ? connection.http->wantsRead() : connection.ws->wantsRead()) && !m_overloaded;
    const bool writing = (http ? connection.http->wantsWrite() : connection.ws->wantsWrite()) ||
                         connection.stream.tlsWantsWrite();
    const quint64 tag = quint64(idOf(connection)) & connectionMask;
    if (reading != connection.reading || writing != connection.writing) {
        connection.reading = reading;
        connection.writing = writing;
        m_epoll.change(connection.stream.fd(), tag, reading, writing);
    }
    const qint64 deadline = http ? connection.http->deadline() : connection.ws->deadline();
    if (connection.wakeMs == 0 || deadline < connection.wakeMs) {
        connection.wakeMs = deadline;
        m_wheel.add(tag, deadline, m_nowMs);
    }
}

void Worker::remove(Connection &connection)
{
    if (connection.http && connection.http->streaming())
        m_link.post(LinkMessage::StreamClosed, idOf(connection));
    if (connection.ws) {
        m_fanOut.leaveAll(connection.slot);
        --count(m_counters, Counter::sockets);
        m_link.post(LinkMessage::Closed, idOf(connection));
    }
    uncount(connection);
    --count(m_counters, Counter::connections);
    m_epoll.remove(connection.stream.fd());
    m_freeSlots.push_back(connection.slot);
    // Callers up the stack still hold it; it goes at the end of the turn.
    m_buried.push_back(std::move(m_slots[connection.slot]));
}

} // namespace icmp::edge
