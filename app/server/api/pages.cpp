#include "app/server/api/pages.h"

#include "app/server/api/api.h"
#include "app/server/api/openapi.h"
#include "core/base/hash.h"
#include "core/base/strict_json.h"
#include "resources/player/embedded.h"
#include "server/operations/metrics_text.h"

#include <QFile>

namespace icmp::server {

namespace {

using identity::Action;

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray typeOf(const QString &name)
{
    if (name.endsWith(QLatin1String(".js")))
        return "text/javascript; charset=utf-8";
    if (name.endsWith(QLatin1String(".css")))
        return "text/css; charset=utf-8";
    if (name.endsWith(QLatin1String(".svg")))
        return "image/svg+xml";
    if (name.endsWith(QLatin1String(".json")))
        return "application/json";
    return "application/octet-stream";
}

QByteArray policyOf(PageKind kind, const QStringList &hosts, const QString &websocket)
{
    const QString frames =
        kind == PageKind::Watch ? QStringLiteral("'none'") : QStringLiteral("'self' ") + hosts.join(u' ');
    return QStringLiteral("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                          "media-src 'self' blob:; "
                          "font-src 'self'; connect-src 'self' %1; base-uri 'none'; form-action 'none'; "
                          "frame-ancestors %2")
        .arg(websocket, frames.trimmed())
        .toLatin1();
}

void showPage(Services &services, const Site &site, PageKind kind, const Exchange &exchange)
{
    const QString id = exchange.param(0);
    const auto event = services.shows->event(id);
    if (!event)
        return exchange.failed(event.error());
    if (!*event)
        return exchange.answer(
            edge::problem(404, "unknown-id", QStringLiteral("There is no event at this address.")));
    const QStringList hosts = (*event)->origins;
    services.live->summary(id, [exchange, kind, id, hosts, &site](Outcome<Result<QJsonObject>> told) {
        const QString title = told && *told ? (*told)->value(QLatin1String("title")).toString() : QString();
        exchange.answer(
            page(kind, id, title.isEmpty() ? QStringLiteral("ICMP") : title, hosts, site.websocket));
    });
}

void showObject(Services &services, const Exchange &exchange)
{
    const QString hash = exchange.param(0);
    const auto object = isSha256Hex(hash) ? services.shows->object(hash) : std::nullopt;
    if (!object)
        return exchange.failed(object.error());
    if (!*object || !(*object)->complete || (*object)->visibility != catalogue::Visibility::Public)
        return exchange.refused({RefusalCode::UnknownId});
    edge::HttpResponse response;
    response.headers = {{"Content-Type", (*object)->type.toLatin1()},
                        {"Cache-Control", "public, max-age=31536000, immutable"},
                        {"Accept-Ranges", "bytes"}};
    response.filePath = services.files->pathOf(hash);
    response.etag = hash.toLatin1();
    exchange.answer(response);
}

// Sums over the channels; the oldest segment tells that one of them stands still.
void addProgramme(operations::MetricsText &text, const Services &services)
{
    using operations::MetricKind;
    qint64 up = 0, bits = 0, oldest = 0, restarts = 0, channels = 0;
    for (const integration::ChannelFigures &channel : services.programmes->live().allFigures()) {
        ++channels;
        up += channel.up;
        bits += channel.up ? channel.bitsPerSecond : 0;
        restarts += channel.restarts;
        if (channel.lastSegmentMs > 0)
            oldest = std::max(oldest, services.clock.nowMs() - channel.lastSegmentMs);
    }
    text.add(MetricKind::Gauge, "programme_channels", "Events with a live picture attached.", channels);
    text.add(MetricKind::Gauge, "programme_up", "Of these, how many made a segment within 5 s.", up);
    text.add(MetricKind::Gauge, "programme_bits_per_second", "Bits a second of those that are up.", bits);
    text.add(MetricKind::Gauge, "programme_oldest_segment_ms", "Age of the slowest channel's newest.",
             oldest);
    text.add(MetricKind::Counter, "programme_restarts", "FFmpeg processes that were started again.",
             restarts);
}

QByteArray metricsText(const Services &services, const QList<edge::EdgeCounter> &counters)
{
    using operations::MetricKind;
    operations::MetricsText text;
    const live::HostFigures figures = services.live->figures();
    text.add(MetricKind::Gauge, "up", "The server answers.", 1);
    text.add(MetricKind::Gauge, "events", "Events in memory.", figures.events);
    text.add(MetricKind::Gauge, "viewers", "Viewers that said hello.", figures.viewers);
    text.add(MetricKind::Counter, "votes_counted", "Answers acknowledged as counted or replaced.",
             figures.votesCounted);
    text.add(MetricKind::Counter, "votes_refused", "Answers with any other status.", figures.votesRefused);
    text.add(MetricKind::Counter, "viewers_turned_away",
             "Tokens refused because one network made too many new viewers or showed wrong codes.",
             services.gate.turnedAway());
    text.add(MetricKind::Counter, "commits", "Group commits of facts.", figures.commits);
    text.add(MetricKind::Counter, "commit_failures", "Group commits that failed.", figures.commitFailures);
    text.add(MetricKind::Gauge, "tasks_waiting", "Tasks before the owner thread.", figures.tasksWaiting);
    text.add(MetricKind::Gauge, "storage_ready", "Writes to the database work.",
             services.database->trouble().isEmpty());
    addProgramme(text, services);
    for (const edge::EdgeCounter &counter : counters)
        text.add(counter.gauge ? MetricKind::Gauge : MetricKind::Counter, "edge_" + counter.name,
                 "See the edge.", counter.value);
    return text.text();
}

// While writes do not work nobody sends any, so it is the question itself that tries whether they do again.
void showReadiness(Services &services, const Exchange &exchange)
{
    const QJsonObject ready{{QStringLiteral("status"), QStringLiteral("ready")}};
    if (services.database->trouble().isEmpty())
        return exchange.json(ready);
    // A commit without a change would need no space.
    const auto write = [now = services.clock.nowMs()](storage::Connection &to) -> Outcome<storage::Verdict> {
        const auto put =
            to.run("meta_put", {{":key", QStringLiteral("ready")}, {":value", QString::number(now)}});
        return put ? Outcome<storage::Verdict>(storage::Verdict::Keep) : tl::unexpected(put.error());
    };
    services.database->submit(write, [exchange, ready](const Outcome<void> &tried) {
        if (tried)
            return exchange.json(ready);
        exchange.answer(edge::problem(503, "unavailable", tried.error().what + u' ' + tried.error().advice,
                                      {{"Retry-After", "5"}}));
    });
}

} // namespace

Outcome<QList<edge::StaticFile>> playerFiles()
{
    player::makeAvailable();
    const auto manifest = parseJsonObject(fileBytes(QStringLiteral(":/player/manifest.json")));
    if (!manifest)
        return fail(QStringLiteral("The web player is missing from this program."),
                    QStringLiteral("Build it again."));
    QList<edge::StaticFile> files;
    const QJsonObject listed = manifest->value(QLatin1String("files")).toObject();
    for (auto it = listed.begin(); it != listed.end(); ++it) {
        const QJsonObject entry = it->toObject();
        const QString name = entry.value(QLatin1String("file")).toString();
        if (name.endsWith(QLatin1String(".html")))
            continue;
        const QString path = QStringLiteral(":/player/") + name;
        const bool immutable = entry.value(QLatin1String("immutable")).toBool();
        files.append(
            {"/player/" + name.toLatin1(),
             typeOf(name),
             immutable ? QByteArray("public, max-age=31536000, immutable")
                       : QByteArray("public, max-age=60, must-revalidate"),
             fileBytes(path),
             fileBytes(path + QStringLiteral(".gz")),
             fileBytes(path + QStringLiteral(".br")),
             {{"Access-Control-Allow-Origin", "*"}, {"Cross-Origin-Resource-Policy", "cross-origin"}}});
    }
    return files;
}

edge::HttpResponse page(PageKind kind, const QString &event, const QString &title, const QStringList &hosts,
                        const QString &websocket)
{
    QString html =
        QString::fromUtf8(fileBytes(kind == PageKind::Watch ? QStringLiteral(":/player/watch.html")
                                                            : QStringLiteral(":/player/embed.html")));
    html.replace(QLatin1String("{{event}}"), event.toHtmlEscaped());
    html.replace(QLatin1String("{{language}}"), QStringLiteral("en"));
    html.replace(QLatin1String("{{title}}"), title.toHtmlEscaped());
    edge::HttpResponse response;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", policyOf(kind, hosts, websocket)},
                        {"Cache-Control", "no-cache"},
                        {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"}};
    if (kind == PageKind::Watch)
        response.headers.emplaceBack("X-Frame-Options", "DENY");
    response.body = html.toUtf8();
    return response;
}

QList<Route> pageRoutes(Services &services, const Site &site,
                        const std::function<QList<edge::EdgeCounter>()> &counters)
{
    const auto pageOf = [&services, &site](PageKind kind) {
        return
            [&services, &site, kind](const Exchange &exchange) { showPage(services, site, kind, exchange); };
    };
    return {
        {"GET", "/watch/{event}", Action::WatchPage, "The page of an event", "", "", 200, false,
         pageOf(PageKind::Watch)},
        {"GET", "/embed/{event}", Action::WatchPage, "The event for a frame", "", "", 200, false,
         pageOf(PageKind::Embed)},
        {"GET", "/o/{sha256}", Action::ObjectRead, "A public object", "", "", 200, true,
         [&services](const Exchange &exchange) { showObject(services, exchange); }},
        {"GET", "/healthz", Action::HealthRead, "The process lives", "", "Health", 200, false,
         [](const Exchange &exchange) {
             exchange.json({{QStringLiteral("status"), QStringLiteral("ok")}});
         }},
        {"GET", "/readyz", Action::HealthRead, "It can take work", "", "Health", 200, false,
         [&services](const Exchange &exchange) { showReadiness(services, exchange); }},
        {"GET", "/metrics", Action::MetricsRead, "Figures for Prometheus", "", "", 200, false,
         [&services, counters](const Exchange &exchange) {
             edge::HttpResponse response;
             response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
             response.body = metricsText(services, counters());
             exchange.answer(response);
         }},
    };
}

} // namespace icmp::server
