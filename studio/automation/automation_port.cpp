#include "studio/automation/automation_port.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace icmp::automation {

namespace {

constexpr qsizetype socketPathBytesMax = 107; // sun_path, less its end

bool isOwnUser(const QLocalSocket &socket)
{
    struct ucred peer = {};
    socklen_t size = sizeof(peer);
    return ::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           peer.uid == ::geteuid();
}

QByteArray resultLine(const QJsonValue &id, const RpcAnswer &answer)
{
    QJsonObject json{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")}, {QStringLiteral("id"), id}};
    if (answer) {
        json.insert(QStringLiteral("result"), *answer);
    } else {
        QJsonObject error{{QStringLiteral("code"), answer.error().code},
                          {QStringLiteral("message"), answer.error().message}};
        if (!answer.error().data.isEmpty())
            error.insert(QStringLiteral("data"), answer.error().data);
        json.insert(QStringLiteral("error"), error);
    }
    // Measured times have fractions, which the canonical writer refuses; answers are no documents.
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

// One connection. Answers leave in the order of the requests: each waits for those before it.
struct AutomationPort::Client {
    struct Slot {
        QByteArray line;
        bool ready = false;
    };
    QPointer<QLocalSocket> socket;
    QByteArray buffer;
    QList<std::shared_ptr<Slot>> waiting;

    std::shared_ptr<Slot> expect()
    {
        waiting.append(std::make_shared<Slot>());
        return waiting.last();
    }
    void sendReady()
    {
        while (!waiting.isEmpty() && waiting.first()->ready) {
            if (socket)
                socket->write(waiting.first()->line);
            waiting.removeFirst();
        }
    }
};

RpcError toError(const Refusal &refusal)
{
    QJsonObject details{{QStringLiteral("refusal"), nameOf(refusal.code)}};
    if (!refusal.place.isEmpty()) {
        details.insert(QStringLiteral("place"), refusal.place);
        if (const auto clip = ClipId::fromText(refusal.place))
            details.insert(QStringLiteral("clip"), clip->value);
    }
    if (!refusal.detail.isEmpty())
        details.insert(QStringLiteral("detail"), refusal.detail);
    return {refusedCode, QStringLiteral("refused"), details};
}

RpcError toError(const Failure &failure)
{
    return {failedCode, failure.what,
            failure.advice.isEmpty() ? QJsonObject()
                                     : QJsonObject{{QStringLiteral("advice"), failure.advice}}};
}

AutomationPort::AutomationPort(QObject *parent) : QObject(parent) {}

AutomationPort::~AutomationPort()
{
    // The server takes its sockets along; each tells that it has gone, when the list is gone too.
    for (const std::shared_ptr<Client> &client : std::as_const(m_clients)) {
        if (client->socket)
            client->socket->disconnect(this);
    }
}

void AutomationPort::add(const QString &name, Method method)
{
    m_methods.insert(name, std::move(method));
}

void AutomationPort::addNow(const QString &name, std::function<RpcAnswer(const QJsonObject &)> method)
{
    add(name, [method = std::move(method)](const QJsonObject &params, const Answer &answer) {
        answer(method(params));
    });
}

Outcome<void> AutomationPort::listen(const QString &address)
{
    if (!address.startsWith(QLatin1String("unix:/")))
        return fail(tr("The automation address must look like \"unix:/path/to/socket\"."));
    const QString path = address.mid(5);
    const QByteArray name = QFile::encodeName(path);
    if (name.size() > socketPathBytesMax)
        return fail(tr("The automation socket's path is longer than %1 bytes.").arg(socketPathBytesMax));
    struct stat found = {};
    if (::lstat(name.constData(), &found) == 0) {
        QLocalSocket probe;
        probe.connectToServer(path);
        if (!S_ISSOCK(found.st_mode) || probe.waitForConnected(500))
            return fail(tr("Something else is at \"%1\" already.").arg(path));
        ::unlink(name.constData());
    }
    m_server = std::make_unique<QLocalServer>();
    m_server->setMaxPendingConnections(clientsMax);
    // The mask makes the socket private from its first moment on.
    const mode_t before = ::umask(0177);
    const bool listening = m_server->listen(path);
    ::umask(before);
    if (!listening) {
        const QString reason = m_server->errorString();
        m_server.reset();
        return fail(tr("The automation socket could not be made: %1.").arg(reason));
    }
    connect(m_server.get(), &QLocalServer::newConnection, this, &AutomationPort::accept);
    m_address = address;
    return {};
}

void AutomationPort::accept()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        if (!isOwnUser(*socket) || m_clients.size() >= clientsMax) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        auto client = std::make_shared<Client>();
        client->socket = socket;
        m_clients.append(client);
        connect(socket, &QLocalSocket::readyRead, this, [this, client] { read(client); });
        connect(socket, &QLocalSocket::disconnected, this, [this, client, socket] {
            m_clients.removeOne(client);
            socket->deleteLater();
        });
        read(client);
    }
}

void AutomationPort::read(const std::shared_ptr<Client> &client)
{
    if (!client->socket)
        return;
    client->buffer += client->socket->readAll();
    for (qsizetype end = client->buffer.indexOf('\n'); end >= 0 && client->socket;
         end = client->buffer.indexOf('\n')) {
        const QByteArray line = client->buffer.left(end);
        client->buffer.remove(0, end + 1);
        if (line.size() > lineBytesMax)
            client->socket->abort();
        else if (!line.trimmed().isEmpty())
            handle(client, line);
    }
    if (client->socket && client->buffer.size() > lineBytesMax)
        client->socket->abort();
}

void AutomationPort::handle(const std::shared_ptr<Client> &client, const QByteArray &line)
{
    const auto slot = client->expect();
    const auto settle = [client, slot](const QJsonValue &id, const RpcAnswer &answer) {
        if (slot->ready)
            return;
        slot->line = resultLine(id, answer);
        slot->ready = true;
        client->sendReady();
    };
    const auto refuseWith = [&](const QJsonValue &id, int code, const QString &message) {
        settle(id, tl::unexpected(RpcError{code, message, {}}));
    };
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(line, &problem);
    if (problem.error != QJsonParseError::NoError)
        return refuseWith(QJsonValue::Null, parseError, problem.errorString());
    const QJsonObject request = document.object();
    const QJsonValue id =
        request.contains(QLatin1String("id")) ? request.value(QLatin1String("id")) : QJsonValue::Null;
    const QString method = request.value(QLatin1String("method")).toString();
    if (request.value(QLatin1String("jsonrpc")).toString() != QLatin1String("2.0") || method.isEmpty())
        return refuseWith(id, invalidRequest, QStringLiteral("not a JSON-RPC 2.0 request"));
    if (!m_methods.contains(method))
        return refuseWith(id, methodNotFound,
                          QStringLiteral("there is no method \"%1\"").arg(method.left(100)));
    // A notification wants no answer, but keeps its place in the order.
    const bool silent = !request.contains(QLatin1String("id"));
    m_methods.value(method)(request.value(QLatin1String("params")).toObject(),
                            [settle, id, silent, slot, client](const RpcAnswer &answer) {
                                if (!silent)
                                    return settle(id, answer);
                                slot->ready = true;
                                client->sendReady();
                            });
}

} // namespace icmp::automation
