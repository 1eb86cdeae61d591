// Runs every event of this server: one owner thread takes commands and answers from a bounded queue, decides,
// stores facts and answers in one group commit, and only then tells anybody.
//
// Thread   Every public function may be called from any thread and returns at once; what they give back is
// told by
//          callbacks on the owner's thread, which must not block.
#pragma once

#include "core/protocol/desk_message.h"
#include "server/live/client.h"
#include "server/live/event_session.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace icmp::live {

inline constexpr int tasksWaitingMax = 100'000; // beyond it the sender is told to come back
inline constexpr int tasksPerGroupMax = 2'000;  // one commit's worth
inline constexpr qint64 storageRetryMs = 1'000;

// Who reads a result: a producer of the event, or a viewer with a token.
struct ResultReader {
    bool producer = false;
    QString voter;
};

struct HostFigures {
    qint64 events = 0;
    qint64 viewers = 0;
    qint64 votesCounted = 0;
    qint64 votesRefused = 0;
    qint64 commits = 0;
    qint64 commitFailures = 0;
    qint64 tasksWaiting = 0;
};

class LiveHost {
public:
    explicit LiveHost(HostPorts ports);
    // Finishes what is queued, then stops.
    ~LiveHost();

    void opened(Arrival arrival);
    void message(Connection connection, QByteArray text);
    void closed(Connection connection);
    void needsSnapshot(Connection connection);
    void swept(QByteArray topic, int tookMs);

    template <class T>
    using Told = std::function<void(Outcome<Result<T>>)>;

    // The facts, durable; the same key again gives the same facts.
    // refuses  UnknownId, Missing (nothing published), WrongType (command), KeyReused, and as session::decide
    void command(QString event, protocol::CommandBody body, QString actor, Told<QList<event::Fact>> done);
    // The body of GET …/snapshot. refuses  UnknownId, Missing
    void snapshot(QString event, Told<QByteArray> done);
    // {"iid","rev","state","n","counts"}. refuses  UnknownId, Missing, Denied (not yet for this reader)
    void result(QString event, QString element, ResultReader reader, Told<QJsonObject> done);
    // {"mode","package"}. refuses  UnknownId, Missing
    void summary(QString event, Told<QJsonObject> done);
    // A version of the event's show became current: on demand it is played at once, live it waits for the
    // end.
    void versionPublished(QString event);

    HostFigures figures() const;

private:
    using Task = std::function<void()>;
    // A reply that waits for the commit; told whether it succeeded.
    using Reply = std::function<void(bool durable)>;

    // What only keeps the books straight is taken even when the queue is full.
    enum class Urgency { MayWait, Now };
    bool post(Task task, Urgency urgency = Urgency::MayWait);
    template <class T, class Look>
    void ask(const QString &event, const Told<T> &done, Look look);
    void loop();
    std::deque<Task> take();
    void settle();
    bool commit();
    void forgetStaged();
    void runDue();
    void tick();
    void flush(EventSession &session, bool final);
    // Whether there was anything to tell.
    bool tellBoards(EventSession &session, qint64 nowMs);
    bool tellViewers(EventSession &session, qint64 nowMs);
    void tellOwn(EventSession &session, qint64 nowMs);
    void tellTally(EventSession &session, ClipId element, bool final);
    qint64 waitMs() const;
    void publish(EventSession &session, const QList<Telling> &tellings);

    Outcome<Result<std::shared_ptr<EventSession>>> sessionOf(const QString &event);
    void later(Reply reply) { m_replies.push_back(std::move(reply)); }
    void takeVersion(const std::shared_ptr<EventSession> &session);
    Outcome<Result<QList<event::Fact>>> runCommand(const QString &event, const protocol::CommandBody &body,
                                                   const QString &actor);
    Outcome<Result<QList<event::Fact>>>
    answeredBefore(const EventSession &session, const session::TakenCommand &taken, const QString &hash);

    void receive(Connection connection, const QByteArray &text);
    void refuseMessage(Connection connection, Client &client, std::optional<qint64> request,
                       const Refusal &refusal);
    void viewerMessage(Connection connection, Client &client, const protocol::ClientMessage &message);
    void deskMessage(Connection connection, Client &client, const protocol::DeskMessage &message);
    void hello(Connection connection, std::optional<qint64> request, const protocol::Hello &hello);
    void join(Connection connection, std::optional<qint64> request, const protocol::Hello &hello,
              const std::shared_ptr<EventSession> &session);
    void deskHello(Connection connection, std::optional<qint64> request, const protocol::DeskHello &hello);
    void deskAnswer(Connection connection, std::optional<qint64> request,
                    const Outcome<Result<QList<event::Fact>>> &answer, bool durable);
    bool isTooFast(Client &client, qint64 nowMs);
    void vote(Connection connection, Client &client, std::optional<qint64> request,
              const protocol::VoteMessage &vote);
    void react(Connection connection, Client &client, std::optional<qint64> request,
               const protocol::ReactMessage &react);
    void press(Connection connection, Client &client, std::optional<qint64> request,
               const protocol::PressMessage &press);
    void acknowledge(Connection connection, std::optional<qint64> request, const protocol::Ack &ack);
    void follow(Connection connection, EventSession &session, ClipId element);
    QByteArray snapshotFor(const Client &client, EventSession &session);
    void turnAway(Connection connection, std::optional<qint64> request, const Refusal &refusal, quint16 code);

    HostPorts m_ports;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    bool m_stopping = false;
    HostFigures m_figures; // guarded by m_mutex

    // The owner thread's alone.
    QHash<QString, std::shared_ptr<EventSession>> m_sessions;
    std::unordered_map<Connection, Client> m_clients;
    SenderBuckets m_devices, m_addresses;
    std::deque<Reply> m_replies;
    QSet<QString> m_staged;

    std::thread m_thread;
};

} // namespace icmp::live
