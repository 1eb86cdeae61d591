// The table of everything the server answers over HTTP: method, path, action, shapes and handler, declared
// once. The dispatcher, the check that no action is unbound, and the OpenAPI document all read it.
#pragma once

#include "core/base/refusal.h"
#include "core/identity/action.h"
#include "server/edge/edge_hub.h"
#include "server/identity/account_service.h"

#include <QJsonObject>

namespace icmp::server {

// One request on its way through a handler.
struct Exchange {
    edge::HttpRequest request;
    QStringList params; // what stood for {…} in the path, in order
    edge::Responder answer;
    identity::Subject subject; // of a valid session, a valid event token, or nobody
    std::optional<identity::Verified> session;
    QString bearer;

    QString param(int index) const { return params.value(index); }
    void json(const QJsonObject &body, int status = 200) const;
    // 400 for what cannot be read.
    void badRequest(const Refusal &refusal) const;
    // 409 for what the rules do not allow, and the fixed ones: 401, 403, 404, 422, 429.
    void refused(const Refusal &refusal) const;
    // 503, or 507 when a disk is full.
    void failed(const Failure &failure) const;
};

struct Route {
    QByteArray method;
    QByteArray pattern; // "/v1/events/{event}/tokens"
    identity::Action action;
    const char *summary;
    const char *takes; // schema of the body, see openapi.h; empty for none
    const char *gives; // schema of the answer; empty when it is not JSON
    int status;        // of success
    bool anyOrigin;    // pages of other sites may call it
    std::function<void(Exchange)> handle;
    int dryStatus = 0; // of success when the body says dryRun; none when 0
};

int statusOf(RefusalCode code, int otherwise);
edge::HttpResponse refusalAnswer(const Refusal &refusal, int otherwise);

// The parameters when `path` fits the pattern. A parameter is 1–128 characters without '/'.
std::optional<QStringList> match(const QByteArray &pattern, const QByteArray &path);
// Actions that neither a route, a socket nor the program itself (account add, seeding, …) answers for; empty
// is right.
QStringList unboundActions(const QList<Route> &routes);
// fails  when there are any, naming them: the start stops there
Outcome<void> checkBound(const QList<Route> &routes);

} // namespace icmp::server
