// The part of the host that talks with single sockets: hello, votes, presses, desks.
#include "server/live/live_host.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

namespace icmp::live {

namespace {

constexpr quint16 closeRate = 4029;
constexpr quint16 closeBadToken = 4501;
constexpr quint16 closeBadMessages = 4506;
constexpr qsizetype blankOwnSize = 3; // "v", "pts", "answers"
const QByteArray retrySoon = R"({"retry":[500,10000]})";

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

protocol::Ack ackOf(const protocol::VoteMessage &vote, const QString &status)
{
    protocol::Ack ack;
    ack.key = vote.key;
    ack.status = status;
    return ack;
}

// The same key may be sent again.
protocol::Ack notNow(const protocol::VoteMessage &vote, const QString &status)
{
    protocol::Ack ack = ackOf(vote, status);
    ack.temporary = true;
    return ack;
}

constexpr const char *wrongVoter[] = {"", "Only people whom the embedding site vouches for may answer this.",
                                      "Only invited voters may answer this. Open the page with your code."};

} // namespace

void LiveHost::opened(Arrival arrival)
{
    post(
        [this, arrival] {
            Client &client = m_clients[arrival.connection];
            client.route = arrival.route;
            client.origin = arrival.origin;
            client.network = qHash(arrival.address);
        },
        Urgency::Now);
}

void LiveHost::closed(Connection connection)
{
    post(
        [this, connection] {
            const auto gone = m_clients.extract(connection);
            if (gone.empty())
                return;
            const Client &client = gone.mapped();
            if (client.route != Route::Viewer || client.event.isEmpty())
                return;
            if (const auto session = m_sessions.constFind(client.event); session != m_sessions.constEnd()) {
                --(*session)->viewers;
                (*session)->detach(connection, client.voters());
            }
            const std::lock_guard lock(m_mutex);
            --m_figures.viewers;
        },
        Urgency::Now);
}

void LiveHost::message(Connection connection, QByteArray text)
{
    if (!post([this, connection, text] { receive(connection, text); }))
        m_ports.outlet.close(connection, closeRate, retrySoon);
}

void LiveHost::needsSnapshot(Connection connection)
{
    post(
        [this, connection] {
            later([this, connection](bool) {
                const auto client = m_clients.find(connection);
                if (client == m_clients.end())
                    return;
                if (const auto session = m_sessions.constFind(client->second.event);
                    session != m_sessions.constEnd())
                    m_ports.outlet.resync(connection, snapshotFor(client->second, **session));
            });
        },
        Urgency::Now);
}

void LiveHost::receive(Connection connection, const QByteArray &text)
{
    if (!m_clients.contains(connection))
        return;
    const auto messages = protocol::splitFrame(text);
    if (!messages)
        return refuseMessage(connection, m_clients[connection], std::nullopt, messages.error());
    for (const QByteArray &one : *messages) {
        Client &client = m_clients[connection];
        if (client.route == Route::Desk) {
            const auto message = protocol::parseDesk(one);
            if (message)
                deskMessage(connection, client, *message);
            else
                refuseMessage(connection, client, protocol::requestOf(one), message.error());
            continue;
        }
        const auto message = protocol::parseClient(one);
        if (message)
            viewerMessage(connection, client, *message);
        else
            refuseMessage(connection, client, protocol::requestOf(one), message.error());
    }
}

void LiveHost::refuseMessage(Connection connection, Client &client, std::optional<qint64> request,
                             const Refusal &refusal)
{
    const bool over = client.doings().isFedUp(m_ports.clock.nowMs());
    later([this, connection, request, refusal, over](bool) {
        m_ports.outlet.send(connection, protocol::encodeError(request, refusal));
        if (over)
            m_ports.outlet.close(connection, closeBadMessages, "too many messages that cannot be read");
    });
}

void LiveHost::turnAway(Connection connection, std::optional<qint64> request, const Refusal &refusal,
                        quint16 code)
{
    later([this, connection, request, refusal, code](bool) {
        m_ports.outlet.send(connection, protocol::encodeError(request, refusal));
        m_ports.outlet.close(connection, code, keyOf(refusal.code).toLatin1());
    });
}

void LiveHost::viewerMessage(Connection connection, Client &client, const protocol::ClientMessage &message)
{
    const auto request = message.request;
    std::visit(
        Overloaded{[](const protocol::Ping &) {}, // the answer to the edge's own
                   [&](const protocol::TimeMessage &time) {
                       const qint64 arrived = m_ports.clock.nowMs();
                       later([this, connection, request, time, arrived](bool) {
                           m_ports.outlet.send(connection, protocol::encodeTime(request, time.c0, arrived,
                                                                                m_ports.clock.nowMs()));
                       });
                   },
                   [&](const protocol::Hello &said) { hello(connection, request, said); },
                   [&](const protocol::VoteMessage &said) { vote(connection, client, request, said); },
                   [&](const protocol::PressMessage &said) { press(connection, client, request, said); },
                   [&](const protocol::ReactMessage &said) { react(connection, client, request, said); }},
        message.content);
}

void LiveHost::hello(Connection connection, std::optional<qint64> request, const protocol::Hello &hello)
{
    Client &client = m_clients[connection];
    if (!client.event.isEmpty())
        return refuseMessage(
            connection, client, request,
            {RefusalCode::Conflict, QStringLiteral("hello"), QStringLiteral("It was said before.")});
    const auto token = m_ports.readToken(hello.token, hello.event);
    if (!token)
        return turnAway(connection, request, token.error(), closeBadToken);
    if (!token->allows(identity::ViewerRight::Watch))
        return turnAway(connection, request, {RefusalCode::Denied}, closeBadToken);
    if (m_ports.mayWatch && !client.origin.isEmpty() && !m_ports.mayWatch(hello.event, client.origin))
        return turnAway(connection, request,
                        {RefusalCode::Denied, QStringLiteral("origin"),
                         QStringLiteral("This event may not be shown on this site.")},
                        closeBadToken);
    const auto session = sessionOf(hello.event);
    if (!session)
        return turnAway(connection, request, {RefusalCode::Missing, {}, session.error().what}, 4010);
    if (!*session)
        return turnAway(connection, request, session->error(), closeBadToken);
    client.origin.clear();
    client.event = (**session)->event();
    client.voter = token->pseudonym;
    client.setNames(token->siteVoter, token->listVoter, {});
    client.mayVote = token->allows(identity::ViewerRight::Vote);
    ++(**session)->viewers;
    (**session)->attach(connection, client.voters());
    {
        const std::lock_guard lock(m_mutex);
        ++m_figures.viewers;
    }
    m_ports.outlet.setAuthenticated(connection);
    later([this, connection, request, hello](bool durable) {
        const auto known = m_sessions.constFind(hello.event);
        if (!durable || known == m_sessions.constEnd())
            return m_ports.outlet.close(connection, 4010, retrySoon);
        join(connection, request, hello, *known);
    });
}

void LiveHost::join(Connection connection, std::optional<qint64> request, const protocol::Hello &hello,
                    const std::shared_ptr<EventSession> &session)
{
    const auto found = m_clients.find(connection);
    if (found == m_clients.end())
        return;
    const Client &client = found->second;
    const qint64 now = m_ports.clock.nowMs();
    protocol::ResumeRing &ring = session->ring();
    const auto missed = hello.since ? ring.after(*hello.since, now) : std::nullopt;
    m_ports.outlet.setLite(connection, hello.lite);
    m_ports.outlet.subscribe(connection, session->viewerTopic());
    m_ports.outlet.send(
        connection,
        protocol::encode(request, protocol::Welcome{QStringLiteral("s_") + QString::number(connection, 36),
                                                    ring.epoch(), ring.offset(), missed.has_value(), now,
                                                    session->tickMs}));
    if (!missed) {
        m_ports.outlet.send(connection, snapshotFor(client, *session));
    } else {
        if (!missed->isEmpty())
            m_ports.outlet.send(connection, protocol::encodeLogs(*missed));
        m_ports.outlet.send(connection, protocol::encodeMe(session->own(client.voters())));
        const session::State &state = session->state();
        for (auto run = state.runs.begin(); run != state.runs.end(); ++run) {
            const QString key = protocol::tallyKey(run.key());
            if (session::resultsFor(state, run.key()) == session::ResultsFor::Everybody &&
                hello.stateVersions.value(key, -1) != run->tallyVersion)
                m_ports.outlet.send(connection, protocol::encodeState(key, run->tallyVersion,
                                                                      tallyContent(state, run.key()),
                                                                      run->phase == session::Phase::Final));
        }
    }
    for (const QString &voter : client.voters()) {
        for (const ClipId element : answeredHidden(session->state(), voter))
            follow(connection, *session, element);
    }
}

QByteArray LiveHost::snapshotFor(const Client &client, EventSession &session)
{
    if (client.route == Route::Desk)
        return session.deskSnapshot();
    const QJsonObject me = session.own(client.voters());
    if (!me.value(QLatin1String("answers")).toObject().isEmpty())
        return session.snapshotWith(me);
    const QByteArray shared = session.sharedSnapshot(m_ports.clock.nowMs());
    const bool blank =
        me.size() == blankOwnSize && me.value(QLatin1String("pts")).toInteger() == session::grantPoints;
    return blank ? shared : shared + '\n' + protocol::encodeMe(me);
}

// Counts that only those who answered may see: subscribes this one and tells the present value.
void LiveHost::follow(Connection connection, EventSession &session, ClipId element)
{
    if (session::resultsFor(session.state(), element) != session::ResultsFor::Answered)
        return;
    QList<ClipId> &answered = m_clients[connection].doings().answered;
    if (!answered.contains(element)) {
        if (answered.size() == answeredTopicsMax)
            m_ports.outlet.unsubscribe(connection, session.answeredTopic(answered.takeFirst()));
        answered.append(element);
        m_ports.outlet.subscribe(connection, session.answeredTopic(element));
    }
    const session::Run &run = session.state().run(element);
    m_ports.outlet.send(connection, protocol::encodeState(protocol::tallyKey(element), run.tallyVersion,
                                                          tallyContent(session.state(), element), false));
}

void LiveHost::acknowledge(Connection connection, std::optional<qint64> request, const protocol::Ack &ack)
{
    later([this, connection, request, ack](bool) {
        m_ports.outlet.send(connection, protocol::encode(request, ack));
    });
}

bool LiveHost::isTooFast(Client &client, qint64 nowMs)
{
    return !client.doings().bucket.take(mutationsPerDevice, nowMs) ||
           !m_devices.take(client.event + client.voter, mutationsPerDevice, nowMs) ||
           !m_addresses.take(QString::number(client.network, 36), mutationsPerAddress, nowMs);
}

void LiveHost::vote(Connection connection, Client &client, std::optional<qint64> request,
                    const protocol::VoteMessage &message)
{
    if (client.event.isEmpty() || !client.mayVote)
        return refuseMessage(connection, client, request, {RefusalCode::Denied, QStringLiteral("vote")});
    const qint64 now = m_ports.clock.nowMs();
    if (isTooFast(client, now))
        return acknowledge(connection, request, notNow(message, QStringLiteral("rate")));
    const auto found = sessionOf(client.event);
    if (!found || !*found)
        return acknowledge(connection, request, notNow(message, QStringLiteral("denied")));
    const auto session = **found;
    const ClipId id = ClipId::fromText(message.element).value_or(ClipId{});
    const auto *asked = session->state().element(id);
    const auto voters = asked ? asked->voters : element::Voters::Device;
    if (client.voterOf(voters).isEmpty()) {
        protocol::Ack denied = ackOf(message, QStringLiteral("denied"));
        denied.reason = QString::fromLatin1(wrongVoter[static_cast<size_t>(voters)]);
        return acknowledge(connection, request, denied);
    }
    session::Vote vote{id,          client.voterOf(voters), message.key, message.choice, message.rev,
                       message.pt,  message.n,              client.doings().delayMs,
                       message.text, message.stake};
    const session::VoteDecision decision = session::decideVote(session->state(), vote, now);
    protocol::Ack ack = ackOf(message, keyOf(decision.status));
    ack.n = decision.n;
    if (!decision.reason.isEmpty())
        ack.reason = decision.reason;
    const bool counts =
        decision.status == session::VoteStatus::Counted || decision.status == session::VoteStatus::Replaced;
    qint64 seq = decision.seq;
    if (!decision.facts.isEmpty()) {
        seq = session->state().seq + 1;
        session->stageAnswer(decision.facts.first());
        m_staged.insert(client.event);
        const session::Run &run = session->state().run(vote.element);
        const bool atTheEnd = vote.pt && run.until && *vote.pt == run.until->value; // more time, not a delay
        if (vote.pt && run.at && !client.doings().delayMs && !atTheEnd)
            client.doings().delayMs = now - *vote.pt;
    }
    if (counts) {
        ack.receipt = session->receiptOf(seq);
        ack.points = session::pointsOf(session->state(), vote.voter);
    }
    {
        const std::lock_guard lock(m_mutex);
        ++(counts ? m_figures.votesCounted : m_figures.votesRefused);
    }
    const bool fresh = !decision.facts.isEmpty();
    later([this, connection, request, ack, fresh, element = vote.element,
           event = client.event](bool durable) mutable {
        if (fresh && !durable) {
            ack.status = QStringLiteral("denied");
            ack.temporary = true;
            ack.receipt.clear();
        }
        m_ports.outlet.send(connection, protocol::encode(request, ack));
        const auto known = m_sessions.constFind(event);
        if (durable && fresh && known != m_sessions.constEnd() && m_clients.contains(connection))
            follow(connection, **known, element);
    });
}

// Taps are counted in memory and become a fact once a second: lossy by contract, so an answer says received.
void LiveHost::react(Connection connection, Client &client, std::optional<qint64> request,
                     const protocol::ReactMessage &message)
{
    const qint64 now = m_ports.clock.nowMs();
    const auto found = client.event.isEmpty() ? fail(QString()) : sessionOf(client.event);
    const auto id = ClipId::fromText(message.element);
    if (!found || !*found || !id || !client.mayVote)
        return refuseMessage(connection, client, request,
                             {RefusalCode::NotAllowedHere, QStringLiteral("react")});
    if (!client.doings().taps.take(tapBatchesPerConnection, now))
        return;
    EventSession &session = ***found;
    const auto checked = session::checkTaps(session.state(), *id, message.emoji, message.taps);
    if (!checked) {
        // Tapping on while it closes is no offence.
        if (request)
            later([this, connection, request, refusal = checked.error()](bool) {
                m_ports.outlet.send(connection, protocol::encodeError(request, refusal));
            });
        return;
    }
    if (session.taps.isEmpty())
        session.nextTapsMs = std::max(session.nextTapsMs, now + tickMinMs);
    QList<qint64> &taps = session.taps[*id];
    taps.resize(element::reactionRules(*session.state().element(*id)).size());
    taps[message.emoji] += message.taps;
    session.dirty.insert(*id);
    if (request)
        later([this, connection, request](bool) {
            protocol::Ack ack;
            ack.status = QStringLiteral("received");
            m_ports.outlet.send(connection, protocol::encode(request, ack));
        });
}

void LiveHost::press(Connection connection, Client &client, std::optional<qint64> request,
                     const protocol::PressMessage &message)
{
    const qint64 now = m_ports.clock.nowMs();
    const auto found = client.event.isEmpty() ? fail(QString()) : sessionOf(client.event);
    const auto id = ClipId::fromText(message.element);
    if (!found || !*found || !id || !client.doings().bucket.take(mutationsPerDevice, now))
        return refuseMessage(connection, client, request,
                             {RefusalCode::NotAllowedHere, QStringLiteral("press")});
    const auto facts = session::decidePress((**found)->state(), *id, client.voter, message.key, now);
    if (!facts)
        return refuseMessage(connection, client, request, facts.error());
    (**found)->stage(*facts);
    m_staged.insert(client.event);
    protocol::Ack ack;
    ack.key = message.key;
    later([this, connection, request, ack](bool durable) mutable {
        ack.status = durable ? QStringLiteral("received") : QStringLiteral("denied");
        ack.temporary = !durable;
        m_ports.outlet.send(connection, protocol::encode(request, ack));
    });
}

void LiveHost::deskMessage(Connection connection, Client &client, const protocol::DeskMessage &message)
{
    const auto request = message.request;
    std::visit(
        Overloaded{[](const protocol::Ping &) {}, // the answer to the edge's own
                   [&](const protocol::TimeMessage &time) {
                       const qint64 arrived = m_ports.clock.nowMs();
                       later([this, connection, request, time, arrived](bool) {
                           m_ports.outlet.send(connection, protocol::encodeTime(request, time.c0, arrived,
                                                                                m_ports.clock.nowMs()));
                       });
                   },
                   [&](const protocol::DeskHello &said) { deskHello(connection, request, said); },
                   [&](const protocol::CommandBody &body) {
                       if (client.event.isEmpty())
                           return refuseMessage(connection, client, request, {RefusalCode::NotSignedIn});
                       const auto answer = runCommand(client.event, body, client.actor());
                       later([this, connection, request, answer](bool durable) {
                           deskAnswer(connection, request, answer, durable);
                       });
                   }},
        message.content);
}

void LiveHost::deskAnswer(Connection connection, std::optional<qint64> request,
                          const Outcome<Result<QList<event::Fact>>> &answer, bool durable)
{
    if (!answer || !durable) {
        const QString what = answer
                                 ? QStringLiteral("It could not be stored. Send it again with the same key.")
                                 : answer.error().what;
        m_ports.outlet.send(connection, protocol::encodeError(request, {RefusalCode::Missing, {}, what}));
        return;
    }
    if (!*answer) {
        m_ports.outlet.send(connection, protocol::encodeError(request, answer->error()));
        return;
    }
    QJsonObject body = protocol::factsAnswer(**answer);
    if (request)
        body.insert(QStringLiteral("i"), *request);
    m_ports.outlet.send(connection, compactJson(body));
}

void LiveHost::deskHello(Connection connection, std::optional<qint64> request,
                         const protocol::DeskHello &hello)
{
    Client &client = m_clients[connection];
    const auto grant = m_ports.useTicket(hello.ticket, client.origin);
    if (!grant)
        return turnAway(connection, request, {RefusalCode::Missing, {}, grant.error().what}, 4010);
    if (!*grant)
        return turnAway(connection, request, grant->error(), closeBadToken);
    const QString event = (*grant)->event;
    const auto found = sessionOf(event);
    if (!found || !*found)
        return turnAway(connection, request,
                        found ? found->error() : Refusal{RefusalCode::Missing, {}, found.error().what},
                        closeBadToken);
    client.event = event;
    client.setNames({}, {}, (*grant)->actor);
    m_ports.outlet.setAuthenticated(connection);
    later([this, connection, request, event](bool durable) {
        const auto session = m_sessions.constFind(event);
        if (!durable || session == m_sessions.constEnd())
            return m_ports.outlet.close(connection, 4010, retrySoon);
        m_ports.outlet.subscribe(connection, (*session)->deskTopic());
        m_ports.outlet.send(
            connection, protocol::encode(request, protocol::Welcome{
                                                      QStringLiteral("d_") + QString::number(connection, 36),
                                                      (*session)->ring().epoch(), (*session)->ring().offset(),
                                                      false, m_ports.clock.nowMs(), (*session)->tickMs}));
        m_ports.outlet.send(connection, (*session)->deskSnapshot());
    });
}

} // namespace icmp::live
