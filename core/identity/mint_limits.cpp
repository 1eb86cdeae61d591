#include "core/identity/mint_limits.h"

#include "core/base/hash.h"

#include <QtEndian>

namespace icmp::identity {

namespace {

quint64 shortened(const QString &pseudonym)
{
    return qFromBigEndian<quint64>(sha256(pseudonym.toUtf8()).constData());
}

} // namespace

void MintLimits::forget(Window &window, qint64 nowMs)
{
    while (!window.minted.empty() && nowMs - window.minted.front().atMs >= newVotersMs) {
        window.known.remove(window.minted.front().who);
        window.minted.pop_front();
        --m_remembered;
    }
}

Result<void> MintLimits::take(const QString &event, const QString &network, const QString &pseudonym,
                              qint64 nowMs)
{
    if (m_remembered >= mintedMax) {
        for (Window &window : m_windows)
            forget(window, nowMs);
        m_windows.removeIf([](const auto &entry) { return entry.value().minted.empty(); });
    }
    if (m_remembered >= mintedMax) { // a flood from thousands of networks: theirs begin anew
        m_windows.clear();
        m_remembered = 0;
    }
    Window &window = m_windows[event + u' ' + network];
    forget(window, nowMs);
    const quint64 who = shortened(pseudonym);
    if (window.known.contains(who))
        return {};
    if (window.minted.size() >= size_t(m_most))
        return refuse(
            RefusalCode::TooOften, QStringLiteral("address"),
            QStringLiteral("Too many new viewers came from this network. Try again in ten minutes."));
    window.minted.push_back({nowMs, who});
    window.known.insert(who);
    ++m_remembered;
    return {};
}

} // namespace icmp::identity
