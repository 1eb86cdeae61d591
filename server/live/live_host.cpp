#include "server/live/live_host.h"

#include "core/base/hash.h"
#include "core/base/strict_json.h"

#include <QJsonArray>
#include <algorithm>
#include <chrono>
#include <future>

namespace icmp::live {

namespace {

constexpr qint64 idleWaitMs = 1'000;

// What a producer said as the rules take it.
Result<session::Command> commandOf(session::CommandKind kind, const protocol::CommandBody &body)
{
    session::Command command{kind, {}, body.openForMs, body.maxDelayMs};
    if (!session::isWhole(kind)) {
        const auto element = ClipId::fromText(body.element);
        if (!element)
            return refuse(RefusalCode::UnknownId, QStringLiteral("element"));
        command.element = *element;
    }
    if (kind == session::CommandKind::Moderate && body.verdict.isEmpty())
        return refuse(RefusalCode::WrongType, QStringLiteral("verdict"));
    if (kind == session::CommandKind::Stock && !body.left)
        return refuse(RefusalCode::WrongType, QStringLiteral("left"));
    command.outcome = body.outcome;
    command.policy = body.policy == u"close" ? session::PanicPolicy::Close : session::PanicPolicy::Hold;
    command.answer = body.answer.toLongLong();
    command.approve = body.verdict == u"approve";
    command.left = body.left.value_or(0);
    command.text = body.text;
    command.severity = body.severity.value_or(0);
    return command;
}

tl::unexpected<Failure> busy()
{
    return fail(QStringLiteral("The server has too much to do."), QStringLiteral("Try again in a moment."));
}

} // namespace

LiveHost::LiveHost(HostPorts ports) : m_ports(std::move(ports)), m_thread([this] { loop(); }) {}

LiveHost::~LiveHost()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

bool LiveHost::post(Task task, Urgency urgency)
{
    {
        const std::lock_guard lock(m_mutex);
        if (urgency == Urgency::MayWait && m_tasks.size() >= size_t(tasksWaitingMax))
            return false;
        m_tasks.push_back(std::move(task));
        m_figures.tasksWaiting = qint64(m_tasks.size());
    }
    m_wake.notify_one();
    return true;
}

HostFigures LiveHost::figures() const
{
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

std::deque<LiveHost::Task> LiveHost::take()
{
    std::unique_lock lock(m_mutex);
    const auto wait = std::chrono::milliseconds(waitMs());
    m_wake.wait_for(lock, wait, [this] { return m_stopping || !m_tasks.empty(); });
    std::deque<Task> taken;
    while (!m_tasks.empty() && taken.size() < size_t(tasksPerGroupMax)) {
        taken.push_back(std::move(m_tasks.front()));
        m_tasks.pop_front();
    }
    m_figures.tasksWaiting = qint64(m_tasks.size());
    return taken;
}

void LiveHost::loop()
{
    while (true) {
        std::deque<Task> tasks = take();
        for (Task &task : tasks)
            task();
        runDue();
        settle();
        tick();
        const std::lock_guard lock(m_mutex);
        if (m_stopping && m_tasks.empty())
            return;
    }
}

qint64 LiveHost::waitMs() const
{
    const qint64 now = m_ports.clock.nowMs();
    qint64 wait = idleWaitMs;
    for (const auto &session : m_sessions) {
        if (!session->dirty.isEmpty())
            wait = std::min(wait, session->nextTickMs - now);
        if (!session->taps.isEmpty())
            wait = std::min(wait, session->nextTapsMs - now);
        if (!session->changedOwn.isEmpty())
            wait = std::min(wait, session->nextOwnMs - now);
        if (const auto next = session::nextDueMs(session->state()))
            wait = std::min(wait, *next - now);
    }
    return std::max<qint64>(1, wait);
}

// Stores what was staged; then tells it, then answers those who asked, in this order, so that whoever joins
// in the same group gets each log message once.
void LiveHost::settle()
{
    const bool durable = m_staged.isEmpty() || commit();
    if (durable) {
        for (const QString &event : m_staged) {
            EventSession &session = *m_sessions[event];
            publish(session, session.takeTellings(m_ports.clock.nowMs()));
        }
        m_staged.clear();
    } else {
        forgetStaged();
    }
    std::deque<Reply> replies = std::move(m_replies);
    m_replies.clear();
    for (const Reply &reply : replies)
        reply(durable);
}

bool LiveHost::commit()
{
    QList<event::Addition> additions;
    for (const QString &event : m_staged)
        additions.append(m_sessions[event]->takeAddition(m_ports));
    std::promise<Outcome<void>> promise;
    auto stored = promise.get_future();
    m_ports.log.append(std::move(additions),
                       [&promise](Outcome<void> outcome) { promise.set_value(std::move(outcome)); });
    const Outcome<void> outcome = stored.get();
    const std::lock_guard lock(m_mutex);
    ++(outcome ? m_figures.commits : m_figures.commitFailures);
    if (!outcome)
        m_ports.note(QStringLiteral("Facts could not be stored: %1").arg(outcome.error().what));
    return outcome.has_value();
}

// What was decided and not stored never happened: the events are read again from storage at their next use.
void LiveHost::forgetStaged()
{
    for (const QString &event : m_staged)
        m_sessions.remove(event);
    m_staged.clear();
}

void LiveHost::swept(QByteArray topic, int tookMs)
{
    post(
        [this, topic, tookMs] {
            for (const auto &session : std::as_const(m_sessions)) {
                if (session->viewerTopic() != topic)
                    continue;
                // Every worker reports its own share: the slowest one counts, and is forgotten slowly.
                const qint64 eased = session->tickMs - session->tickMs / tickEasing;
                session->tickMs =
                    std::clamp<qint64>(std::max<qint64>(2 * tookMs, eased), tickMinMs, tickMaxMs);
            }
        },
        Urgency::Now);
}

Outcome<Result<std::shared_ptr<EventSession>>> LiveHost::sessionOf(const QString &event)
{
    using Found = Result<std::shared_ptr<EventSession>>;
    if (const auto known = m_sessions.constFind(event); known != m_sessions.constEnd())
        return Found(*known);
    if (!catalogue::isEventId(event))
        return Found(refuse(RefusalCode::UnknownId, event.left(48)));
    auto loaded = EventSession::load(event, m_ports);
    if (!loaded || !*loaded)
        return loaded;
    const auto session = **loaded;
    for (auto &[connection, client] : m_clients) {
        if (client.route == Route::Viewer && client.event == event) {
            client.event = session->event();
            ++session->viewers;
            session->attach(connection, client.voters());
        }
    }
    m_sessions.insert(event, session);
    if (session->hasAddition())
        m_staged.insert(event);
    const std::lock_guard lock(m_mutex);
    m_figures.events = m_sessions.size();
    return loaded;
}

void LiveHost::takeVersion(const std::shared_ptr<EventSession> &session)
{
    const auto newer = session->newerPackage(m_ports);
    if (!newer || !*newer || !**newer) {
        if (newer && !*newer)
            m_ports.note(
                QStringLiteral("A published version cannot be opened: %1").arg(describe(newer->error())));
        return;
    }
    const auto facts = session::decidePackage(session->state(), ***newer, m_ports.clock.nowMs());
    if (!facts)
        return;
    session->stage(*facts, **newer);
    m_staged.insert(session->event());
}

void LiveHost::versionPublished(QString event)
{
    post(
        [this, event] {
            const auto known = m_sessions.constFind(event);
            if (known != m_sessions.constEnd())
                takeVersion(*known);
        },
        Urgency::Now);
}

Outcome<Result<QList<event::Fact>>>
LiveHost::answeredBefore(const EventSession &session, const session::TakenCommand &taken, const QString &hash)
{
    using Answer = Result<QList<event::Fact>>;
    if (taken.hash != hash)
        return Answer(refuse(RefusalCode::KeyReused, QStringLiteral("key")));
    QList<event::Fact> facts;
    if (taken.facts == 0)
        return Answer(facts);
    const auto stored = m_ports.log.facts(session.event(), taken.firstSeq - 1, int(taken.facts));
    if (!stored)
        return tl::unexpected(stored.error());
    for (const event::StoredFact &one : *stored) {
        if (const auto fact = event::restored(one))
            facts.append(*fact);
    }
    return Answer(facts);
}

Outcome<Result<QList<event::Fact>>>
LiveHost::runCommand(const QString &event, const protocol::CommandBody &body, const QString &actor)
{
    using Answer = Result<QList<event::Fact>>;
    const auto found = sessionOf(event);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return Answer(tl::unexpected(found->error()));
    const auto session = **found;
    const QString hash = body.hash();
    if (const auto taken = session->state().commands.constFind(body.key);
        taken != session->state().commands.constEnd())
        return answeredBefore(*session, *taken, hash);
    const auto kind = session::commandKindOf(body.command);
    if (!kind)
        return Answer(refuse(RefusalCode::WrongType, QStringLiteral("command")));
    auto command = commandOf(*kind, body);
    if (!command)
        return Answer(tl::unexpected(command.error()));
    if (m_ports.programme)
        command->programme = m_ports.programme(event);
    const qint64 now = m_ports.clock.nowMs();
    auto facts = session::decide(session->state(), *command, now);
    if (!facts)
        return Answer(tl::unexpected(facts.error()));
    const qint64 first = session->state().seq + 1;
    const qint64 count = facts->size();
    facts->append({event::CommandTaken{body.key, hash, actor, count}, 0, now});
    session->stage(*facts);
    m_staged.insert(event);
    facts->removeLast();
    for (qsizetype i = 0; i < facts->size(); ++i)
        (*facts)[i].seq = first + i;
    if (*kind == session::CommandKind::End)
        takeVersion(session);
    return Answer(*facts);
}

void LiveHost::command(QString event, protocol::CommandBody body, QString actor,
                       Told<QList<event::Fact>> done)
{
    const bool taken = post([this, event, body, actor, done] {
        const auto answer = runCommand(event, body, actor);
        later([answer, done](bool durable) {
            done(durable ? answer
                         : fail(QStringLiteral("The command could not be stored."),
                                QStringLiteral("Send it again with the same key.")));
        });
    });
    if (!taken)
        done(busy());
}

// Finds the event now and answers with `look` once everything it may hold is durable.
template <class T, class Look>
void LiveHost::ask(const QString &event, const Told<T> &done, Look look)
{
    const bool taken = post([this, event, done, look] {
        const auto found = sessionOf(event);
        later([found, done, look](bool durable) {
            if (!found)
                done(tl::unexpected(found.error()));
            else if (!*found)
                done(Result<T>(tl::unexpected(found->error())));
            else if (!durable)
                done(fail(QStringLiteral("The storage does not answer."),
                          QStringLiteral("Try again in a moment.")));
            else
                done(look(***found));
        });
    });
    if (!taken)
        done(busy());
}

void LiveHost::snapshot(QString event, Told<QByteArray> done)
{
    ask<QByteArray>(event, done, [this](EventSession &session) -> Result<QByteArray> {
        return session.sharedSnapshot(m_ports.clock.nowMs());
    });
}

void LiveHost::summary(QString event, Told<QJsonObject> done)
{
    ask<QJsonObject>(event, done, [](EventSession &session) -> Result<QJsonObject> {
        const session::State &state = session.state();
        return QJsonObject{{QStringLiteral("title"), state.package->title},
                           {QStringLiteral("mode"), keyOf(state.mode)},
                           {QStringLiteral("package"), state.package->publicRoot}};
    });
}

void LiveHost::result(QString event, QString element, ResultReader reader, Told<QJsonObject> done)
{
    ask<QJsonObject>(event, done, [element, reader](EventSession &session) -> Result<QJsonObject> {
        const session::State &state = session.state();
        const auto id = ClipId::fromText(element);
        const auto *known = id ? state.element(*id) : nullptr;
        if (!known || !element::typeOf(*known).answerable)
            return refuse(RefusalCode::UnknownId, element.left(32));
        const auto allowed = session::resultsFor(state, *id);
        const bool answered = !reader.voter.isEmpty() && state.run(*id).answers.contains(reader.voter);
        if (!reader.producer && allowed != session::ResultsFor::Everybody &&
            !(allowed == session::ResultsFor::Answered && answered))
            return refuse(RefusalCode::Denied, {}, QStringLiteral("The results are not shown yet."));
        const QJsonObject content = tallyContent(state, *id);
        return QJsonObject{{QStringLiteral("iid"), id->toText()},
                           {QStringLiteral("rev"), state.run(*id).rev},
                           {QStringLiteral("state"), keyOf(session::phaseOf(state, *id))},
                           {QStringLiteral("n"), content.value(QLatin1String("n"))},
                           {QStringLiteral("counts"), content.value(QLatin1String("c")).toArray()},
                           {QStringLiteral("tally"), content}};
    });
}

} // namespace icmp::live
