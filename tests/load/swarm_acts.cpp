// What viewers of the swarm do of their own accord, and what is left of them at the end.
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QUuid>
#include <algorithm>
#include <cerrno>

#include "tests/load/swarm_viewers.h"

namespace icmp::load {

namespace {

constexpr qint64 second = 1'000'000'000;

qint64 cpuMs()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

// Reads what lies there; whether the end of the connection comes behind it.
bool isCut(int fd)
{
    char scratch[16 * 1024];
    ssize_t got = 0;
    while ((got = ::recv(fd, scratch, sizeof scratch, MSG_DONTWAIT)) > 0) {
    }
    return got == 0 || (errno != EAGAIN && errno != EINTR);
}

} // namespace

void SwarmViewers::leaveAndReturn()
{
    while (!m_due.empty() && m_due.top().atNs <= m_nowNs) {
        const size_t index = m_due.top().index;
        m_due.pop();
        Viewer &viewer = m_viewers[index];
        if (viewer.state == State::Watching && m_stage.mayDrop.load()) {
            leave(index);
            m_due.push({m_nowNs + qint64(QUuid::createUuid().data1 % 2'000) * 1'000'000, index});
        } else if (viewer.state == State::Waiting && viewer.resuming) {
            m_toJoin.push_back(index);
            m_due.push({m_nowNs + qint64(QUuid::createUuid().data1 % 5'000 + 2'000) * 1'000'000, index});
        }
    }
}

void SwarmViewers::leave(size_t index)
{
    Viewer &viewer = m_viewers[index];
    ++m_report.drops;
    ::close(viewer.fd);
    viewer.fd = -1;
    viewer.in = {};
    viewer.tls.reset();
    viewer.state = State::Waiting;
    viewer.resuming = true;
}

// Those who did not read begin again; how long they take to hear the newest message is what counts.
void SwarmViewers::listenAgain()
{
    if (m_listeningNs > 0 && m_nowNs >= m_listeningNs) {
        m_listeningNs = 0;
        for (size_t i = 0; i < m_viewers.size(); ++i) {
            Viewer &viewer = m_viewers[i];
            if (!viewer.deaf || viewer.fd < 0)
                continue;
            viewer.deaf = false;
            viewer.votedNs = m_nowNs;
            m_catchingUp.push_back(i);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            epoll_ctl(m_epoll, EPOLL_CTL_ADD, viewer.fd, &event);
        }
    }
    std::erase_if(m_catchingUp, [this](size_t index) {
        const Viewer &viewer = m_viewers[index];
        if (viewer.fd < 0 || viewer.lastOffset < m_newestOffset)
            return viewer.fd < 0;
        m_report.catchUpTimes.add(m_nowNs - viewer.votedNs);
        return true;
    });
}

void SwarmViewers::vote()
{
    if (m_plan.votesPerSecond <= 0 || !m_stage.mayVote.load())
        return;
    if (m_votingNs == 0)
        m_votingNs = m_nowNs;
    const qint64 most = m_plan.votes > 0 ? m_plan.votes : qint64(m_viewers.size());
    const qint64 due = std::min(most, (m_nowNs - m_votingNs) * m_plan.votesPerSecond / second + 1);
    for (size_t tries = 0; m_report.votes < due && tries < m_viewers.size(); ++tries) {
        const size_t index = m_nextVoter++ % m_viewers.size();
        const Viewer &viewer = m_viewers[index];
        if (viewer.state == State::Watching && !viewer.stalled && !viewer.drops)
            voteOf(index);
        else if (m_plan.votes == 0 && m_nextVoter >= m_viewers.size())
            return;
    }
}

void SwarmViewers::voteOf(size_t index)
{
    Viewer &viewer = m_viewers[index];
    ++m_report.votes;
    ++viewer.voteNumber;
    const QByteArray revision =
        m_plan.voteRevision > 0 ? QByteArray::number(m_plan.voteRevision) : m_revision;
    const QByteArray rest = R"("vote":{"iid":")" + m_plan.voteElement + '"' +
                            (revision.isEmpty() ? QByteArray() : R"(,"rev":)" + revision) + R"(,"ch":[)" +
                            QByteArray::number(qint64(index) % m_plan.voteOptions) + R"(],"key":")" +
                            QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + R"(","n":)" +
                            QByteArray::number(viewer.voteNumber) + "}}";
    viewer.votedNs = realtimeNs();
    const qint64 number = m_stage.votes.fetch_add(1);
    if (number < Stage::votesKept)
        m_stage.voteNs[number].store(viewer.votedNs);
    write(index, maskedFrame(0x81, R"({"i":2,)" + rest));
    if (int(m_report.votes % 100) < m_plan.retryPercent && viewer.fd >= 0) {
        ++m_report.retries;
        write(index, maskedFrame(0x81, R"({"i":3,)" + rest));
    }
}

void SwarmViewers::judge()
{
    m_report.cpuMs = cpuMs();
    for (const Viewer &viewer : m_viewers) {
        if (viewer.state == State::Watching && viewer.deaf)
            ++(isCut(viewer.fd) ? m_report.deafClosed : m_report.deafOpen);
        if (viewer.state != State::Watching || viewer.deaf)
            continue;
        ++m_report.lastOffsets[viewer.lastOffset];
        ++m_report.lastTallies[viewer.tallyVersion];
    }
    m_report.catchingUp = qint64(m_catchingUp.size());
    for (const Arrival &arrival : m_arrivals) {
        Arrivals &all = m_report.messages[arrival.told.name];
        for (const quint32 us : arrival.kernelUs)
            all.kernel.add(qint64(us) * 1000);
        for (const quint32 us : arrival.readUs)
            all.read.add(qint64(us) * 1000);
    }
}

} // namespace icmp::load
