#include "app/server/api/api.h"

#include "core/protocol/desk_message.h"
#include "core/session/decide.h"

#include <QJsonArray>

namespace icmp::server {

namespace {

using identity::Action;

// The action of each command, in the order of session::CommandKind.
constexpr Action commandActions[] = {
    Action::CommandStart,   Action::CommandOpen,   Action::CommandClose, Action::CommandReveal,
    Action::CommandResolve, Action::CommandCancel, Action::CommandReset, Action::CommandEnd,
    Action::CommandClose,  // lock
    Action::CommandClose,  // hold
    Action::CommandCancel, // refund
    Action::CommandCancel, // undo-take
    Action::CommandClose,  // panic
    Action::CommandReveal, // moderate
    Action::CommandOpen,   // stock
    Action::CommandOpen,   // announce
};
static_assert(std::size(commandActions) == static_cast<size_t>(session::CommandKind::Announce) + 1);

// Beside the package: the live picture, and the film as HLS once it is made.
QJsonObject withPictures(Services &services, const QString &event, QJsonObject body)
{
    if (const QJsonObject stream = services.programmes->streamOf(event); !stream.isEmpty())
        body.insert(QStringLiteral("stream"), stream);
    if (const QString hls = services.ladderOf(event); !hls.isEmpty())
        body.insert(QStringLiteral("hls"), hls);
    return body;
}

void readEvent(Services &services, const Exchange &exchange)
{
    const QString event = exchange.param(0);
    services.live->summary(event, [&services, exchange, event](Outcome<Result<QJsonObject>> told) {
        const bool unpublished =
            told && !*told && told->error().code == RefusalCode::Missing && told->error().place == event;
        if (!unpublished)
            return answer(exchange, told, [&](const QJsonObject &body) {
                exchange.json(withPictures(services, event, body));
            });
        exchange.json(withPictures(services, event,
                                   {{QStringLiteral("title"), QString()},
                                    {QStringLiteral("mode"), QStringLiteral("vod")},
                                    {QStringLiteral("package"), QJsonValue::Null}}));
    });
}

void readSnapshot(Services &services, const Exchange &exchange)
{
    services.live->snapshot(exchange.param(0), [exchange](Outcome<Result<QByteArray>> told) {
        answer(exchange, told, [&](const QByteArray &text) {
            // {"snap":{…}}: the route answers what is inside.
            auto response = edge::jsonAnswer(text.mid(8, text.size() - 9));
            response.headers.emplaceBack("Cache-Control", "public, s-maxage=1, max-age=0");
            exchange.answer(response);
        });
    });
}

void runCommand(Services &services, const Exchange &exchange)
{
    const auto body = protocol::parseCommand(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    const auto kind = session::commandKindOf(body->command);
    if (!kind)
        return exchange.badRequest({RefusalCode::WrongType, QStringLiteral("command")});
    const QString event = exchange.param(0);
    const auto object = services.objectOf(event);
    if (!object)
        return exchange.failed(object.error());
    if (!*object)
        return exchange.refused({RefusalCode::UnknownId, event});
    const auto allowed =
        identity::authorize(exchange.subject, commandActions[static_cast<size_t>(*kind)], **object, {});
    if (!allowed)
        return exchange.refused(allowed.error());
    const QString actor = exchange.subject.account.value_or(AccountId{}).toText();
    services.live->command(event, *body, actor, [exchange](Outcome<Result<QList<event::Fact>>> told) {
        answer(exchange, told,
               [&](const QList<event::Fact> &facts) { exchange.json(protocol::factsAnswer(facts)); });
    });
}

void readResult(Services &services, const Exchange &exchange)
{
    const QString event = exchange.param(0);
    live::ResultReader reader;
    if (exchange.session) {
        const auto object = services.objectOf(event);
        if (!object)
            return exchange.failed(object.error());
        reader.producer =
            *object && identity::authorize(exchange.subject, Action::DeskJoin, **object, {}).has_value();
    }
    if (!reader.producer && !exchange.bearer.isEmpty()) {
        if (const auto token = services.readToken(exchange.bearer, event))
            reader.voter = token->pseudonym;
    }
    services.live->result(event, exchange.param(1), reader, [exchange](Outcome<Result<QJsonObject>> told) {
        answer(exchange, told, [&](const QJsonObject &body) { exchange.json(body); });
    });
}

} // namespace

QList<Route> eventRoutes(Services &services)
{
    return {
        {"GET", "/v1/events/{event}", Action::EventRead, "What an event plays", "", "Event", 200, true,
         [&services](const Exchange &exchange) { readEvent(services, exchange); }},
        {"GET", "/v1/events/{event}/snapshot", Action::SnapshotRead, "The whole live state", "", "Snapshot",
         200, true, [&services](const Exchange &exchange) { readSnapshot(services, exchange); }},
        {"POST", "/v1/events/{event}/commands", Action::CommandStart, "Run the show", "Command", "Facts", 200,
         false, [&services](const Exchange &exchange) { runCommand(services, exchange); }},
        {"GET", "/v1/events/{event}/elements/{element}/result", Action::ResultRead, "Counts of one element",
         "", "Result", 200, true, [&services](const Exchange &exchange) { readResult(services, exchange); }},
    };
}

} // namespace icmp::server
