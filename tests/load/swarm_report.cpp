#include "tests/load/swarm_report.h"

#include <QIODevice>
#include <QJsonArray>
#include <algorithm>
#include <cmath>

namespace icmp::load {

void Histogram::add(qint64 ns)
{
    ns = std::max<qint64>(ns, 0);
    ++m_bins[qint32(std::min<qint64>(ns / stepNs, steps))];
    ++m_count;
    m_maxNs = std::max(m_maxNs, ns);
}

void Histogram::add(const Histogram &other)
{
    for (auto bin = other.m_bins.begin(); bin != other.m_bins.end(); ++bin)
        m_bins[bin.key()] += bin.value();
    m_count += other.m_count;
    m_maxNs = std::max(m_maxNs, other.m_maxNs);
}

double Histogram::at(double share) const
{
    const auto wanted = qint64(std::ceil(share * double(m_count)));
    qint64 seen = 0;
    for (auto bin = m_bins.begin(); bin != m_bins.end(); ++bin) {
        seen += bin.value();
        if (seen >= wanted && wanted < m_count)
            return double(bin.key() + 1) * double(stepNs) / 1e6;
    }
    return double(m_maxNs) / 1e6;
}

QJsonObject Histogram::json() const
{
    return {{"n", m_count}, {"p50", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}};
}

QDataStream &operator<<(QDataStream &stream, const Histogram &histogram)
{
    return stream << histogram.m_bins << histogram.m_count << histogram.m_maxNs;
}

QDataStream &operator>>(QDataStream &stream, Histogram &histogram)
{
    return stream >> histogram.m_bins >> histogram.m_count >> histogram.m_maxNs;
}

void SwarmReport::add(const SwarmReport &other)
{
    viewers += other.viewers;
    welcomed += other.welcomed;
    joinMs = std::max(joinMs, other.joinMs);
    for (auto one = other.messages.begin(); one != other.messages.end(); ++one)
        messages[one.key()].add(one.value());
    for (auto one = other.acks.begin(); one != other.acks.end(); ++one)
        acks[one.key()] += one.value();
    for (auto one = other.ends.begin(); one != other.ends.end(); ++one)
        ends[one.key()] += one.value();
    ackTimes.add(other.ackTimes);
    votes += other.votes;
    gaps += other.gaps;
    repeats += other.repeats;
    snapshots += other.snapshots;
    bytes += other.bytes;
    cpuMs += other.cpuMs;
}

QJsonObject SwarmReport::json() const
{
    QJsonArray list;
    Histogram all;
    for (auto one = messages.begin(); one != messages.end(); ++one) {
        QJsonObject entry = one.value().json();
        entry.insert("message", QString::fromUtf8(one.key()));
        list.append(entry);
        all.add(one.value());
    }
    QJsonObject outcomes, closed;
    for (auto one = acks.begin(); one != acks.end(); ++one)
        outcomes.insert(QString::fromUtf8(one.key()), one.value());
    for (auto one = ends.begin(); one != ends.end(); ++one)
        closed.insert(QString::fromUtf8(one.key()), one.value());
    return {
        {"viewers", viewers}, {"welcomed", welcomed}, {"joinMs", joinMs},       {"messages", list},
        {"all", all.json()},  {"votes", votes},       {"acks", outcomes},       {"ackMs", ackTimes.json()},
        {"gaps", gaps},       {"repeats", repeats},   {"snapshots", snapshots}, {"ends", closed},
        {"bytes", bytes},     {"cpuMs", cpuMs}};
}

QDataStream &operator<<(QDataStream &stream, const SwarmReport &report)
{
    return stream << report.viewers << report.welcomed << report.joinMs << report.messages << report.acks
                  << report.ackTimes << report.votes << report.gaps << report.repeats << report.snapshots
                  << report.ends << report.bytes << report.cpuMs;
}

QDataStream &operator>>(QDataStream &stream, SwarmReport &report)
{
    return stream >> report.viewers >> report.welcomed >> report.joinMs >> report.messages >> report.acks >>
           report.ackTimes >> report.votes >> report.gaps >> report.repeats >> report.snapshots >>
           report.ends >> report.bytes >> report.cpuMs;
}

} // namespace icmp::load
