#include "server/edge/link.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtEndian>
#include <cerrno>

namespace icmp::edge {

QList<EdgeCounter> named(const Counters &counters)
{
    QList<EdgeCounter> list;
#define X(name, gauge) list.append({#name, gauge, counters[size_t(Counter::name)]});
    ICMP_EDGE_COUNTERS(X)
#undef X
    return list;
}

bool isGauge(int index)
{
#define X(name, gauge) gauge,
    static constexpr bool gauges[] = {ICMP_EDGE_COUNTERS(X)};
#undef X
    return gauges[index];
}

Link::Link(int fd) : m_fd(fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    const int bytes = 1024 * 1024; // a burst of acknowledgements of one group commit fits
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

Link::~Link()
{
    close(m_fd);
}

void Link::queue(LinkMessage type, const QByteArray &payload)
{
    if (payload.size() > linkFrameBytesMax)
        return;
    char head[5];
    qToLittleEndian<quint32>(quint32(payload.size()), head);
    head[4] = char(type);
    m_out.append(head, sizeof head);
    m_out.append(payload);
}

bool Link::flush()
{
    while (m_outAt < m_out.size()) {
        const ssize_t sent =
            ::send(m_fd, m_out.constData() + m_outAt, size_t(m_out.size() - m_outAt), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            if (errno != EAGAIN)
                return false;
            if (m_outAt > 1024 * 1024) {
                m_out.remove(0, m_outAt);
                m_outAt = 0;
            }
            return true;
        }
        m_outAt += sent;
    }
    if (m_out.capacity() > 4 * 1024 * 1024)
        m_out = {};
    m_out.resize(0);
    m_outAt = 0;
    return true;
}

bool Link::receive(const std::function<void(LinkMessage, const QByteArray &)> &take)
{
    constexpr qsizetype piece = 256 * 1024;
    const qsizetype had = m_in.size();
    m_in.resize(had + piece);
    const ssize_t got = ::recv(m_fd, m_in.data() + had, size_t(piece), 0);
    const int error = errno;
    m_in.resize(had + std::max<ssize_t>(got, 0));
    if (got == 0)
        return false;
    if (got < 0)
        return error == EAGAIN || error == EINTR;
    qsizetype at = 0;
    while (m_in.size() - at >= 5) {
        const auto size = qFromLittleEndian<quint32>(m_in.constData() + at);
        if (size > quint32(linkFrameBytesMax))
            return false;
        if (m_in.size() - at - 5 < qsizetype(size))
            break;
        take(LinkMessage(m_in.at(at + 4)),
             QByteArray::fromRawData(m_in.constData() + at + 5, qsizetype(size)));
        at += 5 + qsizetype(size);
    }
    m_in.remove(0, at);
    if (m_in.isEmpty() && m_in.capacity() > 2 * piece)
        m_in = {};
    return true;
}

QDataStream &operator<<(QDataStream &stream, ConnectionId id)
{
    return stream << quint64(id);
}

QDataStream &operator>>(QDataStream &stream, ConnectionId &id)
{
    quint64 value = 0;
    stream >> value;
    id = ConnectionId(value);
    return stream;
}

QDataStream &operator<<(QDataStream &stream, const HttpRequest &request)
{
    return stream << request.connection << request.listener << request.method << request.path << request.query
                  << request.headers << request.body << request.peerAddress << request.peerIsLoopback;
}

QDataStream &operator>>(QDataStream &stream, HttpRequest &request)
{
    return stream >> request.connection >> request.listener >> request.method >> request.path >>
           request.query >> request.headers >> request.body >> request.peerAddress >> request.peerIsLoopback;
}

QDataStream &operator<<(QDataStream &stream, const HttpResponse &response)
{
    return stream << response.status << response.headers << response.body << response.filePath
                  << response.etag << response.authenticated << response.stream;
}

QDataStream &operator>>(QDataStream &stream, HttpResponse &response)
{
    return stream >> response.status >> response.headers >> response.body >> response.filePath >>
           response.etag >> response.authenticated >> response.stream;
}

QDataStream &operator<<(QDataStream &stream, const SocketOpened &opened)
{
    return stream << opened.connection << opened.listener << opened.path << opened.query << opened.origin
                  << opened.protocol << opened.peerAddress << opened.peerIsLoopback;
}

QDataStream &operator>>(QDataStream &stream, SocketOpened &opened)
{
    return stream >> opened.connection >> opened.listener >> opened.path >> opened.query >> opened.origin >>
           opened.protocol >> opened.peerAddress >> opened.peerIsLoopback;
}

QDataStream &operator<<(QDataStream &stream, const StaticFile &file)
{
    return stream << file.path << file.type << file.cacheControl << file.bytes << file.gzip << file.brotli
                  << file.headers;
}

QDataStream &operator>>(QDataStream &stream, StaticFile &file)
{
    return stream >> file.path >> file.type >> file.cacheControl >> file.bytes >> file.gzip >> file.brotli >>
           file.headers;
}

static QDataStream &operator<<(QDataStream &stream, const Listen &listen)
{
    return stream << listen.name << listen.address << listen.port << listen.unixPath;
}

static QDataStream &operator>>(QDataStream &stream, Listen &listen)
{
    return stream >> listen.name >> listen.address >> listen.port >> listen.unixPath;
}

static QDataStream &operator<<(QDataStream &stream, const SocketRoute &route)
{
    return stream << route.path << route.protocols << route.frameBytesMax;
}

static QDataStream &operator>>(QDataStream &stream, SocketRoute &route)
{
    return stream >> route.path >> route.protocols >> route.frameBytesMax;
}

static QDataStream &operator<<(QDataStream &stream, const BodyRule &rule)
{
    return stream << rule.method << rule.pathPrefix << rule.bytesMax;
}

static QDataStream &operator>>(QDataStream &stream, BodyRule &rule)
{
    return stream >> rule.method >> rule.pathPrefix >> rule.bytesMax;
}

QDataStream &operator<<(QDataStream &stream, const EdgePlan &plan)
{
    const TlsFiles tls = plan.tls.value_or(TlsFiles{});
    return stream << plan.listens << plan.tls.has_value() << tls.certificate << tls.key << plan.workers
                  << plan.routes << plan.bodies << plan.origins << plan.perAddressUnauthenticated
                  << plan.connectionsMax << plan.acceptsPerSecond << plan.socketBufferBytes << plan.goaway;
}

QDataStream &operator>>(QDataStream &stream, EdgePlan &plan)
{
    bool hasTls = false;
    TlsFiles tls;
    stream >> plan.listens >> hasTls >> tls.certificate >> tls.key >> plan.workers >> plan.routes >>
        plan.bodies >> plan.origins >> plan.perAddressUnauthenticated >> plan.connectionsMax >>
        plan.acceptsPerSecond >> plan.socketBufferBytes >> plan.goaway;
    if (hasTls)
        plan.tls = tls;
    return stream;
}

} // namespace icmp::edge
