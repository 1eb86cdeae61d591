#include "app/server/api/api.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/desk_message.h"
#include "core/protocol/field_reader.h"

#include <QJsonArray>

namespace icmp::server {

namespace {

using identity::Action;
using protocol::FieldReader;
using protocol::Presence;

constexpr int secretTextMax = 256;

// The IPv4 address, or the /64 of an IPv6 one: what one household or office has.
QString networkOf(const QByteArray &address)
{
    const QString text = QString::fromLatin1(address);
    return text.contains(u':') ? text.section(u':', 0, 3) + QStringLiteral("::/64") : text;
}

void signIn(Services &services, const Exchange &exchange)
{
    const auto body = parseJsonObject(exchange.request.body, limits::wireDepthMax);
    if (!body)
        return exchange.badRequest(body.error());
    FieldReader fields(*body);
    identity::SignInRequest request;
    request.login = fields.text("login", 64);
    request.password = fields.text("password", secretTextMax);
    request.code = fields.text("code", 64, Presence::Optional);
    request.device = fields.text("device", 128, Presence::Optional);
    if (fields.refusal())
        return exchange.badRequest(*fields.refusal());
    request.kind = exchange.request.listener.startsWith("admin")             ? identity::SessionKind::Console
                   : request.device.startsWith(QLatin1String("icmp-studio")) ? identity::SessionKind::Studio
                                                                             : identity::SessionKind::Web;
    request.network = networkOf(exchange.request.peerAddress);
    services.accounts->signIn(request, [exchange](identity::Answer<identity::SignedIn> told) {
        answer(exchange, told, [&](const identity::SignedIn &signedIn) {
            exchange.json(
                {{QStringLiteral("session"), signedIn.session},
                 {QStringLiteral("expires"), signedIn.expiresMs},
                 {QStringLiteral("login"), signedIn.account.login},
                 {QStringLiteral("roles"), QJsonArray::fromStringList(signedIn.account.roles.keys())}});
        });
    });
}

void enrol(Services &services, const Exchange &exchange)
{
    const auto body = parseJsonObject(exchange.request.body, limits::wireDepthMax);
    if (!body)
        return exchange.badRequest(body.error());
    FieldReader fields(*body);
    identity::EnrolRequest request;
    request.token = fields.text("token", 64);
    request.password = fields.text("password", secretTextMax, Presence::Optional);
    request.code = fields.text("code", 16, Presence::Optional);
    request.secondFactor = !fields.has("secondFactor") || fields.flag("secondFactor");
    request.deviceKey = fromBase64Url(fields.text("deviceKey", 64, Presence::Optional));
    request.deviceName = fields.text("deviceName", 64, Presence::Optional);
    if (fields.refusal())
        return exchange.badRequest(*fields.refusal());
    services.accounts->enrol(request, [exchange](identity::Answer<identity::EnrolAnswer> told) {
        answer(exchange, told, [&](const identity::EnrolAnswer &enrolled) {
            exchange.json(
                {{QStringLiteral("login"), enrolled.login},
                 {QStringLiteral("finished"), enrolled.finished},
                 {QStringLiteral("totpSecret"), enrolled.totpSecret},
                 {QStringLiteral("otpauth"), enrolled.otpauth},
                 {QStringLiteral("recoveryCodes"), QJsonArray::fromStringList(enrolled.recoveryCodes)}});
        });
    });
}

void ticket(Services &services, const Site &site, const Exchange &exchange)
{
    const auto event = protocol::parseTicketEvent(exchange.request.body);
    if (!event)
        return exchange.badRequest(event.error());
    const auto object = services.objectOf(*event);
    if (!object)
        return exchange.failed(object.error());
    if (!*object)
        return exchange.refused({RefusalCode::UnknownId, *event});
    if (const auto allowed = identity::authorize(exchange.subject, Action::TicketIssue, **object, {});
        !allowed)
        return exchange.refused(allowed.error());
    const QByteArray origin = exchange.request.header("origin");
    const QString bound = origin.isEmpty() ? site.http : QString::fromLatin1(origin);
    services.accounts->issueTicket(exchange.bearer, *event, bound,
                                   [exchange](identity::Answer<identity::IssuedTicket> told) {
                                       answer(exchange, told, [&](const identity::IssuedTicket &issued) {
                                           exchange.json({{QStringLiteral("ticket"), issued.ticket},
                                                          {QStringLiteral("expires"), issued.expiresMs}});
                                       });
                                   });
}

} // namespace

QList<Route> accountRoutes(Services &services, const Site &site)
{
    return {
        {"POST", "/v1/signin", Action::SignIn, "Sign in with password and code", "SignIn", "Session", 200,
         false, [&services](const Exchange &exchange) { signIn(services, exchange); }},
        {"POST", "/v1/signout", Action::SignOut, "End the session", "", "Empty", 200, false,
         [&services](const Exchange &exchange) {
             services.accounts->signOut(exchange.bearer, [exchange](identity::Answer<void> told) {
                 if (!told)
                     exchange.failed(told.error());
                 else if (!*told)
                     exchange.refused(told->error());
                 else
                     exchange.json({});
             });
         }},
        {"POST", "/v1/enrolments", Action::Enrol, "Set password and second factor with an invitation",
         "Enrol", "Enrolment", 200, false,
         [&services](const Exchange &exchange) { enrol(services, exchange); }},
        {"GET", "/v1/session", Action::SessionRead, "Who is signed in", "", "SessionInfo", 200, false,
         [](const Exchange &exchange) {
             exchange.json(
                 {{QStringLiteral("login"), exchange.session->login},
                  {QStringLiteral("expires"), exchange.session->expiresMs},
                  {QStringLiteral("roles"), QJsonArray::fromStringList(exchange.subject.roles.keys())}});
         }},
        {"POST", "/v1/tickets", Action::TicketIssue, "A one-time ticket for the desk socket", "TicketRequest",
         "Ticket", 200, false,
         [&services, &site](const Exchange &exchange) { ticket(services, site, exchange); }},
    };
}

} // namespace icmp::server
