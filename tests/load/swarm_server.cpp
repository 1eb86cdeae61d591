#include "tests/load/swarm_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include "core/base/base32.h"
#include "core/identity/totp.h"

namespace icmp::load {

namespace {

constexpr int answerSeconds = 30;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject objectIn(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

QList<qint64> ServerWatch::pids() const
{
    QList<qint64> pids;
    if (m_core <= 0)
        return pids;
    pids.append(m_core);
    const QString tasks = QStringLiteral("/proc/%1/task").arg(m_core);
    for (const QString &task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const QByteArray &child :
             contents(tasks + u'/' + task + QStringLiteral("/children")).split(' ')) {
            if (!child.isEmpty())
                pids.append(child.toLongLong());
        }
    }
    return pids;
}

qint64 ServerWatch::cpuNs() const
{
    qint64 sum = 0;
    for (const qint64 pid : pids()) {
        const QString tasks = QStringLiteral("/proc/%1/task").arg(pid);
        for (const QString &task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            sum +=
                contents(tasks + u'/' + task + QStringLiteral("/schedstat")).split(' ').value(0).toLongLong();
    }
    return sum;
}

qint64 ServerWatch::memoryBytes() const
{
    qint64 sum = 0;
    for (const qint64 pid : pids()) {
        for (const QByteArray &line : contents(QStringLiteral("/proc/%1/status").arg(pid)).split('\n')) {
            if (line.startsWith("RssAnon:"))
                sum += line.simplified().split(' ').value(1).toLongLong() * 1024;
        }
    }
    return sum;
}

Desk::Desk(QByteArray host, quint16 port, QByteArray event, bool secure)
    : m_host(std::move(host)), m_port(port), m_event(std::move(event))
{
    if (secure)
        m_context = makeTlsContext();
}

Desk::~Desk()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool Desk::connect()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    const timeval patience{answerSeconds, 0};
    setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, m_host.constData(), &address.sin_addr);
    address.sin_port = htons(m_port);
    if (::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return false;
    if (m_context)
        m_tls = connectTls(m_context, m_fd);
    return !m_context || m_tls;
}

HttpAnswer Desk::ask(const QByteArray &method, const QByteArray &path, const QByteArray &body)
{
    QByteArray request = method + ' ' + path + " HTTP/1.1\r\nHost: " + m_host + "\r\n";
    if (!m_session.isEmpty())
        request += "Authorization: Bearer " + m_session + "\r\n";
    if (!body.isEmpty())
        request +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    request += "\r\n" + body;
    // A connection that has lain idle for a minute is closed by the server, so each request looks first.
    char scratch[64 * 1024];
    const bool gone = m_fd < 0 || ::recv(m_fd, scratch, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
    if ((gone || m_tls) && !connect())
        return {};
    if (m_tls ? !writeTls(m_tls.get(), request)
              : ::send(m_fd, request.constData(), size_t(request.size()), MSG_NOSIGNAL) != request.size())
        return {};
    QByteArray in;
    for (;;) {
        const ssize_t got =
            m_tls ? readTls(m_tls.get(), scratch, sizeof scratch) : ::recv(m_fd, scratch, sizeof scratch, 0);
        if (got <= 0)
            return {};
        in.append(scratch, got);
        if (const auto answer = httpAnswer(in))
            return *answer;
    }
}

bool Desk::signIn(const QJsonObject &demo, QString &wrong)
{
    for (const QJsonValue &one : demo.value(QLatin1String("accounts")).toArray()) {
        const QJsonObject account = one.toObject();
        if (account.value(QLatin1String("role")).toString() != u"producer")
            continue;
        const auto seed = fromBase32(account.value(QLatin1String("totpSecret")).toString());
        const qint64 step = identity::totpStepAt(realtimeNs() / 1'000'000);
        const QJsonObject body{
            {QStringLiteral("login"), account.value(QLatin1String("login"))},
            {QStringLiteral("password"), account.value(QLatin1String("password"))},
            {QStringLiteral("code"), identity::totpCode(seed.value_or(QByteArray()), step)}};
        const HttpAnswer answer =
            ask("POST", "/v1/signin", QJsonDocument(body).toJson(QJsonDocument::Compact));
        m_session = objectIn(answer.body).value(QLatin1String("session")).toString().toLatin1();
        if (m_session.isEmpty())
            wrong = QStringLiteral("The producer could not sign in: %1 %2")
                        .arg(answer.status)
                        .arg(QString::fromUtf8(answer.body));
        return !m_session.isEmpty();
    }
    wrong = QStringLiteral("The accounts name no producer.");
    return false;
}

HttpAnswer Desk::press(Stage &stage, const QByteArray &command, const QByteArray &element)
{
    QJsonObject body{{QStringLiteral("key"), QUuid::createUuid().toString(QUuid::WithoutBraces)},
                     {QStringLiteral("command"), QString::fromLatin1(command)}};
    if (!element.isEmpty())
        body.insert(QStringLiteral("element"), QString::fromLatin1(element));
    const QByteArray text = QJsonDocument(body).toJson(QJsonDocument::Compact);
    stage.pressedNs.store(realtimeNs());
    return ask("POST", "/v1/events/" + m_event + "/commands", text);
}

QJsonObject Desk::event()
{
    return objectIn(ask("GET", "/v1/events/" + m_event).body);
}

QJsonObject Desk::snapshot()
{
    return objectIn(ask("GET", "/v1/events/" + m_event + "/snapshot").body);
}

QJsonObject Desk::result(const QByteArray &element)
{
    return objectIn(ask("GET", "/v1/events/" + m_event + "/elements/" + element + "/result").body);
}

qint64 Desk::metric(const QByteArray &name)
{
    for (const QByteArray &line : ask("GET", "/metrics").body.split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() == 2 && words.first().endsWith(name))
            return qint64(words.last().toDouble());
    }
    return -1;
}

} // namespace icmp::load
