#include "server/storage/event/event_settings.h"

#include "core/base/strict_json.h"
#include "server/storage/field_cipher.h"

#include <QJsonArray>

namespace icmp::storage {

namespace {

FieldPlace placeOf(const QString &event, const QString &name)
{
    return {"event_site", "key", event + u' ' + name};
}

// The first column of the first row as a number.
Outcome<qint64> counted(Database &database, const char *statement, const QString &event,
                        const QByteArray &hash)
{
    qint64 number = 0;
    const auto read = database.read([&](Connection &connection) -> Outcome<void> {
        const auto found = connection.count(statement, {{":event", event}, {":code_hash", hash}});
        if (!found)
            return tl::unexpected(found.error());
        number = *found;
        return {};
    });
    return read ? Outcome<qint64>(number) : tl::unexpected(read.error());
}

} // namespace

Outcome<Result<void>> EventSettings::setOrigins(const QString &event, const QStringList &origins)
{
    const QString text = QString::fromUtf8(compactJson(QJsonArray::fromStringList(origins)));
    const auto done =
        writeDecided<qint64>(m_database, [&](Connection &connection) -> Outcome<Result<qint64>> {
            const auto changed = connection.run("event_set_origins", {{":id", event}, {":origins", text}});
            if (!changed)
                return tl::unexpected(changed.error());
            return *changed == 1 ? Result<qint64>(1) : refuse(RefusalCode::UnknownId, event);
        });
    if (!done)
        return tl::unexpected(done.error());
    return *done ? Result<void>() : tl::unexpected(done->error());
}

Outcome<QHash<QString, QStringList>> EventSettings::origins()
{
    QHash<QString, QStringList> all;
    const auto read = m_database.read([&](Connection &connection) {
        return connection.each("event_origins_all", {}, [&](const Cursor &cursor) {
            const auto list = parseJson(cursor.text(1).toUtf8());
            for (const QJsonValue &origin : list ? list->toArray() : QJsonArray())
                all[cursor.text(0)].append(origin.toString());
        });
    });
    return read ? Outcome<QHash<QString, QStringList>>(all) : tl::unexpected(read.error());
}

Outcome<Result<void>> EventSettings::setSite(const QString &event, const QString &name, const QByteArray &key,
                                             qint64 nowMs)
{
    const auto current = m_keys.current(QStringLiteral("field"));
    if (!current)
        return tl::unexpected(current.error());
    const QByteArray sealed = seal(*current, placeOf(event, name), key, m_random);
    const auto done =
        writeDecided<qint64>(m_database, [&](Connection &connection) -> Outcome<Result<qint64>> {
            const auto put = connection.run(
                "event_site_put", {{":event", event}, {":name", name}, {":key", sealed}, {":at", nowMs}});
            if (!put)
                return tl::unexpected(put.error());
            const auto sites = connection.count("event_site_count", {{":event", event}});
            if (!sites)
                return tl::unexpected(sites.error());
            return *sites <= sitesMax ? Result<qint64>(*sites) : refuse(RefusalCode::TooMany, name);
        });
    if (!done)
        return tl::unexpected(done.error());
    return *done ? Result<void>() : tl::unexpected(done->error());
}

Outcome<std::optional<QByteArray>> EventSettings::siteKey(const QString &event, const QString &name)
{
    std::optional<QByteArray> sealed;
    const auto read = m_database.read([&](Connection &connection) {
        return connection.each("event_site_find", {{":event", event}, {":name", name}},
                               [&](const Cursor &cursor) { sealed = cursor.bytes(0); });
    });
    if (!read)
        return tl::unexpected(read.error());
    if (!sealed)
        return std::optional<QByteArray>();
    const auto key = m_keys.byId(keyIdOf(*sealed));
    if (!key)
        return tl::unexpected(key.error());
    const auto plain = unseal(*key, placeOf(event, name), *sealed);
    if (!plain)
        return tl::unexpected(plain.error());
    return std::optional(*plain);
}

Outcome<Result<qint64>> EventSettings::invite(const QString &event, const QList<QByteArray> &codeHashes,
                                              qint64 nowMs)
{
    QVariantList rows;
    for (const QByteArray &hash : codeHashes)
        rows << event << hash << nowMs;
    return writeDecided<qint64>(m_database, [&](Connection &connection) -> Outcome<Result<qint64>> {
        const auto added = connection.runRows("event_voter_add", 3, rows);
        if (!added)
            return tl::unexpected(added.error());
        const auto invited = connection.count("event_voter_count", {{":event", event}});
        if (!invited)
            return tl::unexpected(invited.error());
        return *invited <= invitedMax ? Result<qint64>(*invited) : refuse(RefusalCode::TooMany, event);
    });
}

Outcome<bool> EventSettings::isInvited(const QString &event, const QByteArray &codeHash)
{
    const auto found = counted(m_database, "event_voter_find", event, codeHash);
    return found ? Outcome<bool>(*found > 0) : tl::unexpected(found.error());
}

} // namespace icmp::storage
