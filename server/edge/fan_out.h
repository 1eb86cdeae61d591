// Topics of one worker: who listens, what is to be told, and telling it a few sends at a time.
//
// A topic has at most one sweep over its members at a time; what is published meanwhile waits, states of the
// same key replacing each other, and makes up the next sweep. So a key is never told twice at once and the
// order of the log holds. Only a log message does not wait for a sweep of states: it joins it, and those who
// were already passed get it in a second pass.
#pragma once

#include <QByteArray>
#include <QHash>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "server/edge/ws_session.h"

namespace icmp::edge {

class FanOutHost {
public:
    virtual ~FanOutHost() = default;
    // The connection of this slot; never called for one that left all topics.
    virtual WsSession &sessionAt(quint32 slot) = 0;
    virtual void deliver(quint32 slot, const Batch &batch, quint64 joined) = 0;
    virtual void swept(const QByteArray &topic, int tookMs) = 0;
    virtual qint64 nowMs() const = 0;
};

class FanOut {
public:
    static constexpr int topicsPerConnectionMax = 8;

    explicit FanOut(FanOutHost &host) : m_host(host) {}

    // false: the connection is in too many topics.
    bool subscribe(quint32 slot, const QByteArray &topic);
    void unsubscribe(quint32 slot, const QByteArray &topic);
    void leaveAll(quint32 slot);
    // The connection starts anew: what was published up to now is no longer for it.
    void rejoin(quint32 slot);
    void publishLog(const QByteArray &topic, const QByteArray &frame);
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &frame, bool isFinal);

    bool busy() const { return !m_work.empty(); }
    // At most `sends` deliveries, then gives way to other events.
    void step(int sends);

private:
    struct Member {
        std::optional<quint32> slot; // nothing: left during a sweep
        quint64 joined = 0;
    };
    struct Topic {
        QByteArray name;
        std::vector<Member> members;
        quint64 number = 0;
        std::vector<Publication> waiting;
        QHash<QByteArray, quint32> keys;
        Batch batch;
        Batch second;          // for the members before secondEnd, after the first pass
        quint32 secondEnd = 0; // 0: there is no second pass
        quint32 cursor = 0;
        quint32 end = 0;
        qint64 sinceMs = 0;
        quint32 left = 0; // members that left during the sweep
        bool sweeping = false;
        bool listed = false; // in m_work
        bool used = false;
    };

    std::optional<quint32> find(const QByteArray &name) const;
    void leave(Topic &topic, quint32 slot, quint32 at);
    void add(quint32 index, Publication publication);
    void begin(Topic &topic);
    void joinLog(Topic &topic);
    bool nextPass(Topic &topic);
    void finish(quint32 index);
    void compact(Topic &topic, quint32 index);
    void releaseIfUnused(quint32 index);

    FanOutHost &m_host;
    std::deque<Topic> m_topics;
    std::vector<quint32> m_free;
    QHash<QByteArray, quint32> m_index;
    std::deque<quint32> m_work;
};

} // namespace icmp::edge
