// The server's side of the ingest front: starts it, tells it the keys, and hears of publishers. Belongs to
// one thread with a Qt event loop.
#pragma once

#include "core/base/refusal.h"
#include "server/integration/ingest/front_link.h"

#include <QHash>
#include <QSet>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <memory>

namespace icmp::integration {

inline constexpr int frontPauseMs = 2'000; // before a front that died is started again

// Where encoders may knock; nothing: not at all.
struct IngestPlan {
    QString address = QStringLiteral("127.0.0.1");
    std::optional<quint16> rtmp = {}; // 0: the system chooses
    std::optional<quint16> srt = {};
};

struct IngestPorts {
    quint16 rtmp = 0;
    quint16 srt = 0;
};

struct IngestKey {
    QString hash;
    QString event;
    QString passphrase; // of SRT, 10–79 characters; empty: none
};

struct Publishing {
    qint64 id = 0;
    QString event;
    QByteArray container;
    QString peer;
};

class IngestProcess {
public:
    struct Handlers {
        std::function<void(const Publishing &publishing)> publishing = {};
        std::function<void(qint64 id)> began = {};
        std::function<void(qint64 id, const QString &why)> ended = {};
        std::function<void(const QString &sentence)> note = {};
    };

    IngestProcess(QByteArray program, IngestPlan plan, Handlers handlers);
    ~IngestProcess();

    // fails  when the front does not listen, with its own sentence. Waits for it.
    Outcome<IngestPorts> start();
    void setKey(const IngestKey &key);
    void forget(const QString &event);
    // Gives the publisher a fresh pipe; returns the reading end. fails  when the system gives none
    Outcome<int> feed(qint64 id);
    void drop(qint64 id);
    qint64 pid() const { return m_pid; }

private:
    Outcome<void> spawn();
    void stop();
    void receive();
    void take(const QJsonObject &body);
    void died();

    QByteArray m_program;
    IngestPlan m_plan;
    Handlers m_handlers;
    QHash<QString, IngestKey> m_keys; // by event
    QSet<qint64> m_publishers;
    int m_pid = -1;
    int m_socket = -1;
    IngestPorts m_ports;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_again;
};

} // namespace icmp::integration
