#include "server/edge/ws_session.h"

#include <algorithm>

namespace icmp::edge {

namespace {

constexpr qint64 helloMs = 10'000; // a token or ticket is shown in the first message
constexpr qint64 closeAnswerMs = 2'000;
constexpr qint64 slowTripMs = 2'000;
constexpr qint64 liteReleaseMs = 4'000; // no viewer's last state is older than this
constexpr int liteEvery = 4;

} // namespace

void Outbox::push(const QByteArray &frame, qsizetype sent)
{
    if (m_log.empty())
        m_frontSent = sent;
    m_log.push_back(m_log.empty() ? frame : frame.mid(sent));
    m_bytes += frame.size() - sent;
    if (frame.size() >= largeFrame)
        m_largeBytes += frame.size() - sent;
}

bool Outbox::pushState(quint64 key, const QByteArray &frame)
{
    for (State &state : m_states) {
        if (state.key == key) {
            state.frame = frame;
            return true;
        }
    }
    m_states.push_back({key, frame});
    return false;
}

void Outbox::drop()
{
    m_states = {};
    const bool partly = !m_log.empty() && m_frontSent > 0;
    const QByteArray front = partly ? m_log.front() : QByteArray();
    m_log = {};
    m_bytes = 0;
    m_largeBytes = 0;
    if (partly)
        push(front, m_frontSent);
}

Io Outbox::flush(Stream &stream, bool withStates, Counters &counters)
{
    while (!m_log.empty() || (withStates && !m_states.empty())) {
        if (m_log.empty()) {
            const QByteArray frame = std::move(m_states.front().frame);
            m_states.erase(m_states.begin());
            m_frontSent = 0;
            push(frame);
        }
        const QByteArray &front = m_log.front();
        const IoResult sent = stream.write(front.constData() + m_frontSent, front.size() - m_frontSent);
        if (sent.state != Io::Done)
            return sent.state;
        count(counters, Counter::bytes_out) += sent.bytes;
        m_frontSent += sent.bytes;
        m_bytes -= sent.bytes;
        if (front.size() >= largeFrame)
            m_largeBytes -= sent.bytes;
        if (m_frontSent == front.size()) {
            m_log.pop_front();
            m_frontSent = 0;
            ++count(counters, Counter::frames_out);
        }
    }
    return Io::Done;
}

WsSession::WsSession(ConnectionId id, const SocketRoute &route, qint64 nowMs)
    : m_id(id), m_decoder(std::min(route.frameBytesMax, limits::preAuthBytesMax)), m_heardMs(nowMs),
      m_helloMs(nowMs + helloMs)
{
}

void WsSession::setAuthenticated(const SocketRoute &route)
{
    m_authenticated = true;
    m_decoder.setMessageBytesMax(route.frameBytesMax);
}

bool WsSession::isLite() const
{
    return m_lite || m_slowTrip || (m_outbox && m_outbox->logBytes() > limits::liteQueueBytes);
}

Outbox &WsSession::outbox()
{
    if (!m_outbox)
        m_outbox = std::make_unique<Outbox>();
    return *m_outbox;
}

void WsSession::queueUnsent(const QByteArray &bytes)
{
    if (!bytes.isEmpty())
        outbox().push(bytes);
}

bool WsSession::readable(Stream &stream, WsHost &host)
{
    thread_local char scratch[16 * 1024];
    for (int round = 0; round < 4 || stream.buffered(); ++round) {
        const IoResult got = stream.read(scratch, sizeof scratch);
        if (got.state != Io::Done)
            return got.state == Io::Later;
        count(host.counters(), Counter::bytes_in) += got.bytes;
        if (!take(std::string_view(scratch, size_t(got.bytes)), stream, host))
            return false;
        if (got.bytes < qsizetype(sizeof scratch) && !stream.buffered())
            return true;
    }
    return true;
}

bool WsSession::take(std::string_view bytes, Stream &stream, WsHost &host)
{
    m_heardMs = host.nowMs();
    thread_local std::vector<WsEvent> events;
    events.clear();
    const auto fault = m_decoder.take(bytes, events);
    for (WsEvent &event : events) {
        if (!handle(event, stream, host))
            return false;
    }
    if (fault && m_closeMs == 0) {
        ++count(host.counters(), Counter::closed_by_fault);
        if (!close(fault->code, fault->reason, stream, host))
            return false;
        if (!wantsWrite())
            stream.shutdownWrite(); // the peer hears the end at once; what it still sends is thrown away
        return true;
    }
    m_messageMs = !m_decoder.unfinished() ? 0 : m_messageMs == 0 ? m_heardMs : m_messageMs;
    return true;
}

bool WsSession::handle(WsEvent &event, Stream &stream, WsHost &host)
{
    switch (event.kind) {
    case WsEvent::Kind::Text:
        ++count(host.counters(), Counter::messages_in);
        if (m_closeMs == 0)
            host.text(m_id, event.payload);
        return true;
    case WsEvent::Kind::Ping:
        return m_closeMs != 0 || send(wsFrame(WsOpcode::Pong, event.payload), stream, host);
    case WsEvent::Kind::Pong:
        if (m_pingedMs > 0)
            m_slowTrip = host.nowMs() - m_pingedMs > slowTripMs;
        m_pingedMs = 0;
        return true;
    case WsEvent::Kind::Close:
        break;
    }
    if (m_closeMs == 0) {
        const quint16 code = event.code == 1005 ? quint16(1000) : event.code;
        if (!close(code, {}, stream, host))
            return false;
    }
    // Both sides have said goodbye: the server ends the connection, as the RFC wants it.
    m_endAfterFlush = true;
    return wantsWrite();
}

// Joins the queue; beyond the limit drops all of it (level L2).
bool WsSession::push(const QByteArray &frame, qsizetype sent, WsHost &host)
{
    Outbox &box = outbox();
    if (box.empty())
        m_progressMs = host.nowMs();
    box.push(frame, sent);
    if (box.logBytes() > limits::logQueueBytesMax || box.bytes() > linkBodyBytesMax) {
        box.drop();
        m_behind = Behind::Dropped;
        m_holdStates = false; // there are none; as soon as it takes bytes it is asked for a snapshot
        ++count(host.counters(), Counter::queue_drops);
    }
    return true;
}

bool WsSession::send(const QByteArray &frame, Stream &stream, WsHost &host)
{
    if (m_closeMs != 0)
        return true;
    if (m_outbox && !m_outbox->empty())
        return push(frame, 0, host);
    const IoResult sent = stream.write(frame.constData(), frame.size());
    if (sent.state == Io::Gone)
        return false;
    count(host.counters(), Counter::bytes_out) += sent.bytes;
    if (sent.bytes == frame.size()) {
        ++count(host.counters(), Counter::frames_out);
        return true;
    }
    return push(frame, sent.bytes, host);
}

bool WsSession::resync(const QByteArray &frame, Stream &stream, WsHost &host)
{
    if (m_outbox)
        m_outbox->drop();
    m_behind = Behind::No;
    return send(frame, stream, host);
}

bool WsSession::deliver(const Batch &batch, quint64 joined, Stream &stream, WsHost &host)
{
    if (m_closeMs != 0 || m_behind != Behind::No || batch.newest <= joined)
        return true;
    const bool waiting = wantsWrite();
    const bool direct = batch.oldest > joined && (!m_outbox || m_outbox->empty());
    const bool lite = batch.hasTicks && isLite();
    if (direct && !lite)
        return send(batch.whole, stream, host);
    for (const Publication &publication : batch.publications) {
        if (publication.number > joined && !deliverOne(publication, host))
            return false;
    }
    if (lite && m_holdStates && ++m_liteTicks >= liteEvery)
        m_holdStates = false;
    if (!m_holdStates)
        m_liteTicks = 0;
    // A socket that was full is not tried again before epoll says so.
    return waiting || flush(stream, host);
}

bool WsSession::deliverOne(const Publication &publication, WsHost &host)
{
    if (m_behind != Behind::No)
        return true;
    if (!publication.isState)
        return push(publication.frame, 0, host);
    Outbox &box = outbox();
    if (box.empty())
        m_progressMs = host.nowMs();
    if (box.pushState(publication.key, publication.frame))
        ++count(host.counters(), Counter::states_replaced);
    if (publication.isFinal || !isLite()) {
        m_holdStates = false;
    } else if (!m_holdStates) {
        m_holdStates = true;
        m_releaseMs = host.nowMs() + liteReleaseMs;
    }
    return true;
}

bool WsSession::writable(Stream &stream, WsHost &host)
{
    return flush(stream, host);
}

bool WsSession::flush(Stream &stream, WsHost &host)
{
    if (!m_outbox)
        return !m_endAfterFlush;
    const qsizetype before = m_outbox->bytes();
    Io state = m_outbox->flush(stream, !m_holdStates, host.counters());
    if (state == Io::Done && m_holdStates && !isLite()) {
        m_holdStates = false; // it has caught up
        m_liteTicks = 0;
        state = m_outbox->flush(stream, true, host.counters());
    }
    if (state == Io::Gone)
        return false;
    if (state == Io::Done || m_outbox->bytes() < before)
        m_progressMs = host.nowMs();
    if (state == Io::Later)
        return true;
    if (m_outbox->empty())
        m_outbox.reset();
    if (m_endAfterFlush)
        return false;
    if (m_behind == Behind::Dropped && m_closeMs == 0) {
        m_behind = Behind::Asked;
        host.needsSnapshot(m_id);
    }
    return true;
}

bool WsSession::close(quint16 code, const QByteArray &reason, Stream &stream, WsHost &host)
{
    if (m_closeMs != 0)
        return true;
    if (m_outbox)
        m_outbox->drop();
    const bool goesOn = send(wsCloseFrame(code, reason), stream, host);
    m_closeMs = host.nowMs() + closeAnswerMs;
    return goesOn;
}

qint64 WsSession::deadline() const
{
    if (m_closeMs != 0)
        return m_closeMs;
    qint64 first = m_pingedMs > 0 ? m_pingedMs + limits::pongWaitMs : m_heardMs + limits::pingMs;
    if (!m_authenticated)
        first = std::min(first, m_helloMs);
    if (m_messageMs > 0)
        first = std::min(first, m_messageMs + limits::messageDeadlineMs);
    if (wantsWrite())
        first = std::min(first, m_progressMs + limits::noProgressMs);
    if (m_holdStates)
        first = std::min(first, m_releaseMs);
    return first;
}

bool WsSession::deadlinePassed(Stream &stream, WsHost &host)
{
    const qint64 now = host.nowMs();
    if (m_closeMs != 0)
        return false;
    if (m_messageMs > 0 && now >= m_messageMs + limits::messageDeadlineMs)
        return close(1008, "message unfinished", stream, host);
    if (!m_authenticated && now >= m_helloMs)
        return close(1008, "no token", stream, host);
    if (wantsWrite() && now >= m_progressMs + limits::noProgressMs) {
        ++count(host.counters(), Counter::closed_slow);
        // Who takes no byte will not take the goodbye either, unless there is room for it just now.
        return close(4008, R"({"retry":[500,10000]})", stream, host) && !wantsWrite();
    }
    if (m_holdStates && now >= m_releaseMs) {
        m_holdStates = false;
        m_liteTicks = 0;
        return flush(stream, host);
    }
    // Whatever came since the ping is as good as its pong.
    if (m_pingedMs > 0 && m_heardMs >= m_pingedMs)
        m_pingedMs = 0;
    if (m_pingedMs > 0 && now >= m_pingedMs + limits::pongWaitMs) {
        ++count(host.counters(), Counter::closed_slow);
        return close(4008, R"({"retry":[500,10000]})", stream, host);
    }
    if (m_pingedMs == 0 && now >= m_heardMs + limits::pingMs) {
        if (!send(wsFrame(WsOpcode::Ping, {}), stream, host))
            return false;
        m_pingedMs = now;
    }
    return true;
}

} // namespace icmp::edge
