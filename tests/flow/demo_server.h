// The real server as a process of its own, on a folder that outlives it, and what tests say to it.
#pragma once

#include "core/base/base32.h"
#include "core/base/strict_json.h"
#include "core/identity/totp.h"
#include "tests/support/places.h"

#include <QDateTime>
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>
#include <csignal>

namespace icmp::test {

inline constexpr int patienceMs = 20'000; // a loaded machine; never what is measured

struct HttpAnswer {
    int status = 0;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers;

    QJsonObject json() const { return parseJsonObject(body).value_or(QJsonObject()); }
    QString code() const { return json().value(QLatin1String("code")).toString(); }
};

class DemoServer {
public:
    // more: further words of the command line.
    bool start(const QStringList &more = {})
    {
        const QStringList words = under +
                                  QStringList{icmp::test::builtPath(QStringLiteral("bin/icmp-server")),
                                              QStringLiteral("demo"),
                                              QStringLiteral("--data"),
                                              m_folder.path(),
                                              QStringLiteral("--port"),
                                              QStringLiteral("0")} +
                                  more;
        m_process.setProgram(words.first());
        m_process.setArguments(words.mid(1));
        if (logPath.isEmpty())
            m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        else
            m_process.setStandardErrorFile(logPath, QIODevice::Append);
        m_process.start();
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(patienceMs))
                return false;
        }
        told = parseJsonObject(m_process.readLine()).value_or(QJsonObject());
        return told.contains(QLatin1String("http"));
    }

    // As a power cut would: nothing is flushed, nobody is told.
    void kill9()
    {
        ::kill(pid_t(m_process.processId()), SIGKILL);
        m_process.waitForFinished(patienceMs);
    }

    // The exit code after a graceful stop.
    int stop()
    {
        m_process.terminate();
        return m_process.waitForFinished(patienceMs) ? m_process.exitCode() : -1;
    }

    ~DemoServer()
    {
        if (m_process.state() != QProcess::NotRunning)
            kill9();
    }

    bool isRunning() const { return m_process.state() == QProcess::Running; }
    qint64 pid() const { return m_process.processId(); }

    // What standard output holds after the line that start() took.
    QByteArray furtherOutput() { return m_process.readAllStandardOutput(); }

    QString http() const { return told.value(QLatin1String("http")).toString(); }
    QString event() const { return told.value(QLatin1String("event")).toString(); }
    QString folder() const { return m_folder.path(); }

    HttpAnswer ask(const QByteArray &method, const QString &path, const QByteArray &body = {},
                   const QString &bearer = {}, const QHash<QByteArray, QByteArray> &headers = {})
    {
        QNetworkRequest request(QUrl(http() + path));
        if (!body.isEmpty())
            request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        if (!bearer.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + bearer.toLatin1());
        for (auto it = headers.begin(); it != headers.end(); ++it)
            request.setRawHeader(it.key(), it.value());
        const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(request, method, body));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, patienceMs))
            return {};
        HttpAnswer answer;
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.body = reply->readAll();
        for (const auto &pair : reply->rawHeaderPairs())
            answer.headers.insert(pair.first.toLower(), pair.second);
        return answer;
    }

    HttpAnswer post(const QString &path, const QJsonObject &body, const QString &bearer = {})
    {
        return ask("POST", path, compactJson(body), bearer);
    }

    // The session of the account with this role.
    QString signIn(const QString &role)
    {
        for (const auto item : told.value(QLatin1String("accounts")).toArray()) {
            const QJsonObject account = item.toObject();
            if (account.value(QLatin1String("role")).toString() != role)
                continue;
            const auto seed = fromBase32(account.value(QLatin1String("totpSecret")).toString());
            QJsonObject body{{QStringLiteral("login"), account.value(QLatin1String("login"))},
                             {QStringLiteral("password"), account.value(QLatin1String("password"))}};
            if (seed)
                body.insert(
                    QStringLiteral("code"),
                    identity::totpCode(*seed, identity::totpStepAt(QDateTime::currentMSecsSinceEpoch())));
            return post(QStringLiteral("/v1/signin"), body).json().value(QLatin1String("session")).toString();
        }
        return {};
    }

    HttpAnswer command(const QString &session, const QString &key, const QString &command,
                       const QString &element = {})
    {
        QJsonObject body{{QStringLiteral("key"), key}, {QStringLiteral("command"), command}};
        if (!element.isEmpty())
            body.insert(QStringLiteral("element"), element);
        return post(QStringLiteral("/v1/events/%1/commands").arg(event()), body, session);
    }

    QJsonObject result(const QString &element, const QString &session = {})
    {
        return ask("GET", QStringLiteral("/v1/events/%1/elements/%2/result").arg(event(), element), {},
                   session)
            .json();
    }

    QString token(const QString &device)
    {
        return post(QStringLiteral("/v1/events/%1/tokens").arg(event()), {{QStringLiteral("dev"), device}})
            .json()
            .value(QLatin1String("token"))
            .toString();
    }

    QJsonObject told;
    QString logPath;   // where standard error goes, instead of the test's own
    QStringList under; // the words of a program that starts the server; empty for none

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QNetworkAccessManager m_network;
};

// One WebSocket and everything it was told, in order.
class Line {
public:
    // origin: of the page that opens it; empty for the server's own
    Line(DemoServer &server, const QString &path, const QString &protocol, const QString &origin = {})
    {
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [this](const QString &text) {
            for (const QByteArray &one : text.toUtf8().split('\n'))
                heard.append(parseJsonObject(one).value_or(QJsonObject()));
        });
        QNetworkRequest request(
            QUrl(QString(server.http()).replace(QLatin1String("http"), QLatin1String("ws")) + path));
        request.setRawHeader("Sec-WebSocket-Protocol", protocol.toLatin1());
        request.setRawHeader("Origin", (origin.isEmpty() ? server.http() : origin).toLatin1());
        m_socket.open(request);
    }

    bool isUp()
    {
        return QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; },
                               patienceMs);
    }
    // The upgrade was answered with something else.
    bool isRefused() const
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState &&
               m_socket.error() != QAbstractSocket::UnknownSocketError;
    }
    bool isUpNow() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void say(const QByteArray &text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    void say(const QJsonObject &message) { say(compactJson(message)); }
    bool isClosed()
    {
        return QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::UnconnectedState; },
                               patienceMs);
    }
    int closeCode() const { return m_socket.closeCode(); }

    // The first message heard so far, or within patience, that has `key`; it is taken out.
    QJsonObject take(const QString &key)
    {
        QJsonObject found;
        (void)QTest::qWaitFor(
            [&] {
                for (qsizetype i = 0; i < heard.size(); ++i) {
                    if (heard.at(i).contains(key)) {
                        found = heard.takeAt(i);
                        return true;
                    }
                }
                return false;
            },
            patienceMs);
        return found.value(key).toObject();
    }

    QList<QJsonObject> heard;

private:
    QWebSocket m_socket;
};

inline QJsonObject helloMessage(const QString &event, const QString &token, const QString &device)
{
    return {{QStringLiteral("i"), 1},
            {QStringLiteral("hello"), QJsonObject{{QStringLiteral("v"), 1},
                                                  {QStringLiteral("ev"), event},
                                                  {QStringLiteral("tok"), token},
                                                  {QStringLiteral("dev"), device}}}};
}

inline QJsonObject voteMessage(const QString &element, int option, const QString &key)
{
    return {{QStringLiteral("i"), 2},
            {QStringLiteral("vote"), QJsonObject{{QStringLiteral("iid"), element},
                                                 {QStringLiteral("ch"), QJsonArray{option}},
                                                 {QStringLiteral("key"), key}}}};
}

} // namespace icmp::test
