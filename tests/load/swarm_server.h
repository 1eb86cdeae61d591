// The server as a process and over HTTP: what it uses, and the producer's presses.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

#include "tests/load/swarm_stage.h"
#include "tests/load/swarm_tls.h"
#include "tests/load/swarm_wire.h"

namespace icmp::load {

// The core process and its workers, from /proc.
class ServerWatch {
public:
    explicit ServerWatch(qint64 core) : m_core(core) {}
    QList<qint64> pids() const;
    qint64 cpuNs() const;       // of all threads of all of them so far
    qint64 memoryBytes() const; // resident and private (RssAnon), sum
    bool running() const { return m_core > 0; }

private:
    qint64 m_core; // 0: nobody is watched
};

// One kept-alive connection; every call blocks until the answer is there, at most 30 s.
class Desk {
public:
    Desk(QByteArray host, quint16 port, QByteArray event, bool secure);
    ~Desk();
    Desk(const Desk &) = delete;
    Desk &operator=(const Desk &) = delete;

    void useSession(const QByteArray &session) { m_session = session; }
    // Signs in as the producer of a demo.json. false: `wrong` says why.
    bool signIn(const QJsonObject &demo, QString &wrong);
    // status 0: no answer came.
    HttpAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {});
    // One command; its time is put on the stage just before it leaves.
    HttpAnswer press(Stage &stage, const QByteArray &command, const QByteArray &element = {});
    QJsonObject event();
    QJsonObject snapshot();
    QJsonObject result(const QByteArray &element);
    // The value of a metric; −1 if there is none.
    qint64 metric(const QByteArray &name);

private:
    bool connect();

    QByteArray m_host;
    quint16 m_port;
    QByteArray m_event;
    QByteArray m_session;
    int m_fd = -1;
    TlsContext m_context; // null: plain
    std::unique_ptr<ssl_st, TlsFree> m_tls;
};

} // namespace icmp::load
