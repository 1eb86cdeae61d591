#include "studio/remote/server_link.h"

#include "core/identity/totp.h"

#include <QJsonArray>

namespace icmp::remote {

namespace {

constexpr int measureEveryMs = 10'000;

} // namespace

ServerLink::ServerLink(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock)
{
    m_tick.setInterval(1'000);
    connect(&m_tick, &QTimer::timeout, this, &ServerLink::stateChanged);
    m_wait.setSingleShot(true);
    m_measure.setInterval(measureEveryMs);
    connect(&m_measure, &QTimer::timeout, this, &ServerLink::measure);
    connect(&m_rest, &RestClient::sessionEnded, this, &ServerLink::signOut);
}

void ServerLink::noteLatency(qint64 ms)
{
    if (m_latencyMs == ms)
        return;
    m_latencyMs = ms;
    Q_EMIT latencyChanged();
}

void ServerLink::measure()
{
    const qint64 asked = m_clock.monotonicMs();
    m_rest.get(QStringLiteral("/healthz"), [this, asked](const Remote<Reply> &reply) {
        noteLatency(reply && isSignedIn() ? m_clock.monotonicMs() - asked : -1);
    });
}

void ServerLink::setServer(const QUrl &server)
{
    if (server == m_rest.server())
        return;
    signOut();
    m_rest.setServer(server);
    setState(server.isEmpty() ? LinkState::NoServer : LinkState::SignedOut);
}

void ServerLink::signIn(const Credentials &credentials, SignedIn then)
{
    setState(LinkState::SigningIn);
    const QJsonObject body{{QStringLiteral("login"), credentials.login},
                           {QStringLiteral("password"), credentials.password},
                           {QStringLiteral("code"), credentials.code}};
    m_rest.post(QStringLiteral("/v1/signin"), body,
                [this, login = credentials.login, then = std::move(then)](const Remote<Reply> &reply) {
                    if (!reply) {
                        setState(LinkState::SignedOut);
                        return then(tl::unexpected(reply.error()));
                    }
                    accept(*reply, login);
                    if (isSignedIn())
                        return then({});
                    setState(LinkState::SignedOut);
                    then(tl::unexpected(Problem{
                        ProblemKind::ServerFault, reply->status, {}, tr("The server gave no session."), {}}));
                });
}

void ServerLink::accept(const Reply &reply, const QString &login)
{
    m_rest.setSession(reply.json.value(QLatin1String("session")).toString());
    m_login = login;
    m_roles.clear();
    const QJsonArray roles = reply.json.value(QLatin1String("roles")).toArray();
    for (const auto role : roles)
        m_roles.append(role.toString());
    if (isSignedIn())
        setState(LinkState::Connected);
}

qint64 ServerLink::toNextStepMs() const
{
    return identity::totpStepMs - m_clock.nowMs() % identity::totpStepMs;
}

void ServerLink::signInAs(const DemoAccount &account, SignedIn then)
{
    if (!isLoopback(server())) {
        return then(tl::unexpected(Problem{
            ProblemKind::Refused, 0, {}, tr("An account file is only for a server on this computer."), {}}));
    }
    const auto credentials = [this, account] {
        return Credentials{account.login, account.password,
                           identity::totpCode(account.seed, identity::totpStepAt(m_clock.nowMs()))};
    };
    signIn(credentials(), [this, credentials, then = std::move(then)](const Remote<void> &first) {
        if (first || first.error().code != keyOf(RefusalCode::CodeUsed))
            return then(first);
        // One code signs in once; the next one comes with the next step.
        setState(LinkState::SigningIn);
        m_wait.disconnect();
        connect(&m_wait, &QTimer::timeout, this, [this, credentials, then] { signIn(credentials(), then); });
        m_wait.start(int(toNextStepMs()) + 50);
    });
}

void ServerLink::signOut()
{
    m_wait.stop();
    const bool was = isSignedIn();
    m_rest.setSession({});
    m_login.clear();
    m_roles.clear();
    m_queued = 0;
    if (was || m_state != LinkState::NoServer)
        setState(server().isEmpty() ? LinkState::NoServer : LinkState::SignedOut);
}

QString ServerLink::stateText() const
{
    switch (m_state) {
    case LinkState::NoServer:
        return tr("No server");
    case LinkState::SignedOut:
        return tr("Signed out");
    case LinkState::SigningIn:
        return tr("Signing in …");
    case LinkState::Connected:
        return tr("Connected");
    case LinkState::Reconnecting: {
        const qint64 left = std::max<qint64>(0, m_retryAtMs - m_clock.monotonicMs());
        return tr("Reconnecting %1 s").arg((left + 999) / 1'000);
    }
    case LinkState::Offline:
        break;
    }
    return m_queued > 0 ? tr("Offline, %1 queued").arg(m_queued) : tr("Offline");
}

void ServerLink::setQueued(int commands)
{
    if (m_queued == commands)
        return;
    m_queued = commands;
    Q_EMIT stateChanged();
}

void ServerLink::noteLost(qint64 retryMs)
{
    m_retryAtMs = m_clock.monotonicMs() + retryMs;
    if (m_state == LinkState::Connected)
        setState(LinkState::Reconnecting);
    else
        Q_EMIT stateChanged();
}

void ServerLink::noteReached()
{
    if (isSignedIn() && m_state != LinkState::Offline)
        setState(LinkState::Connected);
}

void ServerLink::setOffline(bool offline)
{
    if (offline)
        setState(LinkState::Offline);
    else if (m_state == LinkState::Offline)
        setState(isSignedIn() ? LinkState::Connected : LinkState::SignedOut);
}

void ServerLink::setState(LinkState state)
{
    if (state == LinkState::Reconnecting)
        m_tick.start();
    else
        m_tick.stop();
    if (m_state == state)
        return;
    m_state = state;
    if (state == LinkState::Connected) {
        measure();
        m_measure.start();
    } else {
        m_measure.stop();
        noteLatency(-1);
    }
    Q_EMIT stateChanged();
}

} // namespace icmp::remote
