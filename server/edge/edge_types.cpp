#include "server/edge/edge_types.h"

#include "server/edge/http_codec.h"

namespace icmp::edge {

HttpResponse problem(int status, const QByteArray &code, const QString &detail, const HeaderList &headers)
{
    HttpResponse response;
    response.status = status;
    response.headers = headers;
    response.headers.emplaceBack("Content-Type", "application/problem+json");
    response.body = problemJson(status, code, detail.toUtf8());
    return response;
}

HttpResponse jsonAnswer(const QByteArray &json, int status)
{
    HttpResponse response;
    response.status = status;
    response.headers.emplaceBack("Content-Type", "application/json");
    response.body = json;
    return response;
}

} // namespace icmp::edge
