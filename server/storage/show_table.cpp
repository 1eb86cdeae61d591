#include "server/storage/show_table.h"

#include "core/base/strict_json.h"

#include <QJsonArray>

namespace icmp::storage {

using namespace catalogue;

namespace {

QString originsText(const QStringList &origins)
{
    return QString::fromUtf8(compactJson(QJsonArray::fromStringList(origins)));
}

QStringList originsFrom(const QString &text)
{
    QStringList origins;
    const auto json = parseJson(text.toUtf8());
    for (const QJsonValue &origin : json ? json->toArray() : QJsonArray())
        origins.append(origin.toString());
    return origins;
}

Show readShow(const Cursor &cursor)
{
    return {cursor.text(0), AccountId{cursor.number(1)}, cursor.text(2), cursor.number(3)};
}

Event readEvent(const Cursor &cursor)
{
    return {cursor.text(0), cursor.text(1), eventModeOf(cursor.text(2)).value_or(EventMode::OnDemand),
            originsFrom(cursor.text(3)), cursor.number(4)};
}

Version readVersion(const Cursor &cursor)
{
    return {cursor.text(0), cursor.number(1), cursor.text(2),
            cursor.text(3), cursor.number(4), AccountId{cursor.number(5)},
            cursor.flag(6)};
}

Object readObject(const Cursor &cursor)
{
    // What cannot be read is not shown to anybody.
    return {cursor.text(0),
            cursor.number(1),
            cursor.text(2),
            visibilityOf(cursor.text(3)).value_or(Visibility::Private),
            cursor.number(4),
            cursor.flag(5),
            AccountId{cursor.number(6)},
            cursor.number(7)};
}

AccountId readMember(const Cursor &cursor)
{
    return AccountId{cursor.number(0)};
}

Outcome<void> done(const Outcome<qint64> &changed)
{
    return changed ? Outcome<void>() : tl::unexpected(changed.error());
}

} // namespace

Outcome<void> ShowTable::add(const Show &show)
{
    return done(m_connection.run("show_add", {{":id", show.id},
                                              {":owner", show.owner.value},
                                              {":title", show.title},
                                              {":created", show.createdMs}}));
}

Outcome<std::optional<Show>> ShowTable::find(const QString &id)
{
    return m_connection.first("show_find", {{":id", id}}, readShow);
}

Outcome<QList<Show>> ShowTable::listOf(AccountId account)
{
    return m_connection.list("show_list", {{":account", account.value}, {":most", showsPerAccountMax}},
                             readShow);
}

Outcome<qint64> ShowTable::countOf(AccountId owner)
{
    return m_connection.count("show_count", {{":owner", owner.value}});
}

Outcome<void> ShowTable::addMember(const QString &show, AccountId account, qint64 sinceMs)
{
    return done(m_connection.run("show_member_add",
                                 {{":show", show}, {":account", account.value}, {":since", sinceMs}}));
}

Outcome<QList<AccountId>> ShowTable::members(const QString &show)
{
    return m_connection.list("show_member_list", {{":show", show}}, readMember);
}

Outcome<void> ShowTable::addEvent(const Event &event)
{
    return done(m_connection.run("event_add", {{":id", event.id},
                                               {":show", event.show},
                                               {":mode", keyOf(event.mode)},
                                               {":origins", originsText(event.origins)},
                                               {":created", event.createdMs}}));
}

Outcome<std::optional<Event>> ShowTable::event(const QString &id)
{
    return m_connection.first("event_find", {{":id", id}}, readEvent);
}

Outcome<QList<Event>> ShowTable::events(const QString &show)
{
    return m_connection.list("event_list", {{":show", show}}, readEvent);
}

Outcome<void> ShowTable::setMode(const QString &event, EventMode mode)
{
    return done(m_connection.run("event_set_mode", {{":id", event}, {":mode", keyOf(mode)}}));
}

Outcome<std::optional<Version>> ShowTable::current(const QString &show)
{
    return m_connection.first("version_current", {{":show", show}}, readVersion);
}

Outcome<QList<Version>> ShowTable::versions(const QString &show)
{
    return m_connection.list("version_list", {{":show", show}}, readVersion);
}

Outcome<qint64> ShowTable::lastNumber(const QString &show)
{
    return m_connection.count("version_last", {{":show", show}});
}

Outcome<void> ShowTable::addCurrent(const Version &version)
{
    if (const auto retired = m_connection.run("version_retire", {{":show", version.show}}); !retired)
        return tl::unexpected(retired.error());
    return done(m_connection.run("version_add", {{":show", version.show},
                                                 {":number", version.number},
                                                 {":public_root", version.publicRoot},
                                                 {":private_root", version.privateRoot},
                                                 {":at", version.atMs},
                                                 {":actor", version.actor.value}}));
}

Outcome<std::optional<Object>> ShowTable::object(const QString &sha256)
{
    return m_connection.first("object_find", {{":sha256", sha256}}, readObject);
}

Outcome<void> ShowTable::putObject(const Object &object)
{
    return done(m_connection.run("object_put", {{":sha256", object.sha256},
                                                {":bytes", object.bytes},
                                                {":type", object.type},
                                                {":visibility", keyOf(object.visibility)},
                                                {":received", object.received},
                                                {":complete", object.complete ? 1 : 0},
                                                {":owner", object.owner.value},
                                                {":at", object.atMs}}));
}

Outcome<void> ShowTable::addUse(const QString &root, const QString &object)
{
    return done(m_connection.run("object_use_add", {{":root", root}, {":object", object}}));
}

Outcome<Result<std::optional<QString>>> knownResult(Connection &connection, const Operation &operation)
{
    using Known = Result<std::optional<QString>>;
    if (operation.id.isEmpty())
        return Known(std::nullopt);
    std::optional<QString> result;
    bool reused = false;
    const auto read =
        connection.each("operation_find", {{":op_id", operation.id}}, [&](const Cursor &cursor) {
            reused = cursor.text(0) != operation.requestHash;
            result = cursor.text(1);
        });
    if (!read)
        return tl::unexpected(read.error());
    return reused ? Known(refuse(RefusalCode::KeyReused, QStringLiteral("key"))) : Known(result);
}

Outcome<void> remember(Connection &connection, const Operation &operation, const QString &result, qint64 atMs)
{
    if (operation.id.isEmpty())
        return {};
    return done(connection.run("operation_add", {{":op_id", operation.id},
                                                 {":request_hash", operation.requestHash},
                                                 {":result", result},
                                                 {":at", atMs}}));
}

} // namespace icmp::storage
