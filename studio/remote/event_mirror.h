// What the server last said about a show: a value folded from snapshot, log and state messages.
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace icmp::remote {

enum class ItemState { Idle, Armed, Open, Closing, Final, Cancelled };

struct MirrorItem {
    QString iid;
    ItemState state = ItemState::Idle;
    qint64 rev = 0;
    qint64 round = 1;
    QJsonObject at;      // anchor of the opening
    QJsonObject until;   // anchor of the end, empty when none
    QList<qint64> right;  // option ids, once resolved
    bool revealed = false;
};

struct Tally {
    qint64 version = 0;
    qint64 answers = 0;
    QList<qint64> counts;  // one for each option, in the package's order
    bool final = false;
    bool stale = false;
    qint64 receivedAtMs = 0;  // monotonic
};

enum class Applied { Changed, Old, Gap };  // Gap: messages were missed, ask for a snapshot

class EventMirror
{
public:
    // Replaces everything.
    void takeSnapshot(const QJsonObject &snapshot, qint64 nowMs);
    Applied takeLog(const QJsonObject &message, qint64 nowMs);
    Applied takeState(const QJsonObject &message, qint64 nowMs);

    QString epoch() const { return m_epoch; }
    qint64 offset() const { return m_offset; }
    bool isLive() const { return m_live; }  // between start and end
    bool isOver() const { return m_over; }
    QString package() const { return m_package; }
    qint64 viewers() const { return m_viewers; }  // 0 until told
    // Idle when the server never spoke of it.
    MirrorItem item(const QString &iid) const;
    QList<MirrorItem> items() const { return m_items.values(); }
    const Tally *tally(const QString &iid) const;

private:
    QString m_epoch;
    qint64 m_offset = 0;
    bool m_live = false;
    bool m_over = false;
    QString m_package;
    qint64 m_viewers = 0;
    qint64 m_viewersVersion = 0;
    QHash<QString, MirrorItem> m_items;
    QHash<QString, Tally> m_tallies;
};

}  // namespace icmp::remote
