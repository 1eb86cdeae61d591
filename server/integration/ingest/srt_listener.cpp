#include "server/integration/ingest/srt_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <srt/access_control.h>
#include <srt/srt.h>

namespace icmp::ingest {

namespace {

constexpr int quiet = 2; // syslog's "critical"
constexpr int backlog = 8;
constexpr int refusedMax = 100;     // sentences kept between two looks
constexpr int waitingMax = 64;      // let in, not accepted yet
constexpr int datagramBytes = 1456; // the most that SRT carries in one
constexpr int readsAtOnce = 256;    // 370 KB, then others have their turn
constexpr int silenceMs = 5'000;    // a peer that says nothing is gone

QString textOf(const sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = {};
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in *>(address)->sin_addr, text, sizeof text);
    else
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6 *>(address)->sin6_addr, text, sizeof text);
    return QString::fromLatin1(text);
}

// Both plain keys and SRT's access control form "#!::r=KEY,m=publish" are understood.
QString keyIn(const char *streamId)
{
    const QString text = QString::fromUtf8(QByteArray(streamId).left(512));
    if (!text.startsWith(QLatin1String("#!::")))
        return text;
    for (const QString &part : text.mid(4).split(u',')) {
        if (part.startsWith(QLatin1String("r=")))
            return part.mid(2);
    }
    return {};
}

bool bindTo(int socket, const QByteArray &address, quint16 port)
{
    sockaddr_in6 six = {};
    sockaddr_in four = {};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    const int only = 1;
    if (inet_pton(AF_INET, address.constData(), &four.sin_addr) == 1)
        return srt_bind(socket, reinterpret_cast<sockaddr *>(&four), sizeof four) == 0;
    srt_setsockflag(socket, SRTO_IPV6ONLY, &only, sizeof only);
    return inet_pton(AF_INET6, address.constData(), &six.sin6_addr) == 1 &&
           srt_bind(socket, reinterpret_cast<sockaddr *>(&six), sizeof six) == 0;
}

quint16 portOf(int socket)
{
    sockaddr_storage address = {};
    int size = sizeof address;
    srt_getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.ss_family == AF_INET ? reinterpret_cast<sockaddr_in &>(address).sin_port
                                              : reinterpret_cast<sockaddr_in6 &>(address).sin6_port);
}

} // namespace

struct SrtCallback {
    static int ask(void *opaque, SRTSOCKET socket, int, const sockaddr *peer, const char *streamId)
    {
        return static_cast<SrtListener *>(opaque)->judge(socket, textOf(peer), streamId ? streamId : "");
    }
};

Outcome<std::unique_ptr<SrtListener>> SrtListener::open(const QByteArray &address, quint16 port)
{
    srt_startup();
    srt_setloglevel(quiet); // it calls it an error when nobody waits at the door
    std::unique_ptr<SrtListener> made(new SrtListener);
    made->m_socket = srt_create_socket();
    const int no = 0, silence = silenceMs;
    srt_setsockflag(made->m_socket, SRTO_RCVSYN, &no, sizeof no);
    srt_setsockflag(made->m_socket, SRTO_PEERIDLETIMEO, &silence, sizeof silence);
    srt_listen_callback(made->m_socket, SrtCallback::ask, made.get());
    if (!bindTo(made->m_socket, address, port) || srt_listen(made->m_socket, backlog) != 0)
        return fail(QStringLiteral("SRT cannot listen at %1 port %2: %3.")
                        .arg(QString::fromLatin1(address))
                        .arg(port)
                        .arg(QString::fromUtf8(srt_getlasterror_str())),
                    QStringLiteral("Choose another --srt-port."));
    made->m_port = portOf(made->m_socket);
    return made;
}

SrtListener::~SrtListener()
{
    if (m_socket >= 0)
        srt_close(m_socket);
    srt_cleanup();
}

void SrtListener::take(const QJsonObject &keyMessage)
{
    const std::lock_guard lock(m_mutex);
    m_keys.take(keyMessage);
}

int SrtListener::judge(int socket, const QString &peer, const char *streamId)
{
    const std::lock_guard lock(m_mutex);
    const KeyRow *row = m_keys.find(keyIn(streamId));
    if (!row || m_events.size() >= waitingMax) {
        if (m_refused.size() < refusedMax)
            m_refused.append({peer, QStringLiteral("the stream key is not known")});
        srt_setrejectreason(socket, SRT_REJX_UNAUTHORIZED);
        return -1;
    }
    if (!row->passphrase.isEmpty())
        srt_setsockflag(socket, SRTO_PASSPHRASE, row->passphrase.constData(), int(row->passphrase.size()));
    m_events.insert(socket, row->event);
    return 0;
}

QList<SrtListener::Arrived> SrtListener::arrived()
{
    QList<Arrived> list;
    for (;;) {
        sockaddr_storage address = {};
        int size = sizeof address;
        const SRTSOCKET socket = srt_accept(m_socket, reinterpret_cast<sockaddr *>(&address), &size);
        if (socket == SRT_INVALID_SOCK)
            break;
        const std::lock_guard lock(m_mutex);
        list.append({socket, m_events.take(socket), textOf(reinterpret_cast<sockaddr *>(&address))});
    }
    const std::lock_guard lock(m_mutex);
    // Whoever failed the passphrase after the key was right never arrives.
    m_events.removeIf([](const auto it) { return srt_getsockstate(it.key()) >= SRTS_BROKEN; });
    return list;
}

QList<std::pair<QString, QString>> SrtListener::refused()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_refused, {});
}

bool SrtListener::read(int socket, QByteArray &bytes) const
{
    for (int i = 0; i < readsAtOnce; ++i) {
        char datagram[datagramBytes];
        const int got = srt_recvmsg(socket, datagram, sizeof datagram);
        if (got > 0) {
            bytes.append(datagram, got);
            continue;
        }
        return got == SRT_ERROR && srt_getlasterror(nullptr) == SRT_EASYNCRCV;
    }
    return true;
}

void SrtListener::close(int socket) const
{
    srt_close(socket);
}

} // namespace icmp::ingest
