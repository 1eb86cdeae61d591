#include "tests/load/swarm_viewers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QUuid>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace icmp::load {

namespace {

constexpr size_t arrivalsLookedAt = 16; // the newest frames that a frame is compared with
constexpr qint64 second = 1'000'000'000;
constexpr qint64 spinNs = 2'000'000;
constexpr int deafBufferBytes = 4'096; // a viewer that does not read fills it at once

quint32 microseconds(qint64 fromNs, qint64 toNs)
{
    return quint32(std::clamp<qint64>((toNs - fromNs) / 1000, 0, 0xFFFFFFFF));
}

} // namespace

Stage *makeStage()
{
    void *memory = ::mmap(nullptr, sizeof(Stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : new (memory) Stage;
}

SwarmViewers::SwarmViewers(const SwarmPlan &plan, Stage &stage)
    : m_plan(plan), m_stage(stage), m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_viewers(size_t(plan.viewers))
{
    m_report.viewers = plan.viewers;
    if (plan.secure)
        m_tls = makeTlsContext();
    for (size_t i = 0; i < m_viewers.size(); ++i) {
        m_toJoin.push_back(i);
        m_viewers[i].stalled = int(i % 100) < plan.stallPercent;
        m_viewers[i].drops = int(99 - i % 100) < plan.dropPercent && !m_viewers[i].stalled;
        if (!plan.tokens.isEmpty())
            m_viewers[i].token = plan.tokens[(plan.firstViewer + qsizetype(i)) % plan.tokens.size()];
    }
    m_joining.resize(m_viewers.size() / size_t(plan.perAddress) + 1);
    if (plan.idlePriority) {
        const sched_param none{};
        sched_setscheduler(0, SCHED_IDLE, &none);
    }
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
    m_beganNs = realtimeNs();
    const qint64 joinUntil = m_beganNs + m_plan.joinDeadlineMs * 1'000'000;
    epoll_event events[512];
    qint64 lastNs = 0;
    while (m_stage.phase.load() != Phase::Over) {
        m_nowNs = realtimeNs();
        if (m_watchingNs == 0 && m_stage.phase.load() == Phase::Watching)
            begin();
        leaveAndReturn();
        if (!m_toJoin.empty() && (m_watchingNs > 0 || m_nowNs < joinUntil))
            join();
        if (m_watchingNs > 0)
            vote();
        // Looking again at once while messages come saves each of them the waking of a sleeping process,
        // which costs the sender several µs in a virtual machine and no real viewer ever costs.
        const int count = epoll_wait(m_epoll, events, 512, m_nowNs - lastNs < spinNs ? 0 : 5);
        for (int i = 0; i < count; ++i)
            read(size_t(events[i].data.u64));
        if (count > 0)
            lastNs = m_nowNs;
        listenAgain();
    }
    judge();
    return m_report;
}

void SwarmViewers::begin()
{
    m_watchingNs = m_nowNs;
    if (m_plan.stallPercent > 0 && m_plan.stallSeconds > 0)
        m_listeningNs = m_nowNs + m_plan.stallSeconds * second;
    for (size_t i = 0; i < m_viewers.size(); ++i) {
        Viewer &viewer = m_viewers[i];
        if (viewer.stalled && viewer.state == State::Watching) {
            viewer.deaf = true;
            epoll_ctl(m_epoll, EPOLL_CTL_DEL, viewer.fd, nullptr);
        }
        if (viewer.drops)
            m_due.push({m_nowNs + qint64(QUuid::createUuid().data1 % 5'000) * 1'000'000, i});
    }
}

int SwarmViewers::addressOf(size_t index) const
{
    return int(index) / m_plan.perAddress;
}

void SwarmViewers::join()
{
    for (size_t tries = m_toJoin.size(); tries > 0 && !m_toJoin.empty(); --tries) {
        if (m_joiningAll >= m_plan.joiningMax)
            return;
        const size_t index = m_toJoin.front();
        m_toJoin.pop_front();
        int &joining = m_joining[size_t(addressOf(index))];
        if (joining < m_plan.joinsAtOnce) {
            ++joining;
            ++m_joiningAll;
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
    setsockopt(viewer.fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
    if (viewer.stalled)
        setsockopt(viewer.fd, SOL_SOCKET, SO_RCVBUF, &deafBufferBytes, sizeof deafBufferBytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    // 127.1.0.1 onwards; every process has addresses of its own.
    const quint32 number = quint32(m_plan.firstViewer / m_plan.perAddress + addressOf(index));
    address.sin_addr.s_addr = htonl(0x7F010001U + number);
    setsockopt(viewer.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    ::bind(viewer.fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
    inet_pton(AF_INET, m_plan.host.constData(), &address.sin_addr);
    address.sin_port = htons(m_plan.port);
    viewer.state = State::Token;
    // On loopback a connection is made at once or waits for the accept queue; either is wanted here.
    if (::connect(viewer.fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return end(index, "no connection");
    fcntl(viewer.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, viewer.fd, &event);
    if (!m_tls)
        return start(index);
    viewer.tls = std::make_unique<TlsEnd>(m_tls);
    sendRaw(index, viewer.tls->takeOut());
}

void SwarmViewers::start(size_t index)
{
    Viewer &viewer = m_viewers[index];
    if (!m_plan.fetchTokens || !viewer.token.isEmpty())
        return upgrade(index);
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
    const QByteArray since = viewer.resuming ? R"(,"since":{"ep":")" + m_epoch + R"(","off":)" +
                                                   QByteArray::number(viewer.lastOffset) + '}'
                                             : QByteArray();
    const QByteArray hello = R"({"i":1,"hello":{"v":1,"ev":")" + m_plan.event + R"(","tok":")" +
                             viewer.token + R"(","dev":"swarm-)" +
                             QByteArray::number(m_plan.firstViewer + int(index)) + '"' + since +
                             R"(,"caps":["state","log"],"q":"full"}})";
    write(index, "GET " + m_plan.path + " HTTP/1.1\r\nHost: " + m_plan.host +
                     "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: live.v1.json\r\n"
                     "Origin: " +
                     m_plan.origin + "\r\n\r\n" + maskedFrame(0x81, hello));
}

void SwarmViewers::write(size_t index, const QByteArray &bytes)
{
    TlsEnd *tls = m_viewers[index].tls.get();
    if (!tls)
        return sendRaw(index, bytes);
    tls->write(bytes);
    sendRaw(index, tls->takeOut());
}

void SwarmViewers::sendRaw(size_t index, const QByteArray &bytes)
{
    if (::send(m_viewers[index].fd, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) != bytes.size())
        end(index, "cut");
}

void SwarmViewers::settle(Viewer &viewer)
{
    if (!std::exchange(viewer.settled, true))
        ++m_stage.settled;
}

void SwarmViewers::read(size_t index)
{
    Viewer &viewer = m_viewers[index];
    static char scratch[64 * 1024];
    if (viewer.fd < 0)
        return;
    iovec piece{scratch, sizeof scratch};
    alignas(cmsghdr) char control[64];
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(viewer.fd, &message, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return end(index, "cut");
    m_nowNs = realtimeNs();
    m_arrivedNs = m_nowNs;
    const cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_type == SCM_TIMESTAMPNS) {
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(head), sizeof stamp);
        m_arrivedNs = qint64(stamp.tv_sec) * second + stamp.tv_nsec;
    }
    m_report.bytes += got;
    if (!viewer.tls)
        takeBytes(index, scratch, got);
    else if (!takeTls(index, scratch, got))
        end(index, "bad TLS");
}

bool SwarmViewers::takeTls(size_t index, const char *bytes, qsizetype size)
{
    TlsEnd &tls = *m_viewers[index].tls;
    const bool before = tls.ready();
    QByteArray plain;
    if (!tls.take(bytes, size, plain))
        return false;
    if (const QByteArray out = tls.takeOut(); !out.isEmpty())
        sendRaw(index, out);
    if (!before && tls.ready() && m_viewers[index].fd >= 0)
        start(index);
    if (!plain.isEmpty() && m_viewers[index].fd >= 0)
        takeBytes(index, plain.constData(), plain.size());
    return true;
}

void SwarmViewers::takeBytes(size_t index, const char *bytes, qsizetype size)
{
    Viewer &viewer = m_viewers[index];
    qsizetype taken = 0;
    if (viewer.in.isEmpty() && viewer.state == State::Watching)
        taken = takeFrames(index, bytes, size);
    if (taken == size)
        return;
    viewer.in.append(bytes + taken, size - taken);
    if (viewer.state == State::Token || viewer.state == State::Upgrading)
        takeHead(index);
    if (viewer.state == State::Welcoming || viewer.state == State::Watching)
        viewer.in.remove(0, takeFrames(index, viewer.in.constData(), viewer.in.size()));
    if (viewer.in.isEmpty())
        viewer.in = {};
}

void SwarmViewers::takeHead(size_t index)
{
    Viewer &viewer = m_viewers[index];
    const auto answer = httpAnswer(viewer.in);
    if (!answer)
        return;
    viewer.in.remove(0, answer->whole);
    if (viewer.state == State::Upgrading) {
        if (answer->status != 101)
            return end(index, QByteArray::number(answer->status));
        viewer.state = State::Welcoming;
        return;
    }
    viewer.token = member(answer->body, "token");
    if (answer->status != 200 || viewer.token.isEmpty())
        return end(index, "no token, " + QByteArray::number(answer->status));
    upgrade(index);
}

// How many bytes were whole frames.
qsizetype SwarmViewers::takeFrames(size_t index, const char *bytes, qsizetype size)
{
    Viewer &viewer = m_viewers[index];
    qsizetype at = 0;
    while (viewer.fd >= 0) {
        const auto frame = frameAt(bytes + at, size - at);
        if (!frame)
            break;
        const QByteArray payload = QByteArray::fromRawData(bytes + at + frame->payloadAt, frame->payloadSize);
        if (frame->opcode == 9)
            write(index, maskedFrame(0x8A, payload));
        else if (frame->opcode == 8)
            end(index, payload.size() < 2 ? QByteArray("close")
                                          : QByteArray::number(quint8(payload[0]) << 8 | quint8(payload[1])));
        else if (frame->opcode == 1)
            takeText(index, bytes + at, *frame);
        at += frame->whole;
    }
    return viewer.fd < 0 ? size : at;
}

// Nearly every frame is one that another viewer has just heard.
void SwarmViewers::takeText(size_t index, const char *frame, const Frame &shape)
{
    Viewer &viewer = m_viewers[index];
    size_t looked = 0;
    for (auto known = m_arrivals.rbegin(); known != m_arrivals.rend() && looked < arrivalsLookedAt;
         ++known, ++looked) {
        if (known->bytes.size() == shape.whole &&
            std::memcmp(known->bytes.constData(), frame, size_t(shape.whole)) == 0)
            return heard(viewer, index, *known);
    }
    const QByteArray payload(frame + shape.payloadAt, shape.payloadSize);
    if (!payload.contains('\n')) {
        const Told told = readTold(payload);
        if (told.kind == Told::Kind::Log || told.kind == Told::Kind::State) {
            if (told.name.startsWith("open "))
                m_revision = member(payload, "rev");
            return heard(viewer, index, arrivalOf(frame, shape, told));
        }
    }
    for (const QByteArray &message : payload.split('\n'))
        takeMessage(index, message);
}

SwarmViewers::Arrival &SwarmViewers::arrivalOf(const char *frame, const Frame &shape, const Told &told)
{
    Arrival arrival{QByteArray(frame, shape.whole), told};
    const bool pressed = told.kind == Told::Kind::Log && told.stampNs == 0;
    arrival.baseNs = pressed ? m_stage.pressedNs.load() : told.stampNs;
    // Without a stamp and without a press the first arrival in this process counts.
    if (arrival.baseNs == 0)
        arrival.baseNs = m_arrivedNs;
    arrival.kernelUs.reserve(m_viewers.size());
    arrival.readUs.reserve(m_viewers.size());
    m_arrivals.push_back(std::move(arrival));
    return m_arrivals.back();
}

void SwarmViewers::heard(Viewer &viewer, size_t index, Arrival &arrival)
{
    ++m_report.heard;
    arrival.kernelUs.push_back(microseconds(arrival.baseNs, m_arrivedNs));
    arrival.readUs.push_back(microseconds(arrival.baseNs, m_nowNs));
    if (arrival.told.kind == Told::Kind::Log)
        offset(viewer, arrival.told.offset);
    else if (arrival.told.answers >= 0)
        tally(viewer, index, arrival.told);
}

void SwarmViewers::takeMessage(size_t index, const QByteArray &message)
{
    Viewer &viewer = m_viewers[index];
    const Told told = readTold(message);
    switch (told.kind) {
    case Told::Kind::Welcome:
        m_epoch = member(message, "ep");
        return takeWelcome(index, told);
    case Told::Kind::Log:
        return offset(viewer, told.offset);
    case Told::Kind::Logs:
        for (const qint64 one : offsetsOf(message))
            offset(viewer, one);
        return;
    case Told::Kind::State:
        return told.answers >= 0 ? tally(viewer, index, told) : void();
    case Told::Kind::Snapshot:
        ++m_report.snapshots;
        viewer.lastOffset = told.offset;
        m_newestOffset = std::max(m_newestOffset, told.offset);
        return;
    case Told::Kind::Ack:
        return takeAck(index, message);
    case Told::Kind::Error:
        ++m_report.acks["error " + member(message, "code")];
        return;
    case Told::Kind::Other:
        return;
    }
}

void SwarmViewers::takeWelcome(size_t index, const Told &told)
{
    Viewer &viewer = m_viewers[index];
    const bool again = std::exchange(viewer.resuming, false);
    viewer.state = State::Watching;
    --m_joining[size_t(addressOf(index))];
    --m_joiningAll;
    if (again) {
        ++(told.recovered ? m_report.recovered : m_report.resynced);
        if (told.recovered)
            return;
    } else {
        ++m_report.welcomed;
        m_report.joinMs = (m_nowNs - m_beganNs) / 1'000'000;
    }
    viewer.lastOffset = told.offset;
    settle(viewer);
}

void SwarmViewers::takeAck(size_t index, const QByteArray &message)
{
    Viewer &viewer = m_viewers[index];
    if (member(message, "i") == "3") {
        ++m_report.retryAcks[member(message, "st")];
        return;
    }
    ++m_report.acks[member(message, "st")];
    m_report.ackTimes.add(m_nowNs - viewer.votedNs);
}

void SwarmViewers::offset(Viewer &viewer, qint64 offset)
{
    if (offset <= viewer.lastOffset)
        ++m_report.repeats;
    else if (offset != viewer.lastOffset + 1)
        ++m_report.gaps;
    viewer.lastOffset = std::max(viewer.lastOffset, offset);
    m_newestOffset = std::max(m_newestOffset, viewer.lastOffset);
}

// The oldest vote that is new in this tally tells how long its voter waited to be seen by another viewer.
void SwarmViewers::tally(Viewer &viewer, size_t index, const Told &told)
{
    if (told.version < viewer.tallyVersion)
        ++m_report.backwards;
    viewer.tallyVersion = told.version;
    const qint64 known = std::exchange(viewer.answers, told.answers);
    const qint64 number = known + m_stage.votesBefore.load();
    if (index % 16 != 0 || told.answers <= known || number < 0 || number >= m_stage.votes.load() ||
        number >= Stage::votesKept)
        return;
    if (const qint64 sentNs = m_stage.voteNs[number].load(); sentNs > 0)
        m_report.voteToTally.add(m_nowNs - sentNs);
}

void SwarmViewers::end(size_t index, const QByteArray &why)
{
    Viewer &viewer = m_viewers[index];
    if (viewer.state == State::Gone)
        return;
    if (viewer.state != State::Watching) {
        --m_joining[size_t(addressOf(index))];
        --m_joiningAll;
    }
    ++m_report.ends[viewer.state == State::Watching ? why : "before the welcome: " + why];
    viewer.state = State::Gone;
    ::close(viewer.fd);
    viewer.fd = -1;
    settle(viewer);
}

} // namespace icmp::load
