#include "server/integration/ingest/front.h"

#include "server/integration/ingest/flv.h"
#include "server/integration/ingest/srt_listener.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace icmp::ingest {

namespace {

constexpr int linkSocket = 3;
constexpr int publishersMax = 32;     // of one server; each may hold 12 MiB unread
constexpr qint64 greetingMs = 10'000; // from connecting to a good key
constexpr qint64 silenceMs = 10'000;  // an encoder sends 25 pictures a second
constexpr int lookMs = 100;           // at SRT's queue of arrivals
constexpr int busyLookMs = 10;        // at SRT's bytes, which poll() does not see
constexpr qsizetype readBytes = 64 * 1024;

qint64 nowMs()
{
    timespec time = {};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return qint64(time.tv_sec) * 1'000 + time.tv_nsec / 1'000'000;
}

struct Publisher {
    int socket = -1;
    bool srt = false;
    QString peer;
    QString event; // empty before the key was good
    RtmpSession rtmp = {};
    FlvFeed flv = {};
    Feed feed = {};
    bool began = false;
    bool closing = false; // the last words are to be sent, then it is over
    QByteArray output = {};
    qint64 sinceMs = 0, heardMs = 0;
};

class Front {
public:
    explicit Front(FrontConfinement confinement) : m_confinement(std::move(confinement)) {}
    int run(const QByteArray &address, int rtmpPort, int srtPort);

private:
    static int failed(int code, const Failure &failure);
    bool listenRtmp(const QByteArray &address, int port);
    void loop();
    std::vector<pollfd> watched() const;
    void takeLink();
    void acceptRtmp();
    void acceptSrt();
    void readRtmp(qint64 id, Publisher &publisher);
    void takeEvent(qint64 id, Publisher &publisher, const RtmpEvent &event);
    void publish(qint64 id, Publisher &publisher, const QString &key);
    void readSrt(qint64 id, Publisher &publisher);
    void pass(qint64 id, Publisher &publisher, const QByteArray &bytes);
    void sendOutput(Publisher &publisher);
    void expire();
    void end(qint64 id, const QString &why);
    void announce(qint64 id, const Publisher &publisher, const char *container);
    void tellRefused(const QString &peer, const QString &why);
    bool isSrtBusy() const;

    FrontConfinement m_confinement;
    int m_listener = -1;
    quint16 m_rtmpPort = 0;
    std::unique_ptr<SrtListener> m_srt;
    Keys m_keys;
    std::map<qint64, std::unique_ptr<Publisher>> m_publishers;
    qint64 m_nextId = 1;
    bool m_over = false;
};

int Front::run(const QByteArray &address, int rtmpPort, int srtPort)
{
    if (rtmpPort >= 0 && !listenRtmp(address, rtmpPort))
        return failed(2, {QStringLiteral("RTMP cannot listen at %1 port %2: %3.")
                              .arg(QString::fromLatin1(address))
                              .arg(rtmpPort)
                              .arg(QString::fromLocal8Bit(strerror(errno))),
                          QStringLiteral("Choose another --rtmp-port.")});
    // Files first: Landlock binds only this thread and those that it starts, such as libsrt's.
    if (const auto held = m_confinement.files(); !held)
        return failed(1, held.error());
    if (srtPort >= 0) {
        auto srt = SrtListener::open(address, quint16(srtPort));
        if (!srt)
            return failed(2, srt.error());
        m_srt = std::move(*srt);
    }
    if (const auto held = m_confinement.calls(); !held)
        return failed(1, held.error());
    sendLink(linkSocket, {{QStringLiteral("listening"),
                           QJsonObject{{QStringLiteral("rtmp"), m_rtmpPort},
                                       {QStringLiteral("srt"), m_srt ? m_srt->port() : 0}}}});
    while (!m_over)
        loop();
    return 0;
}

// The server tells it on.
int Front::failed(int code, const Failure &failure)
{
    sendLink(linkSocket,
             {{QStringLiteral("failed"), QJsonObject{{QStringLiteral("what"), failure.what},
                                                     {QStringLiteral("advice"), failure.advice}}}});
    return code;
}

bool Front::listenRtmp(const QByteArray &address, int port)
{
    sockaddr_in6 six = {};
    sockaddr_in four = {};
    const bool isFour = inet_pton(AF_INET, address.constData(), &four.sin_addr) == 1;
    if (!isFour && inet_pton(AF_INET6, address.constData(), &six.sin6_addr) != 1)
        return errno = EINVAL, false;
    four.sin_family = AF_INET;
    six.sin6_family = AF_INET6;
    four.sin_port = six.sin6_port = htons(quint16(port));
    m_listener = ::socket(isFour ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    auto *where = isFour ? reinterpret_cast<sockaddr *>(&four) : reinterpret_cast<sockaddr *>(&six);
    socklen_t size = isFour ? sizeof four : sizeof six;
    if (::bind(m_listener, where, size) != 0 || ::listen(m_listener, 16) != 0)
        return false;
    ::getsockname(m_listener, where, &size);
    m_rtmpPort = ntohs(isFour ? four.sin_port : six.sin6_port);
    return true;
}

bool Front::isSrtBusy() const
{
    return std::any_of(m_publishers.begin(), m_publishers.end(),
                       [](const auto &it) { return it.second->srt; });
}

std::vector<pollfd> Front::watched() const
{
    std::vector<pollfd> list{{linkSocket, POLLIN, 0}, {m_listener, POLLIN, 0}};
    for (const auto &[id, publisher] : m_publishers) {
        const short out = publisher->output.isEmpty() ? 0 : POLLOUT;
        list.push_back({publisher->srt ? -1 : publisher->socket, short(POLLIN | out), 0});
        list.push_back({publisher->feed.isWaiting() ? publisher->feed.descriptor() : -1, POLLOUT, 0});
    }
    return list;
}

void Front::loop()
{
    std::vector<pollfd> list = watched();
    QList<qint64> ids;
    for (const auto &it : m_publishers)
        ids.append(it.first);
    ::poll(list.data(), nfds_t(list.size()), !m_srt ? 1'000 : isSrtBusy() ? busyLookMs : lookMs);
    if (list[0].revents)
        takeLink();
    if (list[1].revents)
        acceptRtmp();
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const auto found = m_publishers.find(ids[i]);
        if (found == m_publishers.end())
            continue;
        Publisher &publisher = *found->second;
        if (list[size_t(3 + 2 * i)].revents)
            pass(ids[i], publisher, {});
        if (publisher.srt)
            readSrt(ids[i], publisher);
        else if (list[size_t(2 + 2 * i)].revents & POLLOUT)
            sendOutput(publisher);
        if (!publisher.srt && list[size_t(2 + 2 * i)].revents & (POLLIN | POLLHUP | POLLERR))
            readRtmp(ids[i], publisher);
    }
    if (m_srt)
        acceptSrt();
    expire();
}

void Front::takeLink()
{
    const auto message = receiveLink(linkSocket, m_over);
    if (!message)
        return;
    const QJsonObject &body = message->body;
    if (body.contains(QLatin1String("key")) || body.contains(QLatin1String("forget"))) {
        m_keys.take(body);
        if (m_srt)
            m_srt->take(body);
    }
    const auto fed = m_publishers.find(body.value(QLatin1String("feed")).toInteger());
    if (message->descriptor >= 0 && fed != m_publishers.end()) {
        fed->second->feed.open(message->descriptor);
        fed->second->flv.begin();
        fed->second->began = false;
    } else if (message->descriptor >= 0) {
        ::close(message->descriptor);
    }
    if (body.contains(QLatin1String("drop")))
        end(body.value(QLatin1String("drop")).toInteger(), QStringLiteral("another encoder took its place"));
}

void Front::acceptRtmp()
{
    sockaddr_storage address = {};
    socklen_t size = sizeof address;
    const int socket =
        ::accept4(m_listener, reinterpret_cast<sockaddr *>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0)
        return;
    char peer[INET6_ADDRSTRLEN] = {};
    if (address.ss_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in &>(address).sin_addr, peer, sizeof peer);
    else
        inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6 &>(address).sin6_addr, peer, sizeof peer);
    if (m_publishers.size() >= size_t(publishersMax)) {
        ::close(socket);
        return tellRefused(QString::fromLatin1(peer), QStringLiteral("too many encoders are connected"));
    }
    auto publisher = std::make_unique<Publisher>();
    publisher->socket = socket;
    publisher->peer = QString::fromLatin1(peer);
    publisher->sinceMs = publisher->heardMs = nowMs();
    m_publishers.emplace(m_nextId++, std::move(publisher));
}

void Front::acceptSrt()
{
    for (const auto &[peer, why] : m_srt->refused())
        tellRefused(peer, why);
    for (const SrtListener::Arrived &arrived : m_srt->arrived()) {
        if (m_publishers.size() >= size_t(publishersMax) || arrived.event.isEmpty()) {
            m_srt->close(arrived.socket);
            tellRefused(arrived.peer, QStringLiteral("too many encoders are connected"));
            continue;
        }
        auto publisher = std::make_unique<Publisher>();
        publisher->srt = true;
        publisher->socket = arrived.socket;
        publisher->peer = arrived.peer;
        publisher->event = arrived.event;
        publisher->sinceMs = publisher->heardMs = nowMs();
        announce(m_nextId, *publisher, "mpegts");
        m_publishers.emplace(m_nextId++, std::move(publisher));
    }
}

void Front::announce(qint64 id, const Publisher &publisher, const char *container)
{
    sendLink(linkSocket,
             {{QStringLiteral("publish"), QJsonObject{{QStringLiteral("id"), id},
                                                      {QStringLiteral("event"), publisher.event},
                                                      {QStringLiteral("container"), QLatin1String(container)},
                                                      {QStringLiteral("peer"), publisher.peer}}}});
}

void Front::tellRefused(const QString &peer, const QString &why)
{
    sendLink(linkSocket, {{QStringLiteral("refused"),
                           QJsonObject{{QStringLiteral("peer"), peer}, {QStringLiteral("why"), why}}}});
}

void Front::readRtmp(qint64 id, Publisher &publisher)
{
    QByteArray bytes(readBytes, Qt::Uninitialized);
    const ssize_t got = ::recv(publisher.socket, bytes.data(), size_t(bytes.size()), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return end(id, QStringLiteral("the encoder went away"));
    if (publisher.closing)
        return;
    publisher.heardMs = nowMs();
    bytes.truncate(got);
    const bool good = publisher.rtmp.feed(bytes);
    for (const RtmpEvent &event : publisher.rtmp.takeEvents()) {
        takeEvent(id, publisher, event);
        if (!m_publishers.contains(id))
            return;
    }
    publisher.output += publisher.rtmp.takeOutput();
    sendOutput(publisher);
    if (!good)
        end(id, QStringLiteral("what it sends is ") + publisher.rtmp.trouble());
}

void Front::takeEvent(qint64 id, Publisher &publisher, const RtmpEvent &event)
{
    switch (event.kind) {
    case RtmpEvent::Kind::Publish:
        return publish(id, publisher, event.key);
    case RtmpEvent::Kind::Media: {
        const QByteArray bytes = publisher.flv.take(event);
        return publisher.feed.isOpen() ? pass(id, publisher, bytes) : publisher.flv.begin();
    }
    case RtmpEvent::Kind::Ended:
        return end(id, QStringLiteral("the encoder ended its stream"));
    }
}

void Front::publish(qint64 id, Publisher &publisher, const QString &key)
{
    const KeyRow *row = m_keys.find(key);
    if (!row || !publisher.event.isEmpty()) {
        publisher.rtmp.refuse(QStringLiteral("The stream key is not known."));
        publisher.closing = true;
        return tellRefused(publisher.peer, QStringLiteral("the stream key is not known"));
    }
    publisher.event = row->event;
    publisher.rtmp.accept();
    announce(id, publisher, "flv");
}

void Front::readSrt(qint64 id, Publisher &publisher)
{
    QByteArray bytes;
    const bool alive = m_srt->read(publisher.socket, bytes);
    if (!bytes.isEmpty()) {
        publisher.heardMs = nowMs();
        pass(id, publisher, bytes);
    }
    if (!alive && m_publishers.contains(id))
        end(id, QStringLiteral("the encoder went away"));
}

void Front::pass(qint64 id, Publisher &publisher, const QByteArray &bytes)
{
    if (!publisher.feed.isOpen())
        return;
    if (!publisher.began && !bytes.isEmpty()) {
        publisher.began = true;
        sendLink(linkSocket, {{QStringLiteral("began"), id}});
    }
    const Feed::Sent sent = publisher.feed.write(bytes);
    if (sent == Feed::Sent::Lost)
        sendLink(linkSocket, {{QStringLiteral("lost"), id}});
    else if (sent == Feed::Sent::TooMuch)
        end(id, QStringLiteral("it sends more than can be taken in"));
}

void Front::sendOutput(Publisher &publisher)
{
    while (!publisher.output.isEmpty()) {
        const ssize_t sent = ::send(publisher.socket, publisher.output.constData(),
                                    size_t(publisher.output.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        publisher.output.remove(0, sent);
    }
}

void Front::expire()
{
    const qint64 now = nowMs();
    QList<std::pair<qint64, QString>> over;
    for (const auto &[id, publisher] : m_publishers) {
        if (publisher->closing && (publisher->output.isEmpty() || now - publisher->heardMs > 1'000))
            over.append({id, QString()});
        else if (publisher->event.isEmpty() && now - publisher->sinceMs > greetingMs)
            over.append({id, QStringLiteral("it showed no stream key within 10 s")});
        else if (now - publisher->heardMs > silenceMs)
            over.append({id, QStringLiteral("it sent nothing for 10 s")});
    }
    for (const auto &[id, why] : over)
        end(id, why);
}

void Front::end(qint64 id, const QString &why)
{
    const auto found = m_publishers.find(id);
    if (found == m_publishers.end())
        return;
    const Publisher &publisher = *found->second;
    if (!publisher.event.isEmpty())
        sendLink(linkSocket, {{QStringLiteral("ended"),
                               QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("why"), why}}}});
    else if (!why.isEmpty() && !publisher.closing)
        tellRefused(publisher.peer, why);
    if (publisher.srt)
        m_srt->close(publisher.socket);
    else
        ::close(publisher.socket);
    m_publishers.erase(found);
}

} // namespace

int runFront(int count, char **words, FrontConfinement confinement)
{
    QByteArray address = "127.0.0.1";
    int rtmp = -1, srt = -1;
    for (int i = 0; i + 1 < count; i += 2) {
        if (std::strcmp(words[i], "--address") == 0)
            address = words[i + 1];
        else if (std::strcmp(words[i], "--rtmp") == 0)
            rtmp = std::atoi(words[i + 1]);
        else if (std::strcmp(words[i], "--srt") == 0)
            srt = std::atoi(words[i + 1]);
    }
    if (::fcntl(linkSocket, F_GETFD) < 0) {
        std::fputs("icmp-server ingest is started by icmp-server itself.\n", stderr);
        return 2;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN); // the server ends it by closing the link
    std::signal(SIGINT, SIG_IGN);
    return Front(std::move(confinement)).run(address, rtmp, srt);
}

} // namespace icmp::ingest
