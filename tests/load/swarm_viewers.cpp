#include "tests/load/swarm_viewers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QUuid>
#include <cerrno>
#include <ctime>

namespace icmp::load {

namespace {

// The text of a JSON member that stands once in a message of ours; numbers and strings only.
QByteArray member(const QByteArray &json, const QByteArray &name)
{
    qsizetype at = json.indexOf('"' + name + "\":");
    if (at < 0)
        return {};
    at += name.size() + 3;
    if (at < json.size() && json[at] == '"') {
        const qsizetype end = json.indexOf('"', at + 1);
        return json.mid(at + 1, end - at - 1);
    }
    qsizetype end = at;
    while (end < json.size() && (json[end] == '-' || (json[end] >= '0' && json[end] <= '9')))
        ++end;
    return json.mid(at, end - at);
}

QByteArray maskedFrame(int first, const QByteArray &payload)
{
    QByteArray frame(1, char(first));
    if (payload.size() < 126) {
        frame.append(char(0x80 | payload.size()));
    } else {
        frame.append(char(0x80 | 126));
        frame.append(char(payload.size() >> 8));
        frame.append(char(payload.size() & 0xFF));
    }
    // A mask of zeros is a mask; what it protects from (proxies) is not between us and ourselves.
    return frame + QByteArray(4, '\0') + payload;
}

qint64 cpuMs()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

} // namespace

qint64 monotonicNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

SwarmViewers::SwarmViewers(const SwarmPlan &plan)
    : m_plan(plan), m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_viewers(size_t(plan.viewers))
{
    m_report.viewers = plan.viewers;
    for (size_t i = 0; i < m_viewers.size(); ++i) {
        m_toJoin.push_back(i);
        m_viewers[i].stalled = int(i % 100) < plan.stallPercent;
        if (!plan.tokens.isEmpty())
            m_viewers[i].token = plan.tokens[(plan.firstViewer + qsizetype(i)) % plan.tokens.size()];
    }
    m_joining.resize(m_viewers.size() / size_t(plan.perAddress) + 1);
}

SwarmViewers::~SwarmViewers()
{
    for (const Viewer &viewer : m_viewers) {
        if (viewer.fd >= 0)
            ::close(viewer.fd);
    }
    ::close(m_epoll);
}

SwarmReport SwarmViewers::run()
{
    m_beganNs = monotonicNs();
    const qint64 joinUntil = m_beganNs + m_plan.joinDeadlineMs * 1'000'000;
    qint64 until = 0;
    epoll_event events[512];
    for (;;) {
        m_nowNs = monotonicNs();
        const auto settled =
            m_report.welcomed + (m_report.ends.isEmpty() ? 0 : m_report.ends.value("failed"));
        if (until == 0 && (settled >= m_plan.viewers || m_nowNs > joinUntil)) {
            until = m_nowNs + qint64(m_plan.seconds) * 1'000'000'000;
            m_votingNs = m_nowNs;
        }
        if (until > 0 && m_nowNs >= until)
            break;
        if (until == 0)
            join();
        else if (m_plan.votesPerSecond > 0)
            vote();
        const int count = epoll_wait(m_epoll, events, 512, 5);
        for (int i = 0; i < count; ++i)
            read(size_t(events[i].data.u64));
    }
    m_report.cpuMs = cpuMs();
    return m_report;
}

int SwarmViewers::addressOf(size_t index) const
{
    return int(index) / m_plan.perAddress;
}

void SwarmViewers::join()
{
    for (size_t tries = m_toJoin.size(); tries > 0 && !m_toJoin.empty(); --tries) {
        const size_t index = m_toJoin.front();
        m_toJoin.pop_front();
        int &joining = m_joining[size_t(addressOf(index))];
        if (joining < m_plan.joinsAtOnce) {
            ++joining;
            open(index);
        } else {
            m_toJoin.push_back(index);
            tries = std::min<size_t>(tries, 512);
        }
    }
}

void SwarmViewers::open(size_t index)
{
    Viewer &viewer = m_viewers[index];
    viewer.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    setsockopt(viewer.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    // 127.1.0.0 onwards; every process has addresses of its own.
    const quint32 number = quint32(m_plan.firstViewer / m_plan.perAddress + addressOf(index));
    address.sin_addr.s_addr = htonl(0x7F010001U + number);
    setsockopt(viewer.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    ::bind(viewer.fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
    inet_pton(AF_INET, m_plan.host.constData(), &address.sin_addr);
    address.sin_port = htons(m_plan.port);
    // On loopback a connection is made at once or waits for the accept queue; either is wanted here.
    if (::connect(viewer.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return end(index, "failed");
    fcntl(viewer.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, viewer.fd, &event);
    if (!m_plan.fetchTokens)
        return upgrade(index);
    viewer.state = State::Token;
    const QByteArray body = R"({"dev":"swarm-)" + QByteArray::number(m_plan.firstViewer + int(index)) + "\"}";
    write(index, "POST /v1/events/" + m_plan.event + "/tokens HTTP/1.1\r\nHost: " + m_plan.host +
                     "\r\nContent-Type: application/json\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

// The hello is sent unasked behind the upgrade (live.md 3.2).
void SwarmViewers::upgrade(size_t index)
{
    Viewer &viewer = m_viewers[index];
    viewer.state = State::Upgrading;
    const QByteArray hello = R"({"i":1,"hello":{"v":1,"ev":")" + m_plan.event + R"(","tok":")" +
                             viewer.token + R"(","dev":"swarm-)" +
                             QByteArray::number(m_plan.firstViewer + int(index)) +
                             R"(","caps":["state","log"],"q":"full"}})";
    write(index, "GET " + m_plan.path + " HTTP/1.1\r\nHost: " + m_plan.host +
                     "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: live.v1.json\r\n"
                     "Origin: " +
                     m_plan.origin + "\r\n\r\n" + maskedFrame(0x81, hello));
}

void SwarmViewers::write(size_t index, const QByteArray &bytes)
{
    if (::send(m_viewers[index].fd, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) != bytes.size())
        end(index, "cut");
}

void SwarmViewers::sendText(size_t index, const QByteArray &text)
{
    write(index, maskedFrame(0x81, text));
}

void SwarmViewers::read(size_t index)
{
    Viewer &viewer = m_viewers[index];
    static char scratch[64 * 1024];
    const ssize_t got = viewer.fd < 0 ? -1 : ::recv(viewer.fd, scratch, sizeof scratch, 0);
    if (got < 0 && (viewer.fd < 0 || errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return end(index, viewer.state == State::Watching ? "cut" : "failed");
    m_nowNs = monotonicNs();
    m_report.bytes += got;
    viewer.in.append(scratch, got);
    if (viewer.state == State::Token || viewer.state == State::Upgrading)
        takeAnswer(index);
    if (viewer.state == State::Welcoming || viewer.state == State::Watching)
        takeFrames(index);
    if (viewer.in.isEmpty())
        viewer.in = {};
}

void SwarmViewers::takeAnswer(size_t index)
{
    Viewer &viewer = m_viewers[index];
    const qsizetype end = viewer.in.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = viewer.in.left(end + 4);
    const QByteArray status = head.mid(9, 3);
    if (viewer.state == State::Upgrading) {
        if (status != "101")
            return this->end(index, "failed");
        viewer.in.remove(0, end + 4);
        viewer.state = State::Welcoming;
        return;
    }
    const qsizetype field = head.toLower().indexOf("content-length: ");
    const qsizetype length = head.mid(field + 16, head.indexOf('\r', field) - field - 16).toLongLong();
    if (viewer.in.size() < end + 4 + length)
        return;
    viewer.token = member(viewer.in.mid(end + 4, length), "token");
    viewer.in.remove(0, end + 4 + length);
    if (status.at(0) != '2' || viewer.token.isEmpty())
        return this->end(index, "failed");
    upgrade(index);
}

void SwarmViewers::takeFrames(size_t index)
{
    Viewer &viewer = m_viewers[index];
    qsizetype at = 0;
    while (viewer.fd >= 0 && viewer.in.size() - at >= 2) {
        const auto *bytes = reinterpret_cast<const quint8 *>(viewer.in.constData()) + at;
        const qsizetype rest = viewer.in.size() - at;
        const int extra = bytes[1] == 126 ? 2 : bytes[1] == 127 ? 8 : 0;
        if (rest < 2 + extra)
            break;
        qint64 size = extra ? 0 : bytes[1];
        for (int i = 0; i < extra; ++i)
            size = size << 8 | bytes[2 + i];
        if (rest < 2 + extra + size)
            break;
        const QByteArray payload = viewer.in.mid(at + 2 + extra, size);
        const int opcode = bytes[0] & 0x0F;
        at += 2 + extra + size;
        if (opcode == 9)
            write(index, maskedFrame(0x8A, payload));
        else if (opcode == 8)
            return end(index, payload.size() < 2
                                  ? QByteArray("close")
                                  : QByteArray::number(quint8(payload[0]) << 8 | quint8(payload[1])));
        else if (opcode == 1) {
            for (const QByteArray &message : payload.split('\n'))
                takeMessage(index, message);
        }
    }
    viewer.in.remove(0, at);
}

void SwarmViewers::takeMessage(size_t index, const QByteArray &message)
{
    Viewer &viewer = m_viewers[index];
    if (message.contains("\"welcome\":")) {
        viewer.state = State::Watching;
        ++m_report.welcomed;
        --m_joining[size_t(addressOf(index))];
        m_report.joinMs = (m_nowNs - m_beganNs) / 1'000'000;
        viewer.lastOffset = member(message, "off").toLongLong();
        if (viewer.stalled)
            epoll_ctl(m_epoll, EPOLL_CTL_DEL, viewer.fd, nullptr);
    } else if (message.startsWith("{\"log\":")) {
        takeLog(index, message);
    } else if (message.startsWith("{\"st\":")) {
        arrived(member(message, "k") + " v" + member(message, "v"), message);
    } else if (message.startsWith("{\"snap\":")) {
        ++m_report.snapshots;
        viewer.lastOffset = member(message, "off").toLongLong();
    } else if (message.contains("\"ack\":")) {
        ++m_report.acks[member(message, "st")];
        m_report.ackTimes.add(m_nowNs - viewer.votedNs);
    } else if (message.contains("\"error\":")) {
        ++m_report.acks["error " + member(message, "code")];
    }
}

void SwarmViewers::takeLog(size_t index, const QByteArray &message)
{
    Viewer &viewer = m_viewers[index];
    const QByteArray text = member(message, "off");
    if (text.isEmpty())
        return;
    const qint64 offset = text.toLongLong();
    if (offset <= viewer.lastOffset)
        ++m_report.repeats;
    else if (offset != viewer.lastOffset + 1)
        ++m_report.gaps;
    viewer.lastOffset = std::max(viewer.lastOffset, offset);
    arrived("log " + text.rightJustified(6, ' '), message);
}

// A stamp "ts" is CLOCK_MONOTONIC in ns; without one the first arrival anywhere in this process counts.
void SwarmViewers::arrived(const QByteArray &name, const QByteArray &message)
{
    const QByteArray stamp = member(message, "ts");
    qint64 sent = stamp.toLongLong();
    if (stamp.isEmpty()) {
        const auto first = m_first.constFind(name);
        sent = first == m_first.cend() ? *m_first.insert(name, m_nowNs) : *first;
    }
    m_report.messages[name].add(m_nowNs - sent);
}

void SwarmViewers::end(size_t index, const QByteArray &why)
{
    Viewer &viewer = m_viewers[index];
    if (viewer.state == State::Gone)
        return;
    if (viewer.state != State::Watching)
        --m_joining[size_t(addressOf(index))];
    ++m_report.ends[viewer.state == State::Watching ? why : QByteArray("failed")];
    viewer.state = State::Gone;
    ::close(viewer.fd);
    viewer.fd = -1;
}

// Every viewer votes once, at the asked rate, so that counts can be compared with the server's.
void SwarmViewers::vote()
{
    const qint64 due = (m_nowNs - m_votingNs) * m_plan.votesPerSecond / 1'000'000'000;
    while (m_report.votes < due && m_nextVoter < m_viewers.size()) {
        const size_t index = m_nextVoter++;
        Viewer &viewer = m_viewers[index];
        if (viewer.state != State::Watching || viewer.stalled)
            continue;
        ++m_report.votes;
        viewer.votedNs = monotonicNs();
        sendText(index, R"({"i":2,"vote":{"iid":")" + m_plan.voteElement + R"(","rev":)" +
                            QByteArray::number(m_plan.voteRevision) + R"(,"ch":[)" +
                            QByteArray::number(qint64(index) % m_plan.voteOptions) + R"(],"key":")" +
                            QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + R"(","n":1}})");
    }
}

} // namespace icmp::load
