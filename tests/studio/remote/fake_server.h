// A server to throw away: HTTP answered by a function of the test, and a desk socket that the test drives.
#pragma once

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <functional>

namespace icmp::test {

struct FakeRequest {
    QByteArray method;
    QString path;
    QHash<QByteArray, QByteArray> headers; // names in small letters
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};
struct FakeAnswer {
    int status = 200;
    QJsonObject json = {};
    bool drop = false;   // close without a word
    QByteArray raw = {}; // instead of the JSON, byte for byte
};

class FakeServer : public QTcpServer {
public:
    explicit FakeServer(std::function<FakeAnswer(const FakeRequest &)> handler)
        : m_handler(std::move(handler))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
                    m_buffers.remove(socket);
                    socket->deleteLater();
                });
            }
        });
    }
    ~FakeServer() override
    {
        // Sockets are children and end after the members that their signals use.
        const auto sockets = findChildren<QTcpSocket *>();
        for (QTcpSocket *socket : sockets)
            socket->disconnect();
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort())); }
    QList<FakeRequest> requests;
    // Takes over sockets that ask for the desk, unread.
    std::function<void(QTcpSocket *)> upgrade;

private:
    void read(QTcpSocket *socket)
    {
        if (upgrade && socket->peek(12) == "GET /v1/desk") {
            socket->disconnect(this);
            return upgrade(socket);
        }
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        for (;;) {
            const qsizetype head = buffer.indexOf("\r\n\r\n");
            if (head < 0)
                return;
            FakeRequest request;
            const QList<QByteArray> lines = buffer.left(head).split('\n');
            const QList<QByteArray> first = lines[0].trimmed().split(' ');
            request.method = first.value(0);
            request.path = QString::fromLatin1(first.value(1));
            for (const QByteArray &line : lines.mid(1))
                request.headers.insert(line.left(line.indexOf(':')).toLower(),
                                       line.mid(line.indexOf(':') + 1).trimmed());
            const qsizetype length = request.headers.value("content-length").toLongLong();
            if (buffer.size() < head + 4 + length)
                return;
            request.body = buffer.mid(head + 4, length);
            buffer.remove(0, head + 4 + length);
            requests.append(request);
            const FakeAnswer answer = m_handler(request);
            if (answer.drop)
                return socket->abort();
            const QByteArray body =
                answer.raw.isEmpty() ? QJsonDocument(answer.json).toJson(QJsonDocument::Compact) : answer.raw;
            socket->write("HTTP/1.1 " + QByteArray::number(answer.status) +
                          " x\r\nContent-Type: application/json\r\n"
                          "Content-Length: " +
                          QByteArray::number(body.size()) + "\r\n\r\n" + body);
        }
    }

    std::function<FakeAnswer(const FakeRequest &)> m_handler;
    QHash<QTcpSocket *, QByteArray> m_buffers;
};

} // namespace icmp::test
