#include "app/server/front.h"

#include "app/server/api/openapi.h"
#include "app/server/api/pages.h"
#include "core/base/strict_json.h"

#include <QHostAddress>

namespace icmp::server {

namespace {

constexpr int goodbyeSpreadMs = 1'000;

QString bearerOf(const edge::HttpRequest &request)
{
    const QByteArray header = request.header("authorization");
    return header.left(7).toLower() == "bearer " ? QString::fromLatin1(header.mid(7).trimmed()) : QString();
}

edge::HttpResponse preflight()
{
    edge::HttpResponse response;
    response.status = 204;
    response.headers = {{"Access-Control-Allow-Methods", "GET, POST"},
                        {"Access-Control-Allow-Headers", "Content-Type, Authorization"},
                        {"Access-Control-Max-Age", "86400"}};
    return response;
}

} // namespace

void Front::allowAnyOrigin(edge::HttpResponse &response)
{
    response.headers.emplaceBack("Access-Control-Allow-Origin", "*");
    response.headers.emplaceBack("Cross-Origin-Resource-Policy", "cross-origin");
}

Outcome<std::unique_ptr<Front>> Front::open(Services &services, const Options &options)
{
    std::unique_ptr<Front> front(new Front(services));
    Front *raw = front.get();
    front->m_routes = accountRoutes(services, front->m_site) + eventRoutes(services) + auditRoutes(services) +
                      voterRoutes(services) + publishingRoutes(services, front->m_site) +
                      programmeRoutes(services, front->m_site) + pageRoutes(services, front->m_site, [raw] {
                          return raw->m_hub ? raw->m_hub->counters() : QList<edge::EdgeCounter>();
                      });
    front->m_routes.append({"GET", "/api/openapi.json", identity::Action::DocumentRead, "This document", "",
                            "", 200, true,
                            [raw](const Exchange &exchange) { exchange.json(openApi(raw->m_routes)); }});
    if (const auto bound = checkBound(front->m_routes); !bound)
        return tl::unexpected(bound.error());
    front->m_threads = std::make_unique<identity::WorkQueue>(answeringThreads, requestsWaitingMax);
    const auto listening = front->listen(options);
    if (!listening)
        return tl::unexpected(listening.error());
    return front;
}

Front::~Front()
{
    m_threads.reset();
    m_services.live.reset(); // it tells through the hub until its last commit
    m_services.outlet.setHub(nullptr);
    m_services.gate.originsChanged = nullptr;
    m_hub.reset();
}

Outcome<void> Front::listen(const Options &options)
{
    const auto files = playerFiles();
    if (!files)
        return tl::unexpected(files.error());
    edge::EdgePlan plan;
    plan.listens = {{"public", options.listen, options.port, {}}};
    if (!options.tlsCertificate.isEmpty())
        plan.tls = edge::TlsFiles{options.tlsCertificate, options.tlsKey};
    plan.workers = workersFor(options);
    plan.routes = {{"/v1/rt", {"live.v1.json"}, limits::viewerFrameBytesMax},
                   {"/v1/desk", {"desk.v1.json"}, limits::studioFrameBytesMax}};
    plan.files = *files;
    auto hub = edge::EdgeHub::start(plan, handlers());
    if (!hub)
        return tl::unexpected(hub.error());
    m_hub = std::move(*hub);
    const quint16 port = m_hub->port();
    const bool secure = plan.tls.has_value();
    const QString scheme = secure ? QStringLiteral("https://") : QStringLiteral("http://");
    const bool v6 = QHostAddress(options.listen).protocol() == QAbstractSocket::IPv6Protocol;
    const QString host = !options.origin.isEmpty() ? QString()
                         : v6                      ? u'[' + options.listen + u']'
                                                   : options.listen;
    m_site.http = options.origin.isEmpty() ? scheme + host + u':' + QString::number(port) : options.origin;
    m_site.websocket =
        (secure ? QStringLiteral("wss") : QStringLiteral("ws")) + m_site.http.mid(m_site.http.indexOf(u':'));
    m_site.origins = {m_site.http.toLatin1()};
    if (QHostAddress(options.listen).isLoopback()) {
        for (const char *name : {"127.0.0.1", "localhost", "[::1]"})
            m_site.origins.append(scheme.toLatin1() + name + ':' + QByteArray::number(port));
    }
    m_services.gate.originsChanged = [hub = m_hub.get()](const QList<QByteArray> &origins) {
        hub->setOrigins(origins);
    };
    m_services.gate.setOwn(m_site.origins);
    m_services.outlet.setHub(m_hub.get());
    return {};
}

edge::EdgeHandlers Front::handlers()
{
    live::LiveHost &live = *m_services.live;
    edge::EdgeHandlers handlers;
    handlers.http = [this](const edge::HttpRequest &asked, edge::Responder responder) {
        request(asked, responder);
    };
    handlers.opened = [&live](const edge::SocketOpened &opened) {
        live.opened({static_cast<live::Connection>(opened.connection),
                     opened.path == "/v1/desk" ? live::Route::Desk : live::Route::Viewer, opened.origin,
                     opened.peerAddress});
    };
    handlers.message = [&live](edge::ConnectionId connection, const QByteArray &text) {
        live.message(static_cast<live::Connection>(connection), text);
    };
    handlers.closed = [&live](edge::ConnectionId connection) {
        live.closed(static_cast<live::Connection>(connection));
    };
    handlers.needsSnapshot = [&live](edge::ConnectionId connection) {
        live.needsSnapshot(static_cast<live::Connection>(connection));
    };
    handlers.swept = [&live](const QByteArray &topic, int tookMs) { live.swept(topic, tookMs); };
    handlers.note = [this](const QString &sentence) {
        m_services.log.write(operations::Level::Warning, sentence);
    };
    return handlers;
}

bool Front::isTooOften(const Route &route, const edge::HttpRequest &request)
{
    const identity::ActionRow &row = identity::rowOf(route.action);
    if (m_buckets.size() >= rateBucketsMax)
        m_buckets.clear();
    const QByteArray sender = QByteArray(row.id.data(), qsizetype(row.id.size())) + ' ' + request.peerAddress;
    return !m_buckets[sender].take(row.rate, m_services.clock.nowMs());
}

void Front::request(const edge::HttpRequest &request, const edge::Responder &responder)
{
    const QByteArray method = request.method == "HEAD" ? QByteArray("GET") : request.method;
    QByteArrayList allowed;
    for (const Route &route : std::as_const(m_routes)) {
        const auto params = match(route.pattern, request.path);
        if (!params)
            continue;
        if (request.method == "OPTIONS" && route.anyOrigin) {
            edge::HttpResponse response = preflight();
            allowAnyOrigin(response);
            return responder(response);
        }
        allowed.append(route.method);
        if (route.method != method)
            continue;
        if (isTooOften(route, request))
            return responder(refusalAnswer({RefusalCode::TooOften}, 429));
        Exchange exchange{request, *params, responder, {}, {}, bearerOf(request)};
        if (!m_threads->offer([this, &route, exchange] { run(route, exchange); }))
            responder(edge::problem(503, "busy",
                                    QStringLiteral("The server has too much to do. Try again in a moment."),
                                    {{"Retry-After", "2"}}));
        return;
    }
    if (!allowed.isEmpty())
        return responder(edge::problem(405, "method-not-allowed",
                                       QStringLiteral("This address does not take this method."),
                                       {{"Allow", allowed.join(", ")}}));
    responder(edge::problem(404, "unknown-address", QStringLiteral("There is nothing at this address.")));
}

void Front::run(const Route &route, Exchange exchange) const
{
    if (route.anyOrigin) {
        const edge::Responder inner = exchange.answer;
        exchange.answer = edge::Responder([inner](edge::HttpResponse response) {
            allowAnyOrigin(response);
            inner(std::move(response));
        });
    }
    exchange.subject.loopback = exchange.request.peerIsLoopback;
    const identity::ActionRow &row = identity::rowOf(route.action);
    if (!exchange.bearer.isEmpty()) {
        const auto verified = m_services.accounts->verify(exchange.bearer);
        if (!verified)
            return exchange.failed(verified.error());
        if (*verified) {
            exchange.session = **verified;
            exchange.subject = (*verified)->subject;
            exchange.subject.loopback = exchange.request.peerIsLoopback;
        } else if (row.proof == identity::Proof::Session) {
            return exchange.refused(verified->error());
        }
    }
    if (row.proof == identity::Proof::Session && !exchange.session)
        return exchange.refused({RefusalCode::NotSignedIn});
    identity::Object object;
    if (row.proof == identity::Proof::WatchToken || row.proof == identity::Proof::VoteToken) {
        object.event = exchange.param(0);
        const auto token = m_services.readToken(exchange.bearer, object.event);
        if (!token)
            return exchange.refused(token.error());
        exchange.subject.token = *token;
    }
    // Actions on somebody's object are judged again by the handler, which knows whose it is.
    if (row.reach == identity::Reach::Any) {
        if (const auto may = identity::authorize(exchange.subject, route.action, object, {}); !may)
            return exchange.refused(may.error());
    }
    route.handle(std::move(exchange));
}

void Front::stop(std::function<void()> done)
{
    m_hub->stop(goodbyeSpreadMs, std::move(done));
}

} // namespace icmp::server
