#include "studio/remote/event_mirror.h"

#include "studio/remote/state_messages.h"

#include <QJsonArray>

namespace icmp::remote {

namespace {

ItemState stateFrom(const QString &key, ItemState otherwise)
{
    static const QHash<QString, ItemState> states{
        {QStringLiteral("armed"), ItemState::Armed}, {QStringLiteral("open"), ItemState::Open},
        {QStringLiteral("held"), ItemState::Open},   {QStringLiteral("closing"), ItemState::Closing},
        {QStringLiteral("final"), ItemState::Final}, {QStringLiteral("cancelled"), ItemState::Cancelled}};
    return states.value(key, otherwise);
}

constexpr QLatin1String tallyPrefix("tally:");
constexpr QLatin1String stockPrefix("stock:");
constexpr QLatin1String reactPrefix("react:");
constexpr QLatin1String boardPrefix("lb:");

} // namespace

void EventMirror::takeItem(const QJsonObject &json)
{
    MirrorItem item;
    const QString state = json.value(QLatin1String("state")).toString();
    item.iid = json.value(QLatin1String("iid")).toString();
    item.state = stateFrom(state, ItemState::Idle);
    item.rev = json.value(QLatin1String("rev")).toInteger();
    item.round = json.value(QLatin1String("round")).toInteger(1);
    item.at = json.value(QLatin1String("at")).toObject();
    item.until = json.value(QLatin1String("until")).toObject();
    item.right = numbersFrom(json.value(QLatin1String("right")));
    item.resolved = !item.right.isEmpty() || json.contains(QLatin1String("outcome"));
    item.revealed = json.value(QLatin1String("revealed")).toBool();
    item.locked = json.value(QLatin1String("locked")).toBool();
    item.held = json.value(QLatin1String("held")).toBool() || state == u"held";
    item.refunded = json.value(QLatin1String("refunded")).toBool();
    m_items.insert(item.iid, item);
}

void EventMirror::takeSnapshot(const QJsonObject &snapshot, qint64 nowMs)
{
    *this = {};
    m_epoch = snapshot.value(QLatin1String("ep")).toString();
    m_offset = snapshot.value(QLatin1String("off")).toInteger();
    m_live = snapshot.value(QLatin1String("mode")).toString() == u"live";
    m_package = snapshot.value(QLatin1String("package")).toString();
    const QJsonArray items = snapshot.value(QLatin1String("items")).toArray();
    for (const auto one : items)
        takeItem(one.toObject());
    const QJsonObject held = snapshot.value(QLatin1String("held")).toObject();
    for (auto it = held.begin(); it != held.end(); ++it) {
        const QJsonArray answers = it.value().toArray();
        for (const auto answer : answers)
            takeHeld(it.key(), answer.toObject());
    }
    const QJsonObject states = snapshot.value(QLatin1String("state")).toObject();
    for (auto it = states.begin(); it != states.end(); ++it) {
        QJsonObject state = it.value().toObject();
        state.insert(QStringLiteral("k"), it.key());
        takeState(state, nowMs);
    }
}

Applied EventMirror::takeLog(const QJsonObject &message, qint64 nowMs)
{
    const QString type = message.value(QLatin1String("t")).toString();
    const QString iid = message.value(QLatin1String("iid")).toString();
    // What only the desk hears has no place among the viewers' offsets.
    if (type == u"answer") {
        takeHeld(iid, message.value(QLatin1String("ans")).toObject());
        return Applied::Changed;
    }
    const qint64 offset = message.value(QLatin1String("off")).toInteger();
    if (offset <= m_offset)
        return Applied::Old;
    if (offset != m_offset + 1)
        return Applied::Gap;
    m_offset = offset;
    if (type == u"start" || type == u"end") {
        m_live = type == u"start";
        m_over = type == u"end";
        return Applied::Changed;
    }
    if (type == u"package")
        m_package = message.value(QLatin1String("package")).toString();
    if (iid.isEmpty())
        return Applied::Changed;
    MirrorItem &item = m_items[iid];
    item.iid = iid;
    applyLog(item, message, nowMs);
    // Final counts come with the log too, so that they cannot be lost.
    if (message.contains(QLatin1String("d")))
        takeState({{QStringLiteral("k"), tallyPrefix + iid},
                   {QStringLiteral("v"), message.value(QLatin1String("v"))},
                   {QStringLiteral("d"), message.value(QLatin1String("d"))},
                   {QStringLiteral("fin"), m_items[iid].state == ItemState::Final}},
                  nowMs);
    return Applied::Changed;
}

void EventMirror::applyLog(MirrorItem &item, const QJsonObject &message, qint64 nowMs)
{
    const QString type = message.value(QLatin1String("t")).toString();
    item.rev = message.value(QLatin1String("rev")).toInteger(item.rev);
    item.round = message.value(QLatin1String("round")).toInteger(item.round);
    if (message.contains(QLatin1String("at")))
        item.at = message.value(QLatin1String("at")).toObject();
    if (message.contains(QLatin1String("until")))
        item.until = message.value(QLatin1String("until")).toObject();
    const QString told = message.value(QLatin1String("state")).toString();
    if (type == u"open") {
        item.state = ItemState::Open;
        item.held = false;
        item.openedAtMs = nowMs;
        if (!message.contains(QLatin1String("until")))
            item.until = {};
    } else if (type == u"close") {
        item.state = stateFrom(told, ItemState::Closing);
        item.held = false;
    } else if (type == u"cancel") {
        item.state = ItemState::Cancelled;
        item.held = false;
    } else if (type == u"reset" || type == u"undo") {
        const MirrorItem before = item;
        item = {};
        item.iid = before.iid;
        item.rev = before.rev;
        item.round = before.round;
        item.state = stateFrom(told, ItemState::Armed);
        if (type == u"reset")
            m_tallies.remove(item.iid);
    } else if (type == u"resolve") {
        item.right = numbersFrom(message.value(QLatin1String("right")));
        item.resolved = true;
    } else if (type == u"reveal") {
        item.revealed = true;
    } else if (type == u"lock") {
        item.locked = true;
    } else if (type == u"hold" || type == u"release") {
        item.held = type == u"hold";
    } else if (type == u"refund") {
        item.refunded = true;
    }
}

void EventMirror::takeHeld(const QString &iid, const QJsonObject &answer)
{
    const QString id = answer.value(QLatin1String("id")).toVariant().toString();
    if (iid.isEmpty() || id.isEmpty())
        return;
    forgetAnswer(iid, id);
    const QString state = answer.value(QLatin1String("state")).toString(QStringLiteral("held"));
    QList<HeldAnswer> &list = m_held[iid];
    if (state == u"held" && list.size() < heldAnswersMax)
        list.append({id, answer.value(QLatin1String("voter6")).toString(),
                     answer.value(QLatin1String("tx")).toString()});
}

void EventMirror::forgetAnswer(const QString &iid, const QString &answer)
{
    m_held[iid].removeIf([&](const HeldAnswer &one) { return one.id == answer; });
}

Applied EventMirror::takeState(const QJsonObject &message, qint64 nowMs)
{
    const QString key = message.value(QLatin1String("k")).toString();
    const qint64 version = message.value(QLatin1String("v")).toInteger();
    const QJsonValue d = message.value(QLatin1String("d"));
    if (key.startsWith(tallyPrefix)) {
        const QString iid = key.mid(tallyPrefix.size());
        const auto known = m_tallies.constFind(iid);
        if (known != m_tallies.constEnd() && version < known->version)
            return Applied::Old;
        m_tallies.insert(iid, tallyFrom(message, nowMs));
        return Applied::Changed;
    }
    if (key == u"viewers") {
        if (version < m_viewersVersion)
            return Applied::Old;
        m_viewersVersion = version;
        m_viewers = d.isObject() ? d.toObject().value(QLatin1String("n")).toInteger() : d.toInteger();
        return Applied::Changed;
    }
    if (version < m_versions.value(key))
        return Applied::Old;
    m_versions.insert(key, version);
    if (key.startsWith(stockPrefix))
        m_stocks.insert(key.mid(stockPrefix.size()), stockFrom(d.toObject()));
    else if (key.startsWith(reactPrefix))
        m_reactions.insert(key.mid(reactPrefix.size()), numbersFrom(d.toObject().value(QLatin1String("c"))));
    else if (key.startsWith(boardPrefix))
        m_boards.insert(key.mid(boardPrefix.size()), leaderboardFrom(d.toObject()));
    else
        return Applied::Old;
    return Applied::Changed;
}

MirrorItem EventMirror::item(const QString &iid) const
{
    MirrorItem none;
    none.iid = iid;
    return m_items.value(iid, none);
}

const Tally *EventMirror::tally(const QString &iid) const
{
    const auto found = m_tallies.constFind(iid);
    return found == m_tallies.constEnd() ? nullptr : &*found;
}

std::optional<Stock> EventMirror::stock(const QString &iid) const
{
    const auto found = m_stocks.constFind(iid);
    return found == m_stocks.constEnd() ? std::nullopt : std::optional(*found);
}

const Leaderboard *EventMirror::leaderboard(const QString &iid) const
{
    const auto found = m_boards.constFind(iid);
    return found == m_boards.constEnd() ? nullptr : &*found;
}

} // namespace icmp::remote
