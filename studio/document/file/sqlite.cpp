#include "studio/document/file/sqlite.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <sqlite3.h>

namespace icmp::document {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectFile", text);
}

int pastDeadline(void *deadline)
{
    return QDeadlineTimer::current().deadline() > *static_cast<qint64 *>(deadline) ? 1 : 0;
}

constexpr int instructionsBetweenLooks = 10'000; // about 1 ms of SQLite's machine
constexpr int busyWaitMs = 2'000;

} // namespace

Failure sqliteFailure(sqlite3 *database, int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {tr("The disk is full."), tr("Free some space, or save a copy elsewhere.")};
    case SQLITE_IOERR:
        return {tr("The disk reported an error."), tr("Save a copy elsewhere.")};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {tr("The file may not be written."), tr("Save a copy elsewhere.")};
    case SQLITE_CANTOPEN:
        return {tr("The file cannot be opened."), tr("Check that its folder is there and may be written.")};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {tr("Another program holds the file."), tr("Close it there and try again.")};
    case SQLITE_NOTADB:
        return {tr("This is not a project file."), tr("Choose a file that this program made.")};
    case SQLITE_CORRUPT:
        return {tr("The file is damaged."), tr("Save a copy elsewhere, or open an older copy.")};
    default:
        return {tr("The project file reported: %1.").arg(QString::fromUtf8(sqlite3_errmsg(database))),
                tr("Save a copy elsewhere, or open an older copy.")};
    }
}

Statement::Statement(sqlite3 *database, const char *sql) : m_database(database)
{
    m_error = sqlite3_prepare_v2(database, sql, -1, &m_statement, nullptr);
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement &Statement::bind(qint64 value)
{
    if (m_error == SQLITE_OK)
        m_error = sqlite3_bind_int64(m_statement, ++m_bound, value);
    return *this;
}

Statement &Statement::bind(const QByteArray &blob)
{
    // A null pointer would bind NULL, which the tables refuse.
    const char *bytes = blob.isNull() ? "" : blob.constData();
    if (m_error == SQLITE_OK)
        m_error =
            sqlite3_bind_blob64(m_statement, ++m_bound, bytes, sqlite3_uint64(blob.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement &Statement::bind(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    if (m_error == SQLITE_OK)
        m_error = sqlite3_bind_text64(m_statement, ++m_bound, utf8.isNull() ? "" : utf8.constData(),
                                      sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement &Statement::bindColumn(const Statement &from, int column)
{
    if (m_error == SQLITE_OK)
        m_error = sqlite3_bind_value(m_statement, ++m_bound, sqlite3_column_value(from.m_statement, column));
    return *this;
}

Outcome<bool> Statement::step()
{
    if (m_error != SQLITE_OK)
        return tl::unexpected(sqliteFailure(m_database, m_error));
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return tl::unexpected(sqliteFailure(m_database, code));
}

Outcome<void> Statement::run()
{
    auto stepped = step();
    reset();
    if (!stepped)
        return tl::unexpected(stepped.error());
    return {};
}

void Statement::reset()
{
    if (m_statement) {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
    m_bound = 0;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QByteArray Statement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement, column);
    return QByteArray(static_cast<const char *>(bytes), sqlite3_column_bytes(m_statement, column));
}

QString Statement::text(int column) const
{
    return QString::fromUtf8(blob(column));
}

Outcome<std::unique_ptr<Sqlite>> Sqlite::open(const QString &path, SqliteMode mode)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    flags |= mode == SqliteMode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == SqliteMode::Create)
        flags |= SQLITE_OPEN_CREATE;
    sqlite3 *database = nullptr;
    const int code = sqlite3_open_v2(path.toUtf8().constData(), &database, flags, nullptr);
    if (code != SQLITE_OK) {
        const Failure failure = sqliteFailure(database, code);
        sqlite3_close_v2(database);
        return tl::unexpected(failure);
    }
    sqlite3_busy_timeout(database, busyWaitMs);
    sqlite3_extended_result_codes(database, 1);
    // The schema of a hostile file may not run functions or write where it should not.
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return std::unique_ptr<Sqlite>(new Sqlite(database));
}

Sqlite::~Sqlite()
{
    sqlite3_close_v2(m_database);
}

Outcome<void> Sqlite::run(const char *sql)
{
    const int code = sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(sqliteFailure(m_database, code));
    return {};
}

Outcome<QString> Sqlite::ask(const char *sql)
{
    Statement statement(m_database, sql);
    auto row = statement.step();
    if (!row)
        return tl::unexpected(row.error());
    return *row ? statement.text(0) : QString();
}

void Sqlite::leaveWalOnClose(bool leave)
{
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

void Sqlite::limitTime(qint64 ms)
{
    m_deadline = QDeadlineTimer::current().deadline() + ms;
    if (ms > 0)
        sqlite3_progress_handler(m_database, instructionsBetweenLooks, pastDeadline, &m_deadline);
    else
        sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
}

} // namespace icmp::document
