// Any bytes as a connection that speaks HTTP: cut, scanned, parsed, bodies read; nothing may crash, hang or
// take more than the limits, and the same bytes must mean the same however they are cut.
#include <cstdint>
#include <cstdlib>

#include "server/edge/http_codec.h"

using namespace icmp;
using namespace icmp::edge;

namespace {

struct Outcome {
    int status = 0; // of the fault; 0: none
    qsizetype heads = 0;
    QByteArray bodies;
    bool operator==(const Outcome &) const = default;
};

// Every refusal can be said, and says nothing of what was sent.
Outcome refuse(const HttpFault &fault, Outcome outcome)
{
    const QByteArray reply = faultReply(fault, true);
    if (!reply.startsWith("HTTP/1.1 " + QByteArray::number(fault.status)) || reply.count("\r\n\r\n") != 1)
        std::abort();
    outcome.status = fault.status;
    return outcome;
}

// What a file of 1,000 bytes would be answered with.
void answer(const HttpHead &head)
{
    const RangeAsked asked = rangeOf(head.header("range"), 1000);
    if (asked.kind == RangeKind::Part &&
        (asked.range.first < 0 || asked.range.first > asked.range.last || asked.range.last > 999))
        std::abort();
    ReplyHead reply{200, {{"ETag", "\"a\""}}, 1000, head.keepAlive, true};
    if (etagMatches(head.header("if-none-match"), "a"))
        reply.status = 304;
    if (!ifRangeHolds(head.header("if-range"), "a") || acceptsCoding(head.header("accept-encoding"), "br"))
        reply.headers.emplaceBack("Vary", "Accept-Encoding");
    if (replyHead(reply).count("\r\n\r\n") != 1)
        std::abort();
    reply.headers = {{"Upgrade", "websocket"}};
    if (head.upgrade && !upgradeHead(reply).endsWith("\r\n\r\n"))
        std::abort();
}

Outcome readAll(const QByteArray &bytes, qsizetype piece)
{
    Outcome outcome;
    QByteArray in;
    HeadScanner scanner;
    std::optional<BodyReader> body;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        in += bytes.mid(at, piece);
        for (bool more = true; more;) {
            more = false;
            const std::string_view view(in.constData(), size_t(in.size()));
            if (!body) {
                const auto found = scanner.scan(view);
                if (found.fault)
                    return refuse(*found.fault, outcome);
                if (found.size == 0)
                    break;
                const HeadParsed parsed = parseHead(view.substr(0, size_t(found.size)));
                if (parsed.fault)
                    return refuse(*parsed.fault, outcome);
                ++outcome.heads;
                answer(parsed.head);
                in.remove(0, found.size);
                scanner = {};
                body.emplace(parsed.head, limits::jsonBodyBytesMax);
            }
            const auto taken = body->take(std::string_view(in.constData(), size_t(in.size())));
            in.remove(0, taken.consumed);
            if (taken.fault)
                return refuse(*taken.fault, outcome);
            if (body->body.size() > limits::jsonBodyBytesMax)
                std::abort();
            if (body->complete()) {
                outcome.bodies += body->body + '|';
                body.reset();
                more = !in.isEmpty();
            }
        }
        if (in.size() > limits::requestLineBytesMax + limits::headerBytesMax + piece)
            std::abort();
    }
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const Outcome whole = readAll(bytes, std::max<qsizetype>(1, bytes.size()));
    if (!(readAll(bytes, 7) == whole) || (size < 600 && !(readAll(bytes, 1) == whole)))
        std::abort();
    return 0;
}
