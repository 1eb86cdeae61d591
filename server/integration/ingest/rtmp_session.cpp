#include "server/integration/ingest/rtmp_session.h"

#include <QtEndian>
#include <algorithm>

namespace icmp::ingest {

namespace {

constexpr qsizetype helloBytes = 1536;
constexpr quint32 windowBytes = 2'500'000;
constexpr quint32 ownChunkBytes = 4096;

enum MessageType : quint8 {
    SetChunkSize = 1,
    Abort = 2,
    Acknowledgement = 3,
    UserControl = 4,
    WindowSize = 5,
    PeerBandwidth = 6,
    Sound = 8,
    Picture = 9,
    DataAmf0 = 18,
    CommandAmf0 = 20
};

quint32 bigEndian(const QByteArray &bytes, qsizetype at, int size)
{
    quint32 value = 0;
    for (int i = 0; i < size; ++i)
        value = value << 8 | quint8(bytes[at + i]);
    return value;
}

QByteArray four(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

} // namespace

bool RtmpSession::feed(const QByteArray &bytes)
{
    m_rest += bytes;
    acknowledge(bytes.size());
    for (;;) {
        const Step step = m_phase == Phase::Open ? chunk() : shakeHands();
        if (step != Step::Broken && (m_output.size() > pendingBytesMax || m_rest.size() > pendingBytesMax))
            return broken(QStringLiteral("more than a session may hold")) != Step::Broken;
        if (step != Step::Done)
            return step == Step::NeedsMore;
    }
}

// The first reason is the one that counts.
RtmpSession::Step RtmpSession::broken(const QString &why)
{
    if (m_trouble.isEmpty())
        m_trouble = why;
    return Step::Broken;
}

RtmpSession::Step RtmpSession::shakeHands()
{
    if (m_phase == Phase::Hello) {
        if (!m_rest.isEmpty() && m_rest[0] != 3)
            return broken(QStringLiteral("no RTMP: it begins as something else")); // as TLS and HTTP do
        if (m_rest.size() < 1 + helloBytes)
            return Step::NeedsMore;
        // Version, a greeting of our own without a challenge, and the encoder's greeting back.
        m_output += QByteArray(1, 3) + QByteArray(helloBytes, '\0') + m_rest.mid(1, helloBytes);
        m_rest.remove(0, 1 + helloBytes);
        m_phase = Phase::Echo;
        return Step::Done;
    }
    if (m_rest.size() < helloBytes)
        return Step::NeedsMore;
    m_rest.remove(0, helloBytes);
    m_phase = Phase::Open;
    return Step::Done;
}

// The message header of one chunk from `at` on; complete is false when bytes are missing yet.
bool RtmpSession::header(int form, Stream &stream, qsizetype &at, bool &complete) const
{
    constexpr int sizes[] = {11, 7, 3, 0};
    const int size = sizes[form];
    complete = m_rest.size() >= at + size;
    if (!complete)
        return true;
    if (form == 3 && !stream.known)
        return false;
    quint32 time = stream.wide ? 0xffffff : 0;
    if (form < 3)
        time = bigEndian(m_rest, at, 3);
    const bool wide = time == 0xffffff;
    complete = m_rest.size() >= at + size + (wide ? 4 : 0);
    if (!complete)
        return true;
    if (wide)
        time = bigEndian(m_rest, at + size, 4);
    if (form < 2) {
        stream.length = bigEndian(m_rest, at + 3, 3);
        stream.type = quint8(m_rest[at + 6]);
    }
    if (form == 0)
        stream.stream = qFromLittleEndian<quint32>(m_rest.constData() + at + 7);
    if (form == 0) {
        stream.time = time;
        stream.step = 0;
    } else if (form < 3) {
        stream.step = time;
    }
    if (!stream.inside && form != 0)
        stream.time += stream.step;
    stream.wide = wide;
    stream.known = stream.known || form == 0;
    at += size + (wide ? 4 : 0);
    return stream.known && qsizetype(stream.length) <= messageBytesMax;
}

RtmpSession::Step RtmpSession::chunk()
{
    if (m_rest.isEmpty())
        return Step::NeedsMore;
    const int form = quint8(m_rest[0]) >> 6;
    quint32 id = quint8(m_rest[0]) & 0x3f;
    qsizetype at = 1;
    if (id < 2) {
        const int more = int(id) + 1;
        if (m_rest.size() < 1 + more)
            return Step::NeedsMore;
        id = 64 + quint8(m_rest[1]) + (more == 2 ? quint32(quint8(m_rest[2])) << 8 : 0);
        at += more;
    }
    if (!m_streams.contains(id) && m_streams.size() >= chunkStreamsMax)
        return broken(QStringLiteral("on more chunk streams than encoders use"));
    // A copy, since nothing may change when bytes are missing yet.
    Stream stream = m_streams.value(id);
    bool complete = true;
    if ((form < 2 && stream.inside) || !header(form, stream, at, complete))
        return broken(QStringLiteral("no RTMP: a header that continues nothing, or a message of over 8 MiB"));
    const qsizetype had = m_messages.value(id).size();
    const qsizetype wanted = std::min<qsizetype>(qsizetype(stream.length) - had, m_chunkBytes);
    if (!complete || m_rest.size() < at + wanted)
        return Step::NeedsMore;
    m_pending += wanted;
    if (m_pending > pendingBytesMax)
        return broken(QStringLiteral("more than a session may hold"));
    QByteArray &message = m_messages[id];
    message.append(m_rest.constData() + at, wanted);
    m_rest.remove(0, at + wanted);
    stream.inside = message.size() < qsizetype(stream.length);
    m_streams.insert(id, stream);
    if (stream.inside)
        return Step::Done;
    const QByteArray whole = std::exchange(message, {});
    m_pending -= whole.size();
    return this->message(stream, whole)
               ? Step::Done
               : broken(QStringLiteral("no RTMP: a message of type %1 that cannot be read").arg(stream.type));
}

bool RtmpSession::message(const Stream &stream, const QByteArray &payload)
{
    switch (stream.type) {
    case SetChunkSize:
        if (payload.size() != 4)
            return false;
        m_chunkBytes = bigEndian(payload, 0, 4) & 0x7fffffff;
        return m_chunkBytes > 0 && m_chunkBytes <= chunkBytesMax;
    case Sound:
    case Picture:
    case DataAmf0:
        if (m_publishing)
            m_events.append({RtmpEvent::Kind::Media, {}, stream.type, stream.time, payload});
        return true;
    case CommandAmf0:
        return command(payload);
    case Abort:
    case Acknowledgement:
    case UserControl:
    case WindowSize:
    case PeerBandwidth:
        return true;
    default:
        return false;
    }
}

bool RtmpSession::command(const QByteArray &payload)
{
    const auto values = readAmf(payload);
    if (!values || values->size() < 2)
        return false;
    const QString name = values->at(0).toString();
    const QJsonValue request = values->at(1);
    const QString result = QStringLiteral("_result");
    if (name == u"connect") {
        send(WindowSize, 0, four(windowBytes));
        send(PeerBandwidth, 0, four(windowBytes) + char(2));
        send(SetChunkSize, 0, four(ownChunkBytes));
        send(CommandAmf0, 0,
             writeAmf({result, request,
                       QJsonObject{{QStringLiteral("fmsVer"), QStringLiteral("FMS/3,0,1,123")},
                                   {QStringLiteral("capabilities"), 31}},
                       QJsonObject{{QStringLiteral("level"), QStringLiteral("status")},
                                   {QStringLiteral("code"), QStringLiteral("NetConnection.Connect.Success")},
                                   {QStringLiteral("description"), QStringLiteral("Connected.")},
                                   {QStringLiteral("objectEncoding"), 0}}}));
    } else if (name == u"createStream") {
        send(CommandAmf0, 0, writeAmf({result, request, QJsonValue(), 1}));
    } else if (name == u"releaseStream" || name == u"FCPublish") {
        send(CommandAmf0, 0, writeAmf({result, request, QJsonValue()}));
    } else if (name == u"publish") {
        publish(*values);
    } else if (name == u"FCUnpublish" || name == u"deleteStream" || name == u"closeStream") {
        m_publishing = false;
        m_events.append({RtmpEvent::Kind::Ended});
    }
    // Nothing else is asked by encoders, and nothing else is answered: nobody plays from here.
    return true;
}

// rtmp://host/live/KEY: the name that is published is the key.
void RtmpSession::publish(const QJsonArray &values)
{
    if (!m_publishing)
        m_events.append({RtmpEvent::Kind::Publish, values.at(3).toString().section(u'?', 0, 0)});
}

void RtmpSession::accept()
{
    m_publishing = true;
    sendStatus("status", "NetStream.Publish.Start", QStringLiteral("The server takes the programme."));
}

void RtmpSession::refuse(const QString &why)
{
    sendStatus("error", "NetStream.Publish.BadName", why);
}

void RtmpSession::sendStatus(const char *level, const char *code, const QString &description)
{
    send(CommandAmf0, 1,
         writeAmf({QStringLiteral("onStatus"), 0, QJsonValue(),
                   QJsonObject{{QStringLiteral("level"), QLatin1String(level)},
                               {QStringLiteral("code"), QLatin1String(code)},
                               {QStringLiteral("description"), description}}}));
}

// Our messages fit one chunk each: the largest is below ownChunkBytes, and the size is told before it.
void RtmpSession::send(quint8 type, quint32 stream, const QByteArray &payload)
{
    QByteArray head(12, '\0');
    head[0] = char(type == CommandAmf0 ? 3 : 2);
    head[4] = char(payload.size() >> 16);
    head[5] = char(payload.size() >> 8);
    head[6] = char(payload.size());
    head[7] = char(type);
    qToLittleEndian(stream, head.data() + 8);
    m_output += head + payload;
}

void RtmpSession::acknowledge(qsizetype taken)
{
    m_received += quint64(taken);
    if (m_phase != Phase::Open || m_received - m_acknowledged < windowBytes / 2)
        return;
    m_acknowledged = m_received;
    send(Acknowledgement, 0, four(quint32(m_received)));
}

} // namespace icmp::ingest
