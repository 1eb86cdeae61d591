// Any bytes as a WebSocket's: nothing may crash or outgrow the limit, the same bytes mean the same however
// they are cut, and whatever comes out as text is UTF-8 by Qt's own judgement.
#include <QStringDecoder>
#include <cstdint>
#include <cstdlib>

#include "server/edge/wire/ws_codec.h"

using namespace icmp;
using namespace icmp::edge;

namespace {

QByteArray readAll(const QByteArray &bytes, qsizetype piece)
{
    WsDecoder decoder(limits::viewerFrameBytesMax);
    QByteArray story;
    std::vector<WsEvent> events;
    std::optional<WsFault> fault;
    for (qsizetype at = 0; at < bytes.size() && !fault; at += piece) {
        const QByteArray part = bytes.mid(at, piece);
        fault = decoder.take(std::string_view(part.constData(), size_t(part.size())), events);
    }
    for (const WsEvent &event : events) {
        if (event.payload.size() > limits::viewerFrameBytesMax)
            std::abort();
        if (event.kind == WsEvent::Kind::Text) {
            QStringDecoder reader(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
            const QString ignored = reader(event.payload);
            if (reader.hasError())
                std::abort();
        }
        story += QByteArray::number(int(event.kind)) + ':' + QByteArray::number(event.code) + ':' +
                 event.payload + '|';
    }
    return story + (fault ? QByteArray::number(fault->code) : QByteArray("fine"));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const QByteArray whole = readAll(bytes, std::max<qsizetype>(1, bytes.size()));
    if (readAll(bytes, 1) != whole || readAll(bytes, 5) != whole)
        std::abort();
    return 0;
}
