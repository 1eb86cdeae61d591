// A hub with handlers that write down what they are told, for the edge's tests; and the main function that
// makes a test program its own worker.
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QTest>

#include "server/edge/edge_hub.h"
#include "tests/server/edge/edge_client.h"

namespace icmp::edge::test {

inline const QByteArray site = "https://show.example";

struct Fixture {
    std::unique_ptr<EdgeHub> hub;
    QList<HttpRequest> requests;
    QList<SocketOpened> opened;
    QList<QPair<ConnectionId, QByteArray>> messages;
    QList<ConnectionId> closed;
    QList<ConnectionId> wantSnapshot;
    QList<QString> notes;
    QString failure;
    std::function<void(const HttpRequest &, Responder)> http;

    static EdgePlan plan(WorkerKind kind)
    {
        EdgePlan plan;
        plan.kind = kind;
        plan.connectionsMax = 2000;
        plan.perAddressUnauthenticated = 500;
        plan.origins = {site};
        plan.routes = {{"/v1/rt", {"live.v1.json"}, limits::viewerFrameBytesMax},
                       {"/v1/desk", {"desk.v1.json"}, limits::studioFrameBytesMax}};
        plan.files = {{"/player/app.js",
                       "text/javascript",
                       "public, max-age=31536000, immutable",
                       "plain-bytes",
                       "gzip-bytes",
                       "br-bytes",
                       {{"Cross-Origin-Resource-Policy", "cross-origin"}}}};
        return plan;
    }
    explicit Fixture(const EdgePlan &plan)
    {
        EdgeHandlers handlers;
        handlers.http = [this](const HttpRequest &request, Responder responder) {
            requests.append(request);
            if (http)
                http(request, responder);
            else
                responder(jsonAnswer(R"({"path":")" + request.path + "\"}"));
        };
        handlers.opened = [this](const SocketOpened &one) { opened.append(one); };
        handlers.message = [this](ConnectionId id, const QByteArray &text) { messages.append({id, text}); };
        handlers.closed = [this](ConnectionId id) { closed.append(id); };
        handlers.needsSnapshot = [this](ConnectionId id) { wantSnapshot.append(id); };
        handlers.note = [this](const QString &sentence) { notes.append(sentence); };
        auto started = EdgeHub::start(plan, handlers);
        if (started)
            hub = std::move(*started);
        else
            failure = started.error().what;
    }
    quint16 port() const { return hub->port(); }
    qint64 counter(const QByteArray &name) const
    {
        for (const EdgeCounter &counter : hub->counters()) {
            if (counter.name == name)
                return counter.value;
        }
        return -1;
    }
};

template <class Test>
int runTest(int argc, char **argv)
{
    if (argc > 1 && qstrcmp(argv[1], "worker") == 0)
        return runWorker();
    QCoreApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace icmp::edge::test
