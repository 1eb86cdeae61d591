// The automation port: JSON-RPC 2.0 on a Unix socket, one object per line, answers in order. Off unless asked
// for.
//
// The socket has mode 0600 and only processes of the same user are served.
#pragma once

#include "core/base/id.h"
#include "core/base/refusal.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <functional>
#include <memory>

class QLocalServer;
class QLocalSocket;

namespace icmp::automation {

inline constexpr qint64 lineBytesMax =
    16 * 1024 * 1024;                // a project of 200,000 clips is about 60 MB as edits; one is not
inline constexpr int clientsMax = 8; // tests use one or two

// JSON-RPC's own codes, and ours for refusals.
inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;
inline constexpr int internalError = -32603;
inline constexpr int refusedCode = -32001;
inline constexpr int failedCode = -32002;

struct RpcError {
    int code = internalError;
    QString message;
    QJsonObject data = {};
};

using RpcAnswer = tl::expected<QJsonValue, RpcError>;
// Called once, now or later, in the port's thread.
using Answer = std::function<void(RpcAnswer)>;
using Method = std::function<void(const QJsonObject &params, Answer answer)>;

RpcError toError(const Refusal &refusal);
RpcError toError(const Failure &failure);

class AutomationPort : public QObject {
    Q_OBJECT
public:
    explicit AutomationPort(QObject *parent = nullptr);
    ~AutomationPort() override;

    // Replaces a method of the same name. The shell adds view.drag, view.grab and preview.frame.
    void add(const QString &name, Method method);
    // For methods that answer at once.
    void addNow(const QString &name, std::function<RpcAnswer(const QJsonObject &params)> method);

    // `address` is "unix:/path". Fails when the path is longer than 107 bytes or something listens there
    // already; a socket left by a dead process is replaced.
    Outcome<void> listen(const QString &address);
    QString address() const { return m_address; } // empty while off

private:
    struct Client;
    void accept();
    void read(const std::shared_ptr<Client> &client);
    void handle(const std::shared_ptr<Client> &client, const QByteArray &line);

    QHash<QString, Method> m_methods;
    std::unique_ptr<QLocalServer> m_server;
    QList<std::shared_ptr<Client>> m_clients;
    QString m_address;
};

} // namespace icmp::automation
