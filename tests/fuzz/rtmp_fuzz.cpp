// Any bytes as an encoder's, before and after the handshake: nothing may crash or outgrow its limits, the
// same bytes mean the same however they are cut, and what a reader is given begins as FLV does.
#include <cstdint>
#include <cstdlib>

#include "server/integration/ingest/flv.h"

using namespace icmp::ingest;

namespace {

const QByteArray handshake = QByteArray(1, 3) + QByteArray(1536, 'a') + QByteArray(1536, 'b');

QByteArray readAll(const QByteArray &bytes, qsizetype piece)
{
    RtmpSession session;
    QByteArray story;
    bool good = true;
    for (qsizetype at = 0; at < bytes.size() && good; at += piece)
        good = session.feed(bytes.mid(at, piece));
    for (const RtmpEvent &event : session.takeEvents()) {
        if (event.payload.size() > messageBytesMax)
            std::abort();
        story += QByteArray::number(int(event.kind)) + ':' + event.key.toUtf8() + ':' +
                 QByteArray::number(event.type) + ':' + QByteArray::number(event.timeMs) + ':' +
                 event.payload + '|';
    }
    if (good != session.trouble().isEmpty())
        std::abort();
    return story + session.trouble().toUtf8();
}

// As the front does: the first publisher is accepted, and FFmpeg reads what it sends.
void publishAll(const QByteArray &bytes)
{
    RtmpSession session;
    FlvFeed feed;
    QByteArray film;
    bool accepted = false;
    for (qsizetype at = 0; at < bytes.size(); at += 97) {
        if (!session.feed(bytes.mid(at, 97)))
            break;
        for (const RtmpEvent &event : session.takeEvents()) {
            if (event.kind == RtmpEvent::Kind::Publish && std::exchange(accepted, true))
                session.refuse(QStringLiteral("The stream key is in use."));
            else if (event.kind == RtmpEvent::Kind::Publish)
                session.accept();
            else if (event.kind == RtmpEvent::Kind::Media)
                film += feed.take(event);
        }
        session.takeOutput();
    }
    if (!film.isEmpty() && !film.startsWith("FLV"))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray given(reinterpret_cast<const char *>(data), qsizetype(size));
    for (const QByteArray &bytes : {given, handshake + given}) {
        const QByteArray whole = readAll(bytes, std::max<qsizetype>(1, bytes.size()));
        if (readAll(bytes, 1) != whole || readAll(bytes, 61) != whole)
            std::abort();
        publishAll(bytes);
    }
    std::ignore = readAmf(given);
    return 0;
}
