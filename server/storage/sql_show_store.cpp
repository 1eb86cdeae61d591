#include "server/storage/sql_show_store.h"

#include "server/storage/audit_table.h"
#include "server/storage/show_table.h"

#include <algorithm>

namespace icmp::storage {

using namespace catalogue;

namespace {

template <class T>
Outcome<T> look(Database &database, const std::function<Outcome<T>(ShowTable &)> &find)
{
    std::optional<T> found;
    const auto read = database.read([&](Connection &connection) -> Outcome<void> {
        ShowTable table(connection);
        auto outcome = find(table);
        if (!outcome)
            return tl::unexpected(outcome.error());
        found = std::move(*outcome);
        return {};
    });
    if (!read)
        return tl::unexpected(read.error());
    return std::move(*found);
}

// A step that the world or the rules may stop; nothing when it went well.
template <class T>
using Stop = std::optional<Outcome<Result<T>>>;

template <class T>
Stop<T> stopOn(const Outcome<void> &step)
{
    if (step)
        return std::nullopt;
    return Outcome<Result<T>>(tl::unexpected(step.error()));
}

template <class T>
Outcome<Result<T>> refused(RefusalCode code, QString place, QString detail = {})
{
    return Result<T>(refuse(code, std::move(place), std::move(detail)));
}

// Found, or UnknownId at `place`.
template <class T>
Outcome<Result<T>> must(const Outcome<std::optional<T>> &found, const QString &place)
{
    if (!found)
        return tl::unexpected(found.error());
    return *found ? Outcome<Result<T>>(**found) : refused<T>(RefusalCode::UnknownId, place);
}

Outcome<Result<Event>> create(Connection &connection, const NewShow &wanted)
{
    ShowTable table(connection);
    const auto known = knownResult(connection, wanted.operation);
    if (!known)
        return tl::unexpected(known.error());
    if (!*known)
        return Result<Event>(tl::unexpected(known->error()));
    if (**known)
        return must(table.event(***known), ***known);
    const auto count = table.countOf(wanted.show.owner);
    if (!count)
        return tl::unexpected(count.error());
    if (*count >= showsPerAccountMax)
        return refused<Event>(RefusalCode::TooMany, QStringLiteral("shows"));
    auto step = table.add(wanted.show);
    for (const AccountId member : wanted.members) {
        if (step)
            step = table.addMember(wanted.show.id, member, wanted.show.createdMs);
    }
    if (step)
        step = table.addEvent(wanted.event);
    if (step)
        step = remember(connection, wanted.operation, wanted.event.id, wanted.show.createdMs);
    if (step)
        step = AuditTable(connection)
                   .append({wanted.show.createdMs, wanted.show.owner.toText(), QStringLiteral("show.create"),
                            wanted.show.id});
    if (const auto stop = stopOn<Event>(step))
        return *stop;
    return Result<Event>(wanted.event);
}

Outcome<Result<Object>> record(Connection &connection, Object object)
{
    ShowTable table(connection);
    const auto found = table.object(object.sha256);
    if (!found)
        return tl::unexpected(found.error());
    if (*found) {
        const Object &known = **found;
        if (known.bytes != object.bytes || known.type != object.type)
            return refused<Object>(RefusalCode::Conflict, object.sha256);
        object.received = std::max(object.received, known.received);
        object.complete = object.complete || known.complete;
        if (known.visibility == Visibility::Public)
            object.visibility = Visibility::Public;
        object.owner = known.owner;
        object.atMs = known.atMs;
    }
    if (const auto stop = stopOn<Object>(table.putObject(object)))
        return *stop;
    return Result<Object>(object);
}

// Nothing when every object is there.
Stop<Version> checkObjects(ShowTable &table, const QStringList &hashes)
{
    if (hashes.size() > objectsPerVersionMax)
        return refused<Version>(RefusalCode::TooMany, QStringLiteral("objects"));
    for (const QString &hash : hashes) {
        const auto object = table.object(hash);
        if (!object)
            return Outcome<Result<Version>>(tl::unexpected(object.error()));
        if (!*object || !(*object)->complete)
            return refused<Version>(RefusalCode::Missing, hash);
    }
    return std::nullopt;
}

Stop<Version> storeVersion(Connection &connection, const NewVersion &wanted, const Version &version)
{
    ShowTable table(connection);
    auto step = table.addCurrent(version);
    for (const QString &object : wanted.objects) {
        if (step)
            step = table.addUse(version.publicRoot, object);
    }
    if (step)
        step = remember(connection, wanted.operation, QString::number(version.number), version.atMs);
    if (step)
        step = AuditTable(connection)
                   .append({version.atMs, version.actor.toText(), QStringLiteral("show.publish"),
                            version.show + u'/' + QString::number(version.number)});
    return stopOn<Version>(step);
}

// What the same operation gave before; nothing when it is new.
Stop<Version> versionBefore(Connection &connection, const NewVersion &wanted)
{
    const auto known = knownResult(connection, wanted.operation);
    if (!known)
        return Outcome<Result<Version>>(tl::unexpected(known.error()));
    if (!*known)
        return Outcome<Result<Version>>(Result<Version>(tl::unexpected(known->error())));
    if (!**known)
        return std::nullopt;
    const auto versions = ShowTable(connection).versions(wanted.show);
    if (!versions)
        return Outcome<Result<Version>>(tl::unexpected(versions.error()));
    for (const Version &version : *versions) {
        if (QString::number(version.number) == ***known)
            return Outcome<Result<Version>>(Result<Version>(version));
    }
    return refused<Version>(RefusalCode::UnknownId, wanted.show);
}

Outcome<Result<Version>> publish(Connection &connection, const NewVersion &wanted)
{
    ShowTable table(connection);
    if (const auto before = versionBefore(connection, wanted))
        return *before;
    if (const auto show = must(table.find(wanted.show), wanted.show); !show || !*show)
        return show ? Outcome<Result<Version>>(Result<Version>(tl::unexpected(show->error())))
                    : Outcome<Result<Version>>(tl::unexpected(show.error()));
    const auto current = table.current(wanted.show);
    const auto last = table.lastNumber(wanted.show);
    if (!current || !last)
        return tl::unexpected(current ? last.error() : current.error());
    const qint64 number = *current ? (*current)->number : 0;
    if (*current && (*current)->publicRoot == wanted.publicRoot &&
        (*current)->privateRoot == wanted.privateRoot)
        return Result<Version>(**current);
    if (const auto missing = checkObjects(table, wanted.objects))
        return *missing;
    if (number != wanted.base)
        return refused<Version>(RefusalCode::Conflict, QStringLiteral("base"), QString::number(number));
    if (*last >= versionsPerShowMax)
        return refused<Version>(RefusalCode::TooMany, QStringLiteral("versions"));
    const Version version{wanted.show,  *last + 1, wanted.publicRoot, wanted.privateRoot, wanted.atMs,
                          wanted.actor, true};
    if (const auto stop = storeVersion(connection, wanted, version))
        return *stop;
    return Result<Version>(version);
}

} // namespace

Outcome<std::optional<Show>> SqlShowStore::show(const QString &id)
{
    return look<std::optional<Show>>(m_database, [&](ShowTable &table) { return table.find(id); });
}

Outcome<QList<Show>> SqlShowStore::showsOf(AccountId account)
{
    return look<QList<Show>>(m_database, [&](ShowTable &table) { return table.listOf(account); });
}

Outcome<QList<AccountId>> SqlShowStore::membersOf(const QString &show)
{
    return look<QList<AccountId>>(m_database, [&](ShowTable &table) { return table.members(show); });
}

Outcome<std::optional<Event>> SqlShowStore::event(const QString &id)
{
    return look<std::optional<Event>>(m_database, [&](ShowTable &table) { return table.event(id); });
}

Outcome<QList<Event>> SqlShowStore::eventsOf(const QString &show)
{
    return look<QList<Event>>(m_database, [&](ShowTable &table) { return table.events(show); });
}

Outcome<std::optional<Version>> SqlShowStore::currentVersion(const QString &show)
{
    return look<std::optional<Version>>(m_database, [&](ShowTable &table) { return table.current(show); });
}

Outcome<QList<Version>> SqlShowStore::versionsOf(const QString &show)
{
    return look<QList<Version>>(m_database, [&](ShowTable &table) { return table.versions(show); });
}

Outcome<std::optional<Object>> SqlShowStore::object(const QString &sha256)
{
    return look<std::optional<Object>>(m_database, [&](ShowTable &table) { return table.object(sha256); });
}

Outcome<QList<Object>> SqlShowStore::objects(const QStringList &hashes)
{
    return look<QList<Object>>(m_database, [&](ShowTable &table) -> Outcome<QList<Object>> {
        QList<Object> found;
        for (const QString &hash : hashes) {
            const auto object = table.object(hash);
            if (!object)
                return tl::unexpected(object.error());
            if (*object)
                found.append(**object);
        }
        return found;
    });
}

void SqlShowStore::createShow(NewShow wanted, Done<Outcome<Result<Event>>> done)
{
    submitDecided<Event>(
        m_database, [wanted](Connection &c) { return create(c, wanted); }, std::move(done));
}

void SqlShowStore::recordObject(Object object, Done<Outcome<Result<Object>>> done)
{
    submitDecided<Object>(
        m_database, [object](Connection &c) { return record(c, object); }, std::move(done));
}

void SqlShowStore::addVersion(NewVersion wanted, Done<Outcome<Result<Version>>> done)
{
    submitDecided<Version>(
        m_database, [wanted](Connection &c) { return publish(c, wanted); }, std::move(done));
}

void SqlShowStore::setMode(QString event, EventMode mode, Done<Outcome<Result<Event>>> done)
{
    submitDecided<Event>(
        m_database,
        [event, mode](Connection &c) -> Outcome<Result<Event>> {
            ShowTable table(c);
            if (const auto stop = stopOn<Event>(table.setMode(event, mode)))
                return *stop;
            return must(table.event(event), event);
        },
        std::move(done));
}

} // namespace icmp::storage
