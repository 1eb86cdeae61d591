#include "server/console/admin_link.h"

#include "core/base/strict_json.h"

#include <QLocalSocket>
#include <QTcpSocket>
#include <QUrl>

namespace icmp::console {

namespace {

constexpr int connectWaitMs = 5'000;

tl::unexpected<Failure> nobodyAnswers(const QString &place)
{
    return fail(QStringLiteral("No server answers at %1.").arg(place),
                QStringLiteral("Start it, or name its folder with --data or its address with --server."));
}

// Whether the whole body is there that the head announces.
bool isWhole(const QByteArray &got)
{
    const qsizetype end = got.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QByteArray mark = "\r\ncontent-length:";
    const QByteArray head = got.left(end + 2).toLower();
    const qsizetype at = head.indexOf(mark);
    if (at < 0)
        return false; // then its end is where the other side closes
    const qsizetype from = at + mark.size();
    return got.size() >= end + 4 + head.mid(from, head.indexOf('\r', from) - from).trimmed().toLongLong();
}

// What comes until it is whole or the other side closes; nothing when it is too long.
template <class Socket>
std::optional<QByteArray> talk(Socket &socket, const QByteArray &request)
{
    socket.write(request);
    QByteArray got;
    while (socket.waitForReadyRead(answerWaitMs)) {
        got += socket.readAll();
        if (got.size() > answerBytesMax)
            return std::nullopt;
        if (isWhole(got))
            return got;
    }
    got += socket.readAll();
    return got;
}

std::optional<AdminAnswer> parsed(const QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    const QByteArrayList first = bytes.left(bytes.indexOf("\r\n")).split(' ');
    if (end < 0 || first.size() < 2 || !first[0].startsWith("HTTP/1."))
        return std::nullopt;
    AdminAnswer answer;
    answer.status = first[1].toInt();
    answer.body = parseJsonObject(bytes.mid(end + 4)).value_or(QJsonObject());
    return answer;
}

} // namespace

QString AdminAnswer::sentence() const
{
    const QString detail = body.value(QLatin1String("detail")).toString();
    return detail.isEmpty() ? QStringLiteral("The server answered with status %1.").arg(status) : detail;
}

Outcome<QByteArray> AdminLink::exchange(const QByteArray &request) const
{
    std::optional<QByteArray> got;
    if (m_place.startsWith(QLatin1String("http://"))) {
        const QUrl url(m_place);
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port(80)));
        if (!socket.waitForConnected(connectWaitMs))
            return nobodyAnswers(m_place);
        got = talk(socket, request);
    } else {
        QLocalSocket socket;
        socket.connectToServer(m_place);
        if (!socket.waitForConnected(connectWaitMs))
            return nobodyAnswers(m_place);
        got = talk(socket, request);
    }
    if (!got)
        return fail(QStringLiteral("The server's answer is too long."));
    return *got;
}

Outcome<AdminAnswer> AdminLink::ask(const QByteArray &method, const QString &path, const QJsonObject &body,
                                    const QString &session) const
{
    const QByteArray text = method == "POST" ? compactJson(body) : QByteArray();
    const QUrl url(m_place);
    const QByteArray host =
        m_place.startsWith(QLatin1String("http://")) ? url.authority().toLatin1() : QByteArray("localhost");
    QByteArray request =
        method + ' ' + path.toUtf8() + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
    if (!session.isEmpty())
        request += "Authorization: Bearer " + session.toLatin1() + "\r\n";
    if (!text.isEmpty())
        request +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(text.size()) + "\r\n";
    const auto got = exchange(request + "\r\n" + text);
    if (!got)
        return tl::unexpected(got.error());
    const auto answer = parsed(*got);
    if (!answer)
        return fail(QStringLiteral("What answers at %1 is no server of ours.").arg(m_place));
    return *answer;
}

} // namespace icmp::console
