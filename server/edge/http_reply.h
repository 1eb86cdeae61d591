// Answers as bytes: the head with the security headers of every answer, ranges, entity tags, encodings. Pure.
#pragma once

#include <QByteArray>
#include <optional>

#include "server/edge/edge_types.h"
#include "server/edge/http_head.h"

namespace icmp::edge {

struct ReplyHead {
    int status = 200;
    HeaderList headers = {};
    qint64 bodyBytes = 0;
    bool keepAlive = true;
    bool secure = false;  // over TLS: adds HSTS
};

// Status line and fields with the empty line. A field value with a control character is left out: a core that passes
// on a name from a user must not be able to split the answer.
QByteArray replyHead(const ReplyHead &reply);

// The answer to an accepted WebSocket handshake: only the given fields.
QByteArray upgradeHead(const ReplyHead &reply);

// The problem document of a fault and the whole answer, Connection: close.
QByteArray faultReply(const HttpFault &fault, bool secure);
QByteArray problemJson(int status, const QByteArray &code, const QByteArray &detail);

// RFC 9110 14: one range of `bytes`. Several ranges, other units and nonsense are ignored, as the RFC allows.
struct ByteRange {
    qint64 first;
    qint64 last;  // inclusive
};
enum class RangeKind { Whole, Part, Unsatisfiable };
struct RangeAsked {
    RangeKind kind = RangeKind::Whole;
    ByteRange range = {0, 0};  // for Part
};
RangeAsked rangeOf(const QByteArray &header, qint64 size);

// etag without quotes. If-None-Match compares weakly, `*` matches.
bool etagMatches(const QByteArray &ifNoneMatch, const QByteArray &etag);
// Whether a range may be given: no If-Range, or exactly this strong tag.
bool ifRangeHolds(const QByteArray &ifRange, const QByteArray &etag);
// Whether Accept-Encoding names this coding with q > 0.
bool acceptsCoding(const QByteArray &acceptEncoding, const QByteArray &coding);
const char *reasonPhrase(int status);

}  // namespace icmp::edge
