// The server's front: the edge, the route table before it, and the threads that answer.
#pragma once

#include "app/server/api/api.h"
#include "app/server/options.h"
#include "core/base/token_bucket.h"
#include "server/identity/work_queue.h"

#include <QHash>

namespace icmp::server {

inline constexpr int answeringThreads = 4; // they wait for disk and database, seldom for the processor
inline constexpr int requestsWaitingMax = 2'000;
inline constexpr int rateBucketsMax = 100'000; // about 10 MB

class Front {
public:
    // fails  when an action of the registry is unbound, the player is missing, or the edge cannot start
    static Outcome<std::unique_ptr<Front>> open(Services &services, const Options &options);
    ~Front();

    const Site &site() const { return m_site; }
    // Where admins go: the TCP address when there is one, else empty.
    QString admin() const { return m_admin; }
    // Graceful; `done` is called on this thread.
    void stop(std::function<void()> done);

private:
    explicit Front(Services &services) : m_services(services) {}
    Outcome<void> listen(const Options &options);
    QList<edge::Listen> adminListens(const Options &options) const;
    edge::EdgeHandlers handlers();
    void request(const edge::HttpRequest &request, const edge::Responder &responder);
    void run(const Route &route, Exchange exchange) const;
    bool isTooOften(const Route &route, const edge::HttpRequest &request);
    static void allowAnyOrigin(edge::HttpResponse &response);

    Services &m_services;
    Site m_site;
    QString m_admin;
    QList<Route> m_routes;
    QHash<QByteArray, TokenBucket> m_buckets;
    std::unique_ptr<identity::WorkQueue> m_threads;
    std::unique_ptr<edge::EdgeHub> m_hub;
};

} // namespace icmp::server
