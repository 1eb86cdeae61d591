#include "app/server/api/api.h"

#include "app/server/programmes.h"
#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/package/package.h"
#include "core/protocol/field_reader.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUrl>

namespace icmp::server {

namespace {

using catalogue::ProgrammeSource;
using identity::Action;
using protocol::FieldReader;
using protocol::Presence;

constexpr const char *playlistType = "application/vnd.apple.mpegurl";
constexpr const char *sourceWords[] = {"none", "loop", "ingest"};
constexpr const char *ladderWords[] = {"none", "waiting", "working", "done", "failed"};

// Whether the subject may do this with the event; has answered when not.
bool mayTouch(Services &services, const Exchange &exchange, Action action)
{
    const QString event = exchange.param(0);
    const auto object = services.objectOf(event);
    if (!object)
        return exchange.failed(object.error()), false;
    if (!*object)
        return exchange.refused({RefusalCode::UnknownId, event}), false;
    const auto allowed = identity::authorize(exchange.subject, action, **object, {});
    if (!allowed)
        exchange.refused(allowed.error());
    return allowed.has_value();
}

// A file of the window: its name never comes again with other bytes.
void showMedia(Services &services, const Exchange &exchange)
{
    const QString event = exchange.param(0);
    const QByteArray name = exchange.param(1).toLatin1();
    edge::HttpResponse response;
    if (name == "index.m3u8") {
        response.body = services.programmes->live().playlist(event);
        response.headers = {{"Content-Type", playlistType},
                            {"Cache-Control", "public, max-age=0, s-maxage=1"}};
        if (response.body.isEmpty())
            return exchange.answer(edge::problem(404, "no-programme",
                                                 QStringLiteral("There is no live picture here at present."),
                                                 {{"Retry-After", "2"}}));
        return exchange.answer(response);
    }
    response.filePath = services.programmes->live().mediaPath(event, name);
    if (response.filePath.isEmpty())
        return exchange.refused({RefusalCode::UnknownId});
    response.headers = {{"Content-Type", "video/mp4"}, {"Cache-Control", "public, max-age=3600, immutable"}};
    exchange.answer(response);
}

void showLadder(Services &services, const Exchange &exchange)
{
    edge::HttpResponse response;
    const QString name = exchange.param(1);
    response.filePath = services.programmes->live().ladder().pathOf(exchange.param(0), name);
    if (response.filePath.isEmpty())
        return exchange.refused({RefusalCode::UnknownId});
    response.headers = {{"Content-Type", name.endsWith(QLatin1String(".m3u8")) ? playlistType : "video/mp4"},
                        {"Cache-Control", "public, max-age=86400"}};
    exchange.answer(response);
}

QJsonObject programmeOf(Services &services, const Site &site, const QString &event)
{
    const auto settings = services.programmes->settingsOf(event);
    const integration::ChannelFigures figures =
        services.programmes->live().figures(event).value_or(integration::ChannelFigures{});
    const integration::IngestPorts ports = services.programmes->live().ingestPorts();
    const auto shown = settings.value_or(catalogue::ProgrammeSettings{});
    QJsonObject body{{QStringLiteral("source"), QLatin1String(sourceWords[int(shown.source)])},
                     {QStringLiteral("up"), figures.up},
                     {QStringLiteral("bitsPerSecond"), figures.bitsPerSecond},
                     {QStringLiteral("lastSegment"), figures.lastSegmentMs},
                     {QStringLiteral("width"), figures.width},
                     {QStringLiteral("height"), figures.height},
                     {QStringLiteral("encoding"), figures.encoding},
                     {QStringLiteral("restarts"), figures.restarts},
                     {QStringLiteral("encoderOffsetMs"), shown.encoderOffsetMs},
                     {QStringLiteral("maxDelayMs"), shown.maxDelayMs},
                     {QStringLiteral("hasKey"), !shown.keyHash.isEmpty()}};
    if (const QJsonObject stream = services.programmes->streamOf(event); !stream.isEmpty())
        body.insert(QStringLiteral("stream"), stream);
    const QString host = QUrl(site.http).host();
    if (ports.rtmp > 0)
        body.insert(QStringLiteral("rtmp"), QStringLiteral("rtmp://%1:%2/live").arg(host).arg(ports.rtmp));
    if (ports.srt > 0)
        body.insert(QStringLiteral("srt"),
                    QStringLiteral("srt://%1:%2?streamid=KEY").arg(host).arg(ports.srt));
    return body;
}

Result<ProgrammeWish> wishIn(const QByteArray &text)
{
    const auto body = parseJsonObject(text, limits::wireDepthMax);
    if (!body)
        return tl::unexpected(body.error());
    FieldReader fields(*body);
    ProgrammeWish wish;
    if (fields.has("loop")) {
        wish.source = ProgrammeSource::Loop;
        wish.loop = fields.text("loop", 64);
        if (wish.loop != u"film" && !isSha256Hex(wish.loop))
            return refuse(RefusalCode::BadHash, QStringLiteral("loop"));
    } else if (fields.has("ingest") && fields.flag("ingest")) {
        wish.source = ProgrammeSource::Ingest;
    }
    wish.encoderOffsetMs =
        fields.maybeNumber("encoderOffsetMs", -catalogue::encoderOffsetMsMax, catalogue::encoderOffsetMsMax);
    wish.maxDelayMs = fields.maybeNumber("maxDelayMs", 0, catalogue::programmeDelayMsMax);
    if (fields.refusal())
        return tl::unexpected(*fields.refusal());
    return wish;
}

// Public films, and the asker's own private ones.
bool mayLoop(Services &services, const Exchange &exchange, const QString &hash)
{
    const auto object = services.shows->object(hash);
    if (!object)
        return exchange.failed(object.error()), false;
    const bool shown = *object && (*object)->complete &&
                       (*object)->type.startsWith(QLatin1String("video/")) &&
                       ((*object)->visibility == catalogue::Visibility::Public ||
                        (*object)->owner == exchange.subject.account);
    if (!shown)
        exchange.refused({RefusalCode::Missing, hash});
    return shown;
}

void setProgramme(Services &services, const Site &site, const Exchange &exchange)
{
    auto wish = wishIn(exchange.request.body);
    if (!wish)
        return exchange.badRequest(wish.error());
    if (!mayTouch(services, exchange, Action::ProgrammeSet))
        return;
    const QString event = exchange.param(0);
    if (wish->loop == u"film") {
        const auto film = services.filmOf(event);
        if (!film)
            return exchange.failed(film.error());
        if (!*film)
            return exchange.refused({RefusalCode::Missing, QStringLiteral("film")});
        wish->loop = (*film)->film.hash;
    }
    if (!wish->loop.isEmpty() && !mayLoop(services, exchange, wish->loop))
        return;
    const auto attached = services.programmes->attach(event, *wish);
    if (!attached)
        return exchange.failed(attached.error());
    if (!*attached)
        return exchange.refused(attached->error());
    exchange.json(programmeOf(services, site, event));
}

void endProgramme(Services &services, const Exchange &exchange)
{
    if (!mayTouch(services, exchange, Action::ProgrammeSet))
        return;
    const auto detached = services.programmes->detach(exchange.param(0));
    if (!detached)
        return exchange.failed(detached.error());
    exchange.json({});
}

void makeKey(Services &services, const Exchange &exchange)
{
    const auto body = exchange.request.body.isEmpty()
                          ? Result<QJsonObject>(QJsonObject())
                          : parseJsonObject(exchange.request.body, limits::wireDepthMax);
    if (!body)
        return exchange.badRequest(body.error());
    if (!mayTouch(services, exchange, Action::StreamKeySet))
        return;
    const auto made =
        services.programmes->makeKey(exchange.param(0), body->value(QLatin1String("passphrase")).toBool());
    if (!made)
        return exchange.failed(made.error());
    QJsonObject answer{{QStringLiteral("streamKey"), made->key}};
    if (!made->passphrase.isEmpty())
        answer.insert(QStringLiteral("passphrase"), made->passphrase);
    exchange.json(answer, 201);
}

void revokeKey(Services &services, const Exchange &exchange)
{
    if (!mayTouch(services, exchange, Action::StreamKeySet))
        return;
    const auto revoked = services.programmes->revokeKey(exchange.param(0));
    if (!revoked)
        return exchange.failed(revoked.error());
    exchange.json({});
}

void listRecordings(Services &services, const Exchange &exchange)
{
    if (!mayTouch(services, exchange, Action::ProgrammeRead))
        return;
    const auto films = services.programmeStore->films(exchange.param(0));
    if (!films)
        return exchange.failed(films.error());
    QJsonArray list;
    for (const catalogue::RecordedFilm &film : *films)
        list.append(QJsonObject{{QStringLiteral("began"), film.id.toLongLong()},
                                {QStringLiteral("object"), film.object},
                                {QStringLiteral("bytes"), film.bytes},
                                {QStringLiteral("at"), film.atMs},
                                {QStringLiteral("url"), QStringLiteral("/o/") + film.object}});
    exchange.json({{QStringLiteral("recordings"), list}});
}

void finishRecording(Services &services, const Exchange &exchange)
{
    if (!mayTouch(services, exchange, Action::ProgrammeSet))
        return;
    services.programmes->live().finishRecording(exchange.param(0));
    exchange.json({}, 202);
}

void readLadder(Services &services, const Exchange &exchange)
{
    const auto film = services.filmOf(exchange.param(0));
    if (!film)
        return exchange.failed(film.error());
    if (!*film)
        return exchange.refused({RefusalCode::UnknownId});
    const integration::LadderProgress progress =
        services.programmes->live().ladder().progress((*film)->film.hash);
    QJsonArray heights;
    for (const int height : progress.heights)
        heights.append(height);
    exchange.json({{QStringLiteral("film"), (*film)->film.hash},
                   {QStringLiteral("state"), QLatin1String(ladderWords[int(progress.state)])},
                   {QStringLiteral("percent"), progress.percent},
                   {QStringLiteral("heights"), heights}});
}

} // namespace

QList<Route> programmeRoutes(Services &services, const Site &site)
{
    return {
        {"GET", "/live/{event}/{file}", Action::ProgrammeMedia, "The live picture as HLS", "", "", 200, true,
         [&services](const Exchange &exchange) { showMedia(services, exchange); }},
        {"GET", "/film/{sha256}/{file}", Action::ProgrammeMedia, "A published film as HLS", "", "", 200, true,
         [&services](const Exchange &exchange) { showLadder(services, exchange); }},
        {"GET", "/v1/events/{event}/programme", Action::ProgrammeRead, "Where the live picture comes from",
         "", "Programme", 200, false,
         [&services, &site](const Exchange &exchange) {
             if (mayTouch(services, exchange, Action::ProgrammeRead))
                 exchange.json(programmeOf(services, site, exchange.param(0)));
         }},
        {"POST", "/v1/events/{event}/programme", Action::ProgrammeSet, "Attach a live picture",
         "ProgrammeWish", "Programme", 200, false,
         [&services, &site](const Exchange &exchange) { setProgramme(services, site, exchange); }},
        {"DELETE", "/v1/events/{event}/programme", Action::ProgrammeSet, "Take the live picture away", "",
         "Empty", 200, false, [&services](const Exchange &exchange) { endProgramme(services, exchange); }},
        {"POST", "/v1/events/{event}/programme/key", Action::StreamKeySet,
         "A new stream key, shown this once; the old one ends", "StreamKeyRequest", "StreamKey", 201, false,
         [&services](const Exchange &exchange) { makeKey(services, exchange); }},
        {"DELETE", "/v1/events/{event}/programme/key", Action::StreamKeySet,
         "Revoke the stream key; whoever sends with it is cut off", "", "Empty", 200, false,
         [&services](const Exchange &exchange) { revokeKey(services, exchange); }},
        {"GET", "/v1/events/{event}/recordings", Action::ProgrammeRead, "Films of what was live", "",
         "Recordings", 200, false,
         [&services](const Exchange &exchange) { listRecordings(services, exchange); }},
        {"POST", "/v1/events/{event}/recordings", Action::ProgrammeSet, "End the recording that runs", "",
         "Empty", 202, false, [&services](const Exchange &exchange) { finishRecording(services, exchange); }},
        {"GET", "/v1/events/{event}/ladder", Action::EventRead, "How far the film's HLS ladder is", "",
         "Ladder", 200, true, [&services](const Exchange &exchange) { readLadder(services, exchange); }},
    };
}

} // namespace icmp::server
