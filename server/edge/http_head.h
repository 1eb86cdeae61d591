// A strict HTTP/1.1 request reader: bytes in, a checked head and a de-chunked body out; no sockets, no clock.
//
// Boost.Beast parses the head; before it and after it stand the checks that it leaves out, because two parsers that
// disagree about one request (a proxy and we) are how a second one is smuggled in.
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
    QByteArray path;  // decoded
    QByteArray query;
    HeaderList headers;
    bool keepAlive = true;
    bool expectsContinue = false;
    bool chunked = false;
    qint64 contentLength = 0;
    bool upgrade = false;  // names the websocket protocol

    QByteArray header(const QByteArray &name) const { return headerOf(headers, name); }
    bool hasBody() const { return chunked || contentLength > 0; }
};

// Finds the end of a head as it arrives. Every byte is looked at once, however small the pieces are.
class HeadScanner
{
public:
    // `bytes` is everything since the head's first byte, so it only grows. More: not whole yet; a number: its size.
    struct Found {
        std::optional<HttpFault> fault = {};
        qsizetype size = 0;  // 0: not whole yet
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
class BodyReader
{
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

// Percent-decodes and checks a path; nothing if it is not one (dot segments, control characters, bad UTF-8, no '/').
std::optional<QByteArray> decodePath(std::string_view raw);

}  // namespace icmp::edge
