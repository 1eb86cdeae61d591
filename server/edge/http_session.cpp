#include "server/edge/http_session.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/edge/wire/ws_codec.h"

namespace icmp::edge {

namespace {

constexpr qint64 answerDeadlineMs = 60'000; // a long poll waits 25 s; beyond a minute browsers give up
constexpr qint64 lingerMs = 2'000;
constexpr qsizetype lingerBytes = 256 * 1024;
constexpr qsizetype smallBody = 16 * 1024; // copied behind the head, so that it leaves in one packet train

} // namespace

HttpSession::HttpSession(Stream &stream, HttpHost &host)
    : m_stream(stream), m_host(host), m_deadline(host.nowMs() + limits::headerDeadlineMs)
{
}

HttpSession::~HttpSession()
{
    if (m_file >= 0)
        ::close(m_file);
}

bool HttpSession::wantsRead() const
{
    return m_state == State::Idle || m_state == State::Head || m_state == State::Body ||
           m_state == State::Lingering || m_state == State::Streaming;
}

HttpTurn HttpSession::readable()
{
    thread_local char scratch[16 * 1024];
    for (int round = 0; wantsRead() && (round < 4 || m_stream.buffered()); ++round) {
        const IoResult got = m_stream.read(scratch, sizeof scratch);
        if (got.state != Io::Done)
            return got.state == Io::Gone ? HttpTurn::Gone : HttpTurn::Stay;
        count(m_host.counters(), Counter::bytes_in) += got.bytes;
        if (m_state == State::Lingering || m_state == State::Streaming) {
            m_lingered += got.bytes;
            if (m_lingered > lingerBytes)
                return HttpTurn::Gone;
            continue;
        }
        m_in.append(scratch, got.bytes);
        const HttpTurn turn = advance();
        if (turn != HttpTurn::Stay)
            return turn;
    }
    return HttpTurn::Stay;
}

HttpTurn HttpSession::writable()
{
    const HttpTurn turn = flush();
    return turn == HttpTurn::Stay ? advance() : turn;
}

HttpTurn HttpSession::advance()
{
    bool more = true;
    while (more) {
        HttpTurn turn = HttpTurn::Stay;
        switch (m_state) {
        case State::Idle:
            if (m_in.isEmpty()) {
                m_in = {};
                return HttpTurn::Stay;
            }
            m_state = State::Head;
            m_scanner = {};
            m_deadline = std::min(m_deadline, m_host.nowMs() + limits::headerDeadlineMs);
            break;
        case State::Head:
            turn = readHead(more);
            break;
        case State::Body:
            turn = readBody(more);
            break;
        case State::Writing:
        case State::Closing:
            turn = flush();
            more = m_state == State::Idle;
            break;
        default:
            return HttpTurn::Stay;
        }
        if (turn != HttpTurn::Stay)
            return turn;
    }
    return HttpTurn::Stay;
}

HttpTurn HttpSession::readHead(bool &more)
{
    const std::string_view bytes(m_in.constData(), size_t(m_in.size()));
    const HeadScanner::Found found = m_scanner.scan(bytes);
    if (found.fault) {
        fail(*found.fault);
        return HttpTurn::Stay;
    }
    if (found.size == 0) {
        more = false;
        return HttpTurn::Stay;
    }
    HeadParsed parsed = parseHead(bytes.substr(0, size_t(found.size)));
    if (parsed.fault) {
        fail(*parsed.fault);
        return HttpTurn::Stay;
    }
    m_in.remove(0, found.size);
    m_head = std::move(parsed.head);
    m_keepAlive = m_head.keepAlive && !m_host.draining();
    return beginRequest();
}

HttpTurn HttpSession::beginRequest()
{
    ++count(m_host.counters(), Counter::requests);
    const auto &routes = m_host.plan().routes;
    for (int i = 0; i < routes.size(); ++i) {
        if (routes[i].path != m_head.path)
            continue;
        if (m_head.upgrade)
            return upgrade(i);
        fail({426, "upgrade-required", "This address speaks WebSocket only."});
        return HttpTurn::Stay;
    }
    if (m_head.contentLength > bodyLimit()) {
        fail({413, "body-too-large", "The body is larger than allowed here."});
        return HttpTurn::Stay;
    }
    m_body = BodyReader(m_head, bodyLimit());
    m_state = State::Body;
    const bool large = bodyLimit() > limits::jsonBodyBytesMax;
    m_deadline = m_host.nowMs() + limits::bodyStallMs;
    m_bodyUntilMs = large ? m_host.nowMs() + limits::bodyDeadlineMs : m_deadline;
    if (m_head.expectsContinue && m_head.hasBody() && m_in.isEmpty()) {
        // Fits an empty send buffer; a client that does not get it sends its body after a second anyway.
        static constexpr char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
        if (m_stream.write(interim, sizeof interim - 1).state == Io::Gone)
            return HttpTurn::Gone;
    }
    return HttpTurn::Stay;
}

qsizetype HttpSession::bodyLimit() const
{
    if (m_head.header("authorization").isNull() && m_head.header("cookie").isNull())
        return limits::preAuthBytesMax;
    for (const BodyRule &rule : m_host.plan().bodies) {
        if (rule.method == m_head.method && m_head.path.startsWith(rule.pathPrefix))
            return rule.bytesMax;
    }
    return limits::jsonBodyBytesMax;
}

HttpTurn HttpSession::readBody(bool &more)
{
    const BodyReader::Taken taken = m_body.take(std::string_view(m_in.constData(), size_t(m_in.size())));
    m_in.remove(0, taken.consumed);
    if (taken.fault) {
        fail(*taken.fault);
        return HttpTurn::Stay;
    }
    if (!m_body.complete()) {
        m_deadline = std::min(m_bodyUntilMs, m_host.nowMs() + limits::bodyStallMs);
        more = false;
        return HttpTurn::Stay;
    }
    return dispatch();
}

HttpTurn HttpSession::dispatch()
{
    if (m_head.method == "GET" || m_head.method == "HEAD") {
        if (const ServedFile *served = m_host.fileAt(m_head.path)) {
            replyFile(*served);
            return HttpTurn::Stay;
        }
    }
    m_state = State::Waiting;
    m_deadline = m_host.nowMs() + answerDeadlineMs;
    return HttpTurn::Ask;
}

HttpTurn HttpSession::upgrade(int index)
{
    const SocketRoute &route = m_host.plan().routes[index];
    const QByteArray origin = m_head.header("origin");
    QByteArray protocol;
    const QByteArray offered = m_head.header("sec-websocket-protocol");
    for (const QByteArray &name : offered.split(',')) {
        if (protocol.isEmpty() && route.protocols.contains(name.trimmed()))
            protocol = name.trimmed();
    }
    const auto accept = wsAccept(m_head.header("sec-websocket-key"));
    if (!m_host.originAllowed(origin)) {
        ++count(m_host.counters(), Counter::refused_origin);
        fail({403, "origin-not-allowed", "This site may not open a connection here."});
    } else if (m_head.method != "GET" || m_head.hasBody() || !accept) {
        fail({400, "bad-handshake", "This is not a WebSocket handshake."});
    } else if (m_head.header("sec-websocket-version") != "13") {
        fail({426, "upgrade-required", "Only version 13 of WebSocket is spoken here."});
    } else if (!offered.isNull() && protocol.isEmpty()) {
        ++count(m_host.counters(), Counter::refused_protocol);
        fail({400, "sub-protocol-unknown", "None of the offered sub-protocols is spoken here."});
    } else if (m_host.draining()) {
        fail({503, "shutting-down", "The server is going away. Connect again."});
    } else {
        ReplyHead reply{
            101,
            {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Accept", *accept}},
            0,
            true,
            m_stream.secure()};
        if (!protocol.isEmpty())
            reply.headers.emplaceBack("Sec-WebSocket-Protocol", protocol);
        m_out = upgradeHead(reply);
        const IoResult sent = m_stream.write(m_out.constData(), m_out.size());
        if (sent.state == Io::Gone)
            return HttpTurn::Gone;
        m_upgraded.route = index;
        m_upgraded.opened = {{}, {}, m_head.path, m_head.query, origin, protocol, {}, false};
        m_upgraded.leftover = m_in;
        m_upgraded.unsent = m_out.mid(sent.bytes);
        m_state = State::Upgrading;
        return HttpTurn::Upgrade;
    }
    return HttpTurn::Stay;
}

bool HttpSession::notModified(const QByteArray &etag) const
{
    const bool reading = m_head.method == "GET" || m_head.method == "HEAD";
    return reading && etagMatches(m_head.header("if-none-match"), etag);
}

void HttpSession::replyFile(const ServedFile &served)
{
    const QByteArray accepts = m_head.header("accept-encoding");
    QByteArray etag = served.etag;
    const QByteArray *body = &served.file.bytes;
    ReplyHead head{200, served.file.headers};
    head.headers.emplaceBack("Content-Type", served.file.type);
    if (!served.file.cacheControl.isEmpty())
        head.headers.emplaceBack("Cache-Control", served.file.cacheControl);
    if (!served.file.gzip.isEmpty() || !served.file.brotli.isEmpty())
        head.headers.emplaceBack("Vary", "Accept-Encoding");
    if (!served.file.brotli.isEmpty() && acceptsCoding(accepts, "br")) {
        body = &served.file.brotli;
        etag += "-br";
        head.headers.emplaceBack("Content-Encoding", "br");
    } else if (!served.file.gzip.isEmpty() && acceptsCoding(accepts, "gzip")) {
        body = &served.file.gzip;
        etag += "-gz";
        head.headers.emplaceBack("Content-Encoding", "gzip");
    }
    head.headers.emplaceBack("ETag", '"' + etag + '"');
    if (notModified(etag)) {
        head.status = 304;
        reply(head, {});
    } else {
        reply(head, *body);
    }
}

HttpTurn HttpSession::answer(const HttpResponse &response)
{
    if (m_state != State::Waiting)
        return HttpTurn::Stay;
    if (response.stream)
        return beginStream(response);
    if (!response.filePath.isEmpty()) {
        replyPath(response);
        return advance();
    }
    ReplyHead head{response.status, response.headers};
    if (head.status < 200 || head.status > 599)
        head.status = 500;
    if (!response.etag.isEmpty())
        head.headers.emplaceBack("ETag", '"' + response.etag + '"');
    if (head.status == 200 && notModified(response.etag)) {
        head.status = 304;
        reply(head, {});
    } else {
        reply(head, response.body);
    }
    return advance();
}

// The end of the connection is the end of the body.
HttpTurn HttpSession::beginStream(const HttpResponse &response)
{
    ReplyHead head{response.status, response.headers, -1, false, m_stream.secure()};
    m_keepAlive = false;
    m_out = replyHead(head);
    m_outBody = {};
    m_outAt = 0;
    m_in = {};
    m_state = State::Streaming;
    m_deadline = m_host.nowMs() + limits::noProgressMs;
    return flush();
}

// Whoever is behind by more than a socket may be is let go: it resumes where it was.
HttpTurn HttpSession::push(const QByteArray &bytes)
{
    if (m_state != State::Streaming)
        return HttpTurn::Stay;
    if (m_out.size() - m_outAt > limits::logQueueBytesMax) {
        ++count(m_host.counters(), Counter::closed_slow);
        return HttpTurn::Gone;
    }
    if (m_outAt == m_out.size())
        m_deadline = m_host.nowMs() + limits::noProgressMs;
    m_out = m_out.mid(m_outAt) + bytes;
    m_outAt = 0;
    ++count(m_host.counters(), Counter::frames_out);
    return flush();
}

HttpTurn HttpSession::finishStream()
{
    if (m_state != State::Streaming)
        return HttpTurn::Stay;
    m_state = State::Closing;
    m_deadline = m_host.nowMs() + limits::noProgressMs;
    return flush();
}

void HttpSession::replyPath(const HttpResponse &response)
{
    ReplyHead head{200, response.headers};
    if (!response.etag.isEmpty())
        head.headers.emplaceBack("ETag", '"' + response.etag + '"');
    if (notModified(response.etag)) {
        head.status = 304;
        reply(head, {});
        return;
    }
    struct stat status {};
    const int file =
        ::open(response.filePath.toUtf8().constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0)
            ::close(file);
        fail({file < 0 && (errno == EMFILE || errno == ENFILE) ? 503 : 500, "file-unreadable",
              "The content cannot be read at the moment."});
        return;
    }
    const qint64 size = status.st_size;
    RangeAsked asked;
    if (m_head.method == "GET" && ifRangeHolds(m_head.header("if-range"), response.etag))
        asked = rangeOf(m_head.header("range"), size);
    head.headers.emplaceBack("Accept-Ranges", "bytes");
    if (asked.kind == RangeKind::Unsatisfiable) {
        ::close(file);
        head = {416,
                {{"Content-Range", "bytes */" + QByteArray::number(size)},
                 {"Content-Type", "application/problem+json"}}};
        reply(head, problemJson(416, "range-not-satisfiable", "The file ends before this range."));
        return;
    }
    m_fileAt = 0;
    m_fileLeft = size;
    if (asked.kind == RangeKind::Part) {
        head.status = 206;
        head.headers.emplaceBack("Content-Range", "bytes " + QByteArray::number(asked.range.first) + '-' +
                                                      QByteArray::number(asked.range.last) + '/' +
                                                      QByteArray::number(size));
        m_fileAt = asked.range.first;
        m_fileLeft = asked.range.last - asked.range.first + 1;
    }
    head.bodyBytes = m_fileLeft;
    m_file = file;
    reply(head, {});
    if (m_head.method == "HEAD")
        m_fileLeft = 0;
}

// With a file already open, head.bodyBytes is its length; otherwise the body says it.
void HttpSession::reply(ReplyHead head, const QByteArray &body)
{
    if (m_file < 0)
        head.bodyBytes = body.size();
    head.keepAlive = m_keepAlive;
    head.secure = m_stream.secure();
    m_out = replyHead(head);
    m_outBody = {};
    m_outAt = 0;
    const bool hasBody = m_head.method != "HEAD" && head.status != 304 && head.status != 204;
    if (hasBody && body.size() <= smallBody)
        m_out += body;
    else if (hasBody)
        m_outBody = body;
    m_state = m_keepAlive ? State::Writing : State::Closing;
    m_deadline = m_host.nowMs() + limits::noProgressMs;
}

void HttpSession::fail(const HttpFault &fault)
{
    Counters &counters = m_host.counters();
    if (fault.status == 413 || fault.status == 414 || fault.status == 431)
        ++count(counters, Counter::refused_too_large);
    else if (fault.status == 408)
        ++count(counters, Counter::refused_slow);
    else if (fault.status == 400 || fault.status == 405 || fault.status == 417)
        ++count(counters, Counter::refused_malformed);
    m_in = {};
    m_body = {};
    m_keepAlive = false;
    m_out = faultReply(fault, m_stream.secure());
    m_outBody = {};
    m_outAt = 0;
    m_state = State::Closing;
    m_deadline = m_host.nowMs() + limits::noProgressMs;
}

HttpTurn HttpSession::refuse(const HttpFault &fault)
{
    fail(fault);
    return advance();
}

HttpTurn HttpSession::finishUp()
{
    m_keepAlive = false;
    return m_state == State::Idle ? HttpTurn::Gone : HttpTurn::Stay;
}

HttpTurn HttpSession::flush()
{
    if (!wantsWrite())
        return HttpTurn::Stay;
    for (int round = 0; round < 8; ++round) {
        IoResult sent{Io::Done};
        if (m_outAt < m_out.size()) {
            sent = m_stream.write(m_out.constData() + m_outAt, m_out.size() - m_outAt);
        } else if (const qsizetype at = m_outAt - m_out.size(); at < m_outBody.size()) {
            sent = m_stream.write(m_outBody.constData() + at, m_outBody.size() - at);
        } else if (m_fileLeft > 0) {
            sent = m_stream.sendFile(m_file, m_fileAt, m_fileLeft);
            m_fileAt += sent.bytes;
            m_fileLeft -= sent.bytes;
            m_outAt -= sent.bytes;
        } else {
            return written();
        }
        if (sent.state != Io::Done)
            return sent.state == Io::Gone ? HttpTurn::Gone : HttpTurn::Stay;
        m_outAt += sent.bytes;
        count(m_host.counters(), Counter::bytes_out) += sent.bytes;
        m_deadline = m_host.nowMs() + limits::noProgressMs;
    }
    return HttpTurn::Stay;
}

HttpTurn HttpSession::written()
{
    if (m_state == State::Streaming) {
        m_out = {};
        m_outAt = 0;
        m_deadline = m_host.nowMs() + limits::idleMs; // a comment comes every 25 s
        return HttpTurn::Stay;
    }
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
    m_out = {};
    m_outBody = {};
    m_head = {};
    if (m_state == State::Closing) {
        m_stream.shutdownWrite();
        m_state = State::Lingering;
        m_deadline = m_host.nowMs() + lingerMs;
        return HttpTurn::Stay;
    }
    m_state = State::Idle;
    m_deadline = m_host.nowMs() + limits::idleMs;
    return HttpTurn::Stay;
}

HttpTurn HttpSession::deadlinePassed()
{
    switch (m_state) {
    case State::Head:
    case State::Body:
        return refuse({408, "too-slow", "The request did not arrive in time."});
    case State::Waiting:
        return refuse({503, "slow", "The server could not answer in time. Try again."});
    default:
        return HttpTurn::Gone;
    }
}

} // namespace icmp::edge
