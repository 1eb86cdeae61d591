#include "server/edge/relay/relay.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "core/base/edge_limits.h"
#include "core/base/limits.h"

namespace icmp::edge::relay {

namespace {

constexpr qint64 helloMs = 10'000;        // as for sockets: a token is shown in the first message
constexpr qint64 goodbyeMs = 10'000;      // how long a goodbye waits to be fetched
constexpr RateClass postsAllowed{20, 40}; // a vote is one; a player sends at most 4 reactions a second
constexpr int nameBytes = 22;             // 128 bits and 4 to spare

bool isName(const QByteArray &name)
{
    return name.size() == nameBytes && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_';
           });
}

Reply refusal(int status, const char *code, const char *sentence)
{
    Reply reply;
    reply.status = status;
    reply.code = code;
    reply.sentence = sentence;
    return reply;
}

// A hello need not repeat the token of the header.
QByteArray withToken(const QByteArray &line, const QByteArray &token)
{
    if (!line.contains("\"hello\"") || line.contains("\"tok\""))
        return line;
    QJsonObject message = QJsonDocument::fromJson(line).object();
    QJsonObject hello = message.value(QLatin1String("hello")).toObject();
    if (hello.isEmpty())
        return line;
    hello.insert(QStringLiteral("tok"), QString::fromLatin1(token));
    message.insert(QStringLiteral("hello"), hello);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

// A goodbye is an event of its own: event: close, data: {"code","reason"}.
QByteArray asEvents(const QByteArray &lines)
{
    static const QByteArray goodbye = R"({"close":)";
    QByteArray events;
    for (const QByteArray &line : lines.split('\n')) {
        if (line.startsWith(goodbye))
            events +=
                "event: close\ndata: " + line.mid(goodbye.size(), line.size() - goodbye.size() - 1) + "\n\n";
        else if (!line.isEmpty())
            events += "data: " + line + "\n\n";
    }
    return events;
}

// The number after "after="; 0 without it, −1 if it is none.
qint64 afterOf(const QByteArray &query)
{
    for (const QByteArray &field : query.split('&')) {
        if (!field.startsWith("after="))
            continue;
        bool ok = false;
        const qint64 number = field.mid(6).toLongLong(&ok);
        return ok ? number : -1;
    }
    return 0;
}

} // namespace

void Relay::take(const Ask &ask)
{
    const QList<QByteArray> parts = ask.path.split('/'); // "", v1, rt, name[, what]
    const QByteArray name = parts.value(3), what = parts.value(4);
    const bool isPost = parts.size() == 4, isGet = parts.size() == 5 && (what == "events" || what == "poll");
    if (!isName(name) || (!isPost && !isGet))
        return ask.answer(refusal(404, "unknown-address", "There is nothing at this address."));
    if (ask.method == "OPTIONS") {
        Reply allowed;
        allowed.status = 204;
        return ask.answer(allowed);
    }
    if (ask.method != (isPost ? "POST" : "GET"))
        return ask.answer(refusal(405, "method-not-allowed", "This address does not take this method."));
    if (ask.token.isEmpty())
        return ask.answer(refusal(401, "not-signed-in", "Show the event token in Authorization."));
    if (isPost)
        return post(ask, name);
    Session *session = find(m_names.value(name));
    if (!session)
        return ask.answer(
            refusal(404, "unknown-session", "This session is over or was not begun. Begin a new one."));
    if (session->token != ask.token)
        return ask.answer(refusal(403, "denied", "This session was begun with another token."));
    session->heardMs = m_ports.nowMs();
    if (what == "events")
        events(ask, *session);
    else
        poll(ask, *session);
}

Relay::Session *Relay::begin(const Ask &ask, const QByteArray &name)
{
    if (m_sessions.size() >= limits::relaySessionsMax) {
        ask.answer(refusal(503, "full", "The server is full. Try again shortly."));
        return nullptr;
    }
    if (m_perAddress.value(ask.address) >= m_perAddressMax) {
        ask.answer(refusal(429, "too-many-connections", "Too many connections from this address."));
        return nullptr;
    }
    auto session = std::make_shared<Session>();
    session->id = ++m_lastId;
    session->name = name;
    session->token = ask.token;
    session->address = ask.address;
    session->heardMs = m_ports.nowMs();
    session->helloUntilMs = session->heardMs + helloMs;
    ++m_perAddress[ask.address];
    m_names.insert(name, session->id);
    m_sessions.insert(session->id, session);
    m_ports.opened(session->id, ask);
    return session.get();
}

void Relay::post(const Ask &ask, const QByteArray &name)
{
    if (ask.body.size() > limits::viewerFrameBytesMax)
        return ask.answer(refusal(413, "body-too-large", "The body is larger than allowed here."));
    Session *session = find(m_names.value(name));
    if (!session)
        session = begin(ask, name);
    if (!session)
        return;
    const qint64 now = m_ports.nowMs();
    if (session->token != ask.token)
        return ask.answer(refusal(403, "denied", "This session was begun with another token."));
    if (session->closeUntilMs > 0)
        return ask.answer(refusal(410, "closed", "This session was closed. Begin a new one."));
    if (!session->posts.take(postsAllowed, now))
        return ask.answer(refusal(429, "too-often", "That was too often. Try again in a moment."));
    session->heardMs = now;
    QByteArray lines;
    for (const QByteArray &line : ask.body.split('\n')) {
        if (!line.trimmed().isEmpty())
            lines += (lines.isEmpty() ? "" : "\n") + withToken(line.trimmed(), session->token);
    }
    const auto kept = m_sessions.value(session->id); // the host may close it meanwhile
    if (!lines.isEmpty())
        m_ports.message(session->id, lines);
    Reply taken;
    taken.status = 204;
    taken.authenticated = kept->authenticated;
    ask.answer(taken);
}

void Relay::events(const Ask &ask, Session &session)
{
    if (session.stream) {
        m_streams.remove(*session.stream);
        m_ports.finish(*session.stream); // the newer one counts
    }
    if (session.poll)
        std::exchange(session.poll, {})(Reply{204});
    session.stream = ask.connection;
    m_streams.insert(ask.connection, session.id);
    Reply head;
    head.type = "text/event-stream";
    head.stream = true;
    head.authenticated = session.authenticated;
    ask.answer(head);
    session.toldMs = m_ports.nowMs();
    mayTake(session);
    tellStream(session);
}

void Relay::poll(const Ask &ask, Session &session)
{
    const qint64 after = afterOf(ask.query);
    if (!session.queue.acknowledge(after))
        return ask.answer(refusal(410, "closed", "These messages are gone. Begin a new session."));
    if (session.poll)
        std::exchange(session.poll, {})(Reply{204});
    session.poll = ask.answer;
    session.pollUntilMs = m_ports.nowMs() + limits::pingMs;
    mayTake(session);
    if (session.queue.hasNews() || session.queue.hasUnacknowledged())
        tellPoll(session);
}

void Relay::tellPoll(Session &session)
{
    Reply reply;
    reply.type = "application/x-ndjson";
    reply.body = session.queue.tell();
    reply.status = reply.body.isEmpty() ? 204 : 200;
    reply.authenticated = session.authenticated;
    std::exchange(session.poll, {})(reply);
    session.heardMs = m_ports.nowMs(); // it is its turn now
}

void Relay::tellStream(Session &session)
{
    const qint64 before = session.queue.acknowledged();
    const QByteArray lines = session.queue.tell();
    session.queue.acknowledge(before + lines.count('\n')); // TCP says the rest: what is lost ends the stream
    if (!lines.isEmpty()) {
        m_ports.push(*session.stream, asEvents(lines));
        session.toldMs = m_ports.nowMs();
    }
    if (session.closeUntilMs > 0)
        remove(session.id); // the goodbye is on its way
}

// It was too far behind and can be told again: it needs a snapshot first.
void Relay::mayTake(Session &session)
{
    if (session.behind != Behind::Dropped)
        return;
    session.behind = Behind::Asked;
    m_ports.needsSnapshot(session.id);
}

void Relay::queued(Session &session)
{
    if (session.queue.isOverfull()) {
        session.queue.drop();
        session.behind = Behind::Dropped;
        if (session.poll || session.stream)
            mayTake(session);
        return;
    }
    if (!session.poll && !session.stream)
        return;
    if (m_ready.isEmpty())
        m_ports.soon();
    m_ready.insert(session.id);
}

void Relay::flush()
{
    const QSet<quint64> ready = std::exchange(m_ready, {});
    for (const quint64 id : ready) {
        Session *session = find(id);
        if (!session)
            continue;
        if (session->stream)
            tellStream(*session);
        else if (session->poll)
            tellPoll(*session);
    }
}

void Relay::send(quint64 id, const QByteArray &text)
{
    Session *session = find(id);
    if (!session || session->closeUntilMs > 0)
        return;
    session->queue.push(text);
    queued(*session);
}

void Relay::resync(quint64 id, const QByteArray &text)
{
    Session *session = find(id);
    if (!session)
        return;
    session->queue.drop();
    session->behind = Behind::No;
    send(id, text);
}

void Relay::subscribe(quint64 id, const QByteArray &topic)
{
    Session *session = find(id);
    if (!session)
        return;
    const QByteArray name(topic.constData(), topic.size());
    session->topics.insert(name);
    m_topics[name].insert(id);
}

void Relay::unsubscribe(quint64 id, const QByteArray &topic)
{
    Session *session = find(id);
    if (!session || !session->topics.remove(topic))
        return;
    const auto members = m_topics.find(topic);
    members->remove(id);
    if (members->isEmpty())
        m_topics.erase(members);
}

void Relay::publishLog(const QByteArray &topic, const QByteArray &text)
{
    const QSet<quint64> members = m_topics.value(topic);
    for (const quint64 id : members) {
        Session *session = find(id);
        if (!session || session->behind != Behind::No || session->closeUntilMs > 0)
            continue;
        session->queue.push(text);
        queued(*session);
    }
}

void Relay::publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text, bool final)
{
    constexpr int liteEvery = 4;
    const QSet<quint64> members = m_topics.value(topic);
    for (const quint64 id : members) {
        Session *session = find(id);
        if (!session || session->behind != Behind::No || session->closeUntilMs > 0)
            continue;
        session->queue.pushState(key, text);
        // A lite viewer's states wait for every fourth tick, or for whatever else is told.
        if (!session->lite || final || ++session->ticks % liteEvery == 0)
            queued(*session);
    }
}

void Relay::setLite(quint64 id, bool lite)
{
    if (Session *session = find(id))
        session->lite = lite;
}

void Relay::setAuthenticated(quint64 id)
{
    Session *session = find(id);
    if (!session || std::exchange(session->authenticated, true))
        return;
    if (--m_perAddress[session->address] <= 0)
        m_perAddress.remove(session->address);
}

void Relay::close(quint64 id, quint16 code, const QByteArray &reason)
{
    Session *session = find(id);
    if (!session || session->closeUntilMs > 0)
        return;
    const QJsonObject goodbye{{QStringLiteral("code"), int(code)},
                              {QStringLiteral("reason"), QString::fromUtf8(reason)}};
    session->queue.push(
        QJsonDocument(QJsonObject{{QStringLiteral("close"), goodbye}}).toJson(QJsonDocument::Compact));
    session->closeUntilMs = m_ports.nowMs() + goodbyeMs;
    session->behind = Behind::No;
    queued(*session);
}

void Relay::closeAll(quint16 code, const QByteArray &reason)
{
    const QList<quint64> ids = m_sessions.keys();
    for (const quint64 id : ids)
        close(id, code, reason);
    flush();
}

void Relay::streamClosed(quint64 connection)
{
    if (m_streams.contains(connection))
        remove(m_streams.value(connection));
}

void Relay::tick()
{
    const qint64 now = m_ports.nowMs();
    QList<quint64> over;
    for (const auto &session : std::as_const(m_sessions)) {
        if (session->closeUntilMs > 0 && now >= session->closeUntilMs)
            over.append(session->id);
        else if (session->poll && now >= session->pollUntilMs)
            tellPoll(*session);
        else if (!session->poll && !session->stream && now >= session->heardMs + limits::relaySilenceMs)
            over.append(session->id);
        if (session->stream && now >= session->toldMs + limits::pingMs) {
            m_ports.push(*session->stream, ":\n\n"); // a comment; whoever is gone is noticed by it
            session->toldMs = now;
        }
    }
    for (const quint64 id : over)
        remove(id);
    for (const auto &session : m_sessions.values()) {
        if (!session->authenticated && now >= session->helloUntilMs)
            close(session->id, 1008, "no token");
    }
}

void Relay::remove(quint64 id)
{
    const auto session = m_sessions.take(id);
    if (!session)
        return;
    const QSet<QByteArray> topics = std::exchange(session->topics, {});
    for (const QByteArray &topic : topics) {
        const auto members = m_topics.find(topic);
        members->remove(id);
        if (members->isEmpty())
            m_topics.erase(members);
    }
    m_names.remove(session->name);
    if (!session->authenticated && --m_perAddress[session->address] <= 0)
        m_perAddress.remove(session->address);
    if (session->poll)
        session->poll(refusal(410, "closed", "This session was closed. Begin a new one."));
    if (session->stream) {
        m_streams.remove(*session->stream);
        m_ports.finish(*session->stream);
    }
    m_ports.closed(id);
}

Relay::Session *Relay::find(quint64 id)
{
    const auto found = m_sessions.constFind(id);
    return found == m_sessions.constEnd() ? nullptr : found->get();
}

} // namespace icmp::edge::relay
