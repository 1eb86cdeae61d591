#include "server/live/event_session.h"

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/base/strict_json.h"
#include "core/settlement/points.h"

namespace icmp::live {

namespace {

using Opened = std::shared_ptr<const package::Package>;

// The log is never shorter than it was told: its facts are durable first. So the epoch is the event's own.
QString epochOf(const catalogue::Event &event)
{
    return toBase64Url(sha256(event.id.toUtf8() + QByteArray::number(event.createdMs)).left(6));
}

} // namespace

EventSession::EventSession(QString event, QString epoch)
    : m_event(event), m_state(session::begin(nullptr)), m_ring(std::move(epoch)), m_book(std::move(event))
{
}

Outcome<Result<Opened>> EventSession::openVersion(const QString &publicRoot, const QString &privateRoot,
                                                  const HostPorts &ports)
{
    auto opened = package::open(publicRoot, privateRoot, ports.loadObject);
    if (!opened)
        return Result<Opened>(tl::unexpected(opened.error()));
    return Result<Opened>(std::make_shared<const package::Package>(std::move(*opened)));
}

Outcome<Result<std::shared_ptr<EventSession>>> EventSession::load(const QString &event,
                                                                  const HostPorts &ports)
{
    using Loaded = Result<std::shared_ptr<EventSession>>;
    const auto found = ports.shows.event(event);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return Loaded(refuse(RefusalCode::UnknownId, event));
    std::shared_ptr<EventSession> session(new EventSession(event, epochOf(**found)));
    session->m_show = (*found)->show;
    if (ports.signer)
        session->m_random = ports.random;
    if (const auto restored = session->restoreBatches(ports); !restored)
        return tl::unexpected(restored.error());
    const auto replayed = session->replay(ports);
    if (!replayed)
        return tl::unexpected(replayed.error());
    if (!*replayed)
        return Loaded(tl::unexpected(replayed->error()));
    if (session->m_state.mode == session::Mode::OnDemand) {
        const auto newer = session->newerPackage(ports);
        if (!newer)
            return tl::unexpected(newer.error());
        if (!*newer)
            return Loaded(tl::unexpected(newer->error()));
        if (**newer) {
            const auto facts = session::decidePackage(session->m_state, ***newer, ports.clock.nowMs());
            if (facts)
                session->stage(*facts, **newer);
        }
    }
    if (!session->m_state.package)
        return Loaded(refuse(RefusalCode::Missing, event, QStringLiteral("Nothing is published yet.")));
    return Loaded(session);
}

Outcome<void> EventSession::restoreBatches(const HostPorts &ports)
{
    for (qint64 number = 0; m_random;) {
        const auto batches = ports.log.batches(m_event, number);
        if (!batches)
            return tl::unexpected(batches.error());
        if (batches->isEmpty())
            break;
        for (const event::Batch &batch : *batches)
            m_book.restore(batch);
        number = batches->last().number;
    }
    return {};
}

Outcome<Result<void>> EventSession::replay(const HostPorts &ports)
{
    while (true) {
        const auto batch = ports.log.facts(m_event, m_state.seq);
        if (!batch)
            return tl::unexpected(batch.error());
        if (batch->isEmpty())
            break;
        for (const event::StoredFact &one : *batch) {
            const auto fact = event::restored(one);
            if (!fact || fact->seq != m_state.seq + 1)
                return fail(QStringLiteral("A stored fact of event %1 cannot be read.").arg(m_event),
                            QStringLiteral("Restore the database from its last backup."));
            Opened next;
            if (const auto *changed = std::get_if<event::PackageChanged>(&fact->content)) {
                auto opened = openVersion(changed->publicRoot, changed->privateRoot, ports);
                if (!opened)
                    return tl::unexpected(opened.error());
                if (!*opened)
                    return Result<void>(tl::unexpected(opened->error()));
                next = **opened;
            }
            session::evolve(m_state, *fact, next);
            note(*fact);
            takeTellings(fact->atMs);
        }
    }
    dirty.clear();
    return Result<void>();
}

Outcome<Result<std::optional<catalogue::Version>>> EventSession::currentVersion(const HostPorts &ports) const
{
    auto current = ports.shows.currentVersion(m_show);
    if (!current)
        return tl::unexpected(current.error());
    return Result<std::optional<catalogue::Version>>(std::move(*current));
}

Outcome<Result<Opened>> EventSession::newerPackage(const HostPorts &ports) const
{
    const auto current = currentVersion(ports);
    if (!current)
        return tl::unexpected(current.error());
    const auto &version = **current;
    if (!version)
        return Result<Opened>(Opened());
    if (m_state.package && m_state.package->publicRoot == version->publicRoot &&
        m_state.package->privateRoot == version->privateRoot)
        return Result<Opened>(Opened());
    return openVersion(version->publicRoot, version->privateRoot, ports);
}

void EventSession::note(const event::Fact &fact)
{
    if (const auto body = deskBody(m_state, fact))
        m_tellings.append({QByteArray(), compactJson(*body)});
    if (!event::isLogFact(fact.content))
        return;
    m_tellings.append({compactJson(logBody(m_state, fact, Audience::Viewers)),
                       compactJson(logBody(m_state, fact, Audience::Producers))});
}

void EventSession::stage(session::Facts facts, Opened next)
{
    for (const event::Fact &fact : facts) {
        stageOne(fact, next);
        const QStringList touched = session::touchedBy(m_state, fact);
        while (!touched.isEmpty()) {
            const session::Facts earned = session::decideAwards(m_state, touched, fact.atMs);
            for (const event::Fact &award : earned)
                stageOne(award, nullptr);
            if (earned.isEmpty())
                break;
        }
    }
}

void EventSession::stageOne(event::Fact fact, const Opened &next)
{
    fact.seq = m_state.seq + 1;
    m_addition.journals += settlement::journalsOf(m_state, m_event, fact);
    const bool changes = std::holds_alternative<event::PackageChanged>(fact.content);
    session::evolve(m_state, fact, changes ? next : nullptr);
    m_addition.facts.append(event::stored(fact));
    if (m_random)
        m_book.add(fact, *m_random);
    note(fact);
    mark(fact);
}

// What viewers are to be told of a fact at the next tick.
void EventSession::mark(const event::Fact &fact)
{
    const auto own = [this](const QStringList &voters) {
        rankingOld = true;
        for (const QString &voter : voters) {
            if (connections.contains(voter))
                changedOwn.insert(voter);
        }
    };
    std::visit(
        [&](const auto &content) {
            if constexpr (requires { content.voters; })
                own(content.voters);
            else if constexpr (requires { content.element; })
                dirty.insert(content.element);
        },
        fact.content);
    if (const auto *given = std::get_if<event::AnswerGiven>(&fact.content)) {
        if (given->stake > 0 || !m_state.awards.isEmpty())
            own({given->voter});
    } else if (const auto *replaced = std::get_if<event::AnswerReplaced>(&fact.content)) {
        dirty.insert(replaced->answer.element);
    } else if (const auto *changed = std::get_if<event::StockChanged>(&fact.content)) {
        urgent = urgent || changed->left == 0;
    }
}

void EventSession::stageAnswer(const event::Fact &fact)
{
    const auto *replaced = std::get_if<event::AnswerReplaced>(&fact.content);
    const event::AnswerGiven &answer =
        replaced ? replaced->answer : std::get<event::AnswerGiven>(fact.content);
    const qint64 seq = m_state.seq + 1;
    stage({fact});
    m_addition.answers.append({answer.element.toText(), answer.round, answer.voter, answer.n,
                               event::choiceText(answer.choice), seq});
}

event::Addition EventSession::takeAddition(const HostPorts &ports)
{
    event::Addition addition = std::move(m_addition);
    addition.event = m_event;
    if (!m_book.isEmpty())
        addition.batch = m_book.seal(*ports.signer, ports.clock.nowMs());
    m_addition = {};
    return addition;
}

QList<Telling> EventSession::takeTellings(qint64 nowMs)
{
    QList<Telling> tellings = std::move(m_tellings);
    m_tellings.clear();
    for (const Telling &telling : tellings) {
        if (!telling.viewers.isEmpty())
            m_ring.append(telling.viewers, nowMs);
    }
    return tellings;
}

QByteArray EventSession::sharedSnapshot(qint64 nowMs)
{
    if (m_snapshotMs < 0 || m_snapshotOffset != m_state.logOffset ||
        nowMs - m_snapshotMs >= limits::snapshotRebuildMs) {
        m_snapshot = snapshotWith({{QStringLiteral("v"), 0},
                                   {QStringLiteral("pts"), session::grantPoints},
                                   {QStringLiteral("answers"), QJsonObject()}});
        m_snapshotMs = nowMs;
        m_snapshotOffset = m_state.logOffset;
    }
    return m_snapshot;
}

QByteArray EventSession::snapshotWith(const QJsonObject &me) const
{
    QJsonObject snapshot = snapshotJson(m_state, {m_ring.epoch(), viewers, ranking}, Audience::Viewers);
    snapshot.insert(QStringLiteral("me"), me);
    return compactJson(QJsonObject{{QStringLiteral("snap"), snapshot}});
}

QJsonObject EventSession::own(const QStringList &voters) const
{
    const auto of = [this](const QString &voter) {
        const auto rank = ranks.constFind(voter);
        return meJson(m_state, voter, rank == ranks.constEnd() ? std::nullopt : std::optional(*rank));
    };
    QJsonObject me = of(voters.value(0));
    for (const QString &voter : voters.mid(1)) {
        const QJsonObject other = of(voter);
        // Points of a name that nothing moved yet are the grant, which a viewer has once.
        if (m_state.points.contains(voter)) {
            const bool both = m_state.points.contains(voters.first());
            const qint64 before = both ? me.value(QLatin1String("pts")).toInteger() : 0;
            me.insert(QStringLiteral("pts"), before + other.value(QLatin1String("pts")).toInteger());
        }
        QJsonObject answers = me.value(QLatin1String("answers")).toObject();
        const QJsonObject given = other.value(QLatin1String("answers")).toObject();
        for (auto answer = given.begin(); answer != given.end(); ++answer)
            answers.insert(answer.key(), *answer);
        me.insert(QStringLiteral("answers"), answers);
    }
    return me;
}

void EventSession::attach(Connection connection, const QStringList &voters)
{
    for (const QString &voter : voters)
        connections.emplace(voter, connection);
}

void EventSession::detach(Connection connection, const QStringList &voters)
{
    for (const QString &voter : voters) {
        const auto [first, last] = connections.equal_range(voter);
        const auto own = std::find_if(first, last, [&](const auto &one) { return one.second == connection; });
        if (own != last)
            connections.erase(own);
    }
}

QByteArray EventSession::deskSnapshot() const
{
    return compactJson(
        QJsonObject{{QStringLiteral("snap"),
                     snapshotJson(m_state, {m_ring.epoch(), viewers, ranking}, Audience::Producers)}});
}

} // namespace icmp::live
