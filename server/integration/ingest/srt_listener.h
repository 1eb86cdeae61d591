// The SRT side of the front: encoders that connect with their stream key as the stream id, over libsrt, which
// verifies key and passphrase before a connection exists.
//
// The library's threads run while this lives; everything else is called from one thread.
#pragma once

#include "core/base/refusal.h"
#include "server/integration/ingest/publishers.h"

#include <QByteArrayList>
#include <functional>
#include <memory>
#include <mutex>

namespace icmp::ingest {

class SrtListener {
public:
    struct Arrived {
        int socket = -1;
        QString event;
        QString peer;
    };

    // fails  when the address cannot be listened at
    static Outcome<std::unique_ptr<SrtListener>> open(const QByteArray &address, quint16 port);
    ~SrtListener();

    quint16 port() const { return m_port; }
    void take(const QJsonObject &keyMessage);
    // Whoever connected since.
    QList<Arrived> arrived();
    // Sentences about who was turned away since: peer, why.
    QList<std::pair<QString, QString>> refused();
    // What came on this connection; false when it is over.
    bool read(int socket, QByteArray &bytes) const;
    void close(int socket) const;

private:
    SrtListener() = default;
    int judge(int socket, const QString &peer, const char *streamId);
    friend struct SrtCallback;

    int m_socket = -1;
    quint16 m_port = 0;
    mutable std::mutex m_mutex; // the library asks on a thread of its own
    Keys m_keys;
    QHash<int, QString> m_events; // of those that were let in and are not accepted yet
    QList<std::pair<QString, QString>> m_refused;
};

} // namespace icmp::ingest
