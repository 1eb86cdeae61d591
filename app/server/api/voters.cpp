// Who is a viewer and who counts as a voter: tokens, the sites that vouch, the invited codes, the sites that
// embed.
#include "app/server/api/api.h"

#include "core/identity/site_token.h"
#include "core/protocol/desk_message.h"
#include "core/protocol/owner_message.h"

#include <QHostAddress>
#include <QJsonArray>

namespace icmp::server {

namespace {

using identity::Action;

// An IPv4 address, or the half of an IPv6 one that a household or an office is given.
QString networkOf(const QByteArray &peer)
{
    const QHostAddress address(QString::fromLatin1(peer));
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return QString::fromLatin1(peer);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(bytes.c), 8).toHex());
}

Outcome<Result<void>> vouchBySite(Services &services, const QString &text, const QByteArray &eventKey,
                                  identity::EventToken &token)
{
    using Told = Result<void>;
    const auto site = identity::siteOf(text);
    if (!site)
        return Told(tl::unexpected(site.error()));
    const auto key = services.settings->siteKey(token.event, *site);
    if (!key)
        return tl::unexpected(key.error());
    // A site that is not registered is told like a wrong signature.
    const auto claim = identity::readSiteToken(text, key->value_or(services.random.bytes(32)), token.event,
                                               services.clock.nowMs());
    if (!claim)
        return Told(tl::unexpected(claim.error()));
    token.siteVoter = identity::siteVoterOf(eventKey, claim->site, claim->subject);
    return Told();
}

Outcome<Result<void>> vouchByCode(Services &services, const QString &code, const QByteArray &eventKey,
                                  identity::EventToken &token)
{
    using Told = Result<void>;
    const auto invited = services.settings->isInvited(token.event, identity::codeHashOf(eventKey, code));
    if (!invited)
        return tl::unexpected(invited.error());
    if (!*invited)
        return Told(refuse(RefusalCode::WrongCredentials, QStringLiteral("code"),
                           QStringLiteral("This code is not on the list of this event.")));
    token.listVoter = identity::listVoterOf(eventKey, code);
    return Told();
}

// What the request proves beside its device.
Outcome<Result<void>> vouch(Services &services, const protocol::TokenBody &body, const QString &network,
                            identity::EventToken &token)
{
    const auto eventKey = services.eventKey(token.event);
    if (!eventKey)
        return tl::unexpected(eventKey.error());
    Outcome<Result<void>> told = Result<void>();
    if (!body.site.isEmpty())
        told = vouchBySite(services, body.site, *eventKey, token);
    if (told && *told && !body.code.isEmpty()) {
        told = vouchByCode(services, body.code, *eventKey, token);
        // Whoever guesses codes meets the same bound as whoever makes up devices.
        if (told && !*told) {
            const auto taken = services.gate.guess(token.event, network, services.clock.nowMs());
            if (!taken)
                told = Result<void>(tl::unexpected(taken.error()));
        }
    }
    return told;
}

void issueToken(Services &services, const Exchange &exchange)
{
    const auto body = protocol::parseToken(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    const QString event = exchange.param(0);
    const auto found = services.shows->event(event);
    if (!found)
        return exchange.failed(found.error());
    if (!*found)
        return exchange.refused({RefusalCode::UnknownId, event});
    const auto pseudonym = services.pseudonymFor(event, body->device);
    if (!pseudonym)
        return exchange.failed(pseudonym.error());
    const QString network = networkOf(exchange.request.peerAddress);
    identity::EventToken token;
    token.event = event;
    token.pseudonym = *pseudonym;
    token.expiresMs = services.clock.nowMs() + identity::eventTokenMs;
    if (const auto minted = services.gate.mint(event, network, *pseudonym, services.clock.nowMs()); !minted)
        return exchange.refused(minted.error());
    const auto vouched = vouch(services, *body, network, token);
    if (!vouched)
        return exchange.failed(vouched.error());
    if (!*vouched)
        return exchange.refused(vouched->error());
    const auto text = services.makeToken(token);
    if (!text)
        return exchange.failed(text.error());
    QJsonArray kinds;
    for (const identity::VoterKind kind : identity::voterKinds) {
        if (!token.voterOf(kind).isEmpty())
            kinds.append(keyOf(kind));
    }
    exchange.json({{QStringLiteral("token"), *text},
                   {QStringLiteral("pseudonym"), *pseudonym},
                   {QStringLiteral("expires"), token.expiresMs},
                   {QStringLiteral("kinds"), kinds}});
}

// Whether the subject owns the event; has answered when not.
bool isOwner(Services &services, const Exchange &exchange, Action action)
{
    const auto object = services.objectOf(exchange.param(0));
    if (!object)
        return exchange.failed(object.error()), false;
    if (!*object)
        return exchange.refused({RefusalCode::UnknownId, exchange.param(0)}), false;
    const auto allowed = identity::authorize(exchange.subject, action, **object, {});
    if (!allowed)
        exchange.refused(allowed.error());
    return allowed.has_value();
}

void setOrigins(Services &services, const Exchange &exchange)
{
    const auto origins = protocol::parseOrigins(exchange.request.body);
    if (!origins)
        return exchange.badRequest(origins.error());
    if (!isOwner(services, exchange, Action::OriginsSet))
        return;
    const QString event = exchange.param(0);
    const auto set = services.settings->setOrigins(event, *origins);
    if (!set)
        return exchange.failed(set.error());
    if (!*set)
        return exchange.refused(set->error());
    services.gate.allow(event, *origins);
    exchange.json({{QStringLiteral("event"), event},
                   {QStringLiteral("origins"), QJsonArray::fromStringList(*origins)}});
}

void setSite(Services &services, const Exchange &exchange)
{
    const auto body = protocol::parseSite(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    if (!isOwner(services, exchange, Action::SiteSet))
        return;
    const QString event = exchange.param(0);
    const auto set = services.settings->setSite(event, body->name, body->key, services.clock.nowMs());
    if (!set)
        return exchange.failed(set.error());
    if (!*set)
        return exchange.refused(set->error());
    exchange.json({{QStringLiteral("event"), event}, {QStringLiteral("name"), body->name}});
}

void addVoters(Services &services, const Exchange &exchange)
{
    const auto codes = protocol::parseCodes(exchange.request.body);
    if (!codes)
        return exchange.badRequest(codes.error());
    if (!isOwner(services, exchange, Action::VotersAdd))
        return;
    const QString event = exchange.param(0);
    const auto eventKey = services.eventKey(event);
    if (!eventKey)
        return exchange.failed(eventKey.error());
    QList<QByteArray> hashes;
    for (const QString &code : *codes)
        hashes.append(identity::codeHashOf(*eventKey, code));
    answer(exchange, services.settings->invite(event, hashes, services.clock.nowMs()), [&](qint64 invited) {
        exchange.json({{QStringLiteral("event"), event}, {QStringLiteral("invited"), invited}});
    });
}

} // namespace

QList<Route> voterRoutes(Services &services)
{
    return {
        {"POST", "/v1/events/{event}/tokens", Action::TokenIssue, "A viewer's token", "TokenRequest", "Token",
         200, true, [&services](const Exchange &exchange) { issueToken(services, exchange); }},
        {"POST", "/v1/events/{event}/origins", Action::OriginsSet, "Which sites may embed the event",
         "OriginsRequest", "Origins", 200, false,
         [&services](const Exchange &exchange) { setOrigins(services, exchange); }},
        {"POST", "/v1/events/{event}/sites", Action::SiteSet, "A site that vouches for its people",
         "SiteRequest", "SiteAnswer", 200, false,
         [&services](const Exchange &exchange) { setSite(services, exchange); }},
        {"POST", "/v1/events/{event}/voters", Action::VotersAdd, "Invite voters by their codes",
         "VotersRequest", "Voters", 200, false,
         [&services](const Exchange &exchange) { addVoters(services, exchange); }},
    };
}

} // namespace icmp::server
