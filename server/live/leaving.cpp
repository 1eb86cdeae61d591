// Who must leave before the event is over: viewers of what was taken down, desks of who may no longer.
#include "server/live/live_host.h"

namespace icmp::live {

namespace {

constexpr quint16 eventOver = 4503; // live.v1: do not come back
constexpr quint16 badToken = 4501;  // come back with a new one

} // namespace

void LiveHost::takeDown(QString event)
{
    post(
        [this, event] {
            m_takenDown.insert(event);
            for (auto it = m_clients.cbegin(); it != m_clients.cend(); ++it) {
                if (it->event == event)
                    m_ports.outlet.close(it.key(), eventOver, "taken down");
            }
        },
        Urgency::Now);
}

void LiveHost::putUp(QString event)
{
    post([this, event] { m_takenDown.remove(event); }, Urgency::Now);
}

void LiveHost::signedOut(QString actor)
{
    post(
        [this, actor] {
            for (auto it = m_clients.cbegin(); it != m_clients.cend(); ++it) {
                if (it->route == Route::Desk && it->actor == actor)
                    m_ports.outlet.close(it.key(), badToken, "signed out");
            }
        },
        Urgency::Now);
}

} // namespace icmp::live
