#include "app/server/gate.h"

#include <utility>

namespace icmp::server {

namespace {

constexpr qint64 notedEveryMs = 60'000;
constexpr qsizetype notedMax = 10'000; // networks; beyond it they are noted anew

} // namespace

Result<void> Gate::judged(Result<void> taken, const QString &event, const QString &network, qint64 nowMs)
{
    if (taken)
        return taken;
    ++m_turnedAway;
    if (m_noted.size() >= notedMax)
        m_noted.clear();
    qint64 &noted = m_noted[event + u' ' + network];
    if (note && (noted == 0 || nowMs - noted >= notedEveryMs)) {
        noted = nowMs;
        note(QStringLiteral("Network %1 was turned away from event %2: too many new viewers or wrong codes.")
                 .arg(network, event));
    }
    return taken;
}

Result<void> Gate::mint(const QString &event, const QString &network, const QString &pseudonym, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    return judged(m_mints.take(event, network, pseudonym, nowMs), event, network, nowMs);
}

Result<void> Gate::guess(const QString &event, const QString &network, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    const QString name = QStringLiteral("guess %1").arg(++m_guesses);
    return judged(m_mints.take(event + QStringLiteral(" codes"), network, name, nowMs), event, network,
                  nowMs);
}

qint64 Gate::turnedAway() const
{
    const std::lock_guard lock(m_mutex);
    return m_turnedAway;
}

// Under the lock, so that two changes arrive in their order.
void Gate::tellOrigins()
{
    if (!originsChanged)
        return;
    QList<QByteArray> all = m_own;
    for (const QList<QByteArray> &origins : std::as_const(m_allowed)) {
        for (const QByteArray &origin : origins) {
            if (!all.contains(origin))
                all.append(origin);
        }
    }
    originsChanged(all);
}

void Gate::setOwn(const QList<QByteArray> &origins)
{
    const std::lock_guard lock(m_mutex);
    m_own = origins;
    tellOrigins();
}

void Gate::allow(const QString &event, const QStringList &origins)
{
    const std::lock_guard lock(m_mutex);
    QList<QByteArray> list;
    for (const QString &origin : origins)
        list.append(origin.toLatin1());
    m_allowed.insert(event, list);
    tellOrigins();
}

bool Gate::mayWatch(const QString &event, const QByteArray &origin) const
{
    const std::lock_guard lock(m_mutex);
    return m_own.contains(origin) || m_allowed.value(event).contains(origin);
}

} // namespace icmp::server
