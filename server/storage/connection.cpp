#include "server/storage/connection.h"

#include <QFile>
#include <QSqlDriver>
#include <QSqlError>
#include <QStringList>
#include <atomic>

namespace icmp::storage {

namespace {

std::atomic<qint64> connectionsMade = 0; // Qt wants a name for each that no other has

constexpr const char *sqliteFull = "13"; // SQLITE_FULL
constexpr const char *postgresFull = "53100";

Failure failureOf(const QSqlError &error, const QString &doing)
{
    const QString code = error.nativeErrorCode();
    // Only the first line: PostgreSQL's further lines repeat values of the row.
    const QString reason = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    const QString said = reason.section(u'\n', 0, 0).trimmed();
    const bool full = code == QLatin1StringView(sqliteFull) || code == QLatin1StringView(postgresFull);
    return {QStringLiteral("The database could not %1: %2 (%3).").arg(doing, said, code),
            full ? QStringLiteral("The disk is full. Free some space; what was saved is safe.")
                 : QStringLiteral("Check the disk and the database, then try again.")};
}

QString embedded(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList lines;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (!line.startsWith(QLatin1StringView("--"))) // a comment's ":" would be taken for a value
            lines.append(line);
    }
    return lines.join(u'\n').trimmed();
}

} // namespace

Connection::Connection(Place place, QString name) : m_place(std::move(place)), m_name(std::move(name)) {}

Connection::~Connection()
{
    m_prepared.clear();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Outcome<std::unique_ptr<Connection>> Connection::open(const Place &place)
{
    const bool sqlite = place.engine == Engine::Sqlite;
    std::unique_ptr<Connection> made(new Connection(place, QStringLiteral("icmp-%1").arg(++connectionsMade)));
    QSqlDatabase &database = made->m_database;
    database =
        QSqlDatabase::addDatabase(sqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"), made->m_name);
    if (sqlite) {
        database.setDatabaseName(place.address);
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    } else {
        database.setConnectOptions(place.address);
    }
    if (!database.open())
        return tl::unexpected(failureOf(database.lastError(), QStringLiteral("be opened")));
    if (const auto ready = made->runDialect("open"); !ready)
        return tl::unexpected(ready.error());
    return made;
}

Outcome<QSqlQuery *> Connection::execute(const char *name, Values values)
{
    std::unique_ptr<QSqlQuery> &slot = m_prepared[name];
    if (!slot) {
        auto query = std::make_unique<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        const QString text = embedded(QStringLiteral(":/icmp/sql/%1.sql").arg(QLatin1StringView(name)));
        Q_ASSERT_X(!text.isEmpty(), "Connection", name);
        if (!query->prepare(text))
            return tl::unexpected(
                failureOf(query->lastError(), QStringLiteral("prepare %1").arg(QLatin1StringView(name))));
        slot = std::move(query);
    }
    for (const Bound &bound : values) {
        // PostgreSQL would end the statement there.
        if (bound.value.typeId() == QMetaType::QString && bound.value.toString().contains(QChar(0)))
            return fail(
                QStringLiteral("A text for %1 contains the character 0.").arg(QLatin1StringView(bound.name)));
        slot->bindValue(QLatin1StringView(bound.name), bound.value);
    }
    if (!slot->exec())
        return tl::unexpected(
            failureOf(slot->lastError(), QStringLiteral("do %1").arg(QLatin1StringView(name))));
    return slot.get();
}

Outcome<qint64> Connection::run(const char *name, Values values)
{
    const auto query = execute(name, values);
    if (!query)
        return tl::unexpected(query.error());
    const qint64 changed = (*query)->numRowsAffected();
    (*query)->finish();
    return changed;
}

Outcome<void> Connection::each(const char *name, Values values,
                               const std::function<void(const Cursor &)> &row)
{
    const auto query = execute(name, values);
    if (!query)
        return tl::unexpected(query.error());
    const Cursor cursor(**query);
    while ((*query)->next())
        row(cursor);
    const QSqlError error = (*query)->lastError();
    (*query)->finish();
    if (error.isValid())
        return tl::unexpected(failureOf(error, QStringLiteral("read %1").arg(QLatin1StringView(name))));
    return {};
}

Outcome<qint64> Connection::count(const char *name, Values values)
{
    qint64 number = 0;
    const auto done = each(name, values, [&](const Cursor &cursor) { number = cursor.number(0); });
    if (!done)
        return tl::unexpected(done.error());
    return number;
}

QString Connection::dialectText(const char *name) const
{
    const QLatin1StringView engineKey(m_place.engine == Engine::Sqlite ? "sqlite" : "postgres");
    const QString own =
        embedded(QStringLiteral(":/icmp/dialect/%1_%2.sql").arg(engineKey, QLatin1StringView(name)));
    return own.isEmpty() ? embedded(QStringLiteral(":/icmp/dialect/%1.sql").arg(QLatin1StringView(name)))
                         : own;
}

Outcome<void> Connection::runDialect(const char *name)
{
    return runScript(dialectText(name));
}

Outcome<void> Connection::eachDialect(const char *name, const std::function<void(const Cursor &)> &row)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(dialectText(name).chopped(1)))
        return tl::unexpected(
            failureOf(query.lastError(), QStringLiteral("do %1").arg(QLatin1StringView(name))));
    const Cursor cursor(query);
    while (query.next())
        row(cursor);
    return {};
}

Outcome<void> Connection::runScript(const QString &statements)
{
    Q_ASSERT(!statements.isEmpty());
    QString statement;
    for (const QString &line : statements.split(u'\n')) {
        if (line.startsWith(QLatin1StringView("--")))
            continue;
        statement += line + u'\n';
        if (!line.endsWith(u';'))
            continue;
        QSqlQuery query(m_database);
        if (!query.exec(statement.trimmed().chopped(1)))
            return tl::unexpected(
                failureOf(query.lastError(), QStringLiteral("do %1").arg(statement.section(u'\n', 0, 0))));
        statement.clear();
    }
    Q_ASSERT(statement.trimmed().isEmpty());
    return {};
}

} // namespace icmp::storage
