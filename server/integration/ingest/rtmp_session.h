// The server's side of RTMP for one encoder that publishes: handshake, connect, createStream, publish, media.
// Bytes in, bytes and events out; no socket, no clock. Whatever is not part of that ends the session.
//
// source  Adobe's RTMP specification 1.0 (2012)
#pragma once

#include "server/integration/ingest/amf0.h"

#include <QHash>
#include <QList>

namespace icmp::ingest {

inline constexpr qsizetype messageBytesMax = 8 * 1024 * 1024; // a key picture at 50 Mbit/s has about 2 MiB
inline constexpr qsizetype pendingBytesMax =
    12 * 1024 * 1024;                      // all unfinished messages of a session together
inline constexpr int chunkStreamsMax = 16; // encoders use 4
inline constexpr quint32 chunkBytesMax = 16 * 1024 * 1024;

struct RtmpEvent {
    enum class Kind { Publish, Media, Ended } kind = Kind::Ended;
    QString key = {};        // of Publish
    quint8 type = 0;         // of Media: 8 sound, 9 picture, 18 data
    quint32 timeMs = 0;      // of Media
    QByteArray payload = {}; // of Media
};

class RtmpSession {
public:
    // false: what came is no RTMP, or more than a session may hold, as trouble() says; close the connection.
    bool feed(const QByteArray &bytes);
    // The end of a sentence: "what it sends is …".
    const QString &trouble() const { return m_trouble; }
    QList<RtmpEvent> takeEvents() { return std::exchange(m_events, {}); }
    QByteArray takeOutput() { return std::exchange(m_output, {}); }

    // The answers to Publish.
    void accept();
    // The encoder is told why; close once it is sent.
    void refuse(const QString &why);

private:
    struct Stream {
        quint32 time = 0;
        quint32 step = 0;
        quint32 length = 0;
        quint8 type = 0;
        quint32 stream = 0;
        bool wide = false; // the last header had an extended time
        bool known = false;
        bool inside = false; // a message of which more is to come
    };

    enum class Step { Done, NeedsMore, Broken };

    Step broken(const QString &why);
    Step shakeHands();
    Step chunk();
    bool header(int form, Stream &stream, qsizetype &at, bool &complete) const;
    bool message(const Stream &stream, const QByteArray &payload);
    bool command(const QByteArray &payload);
    void publish(const QJsonArray &values);
    void send(quint8 type, quint32 stream, const QByteArray &payload);
    void sendStatus(const char *level, const char *code, const QString &description);
    void acknowledge(qsizetype taken);

    enum class Phase { Hello, Echo, Open } m_phase = Phase::Hello;
    QByteArray m_rest;
    QHash<quint32, Stream> m_streams;
    QHash<quint32, QByteArray> m_messages; // unfinished ones
    qsizetype m_pending = 0;
    quint32 m_chunkBytes = 128;
    quint64 m_received = 0, m_acknowledged = 0;
    bool m_publishing = false;
    QList<RtmpEvent> m_events;
    QByteArray m_output;
    QString m_trouble;
};

} // namespace icmp::ingest
