// The routes of each area, bound to the services.
#pragma once

#include "app/server/api/routes.h"
#include "app/server/services.h"

namespace icmp::server {

// What the addresses in answers begin with, known once the server listens: "http://127.0.0.1:8420".
struct Site {
    QString http;
    QString websocket;
    QList<QByteArray> origins; // our own
};

QList<Route> accountRoutes(Services &services, const Site &site);
QList<Route> eventRoutes(Services &services);
QList<Route> voterRoutes(Services &services);
QList<Route> auditRoutes(Services &services);
QList<Route> programmeRoutes(Services &services, const Site &site);
QList<Route> publishingRoutes(Services &services, const Site &site);
// Pages, objects, the document, health and metrics. `edge` may be null before the server listens.
QList<Route> pageRoutes(Services &services, const Site &site,
                        const std::function<QList<edge::EdgeCounter>()> &counters);

// Answers from what a service told: its value through `write`, else the refusal or failure.
template <class T, class Write>
void answer(const Exchange &exchange, const Outcome<Result<T>> &told, Write write)
{
    if (!told)
        exchange.failed(told.error());
    else if (!*told)
        exchange.refused(told->error());
    else
        write(**told);
}

} // namespace icmp::server
