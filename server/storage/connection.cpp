#include "server/storage/connection.h"

#include "core/base/disk/disk_full.h"

#include <QFile>
#include <QRegularExpression>
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
    const QString what = QStringLiteral("The database could not %1: %2 (%3).").arg(doing, said, code);
    return full ? diskFull(what)
                : Failure{what, QStringLiteral("Check the disk and the database, then try again.")};
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

// PostgreSQL would end the statement there.
bool cutsShort(const QVariant &value)
{
    return value.typeId() == QMetaType::QString && value.toString().contains(QChar(0));
}

// "… VALUES (:a, :b) …" as "… VALUES (?,?),(?,?) …".
QString forRows(const QString &text, int rows)
{
    const QLatin1StringView word("VALUES (");
    const qsizetype open = text.indexOf(word) + word.size() - 1;
    const qsizetype close = text.indexOf(u')', open);
    const qsizetype columns = text.mid(open, close - open).count(u':');
    const QString row = u'(' + QStringList(columns, QStringLiteral("?")).join(u',') + u')';
    return text.left(open) + QStringList(rows, row).join(u',') + text.mid(close + 1);
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

// rows 0: the statement as it is written, with names; else its VALUES repeated, by position.
Outcome<QSqlQuery *> Connection::prepared(const char *name, int rows)
{
    std::unique_ptr<QSqlQuery> &slot = m_prepared[std::string(name) + ' ' + std::to_string(rows)];
    if (slot)
        return slot.get();
    QString text = embedded(QStringLiteral(":/icmp/sql/%1.sql").arg(QLatin1StringView(name)));
    Q_ASSERT_X(!text.isEmpty(), "Connection", name);
    auto query = std::make_unique<QSqlQuery>(m_database);
    query->setForwardOnly(true);
    if (!query->prepare(rows > 0 ? forRows(text, rows) : text))
        return tl::unexpected(
            failureOf(query->lastError(), QStringLiteral("prepare %1").arg(QLatin1StringView(name))));
    slot = std::move(query);
    return slot.get();
}

Outcome<QSqlQuery *> Connection::execute(const char *name, Values values)
{
    const auto query = prepared(name, 0);
    if (!query)
        return query;
    for (const Bound &bound : values) {
        if (cutsShort(bound.value))
            return fail(
                QStringLiteral("A text for %1 contains the character 0.").arg(QLatin1StringView(bound.name)));
        (*query)->bindValue(QLatin1StringView(bound.name), bound.value);
    }
    if (!(*query)->exec())
        return tl::unexpected(
            failureOf((*query)->lastError(), QStringLiteral("do %1").arg(QLatin1StringView(name))));
    return query;
}

Outcome<qint64> Connection::runRows(const char *name, int columns, const QVariantList &values)
{
    qint64 changed = 0;
    qsizetype at = 0;
    for (const int rows : rowsPerStatement) {
        for (const qsizetype count = columns * rows; values.size() - at >= count; at += count) {
            const auto query = prepared(name, rows);
            if (!query)
                return tl::unexpected(query.error());
            for (qsizetype i = 0; i < count; ++i) {
                if (cutsShort(values.at(at + i)))
                    return fail(QStringLiteral("A text for %1 contains the character 0.")
                                    .arg(QLatin1StringView(name)));
                (*query)->bindValue(int(i), values.at(at + i));
            }
            if (!(*query)->exec())
                return tl::unexpected(
                    failureOf((*query)->lastError(), QStringLiteral("do %1").arg(QLatin1StringView(name))));
            changed += (*query)->numRowsAffected();
            (*query)->finish();
        }
    }
    Q_ASSERT_X(at == values.size(), "Connection", name);
    return changed;
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

const QString &Connection::dialectText(const char *name)
{
    QString &text = m_dialect[name];
    if (text.isEmpty()) {
        const QLatin1StringView engineKey(m_place.engine == Engine::Sqlite ? "sqlite" : "postgres");
        text = embedded(QStringLiteral(":/icmp/dialect/%1_%2.sql").arg(engineKey, QLatin1StringView(name)));
        if (text.isEmpty())
            text = embedded(QStringLiteral(":/icmp/dialect/%1.sql").arg(QLatin1StringView(name)));
    }
    return text;
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
    static const QRegularExpression sqliteOnly(QStringLiteral("/\\*sqlite (.*?)\\*/"));
    QString read = statements;
    if (m_place.engine == Engine::Sqlite)
        read.replace(sqliteOnly, QStringLiteral("\\1"));
    QString statement;
    for (const QString &line : read.split(u'\n')) {
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
