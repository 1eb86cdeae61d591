// Requests to one server over HTTP, with time limits and sentences for everything that can go wrong.
#pragma once

#include "studio/remote/problem.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>
#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace icmp::remote {

inline constexpr int requestTimeoutMs = 10'000;            // a slow phone line answers in 3 s
inline constexpr int uploadTimeoutMs = 60'000;             // 1 MiB at 150 kbit/s
inline constexpr qint64 answerBytesMax = 16 * 1024 * 1024; // a package of 10,000 clips is about 6 MB

struct Reply {
    int status = 0;
    QJsonObject json; // empty when the body is not a JSON object
    QByteArray body;
};

using Answered = std::function<void(Remote<Reply>)>;

// What is said when TLS does not show that the server is the one meant.
QString certificateSentence(const QUrl &server);

// Cancels its request when told; may outlive the request.
class Pending {
public:
    Pending() = default;
    explicit Pending(QNetworkReply *reply);
    void cancel();

private:
    std::shared_ptr<QNetworkReply *> m_reply;
};

struct Upload {
    QString path;     // e.g. "/v1/objects/<sha256>"
    QString type;     // media type
    QByteArray bytes; // at most limits::uploadChunkBytesMax
    qint64 offset = 0;
    qint64 total = 0;
};

class RestClient : public QObject {
    Q_OBJECT
public:
    explicit RestClient(QObject *parent = nullptr);
    ~RestClient() override;

    // "https://host[:port]" or, on loopback only, "http://…"; anything else answers every request with a
    // Problem.
    void setServer(const QUrl &server);
    QUrl server() const { return m_server; }
    // The server's own origin, "https://host:port", as WebSockets must send it.
    QString origin() const;
    // Sent as "Authorization: Bearer"; empty for none.
    void setSession(const QString &session) { m_session = session; }
    QString session() const { return m_session; }

    // `then` is called once in this thread, never from inside the call; not at all once the client is gone.
    Pending get(const QString &path, Answered then);
    Pending post(const QString &path, const QJsonObject &body, Answered then);
    Pending put(const Upload &upload, Answered then);

Q_SIGNALS:
    // A 401 on a request that carried the session.
    void sessionEnded();

private:
    QNetworkRequest request(const QString &path, int timeoutMs) const;
    Pending follow(QNetworkReply *reply, Answered then);
    Pending refuseLater(Answered then);

    QUrl m_server;
    QString m_session;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

} // namespace icmp::remote
