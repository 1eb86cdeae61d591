// What the live host needs around it, as values and calls: the edge that tells viewers, and the checks of who
// asks.
#pragma once

#include "core/base/refusal.h"
#include "core/catalogue/show_store.h"
#include "core/event/event_log.h"
#include "core/identity/event_token.h"
#include "core/session/decide.h"

#include <QByteArray>
#include <functional>

namespace icmp::live {

using Connection = quint64; // one socket, never reused
using session::Programme;

enum class Told { Tick, Final };

// The edge as the host sees it. Calls never block; what is sent to a connection that is gone is swallowed.
class Outlet {
public:
    virtual ~Outlet() = default;
    virtual void send(Connection connection, const QByteArray &text) = 0;
    virtual void resync(Connection connection, const QByteArray &text) = 0;
    virtual void subscribe(Connection connection, const QByteArray &topic) = 0;
    virtual void unsubscribe(Connection connection, const QByteArray &topic) = 0;
    virtual void publishLog(const QByteArray &topic, const QByteArray &text) = 0;
    virtual void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text,
                              Told told) = 0;
    virtual void setLite(Connection connection, bool lite) = 0;
    virtual void setAuthenticated(Connection connection) = 0;
    virtual void close(Connection connection, quint16 code, const QByteArray &reason) = 0;
};

enum class Route { Viewer, Desk };

// A socket that was just opened.
struct Arrival {
    Connection connection = 0;
    Route route = Route::Viewer;
    QByteArray origin;
    QByteArray address;
};

// Who runs an event, after the ticket was used up.
struct DeskGrant {
    QString event;
    QString actor; // account id as text
};

struct HostPorts {
    event::EventLog &log;
    catalogue::ShowStore &shows;
    Clock &clock;
    Outlet &outlet;
    // Bytes of a stored object, public or private.
    std::function<std::optional<QByteArray>(const QString &hash)> loadObject;
    // refuses  as identity::readEventToken
    std::function<Result<identity::EventToken>(const QString &token, const QString &event)> readToken;
    // Uses the ticket up. refuses  as identity::checkTicket and authorize. fails  when storage does not
    // answer
    std::function<Outcome<Result<DeskGrant>>(const QString &ticket, const QByteArray &origin)> useTicket;
    // A sentence for the operator's log, without secrets.
    std::function<void(const QString &sentence)> note;
    // The live picture attached to an event; nothing when there is none. Asked on the owner's thread.
    std::function<std::optional<Programme>(const QString &event)> programme = {};
    // After each log message for viewers is durable, on the owner's thread; must not block.
    std::function<void(const QString &event, const QByteArray &logBody)> told = {};
    // Whether a page of this origin may watch the event; empty: any that the edge let in.
    std::function<bool(const QString &event, const QByteArray &origin)> mayWatch = {};
    // Sign each commit's facts, so that answers get receipts; without both there are none.
    Signer *signer = nullptr;
    Random *random = nullptr;
};

} // namespace icmp::live
