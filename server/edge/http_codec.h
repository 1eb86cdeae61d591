// HTTP/1.1 as bytes: a strict request reader (head, de-chunked body), and answers (head with the security
// headers, ranges, entity tags, codings). No sockets, no clock but the Date field.
//
// Boost.Beast parses the head; before it and after it stand the checks that it leaves out, because two
// parsers that disagree about one request (a proxy and we) are how a second one is smuggled in. The chunks
// are read here: no extension and no trailer is let through.
#pragma once

#include <QByteArray>
#include <optional>
#include <string_view>

#include "server/edge/edge_types.h"

namespace icmp::edge {

// What a bad request is answered with; afterwards the connection is closed and nothing more is read.
struct HttpFault {
    int status;
    const char *code;
    const char *sentence;
};

struct HttpHead {
    QByteArray method;
    QByteArray path; // decoded
    QByteArray query;
    HeaderList headers;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool chunked = false;
    qint64 contentLength = 0;
    bool upgrade = false; // names the websocket protocol

    QByteArray header(const QByteArray &name) const { return headerOf(headers, name); }
    bool hasBody() const { return chunked || contentLength > 0; }
};

// Finds the end of a head as it arrives. Every byte is looked at once, however small the pieces are.
class HeadScanner {
public:
    // `bytes` is everything since the head's first byte, so it only grows. More: not whole yet; a number: its
    // size.
    struct Found {
        std::optional<HttpFault> fault = {};
        qsizetype size = 0; // 0: not whole yet
    };
    Found scan(std::string_view bytes);

private:
    std::optional<HttpFault> lineEnd(std::string_view line);
    qsizetype m_at = 0;
    qsizetype m_lineBegin = 0;
    int m_lines = 0;
};

// head: as found by HeadScanner, with its empty line.
// faults  400 for everything malformed or ambiguous, 405 unknown method, 417 another expectation, 501 never
struct HeadParsed {
    std::optional<HttpFault> fault = {};
    HttpHead head = {};
};
HeadParsed parseHead(std::string_view head);

// Reads a body by Content-Length or chunks (no extensions, no trailers). Judges a length before storing it.
class BodyReader {
public:
    BodyReader() = default;
    BodyReader(const HttpHead &head, qsizetype bytesMax);

    // How many of `bytes` belong to this body.
    struct Taken {
        std::optional<HttpFault> fault = {};
        qsizetype consumed = 0;
    };
    Taken take(std::string_view bytes);
    bool complete() const { return m_state == State::Done; }
    QByteArray body = {};

private:
    enum class State { Plain, SizeLine, ChunkBytes, ChunkEnd, LastLine, Done };
    std::optional<HttpFault> sizeLine(char byte);
    std::optional<HttpFault> expect(char byte, State next);
    State m_state = State::Done;
    qint64 m_left = 0;
    qsizetype m_bytesMax = 0;
    int m_digits = 0;
    bool m_sawReturn = false;
};

// Percent-decodes and checks a path; nothing if it is not one (dot segments, control characters, bad UTF-8,
// no '/').
std::optional<QByteArray> decodePath(std::string_view raw);

struct ReplyHead {
    int status = 200;
    HeaderList headers = {};
    qint64 bodyBytes = 0;
    bool keepAlive = true;
    bool secure = false; // over TLS: adds HSTS
};

// Status line and fields with the empty line. A field value with a control character is left out: a core that
// passes on a name from a user must not be able to split the answer.
QByteArray replyHead(const ReplyHead &reply);

// The answer to an accepted WebSocket handshake: only the given fields.
QByteArray upgradeHead(const ReplyHead &reply);

// The problem document of a fault and the whole answer, Connection: close.
QByteArray faultReply(const HttpFault &fault, bool secure);
QByteArray problemJson(int status, const QByteArray &code, const QByteArray &detail);

// RFC 9110 14: one range of `bytes`. Several ranges, other units and nonsense are ignored, as the RFC allows.
struct ByteRange {
    qint64 first;
    qint64 last; // inclusive
};
enum class RangeKind { Whole, Part, Unsatisfiable };
struct RangeAsked {
    RangeKind kind = RangeKind::Whole;
    ByteRange range = {0, 0}; // for Part
};
RangeAsked rangeOf(const QByteArray &header, qint64 size);

// etag without quotes. If-None-Match compares weakly, `*` matches.
bool etagMatches(const QByteArray &ifNoneMatch, const QByteArray &etag);
// Whether a range may be given: no If-Range, or exactly this strong tag.
bool ifRangeHolds(const QByteArray &ifRange, const QByteArray &etag);
// Whether Accept-Encoding names this coding with q > 0.
bool acceptsCoding(const QByteArray &acceptEncoding, const QByteArray &coding);
const char *reasonPhrase(int status);

} // namespace icmp::edge
