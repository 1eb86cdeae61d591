#include "server/edge/http_codec.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <ctime>

#include "server/edge/wire/ws_codec.h"

namespace icmp::edge {

namespace http = boost::beast::http;

namespace {

constexpr HttpFault badRequest(const char *sentence)
{
    return {400, "bad-request", sentence};
}

QByteArray toBytes(boost::beast::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

// Fields that two readers could take differently when they stand twice.
bool mustBeSingle(const QByteArray &name)
{
    static const QList<QByteArray> names = {"host",
                                            "content-length",
                                            "transfer-encoding",
                                            "authorization",
                                            "origin",
                                            "content-type",
                                            "range",
                                            "if-range",
                                            "upgrade",
                                            "expect",
                                            "content-range",
                                            "sec-websocket-key",
                                            "sec-websocket-version",
                                            "idempotency-key",
                                            "te"};
    return names.contains(name);
}

bool isHost(const QByteArray &host)
{
    if (host.isEmpty() || host.size() > 255)
        return false;
    for (const char c : host) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !QByteArray("-._:[]").contains(c))
            return false;
    }
    return true;
}

std::optional<HttpFault> contentLength(const QByteArray &text, qint64 &length)
{
    if (text.isEmpty() || text.size() > 15)
        return badRequest("Content-Length is not a number.");
    length = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return badRequest("Content-Length is not a number.");
        length = length * 10 + (c - '0');
    }
    return {};
}

std::optional<HttpFault> checkFields(HttpHead &head, int version)
{
    QList<QByteArray> seen;
    for (const auto &field : head.headers) {
        if (mustBeSingle(field.first) && seen.contains(field.first))
            return badRequest("A header field stands twice that may stand once.");
        seen.append(field.first);
    }
    if (!seen.contains("host"))
        return badRequest("The Host field is missing.");
    if (!isHost(head.header("host")))
        return badRequest("The Host field is not a host.");
    const bool hasLength = seen.contains("content-length");
    if (seen.contains("transfer-encoding")) {
        if (hasLength)
            return badRequest("Content-Length and Transfer-Encoding contradict each other.");
        if (version < 11 || head.header("transfer-encoding").toLower() != "chunked")
            return badRequest("Only the chunked transfer encoding is understood.");
        head.chunked = true;
    }
    if (hasLength) {
        if (auto fault = contentLength(head.header("content-length"), head.contentLength))
            return fault;
    }
    if (seen.contains("expect")) {
        if (head.header("expect").toLower() != "100-continue")
            return HttpFault{417, "expectation-failed", "Only 100-continue may be expected."};
        head.expectsContinue = version == 11;
    }
    return {};
}

std::optional<HttpFault> takeTarget(HttpHead &head, std::string_view target)
{
    const size_t mark = target.find('?');
    const auto path = decodePath(target.substr(0, mark));
    if (!path)
        return badRequest("The address is not a valid path.");
    head.path = *path;
    if (mark != std::string_view::npos)
        head.query = QByteArray(target.data() + mark + 1, qsizetype(target.size() - mark - 1));
    if (target.find('#') != std::string_view::npos)
        return badRequest("The address has a fragment.");
    return {};
}

int hexOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

HeadScanner::Found HeadScanner::scan(std::string_view bytes)
{
    for (; m_at < qsizetype(bytes.size()); ++m_at) {
        const auto byte = static_cast<quint8>(bytes[size_t(m_at)]);
        const qsizetype inLine = m_at - m_lineBegin;
        if (m_lines == 0 && inLine >= limits::requestLineBytesMax)
            return {HttpFault{414, "uri-too-long", "The request line is too long."}};
        if (m_lines > 0 && m_at >= limits::requestLineBytesMax + limits::headerBytesMax)
            return {HttpFault{431, "headers-too-large", "The header fields are too large."}};
        const bool afterReturn = inLine > 0 && bytes[size_t(m_at - 1)] == '\r';
        if (byte == '\n') {
            if (!afterReturn)
                return {badRequest("A line ends without a carriage return.")};
            const auto line = bytes.substr(size_t(m_lineBegin), size_t(inLine - 1));
            if (line.empty() && m_lines > 0)
                return {{}, m_at + 1};
            if (auto fault = lineEnd(line))
                return {fault};
            ++m_lines;
            m_lineBegin = m_at + 1;
        } else if (afterReturn) {
            return {badRequest("A carriage return stands alone.")};
        } else if ((byte < 0x20 && byte != '\r' && byte != '\t') || byte == 0x7F) {
            return {badRequest("The head contains a control character.")};
        } else if (m_lines == 0 && (byte >= 0x80 || byte == '\t')) {
            return {badRequest("The request line contains a character that is not allowed.")};
        }
    }
    return {};
}

std::optional<HttpFault> HeadScanner::lineEnd(std::string_view line)
{
    if (line.empty())
        return badRequest("The request begins with an empty line.");
    if (m_lines == 0)
        return {};
    if (line.front() == ' ' || line.front() == '\t')
        return badRequest("A header field is folded.");
    if (m_lines > limits::headerFieldsMax)
        return HttpFault{431, "headers-too-large", "There are too many header fields."};
    if (m_lineBegin + qsizetype(line.size()) > limits::requestLineBytesMax + limits::headerBytesMax)
        return HttpFault{431, "headers-too-large", "The header fields are too large."};
    return {};
}

HeadParsed parseHead(std::string_view bytes)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(limits::requestLineBytesMax + limits::headerBytesMax + 1024);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error && error != http::error::need_more && !parser.is_header_done())
        return {badRequest("The request is malformed.")};
    if (!parser.is_header_done())
        return {badRequest("The request is malformed.")};
    const auto &request = parser.get();
    HeadParsed parsed;
    HttpHead &head = parsed.head;
    const int version = int(request.version());
    if (version != 10 && version != 11)
        return {badRequest("Only HTTP/1.1 is spoken here.")};
    head.method = toBytes(request.method_string());
    static const QList<QByteArray> methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    if (!methods.contains(head.method))
        return {HttpFault{405, "method-not-allowed", "This method is not known."}};
    for (const auto &field : request)
        head.headers.emplaceBack(toBytes(field.name_string()).toLower(), toBytes(field.value()));
    if ((parsed.fault = checkFields(head, version)))
        return parsed;
    const auto target = request.target();
    if ((parsed.fault = takeTarget(head, std::string_view(target.data(), target.size()))))
        return parsed;
    auto connection = http::token_list{request[http::field::connection]};
    head.keepAlive = version == 11 && !connection.exists("close");
    head.upgrade =
        version == 11 && connection.exists("upgrade") && head.header("upgrade").toLower() == "websocket";
    return parsed;
}

BodyReader::BodyReader(const HttpHead &head, qsizetype bytesMax) : m_bytesMax(bytesMax)
{
    if (head.chunked) {
        m_state = State::SizeLine;
    } else if (head.contentLength > 0) {
        m_state = State::Plain;
        m_left = head.contentLength;
    }
}

BodyReader::Taken BodyReader::take(std::string_view bytes)
{
    static constexpr HttpFault tooLarge{413, "body-too-large", "The body is larger than allowed here."};
    Taken taken;
    while (m_state != State::Done && taken.consumed < qsizetype(bytes.size())) {
        const auto rest = bytes.substr(size_t(taken.consumed));
        if (m_state == State::Plain || m_state == State::ChunkBytes) {
            if (body.size() + m_left > m_bytesMax)
                return {tooLarge, taken.consumed};
            const qsizetype count = qsizetype(std::min<qint64>(m_left, qint64(rest.size())));
            body.append(rest.data(), count);
            taken.consumed += count;
            m_left -= count;
            if (m_left == 0)
                m_state = m_state == State::Plain ? State::Done : State::ChunkEnd;
            continue;
        }
        ++taken.consumed;
        if (m_state == State::SizeLine)
            taken.fault = sizeLine(rest.front());
        else if (m_state == State::ChunkEnd)
            taken.fault = expect(rest.front(), State::SizeLine);
        else
            taken.fault = expect(rest.front(), State::Done);
        if (taken.fault)
            return taken;
        if (m_state == State::ChunkBytes && body.size() + m_left > m_bytesMax)
            return {tooLarge, taken.consumed};
    }
    return taken;
}

std::optional<HttpFault> BodyReader::sizeLine(char byte)
{
    if (m_sawReturn) {
        if (byte != '\n')
            return badRequest("A chunk is malformed.");
        m_sawReturn = false;
        m_digits = 0;
        m_state = m_left == 0 ? State::LastLine : State::ChunkBytes;
        return {};
    }
    const int digit = hexOf(byte);
    if (digit >= 0 && m_digits < 7) {
        m_left = (m_digits == 0 ? 0 : m_left) * 16 + digit;
        ++m_digits;
        return {};
    }
    if (byte != '\r' || m_digits == 0)
        return badRequest("A chunk is malformed.");
    m_sawReturn = true;
    return {};
}

std::optional<HttpFault> BodyReader::expect(char byte, State next)
{
    if (byte != (m_sawReturn ? '\n' : '\r'))
        return badRequest("A chunk is malformed.");
    if (m_sawReturn)
        m_state = next;
    m_sawReturn = !m_sawReturn;
    return {};
}

std::optional<QByteArray> decodePath(std::string_view raw)
{
    if (raw.empty() || raw.front() != '/')
        return {};
    QByteArray path;
    path.reserve(qsizetype(raw.size()));
    for (size_t i = 0; i < raw.size(); ++i) {
        char c = raw[i];
        if (c == '%') {
            if (i + 2 >= raw.size() || hexOf(raw[i + 1]) < 0 || hexOf(raw[i + 2]) < 0)
                return {};
            c = char(hexOf(raw[i + 1]) << 4 | hexOf(raw[i + 2]));
            i += 2;
        }
        if (quint8(c) < 0x20 || c == 0x7F || c == '\\')
            return {};
        path.append(c);
    }
    Utf8Check utf8;
    if (!utf8.take(std::string_view(path.constData(), size_t(path.size()))) || !utf8.complete())
        return {};
    for (const QByteArray &segment : path.split('/')) {
        if (segment == "." || segment == "..")
            return {};
    }
    return path;
}

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

} // namespace

const char *reasonPhrase(int status)
{
    switch (status) {
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
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
    if (reply.status != 304 && reply.status != 204 && reply.bodyBytes >= 0)
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
    return R"({"type":"about:blank","title":")" + QByteArray(reasonPhrase(status)) + R"(","status":)" +
           QByteArray::number(status) + R"(,"code":")" + code + R"(","detail":")" + escaped + "\"}";
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

} // namespace icmp::edge
