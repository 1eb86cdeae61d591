// The admin listener's routes about intents and devices; what they read is in views.cpp.
#include "app/server/admin/admin_json.h"
#include "app/server/api/api.h"
#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/protocol/field_reader.h"

namespace icmp::server {

namespace {

using identity::Action;
using protocol::FieldReader;
using protocol::Presence;

constexpr int nameMax = 256;
constexpr int base64Max = 128;

// Reads a body or answers 400.
std::optional<QJsonObject> bodyOf(const Exchange &exchange)
{
    const auto body = parseJsonObject(exchange.request.body, limits::wireDepthMax);
    if (body)
        return *body;
    exchange.badRequest(body.error());
    return std::nullopt;
}

Result<identity::Fields> fieldsOf(const QJsonObject &json)
{
    if (json.size() > identity::wantedFieldsMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("fields"));
    identity::Fields fields;
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!it->isString())
            return refuse(RefusalCode::WrongType, QStringLiteral("fields.") + it.key());
        fields.insert(it.key(), it->toString());
    }
    return fields;
}

void propose(Services &services, const Exchange &exchange)
{
    const auto body = bodyOf(exchange);
    if (!body)
        return;
    FieldReader reader(*body);
    identity::WantedRequest request;
    request.action = reader.text("action", 64);
    request.object = reader.text("object", nameMax, Presence::Optional);
    request.reason = reader.text("reason", identity::reasonMax, Presence::Optional);
    const auto fields = fieldsOf(reader.object("fields", Presence::Optional));
    if (reader.refusal() || !fields)
        return exchange.badRequest(reader.refusal() ? *reader.refusal() : fields.error());
    request.fields = *fields;
    answer(exchange, services.intents->propose(*exchange.session, request),
           [&](const identity::Opened &opened) { exchange.json(openedJson(opened)); });
}

void confirm(Services &services, const Exchange &exchange)
{
    const auto body = bodyOf(exchange);
    if (!body)
        return;
    FieldReader reader(*body);
    identity::IntentProof proof;
    proof.signature = fromBase64Url(reader.text("signature", base64Max, Presence::Optional));
    proof.code = reader.text("code", 16, Presence::Optional);
    if (reader.refusal())
        return exchange.badRequest(*reader.refusal());
    answer(exchange, services.intents->confirm(*exchange.session, exchange.param(0), proof),
           [&](const identity::Confirmed &confirmed) {
               const bool done = confirmed.progress == identity::Progress::Done;
               exchange.json({{QStringLiteral("state"),
                               done ? QStringLiteral("done") : QStringLiteral("waits-for-second-person")},
                              {QStringLiteral("result"), fieldsJson(confirmed.result)}});
           });
}

void listProposals(Services &services, const Exchange &exchange)
{
    const auto lines = services.intents->openProposals();
    if (!lines)
        return exchange.failed(lines.error());
    QJsonArray list;
    for (const identity::ProposalLine &line : *lines)
        list.append(proposalJson(services, line));
    exchange.json({{QStringLiteral("proposals"), list}});
}

void listDevices(Services &services, const Exchange &exchange)
{
    const auto devices = services.intents->devices(*exchange.subject.account);
    if (!devices)
        return exchange.failed(devices.error());
    QJsonArray list;
    for (const identity::DeviceKey &device : *devices)
        list.append(deviceJson(device));
    exchange.json({{QStringLiteral("devices"), list}});
}

// A key that may sign is as good as the account: password and code anew.
void addDevice(Services &services, const Exchange &exchange)
{
    const auto body = bodyOf(exchange);
    if (!body)
        return;
    FieldReader reader(*body);
    const QByteArray key = fromBase64Url(reader.text("publicKey", base64Max));
    const QString name = reader.text("name", nameMax, Presence::Optional);
    const QString password = reader.text("password", nameMax);
    const QString code = reader.text("code", 64);
    if (reader.refusal())
        return exchange.badRequest(*reader.refusal());
    const AccountId account = *exchange.subject.account;
    services.accounts->reauthenticate(
        account, password, code, [&services, exchange, account, key, name](identity::Answer<void> told) {
            if (!told)
                return exchange.failed(told.error());
            if (!*told)
                return exchange.refused(told->error());
            answer(exchange, services.intents->addDevice(account, key, name),
                   [&](const identity::DeviceKey &device) { exchange.json(deviceJson(device)); });
        });
}

} // namespace

QList<Route> adminRoutes(Services &services)
{
    return {
        {"POST", "/admin/intents", Action::IntentPropose, "Ask for a sensitive action", "IntentRequest",
         "Intent", 200, false, [&services](const Exchange &exchange) { propose(services, exchange); }},
        {"POST", "/admin/intents/{intent}/confirm", Action::IntentConfirm, "Prove it and have it done",
         "IntentProof", "Confirmed", 200, false,
         [&services](const Exchange &exchange) { confirm(services, exchange); }},
        {"GET", "/admin/proposals", Action::ProposalList, "What waits for a second person", "", "Proposals",
         200, false, [&services](const Exchange &exchange) { listProposals(services, exchange); }},
        {"POST", "/admin/proposals/{proposal}/intents", Action::IntentOpen, "See what another has asked for",
         "", "Intent", 200, false,
         [&services](const Exchange &exchange) {
             answer(exchange, services.intents->open(*exchange.session, exchange.param(0)),
                    [&](const identity::Opened &opened) { exchange.json(openedJson(opened)); });
         }},
        {"GET", "/admin/devices", Action::DeviceList, "One's own devices that may sign", "", "Devices", 200,
         false, [&services](const Exchange &exchange) { listDevices(services, exchange); }},
        {"POST", "/admin/devices", Action::DeviceAdd, "A further device", "DeviceRequest", "Device", 200,
         false, [&services](const Exchange &exchange) { addDevice(services, exchange); }},
        {"POST", "/admin/devices/{device}/revoke", Action::DeviceRevoke, "A device may sign no more", "",
         "Empty", 200, false,
         [&services](const Exchange &exchange) {
             const auto told = services.intents->revokeDevice(*exchange.subject.account, exchange.param(0));
             if (!told)
                 exchange.failed(told.error());
             else if (!*told)
                 exchange.refused(told->error());
             else
                 exchange.json({});
         }},
    };
}

} // namespace icmp::server
