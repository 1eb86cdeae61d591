// Who may come in: how many new voters a network brings, and from which sites an event may be watched.
#pragma once

#include "core/identity/mint_limits.h"

#include <QByteArray>
#include <QStringList>
#include <functional>
#include <mutex>

namespace icmp::server {

// Thread-safe.
class Gate {
public:
    // Told when a network is turned away, at most once a minute each; the figure counts them all.
    std::function<void(const QString &sentence)> note;
    // Told with every allowed origin when the list changes.
    std::function<void(const QList<QByteArray> &origins)> originsChanged;

    // refuses  TooOften
    Result<void> mint(const QString &event, const QString &network, const QString &pseudonym, qint64 nowMs);
    // A wrong code was shown; so many of them are as many as new voters may be. refuses  TooOften
    Result<void> guess(const QString &event, const QString &network, qint64 nowMs);
    qint64 turnedAway() const;

    // Our own, which may watch every event.
    void setOwn(const QList<QByteArray> &origins);
    // The event's own list, in place of the one before.
    void allow(const QString &event, const QStringList &origins);
    bool mayWatch(const QString &event, const QByteArray &origin) const;

private:
    Result<void> judged(Result<void> taken, const QString &event, const QString &network, qint64 nowMs);
    void tellOrigins();

    mutable std::mutex m_mutex;
    identity::MintLimits m_mints;
    qint64 m_guesses = 0; // names for wrong codes, each new
    qint64 m_turnedAway = 0;
    QHash<QString, qint64> m_noted; // when, by event and network
    QList<QByteArray> m_own;
    QHash<QString, QList<QByteArray>> m_allowed; // by event
};

} // namespace icmp::server
