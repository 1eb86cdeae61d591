// The part of the host that tells what changed by the clock: tallies, taps, leaderboards, everybody's own.
#include "server/live/live_host.h"

#include <algorithm>
#include <utility>

namespace icmp::live {

namespace {

// A fact for each reaction that was tapped since the last one; the taps before it are not durable.
session::Facts countedTaps(EventSession &session, qint64 nowMs)
{
    session::Facts facts;
    if (session.taps.isEmpty() || nowMs < session.nextTapsMs)
        return facts;
    session.nextTapsMs = nowMs + tapsEveryMs;
    const auto taps = std::exchange(session.taps, {});
    for (auto it = taps.begin(); it != taps.end(); ++it)
        facts.append({event::ReactionsCounted{it.key(), it.value()}, 0, nowMs});
    return facts;
}

} // namespace

void LiveHost::publish(EventSession &session, const QList<Telling> &tellings)
{
    bool told = std::exchange(session.urgent, false);
    for (const Telling &telling : tellings) {
        m_ports.outlet.publishLog(session.deskTopic(), R"({"log":)" + telling.producers + '}');
        if (telling.viewers.isEmpty())
            continue;
        told = true;
        m_ports.outlet.publishLog(session.viewerTopic(), R"({"log":)" + telling.viewers + '}');
        if (m_ports.told)
            m_ports.told(session.event(), telling.viewers);
    }
    if (!told)
        return;
    flush(session, true);
    session.nextTickMs = m_ports.clock.nowMs() + session.tickMs;
}

void LiveHost::runDue()
{
    const qint64 now = m_ports.clock.nowMs();
    for (auto it = m_sessions.begin(); it != m_sessions.end(); ++it) {
        session::Facts facts = session::due((*it)->state(), now);
        facts += countedTaps(**it, now);
        if (facts.isEmpty())
            continue;
        (*it)->stage(std::move(facts));
        m_staged.insert(it.key());
    }
}

// What all viewers are told goes out in one fan-out a tick, whatever changed: before 100,000 viewers a second
// one would cost as much as the first.
void LiveHost::tick()
{
    const qint64 now = m_ports.clock.nowMs();
    for (const auto &session : m_sessions) {
        tellOwn(*session, now);
        if (now < session->nextTickMs)
            continue;
        const bool tallies = !session->dirty.isEmpty();
        flush(*session, false);
        const bool boards = tellBoards(*session, now);
        if (tellViewers(*session, now) || boards || tallies)
            session->nextTickMs = now + session->tickMs;
    }
}

bool LiveHost::tellViewers(EventSession &session, qint64 nowMs)
{
    if (session.viewers == session.viewersTold || nowMs < session.nextViewersMs)
        return false;
    session.viewersTold = session.viewers;
    session.nextViewersMs = nowMs + viewersEveryMs;
    const QByteArray text = protocol::encodeViewers(nowMs, session.viewers);
    m_ports.outlet.publishState(session.viewerTopic(), "viewers", text, live::Told::Tick);
    m_ports.outlet.publishState(session.deskTopic(), "viewers", text, live::Told::Tick);
    return true;
}

void LiveHost::flush(EventSession &session, bool final)
{
    for (const ClipId element : std::as_const(session.dirty))
        tellTally(session, element, final);
    session.dirty.clear();
}

void LiveHost::tellTally(EventSession &session, ClipId element, bool final)
{
    const session::State &state = session.state();
    const session::Run &run = state.run(element);
    const auto *known = state.element(element);
    if (!known)
        return;
    const bool over = run.phase == session::Phase::Final;
    const auto told = final && over ? live::Told::Final : live::Told::Tick;
    const auto publish = [&](const QByteArray &topic, const QString &key, const QJsonObject &content) {
        m_ports.outlet.publishState(topic, key.toLatin1(),
                                    protocol::encodeState(key, run.tallyVersion, content, over), told);
    };
    const auto toAll = [&](const QString &key, const QJsonObject &content) {
        publish(session.viewerTopic(), key, content);
        publish(session.deskTopic(), key, content);
    };
    if (const auto stock = stockContent(state, element))
        toAll(protocol::stockKey(element), *stock);
    if (!element::reactionRules(*known).isEmpty())
        toAll(protocol::reactKey(element), reactContent(state, element, session.taps.value(element)));
    if (!element::typeOf(*known).answerable)
        return;
    const QString key = protocol::tallyKey(element);
    const QJsonObject content = tallyContent(state, element);
    publish(session.deskTopic(), key, content);
    const auto allowed = session::resultsFor(state, element);
    if (allowed == session::ResultsFor::Everybody)
        publish(session.viewerTopic(), key, content);
    else if (allowed == session::ResultsFor::Answered)
        publish(session.answeredTopic(element), key, content);
}

// The leaderboards of a package, when anybody's points changed.
bool LiveHost::tellBoards(EventSession &session, qint64 nowMs)
{
    const session::State &state = session.state();
    if (!session.rankingOld || nowMs < session.nextRankingMs || !state.package)
        return false;
    session.rankingOld = false;
    session.nextRankingMs = nowMs + rankingEveryMs;
    QHash<ClipId, qint64> boards;
    for (const package::PlacedElement &placed : state.package->elements()) {
        if (const auto top = element::boardRules(placed.element))
            boards.insert(placed.id, *top);
    }
    if (boards.isEmpty())
        return false;
    session.ranking = session::ranking(state);
    session.ranks.clear();
    for (qsizetype i = 0; i < session.ranking.size(); ++i)
        session.ranks.insert(session.ranking.at(i).voter, i + 1);
    for (auto it = boards.begin(); it != boards.end(); ++it) {
        const QString key = protocol::boardKey(it.key());
        const QByteArray text =
            protocol::encodeState(key, state.seq, boardContent(session.ranking, it.value()), false);
        m_ports.outlet.publishState(session.viewerTopic(), key.toLatin1(), text, live::Told::Tick);
        m_ports.outlet.publishState(session.deskTopic(), key.toLatin1(), text, live::Told::Tick);
    }
    return true;
}

// Points, badges and quests to those whose they are: a bounded number at a time, each viewer at most once in
// ownEveryMs.
void LiveHost::tellOwn(EventSession &session, qint64 nowMs)
{
    if (session.changedOwn.isEmpty() || nowMs < session.nextOwnMs)
        return;
    session.nextOwnMs = nowMs + ownStepMs;
    int told = 0;
    for (auto voter = session.changedOwn.begin();
         voter != session.changedOwn.end() && told < ownPerStepMax;) {
        const auto [first, last] = session.connections.equal_range(*voter);
        const bool soon = std::any_of(first, last, [&](const auto &one) {
            const auto client = m_clients.find(one.second);
            return client != m_clients.end() && nowMs < client->second.nextOwnMs;
        });
        if (soon) {
            ++voter;
            continue;
        }
        for (auto one = first; one != last; ++one) {
            const Connection connection = one->second;
            Client &client = m_clients[connection];
            m_ports.outlet.send(connection, protocol::encodeMe(session.own(client.voters())));
            client.nextOwnMs = nowMs + ownEveryMs;
            ++told;
        }
        voter = session.changedOwn.erase(voter);
    }
}

} // namespace icmp::live
