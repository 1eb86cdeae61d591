#include "studio/remote/rest_client.h"

#include "studio/remote/account_file.h"

#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace icmp::remote {

namespace {

ProblemKind kindOf(QNetworkReply::NetworkError error, int status)
{
    using Error = QNetworkReply;
    if (status == 401)
        return ProblemKind::NotSignedIn;
    if (status >= 400 && status < 500)
        return ProblemKind::Refused;
    if (status >= 500)
        return ProblemKind::ServerFault;
    if (error == Error::SslHandshakeFailedError)
        return ProblemKind::Certificate;
    // Qt ends its own time-out in the same way as a cancelled request; Pending marks the latter.
    if (error == Error::OperationCanceledError || error == Error::TimeoutError)
        return ProblemKind::TimedOut;
    return ProblemKind::Unreachable;
}

QString hostOf(const QUrl &server)
{
    return server.host() + (server.port() > 0 ? u':' + QString::number(server.port()) : QString());
}

QString sentenceFor(ProblemKind kind, const QUrl &server, int status)
{
    const QString host = hostOf(server);
    switch (kind) {
    case ProblemKind::Unreachable:
        return RestClient::tr("The server at %1 does not answer. Check the address and your connection.")
            .arg(host);
    case ProblemKind::TimedOut:
        return RestClient::tr("The server at %1 took too long to answer. Check your connection, or try again "
                              "in a moment.")
            .arg(host);
    case ProblemKind::Certificate:
        return certificateSentence(server);
    case ProblemKind::NotSignedIn:
        return RestClient::tr("You are not signed in any more. Sign in again.");
    case ProblemKind::Cancelled:
        return RestClient::tr("This was cancelled.");
    case ProblemKind::Refused:
    case ProblemKind::Conflict:
        return RestClient::tr(
                   "The server refused this (%1). Update the studio, or ask whoever runs the server.")
            .arg(status);
    case ProblemKind::ServerFault:
        break;
    }
    return RestClient::tr("The server at %1 has a fault (%2). Try again in a moment.").arg(host).arg(status);
}

// What came is not an answer of our own server.
Problem foreignAnswer(int status, bool tooLarge)
{
    return {ProblemKind::ServerFault,
            status,
            {},
            tooLarge
                ? RestClient::tr("The server's answer is larger than any that belongs to this program. Check "
                                 "the address, or update the studio.")
                : RestClient::tr("The server's answer is not of this program's protocol. Check the address, "
                                 "or update the studio."),
            {}};
}

constexpr const char *cancelledMark = "cancelledByCaller";

Problem problemOf(const QNetworkReply &reply, const QByteArray &body)
{
    Problem problem;
    problem.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    problem.kind = reply.property(cancelledMark).toBool() ? ProblemKind::Cancelled
                                                          : kindOf(reply.error(), problem.status);
    problem.body = QJsonDocument::fromJson(body).object();
    problem.code = problem.body.value(QLatin1String("code")).toString();
    if (problem.code == QLatin1String("conflict"))
        problem.kind = ProblemKind::Conflict;
    problem.sentence = problem.body.value(QLatin1String("detail")).toString();
    if (problem.sentence.isEmpty())
        problem.sentence = problem.body.value(QLatin1String("title")).toString();
    if (problem.sentence.isEmpty())
        problem.sentence = sentenceFor(problem.kind, reply.url(), problem.status);
    return problem;
}

} // namespace

QString certificateSentence(const QUrl &server)
{
    return RestClient::tr(
               "The server at %1 could not prove who it is: its certificate is not valid. Nothing was "
               "sent. Check the address; if it is right, whoever runs the server must renew the "
               "certificate.")
        .arg(hostOf(server));
}

Pending::Pending(QNetworkReply *reply) : m_reply(std::make_shared<QNetworkReply *>(reply))
{
    QObject::connect(reply, &QObject::destroyed, [held = m_reply] { *held = nullptr; });
}

void Pending::cancel()
{
    if (!m_reply || !*m_reply)
        return;
    (*m_reply)->setProperty(cancelledMark, true);
    (*m_reply)->abort();
}

RestClient::RestClient(QObject *parent)
    : QObject(parent), m_network(std::make_unique<QNetworkAccessManager>())
{
    // A session never follows a redirect to where it does not belong.
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

RestClient::~RestClient() = default;

void RestClient::setServer(const QUrl &server)
{
    m_server =
        server.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
}

QString RestClient::origin() const
{
    return m_server.toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment |
                             QUrl::RemoveUserInfo);
}

QNetworkRequest RestClient::request(const QString &path, int timeoutMs) const
{
    QUrl url = m_server;
    const QUrl relative(path, QUrl::StrictMode);
    url.setPath(relative.path());
    url.setQuery(relative.query());
    QNetworkRequest request(url);
    request.setTransferTimeout(timeoutMs);
    request.setRawHeader("Accept", "application/json");
    if (!m_session.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_session.toLatin1());
    return request;
}

Pending RestClient::get(const QString &path, Answered then)
{
    const QNetworkRequest asked = request(path, requestTimeoutMs);
    return asked.url().isValid() && !m_server.isEmpty() &&
                   (m_server.scheme() == u"https" || isLoopback(m_server))
               ? follow(m_network->get(asked), std::move(then))
               : refuseLater(std::move(then));
}

Pending RestClient::post(const QString &path, const QJsonObject &body, Answered then)
{
    QNetworkRequest asked = request(path, requestTimeoutMs);
    asked.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (m_server.isEmpty() || (m_server.scheme() != u"https" && !isLoopback(m_server)))
        return refuseLater(std::move(then));
    return follow(m_network->post(asked, QJsonDocument(body).toJson(QJsonDocument::Compact)),
                  std::move(then));
}

Pending RestClient::put(const Upload &upload, Answered then)
{
    QNetworkRequest asked = request(upload.path, uploadTimeoutMs);
    asked.setHeader(QNetworkRequest::ContentTypeHeader, upload.type);
    const qint64 last = upload.offset + upload.bytes.size() - 1;
    asked.setRawHeader("Content-Range", "bytes " + QByteArray::number(upload.offset) + '-' +
                                            QByteArray::number(last) + '/' +
                                            QByteArray::number(upload.total));
    if (m_server.isEmpty() || (m_server.scheme() != u"https" && !isLoopback(m_server)))
        return refuseLater(std::move(then));
    return follow(m_network->put(asked, upload.bytes), std::move(then));
}

Pending RestClient::follow(QNetworkReply *reply, Answered then)
{
    struct State {
        QByteArray body;
        bool tooLarge = false;
    };
    const auto state = std::make_shared<State>();
    const bool carried = !m_session.isEmpty();
    // The transfer time-out of Qt counts silence; a server that drips bytes must end too.
    auto *deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, reply, [reply] { reply->abort(); });
    deadline->start(uploadTimeoutMs);
    connect(reply, &QNetworkReply::readyRead, this, [reply, state] {
        state->body += reply->readAll();
        if (state->body.size() > answerBytesMax && !state->tooLarge) {
            state->tooLarge = true;
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, state, carried, then = std::move(then)] {
        reply->deleteLater();
        if (reply->isOpen())
            state->body += reply->readAll();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (!state->tooLarge && reply->error() == QNetworkReply::NoError && status >= 200 && status < 300)
            return then(Reply{status, QJsonDocument::fromJson(state->body).object(), state->body});
        Problem problem = problemOf(*reply, state->body);
        if (state->tooLarge || (status >= 200 && status < 400))
            problem = foreignAnswer(status, state->tooLarge);
        if (status == 401 && carried)
            Q_EMIT sessionEnded();
        then(tl::unexpected(problem));
    });
    return Pending(reply);
}

Pending RestClient::refuseLater(Answered then)
{
    const Problem problem{ProblemKind::Unreachable,
                          0,
                          {},
                          m_server.isEmpty() ? tr("No server is set. Enter its address in the settings.")
                                             : tr("The address of the server must begin with https://."),
                          {}};
    QTimer::singleShot(0, this, [then = std::move(then), problem] { then(tl::unexpected(problem)); });
    return {};
}

} // namespace icmp::remote
