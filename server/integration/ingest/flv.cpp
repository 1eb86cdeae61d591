#include "server/integration/ingest/flv.h"

#include <QtEndian>

namespace icmp::ingest {

namespace {

constexpr quint8 sound = 8, picture = 9, data = 18;
constexpr char avc = 7, aac = 10;

QByteArray tag(quint8 type, quint32 timeMs, const QByteArray &payload)
{
    QByteArray bytes(11, '\0');
    bytes[0] = char(type);
    bytes[1] = char(payload.size() >> 16);
    bytes[2] = char(payload.size() >> 8);
    bytes[3] = char(payload.size());
    bytes[4] = char(timeMs >> 16);
    bytes[5] = char(timeMs >> 8);
    bytes[6] = char(timeMs);
    bytes[7] = char(timeMs >> 24);
    QByteArray size(4, Qt::Uninitialized);
    qToBigEndian(quint32(bytes.size() + payload.size()), size.data());
    return bytes + payload + size;
}

QByteArray opening()
{
    return QByteArray::fromHex("464c560105000000090000"
                               "0000");
}

// The second byte tells settings from pictures and sound.
bool isSettings(const QByteArray &payload, bool known)
{
    return known && payload.size() > 1 && payload[1] == 0;
}

} // namespace

QByteArray FlvFeed::take(const RtmpEvent &media)
{
    const QByteArray &payload = media.payload;
    if (payload.isEmpty())
        return {};
    if (media.type == data) {
        const auto values = readAmf(payload);
        if (values && values->at(0).toString() == u"@setDataFrame")
            m_about = tag(data, 0, writeAmf({values->at(1), values->at(2)}));
        return {};
    }
    if (media.type == picture && isSettings(payload, (payload[0] & 0xf) == avc)) {
        m_pictureSettings = tag(picture, 0, payload);
        return m_begun ? tag(picture, media.timeMs, payload) : QByteArray();
    }
    if (media.type == sound && isSettings(payload, quint8(payload[0]) >> 4 == aac)) {
        m_soundSettings = tag(sound, 0, payload);
        return m_begun ? tag(sound, media.timeMs, payload) : QByteArray();
    }
    if (m_begun)
        return tag(media.type, media.timeMs, payload);
    if (media.type != picture || quint8(payload[0]) >> 4 != 1)
        return {};
    m_begun = true;
    return opening() + m_about + m_pictureSettings + m_soundSettings + tag(picture, media.timeMs, payload);
}

} // namespace icmp::ingest
