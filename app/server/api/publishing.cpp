#include "app/server/api/api.h"

#include "core/base/hash.h"
#include "core/protocol/desk_message.h"

#include <QJsonArray>

namespace icmp::server {

namespace {

using identity::Action;

constexpr qsizetype versionsToldMax = 200; // what a person looks through; 200 lines are 60 KiB

QJsonObject addressesOf(const Site &site, const catalogue::Event &event)
{
    return {{QStringLiteral("show"), event.show},
            {QStringLiteral("event"), event.id},
            {QStringLiteral("watch"), site.http + QStringLiteral("/watch/") + event.id},
            {QStringLiteral("embed"), site.http + QStringLiteral("/embed/") + event.id}};
}

// Whether the subject may do this with the show; has answered when not.
bool mayTouch(Services &services, const Exchange &exchange, Action action, const QString &show)
{
    const auto object = services.showObject(show);
    if (!object)
        return exchange.failed(object.error()), false;
    if (!*object)
        return exchange.refused({RefusalCode::UnknownId, show}), false;
    const auto allowed = identity::authorize(exchange.subject, action, **object, {});
    if (!allowed)
        exchange.refused(allowed.error());
    return allowed.has_value();
}

void missing(Services &services, const Exchange &exchange)
{
    const auto body = protocol::parseMissing(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    answer(exchange, services.publisher->missing(body->hashes),
           [&](const QList<publishing::MissingObject> &objects) {
               QJsonArray list;
               for (const publishing::MissingObject &object : objects)
                   list.append(QJsonObject{{QStringLiteral("hash"), object.hash},
                                           {QStringLiteral("offset"), object.offset}});
               exchange.json({{QStringLiteral("missing"), list}});
           });
}

void put(Services &services, const Exchange &exchange)
{
    const QString hash = exchange.param(0);
    if (!isSha256Hex(hash))
        return exchange.badRequest({RefusalCode::BadHash, QStringLiteral("sha256")});
    const auto range = protocol::parseContentRange(exchange.request.header("content-range"));
    if (!range)
        return exchange.badRequest(range.error());
    publishing::Upload upload;
    upload.hash = hash;
    upload.type = QString::fromLatin1(exchange.request.header("content-type")).section(u';', 0, 0).trimmed();
    upload.range = *range;
    upload.bytes = exchange.request.body;
    upload.account = exchange.subject.account.value_or(AccountId{});
    const auto told = services.publisher->put(upload);
    if (told && !*told && told->error().code == RefusalCode::Conflict) {
        edge::HttpResponse response = refusalAnswer(told->error(), 409);
        response.headers.emplaceBack("Upload-Offset", told->error().place.toLatin1());
        response.authenticated = true;
        return exchange.answer(response);
    }
    answer(exchange, told, [&](const publishing::Received &received) {
        exchange.json(
            {{QStringLiteral("offset"), received.offset}, {QStringLiteral("complete"), received.complete}});
    });
}

void createShow(Services &services, const Site &site, const Exchange &exchange)
{
    const auto body = protocol::parseShow(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    const auto told = services.publisher->createShow(*body, exchange.subject.account.value_or(AccountId{}));
    answer(exchange, told,
           [&](const catalogue::Event &event) { exchange.json(addressesOf(site, event), 201); });
}

void listShows(Services &services, const Exchange &exchange)
{
    const auto shows = services.shows->showsOf(exchange.subject.account.value_or(AccountId{}));
    if (!shows)
        return exchange.failed(shows.error());
    QJsonArray list;
    for (const catalogue::Show &show : *shows)
        list.append(QJsonObject{{QStringLiteral("show"), show.id},
                                {QStringLiteral("title"), show.title},
                                {QStringLiteral("created"), show.createdMs}});
    exchange.json({{QStringLiteral("shows"), list}});
}

void readShow(Services &services, const Site &site, const Exchange &exchange)
{
    const QString id = exchange.param(0);
    if (!mayTouch(services, exchange, Action::ShowRead, id))
        return;
    const auto show = services.shows->show(id);
    const auto events = services.shows->eventsOf(id);
    const auto current = services.shows->currentVersion(id);
    if (!show || !events || !current)
        return exchange.failed(!show ? show.error() : !events ? events.error() : current.error());
    QJsonArray addresses;
    for (const catalogue::Event &event : *events)
        addresses.append(addressesOf(site, event));
    const auto versions = services.shows->versionsOf(id);
    if (!versions)
        return exchange.failed(versions.error());
    QJsonArray lines; // newest first
    for (auto it = versions->crbegin(); it != versions->crend() && lines.size() < versionsToldMax; ++it)
        lines.append(QJsonObject{{QStringLiteral("version"), it->number},
                                 {QStringLiteral("root"), it->publicRoot},
                                 {QStringLiteral("private"), it->privateRoot},
                                 {QStringLiteral("at"), it->atMs},
                                 {QStringLiteral("current"), it->current}});
    QJsonObject body{{QStringLiteral("show"), id},
                     {QStringLiteral("title"), *show ? (*show)->title : QString()},
                     {QStringLiteral("events"), addresses},
                     {QStringLiteral("version"), *current ? (*current)->number : 0},
                     {QStringLiteral("root"), *current ? QJsonValue((*current)->publicRoot) : QJsonValue()},
                     {QStringLiteral("versions"), lines}};
    exchange.json(body);
}

void addVersion(Services &services, const Site &site, const Exchange &exchange)
{
    const QString show = exchange.param(0);
    const auto body = protocol::parseVersion(exchange.request.body);
    if (!body)
        return exchange.badRequest(body.error());
    if (!mayTouch(services, exchange, Action::VersionAdd, show))
        return;
    const auto told =
        services.publisher->addVersion(show, *body, exchange.subject.account.value_or(AccountId{}));
    answer(exchange, told, [&](const publishing::Committed &committed) {
        if (!body->dryRun) {
            for (const QString &event : committed.events)
                services.live->versionPublished(event);
            if (!committed.events.isEmpty())
                services.makeLadder(committed.events.first());
        }
        QJsonObject json{{QStringLiteral("show"), show},
                         {QStringLiteral("version"), committed.version.number},
                         {QStringLiteral("root"), committed.version.publicRoot},
                         {QStringLiteral("objects"), qint64(committed.objects)},
                         {QStringLiteral("bytes"), committed.bytes},
                         {QStringLiteral("dryRun"), body->dryRun}};
        if (!committed.events.isEmpty()) {
            const QString event = committed.events.first();
            json.insert(QStringLiteral("event"), event);
            json.insert(QStringLiteral("watch"), site.http + QStringLiteral("/watch/") + event);
            json.insert(QStringLiteral("embed"), site.http + QStringLiteral("/embed/") + event);
        }
        exchange.json(json, body->dryRun ? 200 : 201);
    });
}

} // namespace

QList<Route> publishingRoutes(Services &services, const Site &site)
{
    return {
        {"GET", "/v1/shows", Action::ShowList, "Shows one owns or runs", "", "Shows", 200, false,
         [&services](const Exchange &exchange) { listShows(services, exchange); }},
        {"POST", "/v1/shows", Action::ShowCreate, "Make a show and its first event", "ShowRequest", "Show",
         201, false, [&services, &site](const Exchange &exchange) { createShow(services, site, exchange); }},
        {"GET", "/v1/shows/{show}", Action::ShowRead, "A show with its events and current version", "",
         "ShowInfo", 200, false,
         [&services, &site](const Exchange &exchange) { readShow(services, site, exchange); }},
        {"POST", "/v1/shows/{show}/versions", Action::VersionAdd, "Commit a package", "VersionRequest",
         "Version", 201, false,
         [&services, &site](const Exchange &exchange) { addVersion(services, site, exchange); }, 200},
        {"POST", "/v1/objects/missing", Action::ObjectsMissing, "Which objects are to be sent",
         "MissingRequest", "Missing", 200, false,
         [&services](const Exchange &exchange) { missing(services, exchange); }},
        {"PUT", "/v1/objects/{sha256}", Action::ObjectPut, "One chunk of an object", "", "Received", 200,
         false, [&services](const Exchange &exchange) { put(services, exchange); }},
    };
}

} // namespace icmp::server
