#include "server/identity/password_pace.h"

namespace icmp::identity {

namespace {

QString pairOf(const QString &login, const QString &network)
{
    return network + u'\n' + login.left(64);
}

// A token every refillMs: the bucket counts whole tokens a second, so its clock runs that much slower.
bool take(TokenBucket &bucket, int burst, qint64 refillMs, qint64 nowMs)
{
    return bucket.take({1, burst}, nowMs * 1'000 / refillMs);
}

} // namespace

bool PasswordPace::allows(const QString &login, const QString &network, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    if (m_pairs.size() >= sourcesMax)
        m_pairs.clear();
    if (m_networks.size() >= sourcesMax)
        m_networks.clear();
    return take(m_pairs[pairOf(login, network)], paceBurst, paceRefillMs, nowMs) &&
           take(m_networks[network], networkBurst, networkRefillMs, nowMs);
}

void PasswordPace::forgive(const QString &login, const QString &network)
{
    const std::lock_guard lock(m_mutex);
    m_pairs.remove(pairOf(login, network));
}

} // namespace icmp::identity
