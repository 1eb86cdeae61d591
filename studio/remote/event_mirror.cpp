#include "studio/remote/event_mirror.h"

#include <QJsonArray>

namespace icmp::remote {

namespace {

ItemState stateFrom(const QString &key, ItemState otherwise)
{
    static const QHash<QString, ItemState> states{
        {QStringLiteral("armed"), ItemState::Armed},   {QStringLiteral("open"), ItemState::Open},
        {QStringLiteral("closing"), ItemState::Closing}, {QStringLiteral("final"), ItemState::Final},
        {QStringLiteral("cancelled"), ItemState::Cancelled}};
    return states.value(key, otherwise);
}

QList<qint64> numbers(const QJsonValue &value)
{
    QList<qint64> list;
    const QJsonArray array = value.toArray();
    for (const auto item : array)
        list.append(item.toInteger());
    return list;
}

Tally tallyFrom(const QJsonObject &json, qint64 nowMs)
{
    const QJsonObject d = json.value(QLatin1String("d")).toObject();
    return {json.value(QLatin1String("v")).toInteger(), d.value(QLatin1String("n")).toInteger(),
            numbers(d.value(QLatin1String("c"))),       json.value(QLatin1String("fin")).toBool(),
            json.value(QLatin1String("stale")).toBool(), nowMs};
}

constexpr QLatin1String tallyPrefix("tally:");

}  // namespace

void EventMirror::takeSnapshot(const QJsonObject &snapshot, qint64 nowMs)
{
    *this = {};
    m_epoch = snapshot.value(QLatin1String("ep")).toString();
    m_offset = snapshot.value(QLatin1String("off")).toInteger();
    m_live = snapshot.value(QLatin1String("mode")).toString() == u"live";
    m_package = snapshot.value(QLatin1String("package")).toString();
    const QJsonArray items = snapshot.value(QLatin1String("items")).toArray();
    for (const auto one : items) {
        const QJsonObject json = one.toObject();
        MirrorItem item;
        item.iid = json.value(QLatin1String("iid")).toString();
        item.state = stateFrom(json.value(QLatin1String("state")).toString(), ItemState::Idle);
        item.rev = json.value(QLatin1String("rev")).toInteger();
        item.round = json.value(QLatin1String("round")).toInteger(1);
        item.at = json.value(QLatin1String("at")).toObject();
        item.until = json.value(QLatin1String("until")).toObject();
        item.right = numbers(json.value(QLatin1String("right")));
        item.revealed = json.value(QLatin1String("revealed")).toBool();
        m_items.insert(item.iid, item);
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
    const qint64 offset = message.value(QLatin1String("off")).toInteger();
    if (offset <= m_offset)
        return Applied::Old;
    if (offset != m_offset + 1)
        return Applied::Gap;
    m_offset = offset;
    const QString type = message.value(QLatin1String("t")).toString();
    if (type == u"start" || type == u"end") {
        m_live = type == u"start";
        m_over = type == u"end";
        return Applied::Changed;
    }
    if (type == u"package")
        m_package = message.value(QLatin1String("package")).toString();
    const QString iid = message.value(QLatin1String("iid")).toString();
    if (iid.isEmpty())
        return Applied::Changed;
    MirrorItem &item = m_items[iid];
    item.iid = iid;
    item.rev = message.value(QLatin1String("rev")).toInteger(item.rev);
    item.round = message.value(QLatin1String("round")).toInteger(item.round);
    if (message.contains(QLatin1String("at")))
        item.at = message.value(QLatin1String("at")).toObject();
    if (message.contains(QLatin1String("until")))
        item.until = message.value(QLatin1String("until")).toObject();
    const QString told = message.value(QLatin1String("state")).toString();
    if (type == u"open") {
        item.state = ItemState::Open;
        if (!message.contains(QLatin1String("until")))
            item.until = {};
    } else if (type == u"close") {
        item.state = stateFrom(told, ItemState::Closing);
    } else if (type == u"cancel") {
        item.state = ItemState::Cancelled;
    } else if (type == u"reset") {
        item.state = stateFrom(told, ItemState::Armed);
        item.right.clear();
        item.revealed = false;
    } else if (type == u"resolve") {
        item.right = numbers(message.value(QLatin1String("right")));
    } else if (type == u"reveal") {
        item.revealed = true;
    }
    // Final counts come with the log too, so that they cannot be lost.
    if (message.contains(QLatin1String("d")))
        takeState({{QStringLiteral("k"), tallyPrefix + iid},
                   {QStringLiteral("v"), message.value(QLatin1String("v"))},
                   {QStringLiteral("d"), message.value(QLatin1String("d"))},
                   {QStringLiteral("fin"), item.state == ItemState::Final}},
                  nowMs);
    return Applied::Changed;
}

Applied EventMirror::takeState(const QJsonObject &message, qint64 nowMs)
{
    const QString key = message.value(QLatin1String("k")).toString();
    const qint64 version = message.value(QLatin1String("v")).toInteger();
    if (key == u"viewers") {
        if (version < m_viewersVersion)
            return Applied::Old;
        const QJsonValue d = message.value(QLatin1String("d"));
        m_viewersVersion = version;
        m_viewers = d.isObject() ? d.toObject().value(QLatin1String("n")).toInteger() : d.toInteger();
        return Applied::Changed;
    }
    if (!key.startsWith(tallyPrefix))
        return Applied::Old;
    const QString iid = key.mid(tallyPrefix.size());
    const auto known = m_tallies.constFind(iid);
    if (known != m_tallies.constEnd() && version < known->version)
        return Applied::Old;
    m_tallies.insert(iid, tallyFrom(message, nowMs));
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

}  // namespace icmp::remote
