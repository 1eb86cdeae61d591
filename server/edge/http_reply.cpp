#include "server/edge/http_reply.h"

#include <ctime>

namespace icmp::edge {

namespace {

bool isFieldSafe(const QByteArray &text)
{
    for (const char c : text) {
        if ((quint8(c) < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

QByteArray dateNow()
{
    static thread_local std::time_t lastSecond = 0;
    static thread_local QByteArray last;
    const std::time_t now = std::time(nullptr);
    if (now != lastSecond) {
        char text[64];
        std::tm parts{};
        gmtime_r(&now, &parts);
        static const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        snprintf(text, sizeof text, "%s, %02d %s %d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
                 months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
        last = text;
        lastSecond = now;
    }
    return last;
}

void addField(QByteArray &head, const QByteArray &name, const QByteArray &value)
{
    if (isFieldSafe(name) && isFieldSafe(value))
        head += name + ": " + value + "\r\n";
}

std::optional<qint64> number(const QByteArray &text)
{
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    if (!ok || value < 0 || text.startsWith('+'))
        return {};
    return value;
}

}  // namespace

const char *reasonPhrase(int status)
{
    switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Answer";
    }
}

QByteArray replyHead(const ReplyHead &reply)
{
    QByteArray head;
    head.reserve(512);
    head += "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonPhrase(reply.status) + "\r\n";
    addField(head, "Date", dateNow());
    const auto otherwise = [&](const char *name, const char *value) {
        if (headerOf(reply.headers, name).isNull())
            addField(head, name, value);
    };
    otherwise("X-Content-Type-Options", "nosniff");
    otherwise("Referrer-Policy", "no-referrer");
    otherwise("Cross-Origin-Resource-Policy", "same-origin");
    otherwise("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (reply.status != 304)
        otherwise("Cache-Control", "no-store");
    if (reply.secure)
        otherwise("Strict-Transport-Security", "max-age=31536000");
    for (const auto &field : reply.headers) {
        const QByteArray name = field.first.toLower();
        if (name != "content-length" && name != "connection" && name != "transfer-encoding" && name != "date")
            addField(head, field.first, field.second);
    }
    if (reply.status != 304 && reply.status != 204)
        addField(head, "Content-Length", QByteArray::number(reply.bodyBytes));
    addField(head, "Connection", reply.keepAlive ? "keep-alive" : "close");
    return head + "\r\n";
}

QByteArray upgradeHead(const ReplyHead &reply)
{
    QByteArray head = "HTTP/1.1 101 Switching Protocols\r\n";
    for (const auto &field : reply.headers)
        addField(head, field.first, field.second);
    return head + "\r\n";
}

QByteArray problemJson(int status, const QByteArray &code, const QByteArray &detail)
{
    QByteArray escaped;
    for (const char c : detail) {
        if (c == '"' || c == '\\')
            escaped += '\\';
        if (quint8(c) >= 0x20)
            escaped += c;
    }
    return R"({"type":"about:blank","title":")" + QByteArray(reasonPhrase(status)) + R"(","status":)"
        + QByteArray::number(status) + R"(,"code":")" + code + R"(","detail":")" + escaped + "\"}";
}

QByteArray faultReply(const HttpFault &fault, bool secure)
{
    const QByteArray body = problemJson(fault.status, fault.code, fault.sentence);
    ReplyHead head{fault.status, {{"Content-Type", "application/problem+json"}}, body.size(), false, secure};
    if (fault.status == 503 || fault.status == 429)
        head.headers.emplaceBack("Retry-After", "5");
    if (fault.status == 405)
        head.headers.emplaceBack("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    if (fault.status == 426)
        head.headers.emplaceBack("Sec-WebSocket-Version", "13");
    return replyHead(head) + body;
}

RangeAsked rangeOf(const QByteArray &header, qint64 size)
{
    if (!header.startsWith("bytes=") || header.contains(','))
        return {};
    const QByteArray text = header.mid(6).trimmed();
    const qsizetype dash = text.indexOf('-');
    if (dash < 0)
        return {};
    const QByteArray left = text.left(dash);
    const QByteArray right = text.mid(dash + 1);
    if (left.isEmpty()) {
        const auto count = number(right);
        if (!count)
            return {};
        if (*count == 0 || size == 0)
            return {RangeKind::Unsatisfiable};
        return {RangeKind::Part, {std::max<qint64>(0, size - *count), size - 1}};
    }
    const auto first = number(left);
    const auto last = right.isEmpty() ? std::optional<qint64>(size - 1) : number(right);
    if (!first || (!right.isEmpty() && (!last || *last < *first)))
        return {};
    if (*first >= size)
        return {RangeKind::Unsatisfiable};
    return {RangeKind::Part, {*first, std::min(*last, size - 1)}};
}

bool etagMatches(const QByteArray &ifNoneMatch, const QByteArray &etag)
{
    if (etag.isEmpty())
        return false;
    for (QByteArray tag : ifNoneMatch.split(',')) {
        tag = tag.trimmed();
        if (tag == "*")
            return true;
        if (tag.startsWith("W/"))
            tag = tag.mid(2);
        if (tag == '"' + etag + '"')
            return true;
    }
    return false;
}

bool ifRangeHolds(const QByteArray &ifRange, const QByteArray &etag)
{
    return ifRange.isNull() || (!etag.isEmpty() && ifRange.trimmed() == '"' + etag + '"');
}

bool acceptsCoding(const QByteArray &acceptEncoding, const QByteArray &coding)
{
    for (const QByteArray &item : acceptEncoding.split(',')) {
        const QList<QByteArray> parts = item.split(';');
        if (parts.first().trimmed().toLower() != coding)
            continue;
        for (const QByteArray &parameter : parts.mid(1)) {
            const QByteArray text = parameter.trimmed();
            if (text.startsWith("q=") && text.mid(2).toDouble() <= 0)
                return false;
        }
        return true;
    }
    return false;
}

}  // namespace icmp::edge
