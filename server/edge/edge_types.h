// What crosses the border between the edge (sockets, in worker processes) and the core process: plain values.
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <optional>

#include "core/base/edge_limits.h"
#include "core/base/limits.h"

namespace icmp::edge {

// One socket of one worker; never reused while the hub lives. There is no "none": use std::optional.
enum class ConnectionId : quint64 {};

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

// The value of the first field with this name (compared without case), or an empty, null array.
inline QByteArray headerOf(const HeaderList &headers, const QByteArray &name)
{
    for (const auto &field : headers) {
        if (field.first.compare(name, Qt::CaseInsensitive) == 0)
            return field.second;
    }
    return {};
}

// A request that passed every check of the edge.
struct HttpRequest {
    ConnectionId connection{};
    QByteArray listener; // Listen::name, so that admin routes can insist on theirs
    QByteArray method;   // GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS
    QByteArray path;     // percent-decoded UTF-8, begins with '/', no dot segments, no control characters
    QByteArray query;    // raw, without '?'; may be empty
    HeaderList headers;  // names in lower case; at most 64
    QByteArray body;     // whole, de-chunked
    QByteArray
        peerAddress; // numeric text; an IPv4-mapped IPv6 address is told as IPv4; empty on a Unix socket
    bool peerIsLoopback = false; // also on a Unix socket

    QByteArray header(const QByteArray &name) const { return headerOf(headers, name); }
};

// An answer. The edge adds Date, Content-Length, Connection, nosniff, Referrer-Policy, and, where `headers`
// does not name them, Cross-Origin-Resource-Policy, Content-Security-Policy and Cache-Control: no-store.
struct HttpResponse {
    int status = 200;
    HeaderList headers = {};
    QByteArray body = {};  // up to linkBodyBytesMax; ignored if filePath is set
    QString filePath = {}; // a file the worker opens and sends, honouring Range, If-Range and If-None-Match
    QByteArray etag = {};  // without quotes; empty: none. Also honoured with `body`
    bool authenticated =
        false;           // the request proved who it is: lifts the per-address limit for this connection
    bool stream = false; // only the head is sent now; the body follows piece by piece
};

inline constexpr int linkBodyBytesMax = 6 * 1024 * 1024; // a larger answer is a file

// RFC 9457. `code` is stable and kebab-case, e.g. "not-open"; `detail` is a whole sentence.
HttpResponse problem(int status, const QByteArray &code, const QString &detail,
                     const HeaderList &headers = {});
// 200 (or another status) with application/json.
HttpResponse jsonAnswer(const QByteArray &json, int status = 200);

// A WebSocket whose upgrade was accepted (its Origin was on the list, its sub-protocol was the route's).
struct SocketOpened {
    ConnectionId connection{};
    QByteArray listener;
    QByteArray path;  // the route
    QByteArray query; // raw
    QByteArray origin;
    QByteArray protocol; // the one agreed; empty if the client offered none
    QByteArray peerAddress;
    bool peerIsLoopback = false;
};

// Where to listen: TCP, or a Unix socket (0600) if unixPath is set, then in the first worker only.
struct Listen {
    QByteArray name = "public";
    QString address = QStringLiteral("127.0.0.1"); // numeric
    quint16 port = 0;                              // 0: the system chooses, see EdgeHub::port
    QString unixPath = {};                         // at most 107 bytes
};

struct TlsFiles {
    QString certificate; // PEM chain
    QString key;         // PEM
};

// Answered by the worker without asking the core. GET and HEAD only; the query is ignored.
struct StaticFile {
    QByteArray path;
    QByteArray type;         // Content-Type
    QByteArray cacheControl; // e.g. "public, max-age=31536000, immutable"
    QByteArray bytes;
    QByteArray gzip = {}; // the same bytes compressed; empty: not offered
    QByteArray brotli = {};
    HeaderList headers = {}; // further ones, e.g. Cross-Origin-Resource-Policy, Access-Control-Allow-Origin
};

struct SocketRoute {
    QByteArray path;                                 // e.g. "/v1/rt"
    QList<QByteArray> protocols;                     // e.g. {"live.v1.json"}
    int frameBytesMax = limits::viewerFrameBytesMax; // also the limit of a whole message
};

// A larger body for some requests; others may bring limits::jsonBodyBytesMax. The first that fits counts. A
// request without Authorization or Cookie never brings more than limits::preAuthBytesMax.
struct BodyRule {
    QByteArray method;
    QByteArray pathPrefix;
    int bytesMax = limits::uploadChunkBytesMax;
};

enum class WorkerKind { Process, Thread }; // Thread is for tests and tools: the same code in this process

struct EdgePlan {
    QList<Listen> listens = {Listen{}};
    std::optional<TlsFiles> tls = {}; // without it every TCP address must be loopback
    int workers = 1;                  // 1–63
    WorkerKind kind = WorkerKind::Process;
    QString program = {};                               // empty: this very program
    QStringList arguments = {QStringLiteral("worker")}; // makes it call runWorker()
    QList<SocketRoute> routes = {};
    QList<StaticFile> files = {};
    QList<BodyRule> bodies = {{"PUT", "/v1/objects/", limits::uploadChunkBytesMax}};
    QList<QByteArray> origins = {}; // exact, e.g. "https://show.example"
    int perAddressUnauthenticated = limits::perAddressUnauthenticatedMax; // of each worker
    int connectionsMax = limits::perWorkerMax;          // of each worker; beyond it 503 with Retry-After
    int acceptsPerSecond = limits::acceptsPerSecondMax; // of each worker; beyond it the same
    int socketBufferBytes = 16 * 1024;                  // SO_SNDBUF of a WebSocket, 4–256 KiB
    QByteArray goaway = R"({"log":{"t":"goaway"}})";    // told before a graceful close 4001
};

// Sums over all workers since the hub started; gauges are of now.
struct EdgeCounter {
    QByteArray name; // e.g. "connections", "refused_origin"; snake_case, stable
    bool gauge = false;
    qint64 value = 0;
};

} // namespace icmp::edge
