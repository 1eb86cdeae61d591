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

struct SwarmReport {
    qint64 viewers = 0;
    qint64 welcomed = 0;
    qint64 joinMs = 0; // until the last viewer was welcomed
    QMap<QByteArray, Histogram>
        messages;                  // "log 12", "tally:1 v8": time from the stamp, or from the first arrival
    QMap<QByteArray, qint64> acks; // by outcome
    Histogram ackTimes;
    qint64 votes = 0;
    qint64 gaps = 0;    // log offsets left out without a snapshot
    qint64 repeats = 0; // log offsets seen again
    qint64 snapshots = 0;
    QMap<QByteArray, qint64> ends; // close codes; "cut" without one
    qint64 bytes = 0;
    qint64 cpuMs = 0;

    void add(const SwarmReport &other);
    QJsonObject json() const;
};

QDataStream &operator<<(QDataStream &stream, const SwarmReport &report);
QDataStream &operator>>(QDataStream &stream, SwarmReport &report);

} // namespace icmp::load
