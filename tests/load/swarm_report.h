// What a swarm saw: arrival times per message, acknowledgements per outcome, gaps; mergeable over processes.
#pragma once

#include <QByteArray>
#include <QDataStream>
#include <QHash>
#include <QJsonObject>
#include <QMap>
#include <vector>

namespace icmp::load {

// Counts of durations in steps of 0.25 ms up to 20 s; what is longer counts as 20 s.
class Histogram {
public:
    void add(qint64 ns);
    void add(const Histogram &other);
    qint64 count() const { return m_count; }
    // Milliseconds at this share (0–1) of the sorted durations; the largest is exact.
    double at(double share) const;
    QJsonObject json() const;

    friend QDataStream &operator<<(QDataStream &stream, const Histogram &histogram);
    friend QDataStream &operator>>(QDataStream &stream, Histogram &histogram);

private:
    static constexpr qint64 stepNs = 250'000;
    static constexpr int steps = 80'000;
    QMap<qint32, qint32> m_bins;
    qint64 m_count = 0;
    qint64 m_maxNs = 0;
};

// Of one message, from its stamp, the press before it, or its first arrival.
struct Arrivals {
    Histogram kernel; // until the viewer's kernel had it
    Histogram read;   // until the viewer's program read it
};

// What parent and children agree on when they are added up: members that are sums.
#define ICMP_SWARM_SUMS(X)                                                                                   \
    X(viewers)                                                                                               \
    X(welcomed) X(votes) X(retries) X(gaps) X(repeats) X(backwards) X(snapshots) X(drops) X(recovered)       \
        X(resynced) X(catchingUp) X(deafClosed) X(deafOpen) X(heard) X(bytes) X(cpuMs)

struct SwarmReport {
    // gaps, repeats: log offsets left out without a snapshot, and seen again; backwards: states older than
    // the one before; deafClosed, deafOpen: those who never read, and were cut by the server or not; heard:
    // messages that all get; catchingUp: still behind at the end after reading again
#define X(name) qint64 name = 0;
    ICMP_SWARM_SUMS(X)
#undef X
    qint64 joinMs = 0; // until the last viewer was welcomed
    QMap<QByteArray, Arrivals> messages;
    QMap<QByteArray, qint64> acks; // by outcome
    QMap<QByteArray, qint64> retryAcks;
    QMap<QByteArray, qint64> ends;    // close codes; "cut" without one; "before the welcome: " leads
    QMap<qint64, qint64> lastOffsets; // how many viewers ended with it
    QMap<qint64, qint64> lastTallies; // the same of the tally's version; −1: saw none
    Histogram ackTimes;
    Histogram voteToTally;
    Histogram catchUpTimes;

    void add(const SwarmReport &other);
    QJsonObject json() const;
};

QDataStream &operator<<(QDataStream &stream, const SwarmReport &report);
QDataStream &operator>>(QDataStream &stream, SwarmReport &report);

} // namespace icmp::load
