// One event in memory: its state, the log kept for resuming, and what changed since viewers were last told.
// Belongs to the host's thread.
#pragma once

#include "core/protocol/resume_ring.h"
#include "core/session/decide.h"
#include "server/live/outlet.h"
#include "server/live/telling.h"

#include <QSet>
#include <unordered_map>

namespace icmp::live {

inline constexpr qint64 tickMinMs = 100;
inline constexpr qint64 tickMaxMs = 2'000;
inline constexpr qint64 tickEasing = 16; // a faster sweep shortens the tick by this part at most
inline constexpr qint64 viewersEveryMs = 5'000;
inline constexpr qint64 tapsEveryMs = 1'000;    // one fact a second, however many tap
inline constexpr qint64 ownEveryMs = 2'000;     // one "me" per viewer
inline constexpr qint64 rankingEveryMs = 1'000; // sorting 100,000 viewers takes about 50 ms
inline constexpr qint64 ownStepMs = 100;
inline constexpr int ownPerStepMax = 1'000; // between two of these the host takes votes

// Log messages of one decision, for both audiences; told after the facts are durable. Viewers' are empty
// where only desks are told.
struct Telling {
    QByteArray viewers;
    QByteArray producers;
};

class EventSession {
public:
    // Replays everything stored; a new event begins with its current version.
    // refuses  UnknownId (no such event), Missing (nothing is published yet), and what package::open refuses
    // fails    when storage does not answer or a stored fact cannot be read
    static Outcome<Result<std::shared_ptr<EventSession>>> load(const QString &event, const HostPorts &ports);

    const session::State &state() const { return m_state; }
    const QString &event() const { return m_event; }
    QByteArray viewerTopic() const { return "ev:" + m_event.toLatin1(); }
    QByteArray deskTopic() const { return "desk:" + m_event.toLatin1(); }
    QByteArray answeredTopic(ClipId element) const
    {
        return "ans:" + m_event.toLatin1() + ':' + element.toText().toLatin1();
    }

    // Numbers the facts, evolves the state and adds them to what the next commit stores, with the badges and
    // quests they bring.
    void stage(session::Facts facts, std::shared_ptr<const package::Package> next = nullptr);
    void stageAnswer(const event::Fact &fact);
    // With the signed batch of its facts.
    event::Addition takeAddition(const HostPorts &ports);
    // "<batch>.<leaf>" of a fact that is stored or staged; empty without signing.
    QString receiptOf(qint64 seq) const { return m_book.receiptOf(seq); }
    bool hasAddition() const { return !m_addition.facts.isEmpty(); }
    // After the commit: puts the log messages into the ring and gives them out.
    QList<Telling> takeTellings(qint64 nowMs);

    // The newest version, if it is not the state's own.
    Outcome<Result<std::shared_ptr<const package::Package>>> newerPackage(const HostPorts &ports) const;

    protocol::ResumeRing &ring() { return m_ring; }
    // {"snap":{…}} without "me", at most limits::snapshotRebuildMs old, and the log messages since it was
    // cut.
    QByteArray sharedSnapshot(qint64 nowMs);
    QByteArray snapshotWith(const QJsonObject &me) const;
    QByteArray deskSnapshot() const;
    // What "me" holds for one viewer under all of its names, the device's first.
    QJsonObject own(const QStringList &voters) const;
    // A connection is told what changes for these voters, until it is gone.
    void attach(Connection connection, const QStringList &voters);
    void detach(Connection connection, const QStringList &voters);

    // Elements whose counts changed since the last tick.
    QSet<ClipId> dirty;
    bool urgent = false;      // something changed that cannot wait for the tick
    QSet<QString> changedOwn; // voters whose points, badges or quests changed since they were told
    qint64 nextOwnMs = 0;
    std::unordered_multimap<QString, Connection> connections; // by voter
    // Taps that no fact counts yet, per emoji.
    QHash<ClipId, QList<qint64>> taps;
    qint64 nextTapsMs = 0;
    // As of nextRankingMs at the latest.
    QList<session::Place> ranking;
    QHash<QString, qint64> ranks;
    bool rankingOld = true;
    qint64 nextRankingMs = 0;
    qint64 nextTickMs = 0;
    qint64 tickMs = tickMinMs;
    qint64 viewers = 0;
    qint64 viewersTold = -1;
    qint64 nextViewersMs = 0;

private:
    EventSession(QString event, QString epoch);
    static Outcome<Result<std::shared_ptr<const package::Package>>>
    openVersion(const QString &publicRoot, const QString &privateRoot, const HostPorts &ports);
    Outcome<Result<void>> replay(const HostPorts &ports);
    Outcome<Result<std::optional<catalogue::Version>>> currentVersion(const HostPorts &ports) const;
    Outcome<void> restoreBatches(const HostPorts &ports);
    void note(const event::Fact &fact);
    void stageOne(event::Fact fact, const std::shared_ptr<const package::Package> &next);
    void mark(const event::Fact &fact);

    QString m_event;
    QString m_show;
    session::State m_state;
    protocol::ResumeRing m_ring;
    event::Addition m_addition;
    event::BatchBook m_book;
    Random *m_random = nullptr; // null: nothing is signed
    QList<Telling> m_tellings;
    QByteArray m_snapshot;
    qint64 m_snapshotMs = -1;
    qint64 m_snapshotOffset = -1;
};

} // namespace icmp::live
