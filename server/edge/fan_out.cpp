#include "server/edge/fan_out.h"

#include <algorithm>

namespace icmp::edge {

namespace {

// Log first, in order; then states.
Batch batchOf(std::vector<Publication> publications)
{
    Batch batch;
    batch.publications = std::move(publications);
    auto &all = batch.publications;
    std::stable_partition(all.begin(), all.end(), [](const Publication &one) { return !one.isState; });
    batch.oldest = all.front().number;
    for (const Publication &one : all) {
        batch.whole += one.frame;
        batch.hasTicks |= one.isState && !one.isFinal;
        batch.newest = std::max(batch.newest, one.number);
        batch.oldest = std::min(batch.oldest, one.number);
    }
    return batch;
}

bool hasLog(const std::vector<Publication> &publications)
{
    return std::any_of(publications.begin(), publications.end(),
                       [](const Publication &one) { return !one.isState; });
}

} // namespace

std::optional<quint32> FanOut::find(const QByteArray &name) const
{
    const auto found = m_index.constFind(name);
    return found == m_index.cend() ? std::nullopt : std::optional<quint32>(*found);
}

bool FanOut::subscribe(quint32 slot, const QByteArray &name)
{
    auto &memberships = m_host.sessionAt(slot).memberships();
    auto index = find(name);
    for (const Membership &membership : memberships) {
        if (index && membership.topic == *index)
            return true;
    }
    if (memberships.size() >= topicsPerConnectionMax)
        return false;
    if (!index) {
        if (m_free.empty()) {
            m_free.push_back(quint32(m_topics.size()));
            m_topics.emplace_back();
        }
        index = m_free.back();
        m_free.pop_back();
        m_topics[*index] = {};
        m_topics[*index].name = QByteArray(name.constData(), name.size());
        m_topics[*index].used = true;
        m_index.insert(m_topics[*index].name, *index);
    }
    Topic &topic = m_topics[*index];
    memberships.push_back({*index, quint32(topic.members.size())});
    topic.members.push_back({slot, topic.number});
    return true;
}

void FanOut::unsubscribe(quint32 slot, const QByteArray &name)
{
    const auto index = find(name);
    auto &memberships = m_host.sessionAt(slot).memberships();
    for (size_t i = 0; index && i < memberships.size(); ++i) {
        if (memberships[i].topic != *index)
            continue;
        leave(m_topics[*index], slot, memberships[i].at);
        memberships.erase(memberships.begin() + qsizetype(i));
        releaseIfUnused(*index);
        return;
    }
}

void FanOut::leaveAll(quint32 slot)
{
    auto &memberships = m_host.sessionAt(slot).memberships();
    for (const Membership &membership : memberships) {
        leave(m_topics[membership.topic], slot, membership.at);
        releaseIfUnused(membership.topic);
    }
    memberships.clear();
}

void FanOut::rejoin(quint32 slot)
{
    for (const Membership &membership : m_host.sessionAt(slot).memberships()) {
        Topic &topic = m_topics[membership.topic];
        topic.members[membership.at].joined = topic.number;
    }
}

void FanOut::leave(Topic &topic, quint32, quint32 at)
{
    if (topic.sweeping) {
        topic.members[at].slot.reset();
        ++topic.left;
        return;
    }
    const quint32 last = quint32(topic.members.size()) - 1;
    if (at != last) {
        topic.members[at] = topic.members[last];
        const quint32 index = *find(topic.name);
        for (Membership &membership : m_host.sessionAt(*topic.members[at].slot).memberships()) {
            if (membership.topic == index)
                membership.at = at;
        }
    }
    topic.members.pop_back();
}

void FanOut::releaseIfUnused(quint32 index)
{
    Topic &topic = m_topics[index];
    if (!topic.used || topic.sweeping || !topic.members.empty())
        return;
    m_index.remove(topic.name);
    topic.used = false;
    topic.waiting = {};
    if (!topic.listed)
        m_free.push_back(index);
}

void FanOut::publishLog(const QByteArray &name, const QByteArray &frame)
{
    if (const auto index = find(name))
        add(*index, {0, frame, false, true, 0});
}

void FanOut::publishState(const QByteArray &name, const QByteArray &key, const QByteArray &frame,
                          bool isFinal)
{
    const auto index = find(name);
    if (!index)
        return;
    Topic &topic = m_topics[*index];
    auto found = topic.keys.constFind(key);
    if (found == topic.keys.cend())
        found = topic.keys.insert(QByteArray(key.constData(), key.size()), quint32(topic.keys.size()));
    add(*index, {0, frame, true, isFinal, quint64(*index) << 32 | *found});
}

void FanOut::add(quint32 index, Publication publication)
{
    Topic &topic = m_topics[index];
    publication.number = ++topic.number;
    if (publication.isState) {
        std::erase_if(topic.waiting, [&](const Publication &other) {
            return other.isState && other.key == publication.key;
        });
    }
    topic.waiting.push_back(std::move(publication));
    if (!topic.listed) {
        topic.listed = true;
        m_work.push_back(index);
    }
}

void FanOut::begin(Topic &topic)
{
    topic.batch = batchOf(std::exchange(topic.waiting, {}));
    topic.second = {};
    topic.secondEnd = 0;
    topic.cursor = 0;
    topic.end = quint32(topic.members.size());
    topic.sinceMs = m_host.nowMs();
    topic.left = 0;
    topic.sweeping = true;
}

// The rest of the members get what waits before the states of this sweep; the others get it afterwards.
void FanOut::joinLog(Topic &topic)
{
    if (topic.secondEnd > 0 || hasLog(topic.batch.publications) || !hasLog(topic.waiting))
        return;
    std::vector<Publication> all = topic.waiting;
    for (const Publication &state : topic.batch.publications) {
        const bool replaced = std::any_of(all.begin(), all.end(), [&](const Publication &other) {
            return other.isState && other.key == state.key;
        });
        if (!replaced)
            all.push_back(state);
    }
    topic.second = batchOf(std::exchange(topic.waiting, {}));
    topic.batch = batchOf(std::move(all));
    topic.secondEnd = topic.cursor;
    topic.end = quint32(topic.members.size());
}

// Whether another part of the members is to be told.
bool FanOut::nextPass(Topic &topic)
{
    if (topic.secondEnd == 0)
        return false;
    topic.batch = std::exchange(topic.second, {});
    topic.cursor = 0;
    topic.end = std::exchange(topic.secondEnd, 0);
    return true;
}

void FanOut::finish(quint32 index)
{
    Topic &topic = m_topics[index];
    topic.sweeping = false;
    topic.batch = {};
    if (topic.left > 0)
        compact(topic, index);
    m_host.swept(topic.name, int(m_host.nowMs() - topic.sinceMs));
    topic.listed = !topic.waiting.empty() && !topic.members.empty();
    if (topic.listed)
        m_work.push_back(index);
    releaseIfUnused(index);
}

void FanOut::compact(Topic &topic, quint32 index)
{
    std::erase_if(topic.members, [](const Member &member) { return !member.slot; });
    for (quint32 at = 0; at < topic.members.size(); ++at) {
        for (Membership &membership : m_host.sessionAt(*topic.members[at].slot).memberships()) {
            if (membership.topic == index)
                membership.at = at;
        }
    }
    topic.left = 0;
}

void FanOut::step(int sends)
{
    while (sends > 0 && !m_work.empty()) {
        const quint32 index = m_work.front();
        Topic &topic = m_topics[index];
        if (!topic.used) {
            topic.listed = false;
            m_free.push_back(index);
            m_work.pop_front();
            continue;
        }
        if (!topic.sweeping) {
            if (topic.waiting.empty()) {
                topic.listed = false;
                m_work.pop_front();
                continue;
            }
            begin(topic);
        }
        joinLog(topic);
        // Topics take turns, so that a large event does not hold up a small one.
        const quint32 stop = std::min(topic.end, topic.cursor + quint32(sends));
        sends -= int(stop - topic.cursor) + 1;
        while (topic.cursor < stop) {
            const Member member = topic.members[topic.cursor++];
            if (member.slot)
                m_host.deliver(*member.slot, topic.batch, member.joined);
        }
        m_work.pop_front();
        if (topic.cursor >= topic.end && !nextPass(topic))
            finish(index);
        else
            m_work.push_back(index);
    }
}

} // namespace icmp::edge
