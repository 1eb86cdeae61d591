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

namespace {

template <class Key>
void addCounts(QMap<Key, qint64> &sums, const QMap<Key, qint64> &others)
{
    for (auto one = others.begin(); one != others.end(); ++one)
        sums[one.key()] += one.value();
}

QJsonObject countsJson(const QMap<QByteArray, qint64> &counts)
{
    QJsonObject json;
    for (auto one = counts.begin(); one != counts.end(); ++one)
        json.insert(QString::fromUtf8(one.key()), one.value());
    return json;
}

} // namespace

void SwarmReport::add(const SwarmReport &other)
{
#define X(name) name += other.name;
    ICMP_SWARM_SUMS(X)
#undef X
    joinMs = std::max(joinMs, other.joinMs);
    for (auto one = other.messages.begin(); one != other.messages.end(); ++one) {
        messages[one.key()].kernel.add(one.value().kernel);
        messages[one.key()].read.add(one.value().read);
    }
    addCounts(acks, other.acks);
    addCounts(retryAcks, other.retryAcks);
    addCounts(ends, other.ends);
    addCounts(lastOffsets, other.lastOffsets);
    addCounts(lastTallies, other.lastTallies);
    ackTimes.add(other.ackTimes);
    voteToTally.add(other.voteToTally);
    catchUpTimes.add(other.catchUpTimes);
}

QJsonObject SwarmReport::json() const
{
    QJsonArray list;
    Arrivals all;
    for (auto one = messages.begin(); one != messages.end(); ++one) {
        list.append(QJsonObject{{"message", QString::fromUtf8(one.key())},
                                {"kernelMs", one.value().kernel.json()},
                                {"readMs", one.value().read.json()}});
        all.kernel.add(one.value().kernel);
        all.read.add(one.value().read);
    }
    QJsonObject json{{"joinMs", joinMs},
                     {"messages", list},
                     {"allKernelMs", all.kernel.json()},
                     {"allReadMs", all.read.json()},
                     {"acks", countsJson(acks)},
                     {"retryAcks", countsJson(retryAcks)},
                     {"ends", countsJson(ends)},
                     {"ackMs", ackTimes.json()},
                     {"voteToTallyMs", voteToTally.json()},
                     {"catchUpMs", catchUpTimes.json()}};
#define X(name) json.insert(#name, name);
    ICMP_SWARM_SUMS(X)
#undef X
    return json;
}

static QDataStream &operator<<(QDataStream &stream, const Arrivals &arrivals)
{
    return stream << arrivals.kernel << arrivals.read;
}

static QDataStream &operator>>(QDataStream &stream, Arrivals &arrivals)
{
    return stream >> arrivals.kernel >> arrivals.read;
}

QDataStream &operator<<(QDataStream &stream, const SwarmReport &report)
{
#define X(name) stream << report.name;
    ICMP_SWARM_SUMS(X)
#undef X
    return stream << report.joinMs << report.messages << report.acks << report.retryAcks << report.ends
                  << report.lastOffsets << report.lastTallies << report.ackTimes << report.voteToTally
                  << report.catchUpTimes;
}

QDataStream &operator>>(QDataStream &stream, SwarmReport &report)
{
#define X(name) stream >> report.name;
    ICMP_SWARM_SUMS(X)
#undef X
    return stream >> report.joinMs >> report.messages >> report.acks >> report.retryAcks >> report.ends >>
           report.lastOffsets >> report.lastTallies >> report.ackTimes >> report.voteToTally >>
           report.catchUpTimes;
}

} // namespace icmp::load
