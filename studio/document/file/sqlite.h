// One connection to one SQLite file, and its statements: just enough of the C interface, with sentences for
// errors.
#pragma once

#include "core/base/refusal.h"

#include <QByteArray>
#include <memory>

struct sqlite3;
struct sqlite3_stmt;

namespace icmp::document {

enum class SqliteMode { ReadOnly, ReadWrite, Create };

// A prepared statement; bound from 1 on, columns read from 0 on. Errors of binding show in the next step.
class Statement {
public:
    Statement(sqlite3 *database, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(qint64 value);
    Statement &bind(const QByteArray &blob);
    Statement &bind(const QString &text);
    // The value another statement stands on, with its type.
    Statement &bindColumn(const Statement &from, int column);
    // True for a row, false at the end.
    Outcome<bool> step();
    // Steps a statement without rows.
    Outcome<void> run();
    void reset();

    qint64 integer(int column) const;
    QByteArray blob(int column) const;
    QString text(int column) const;

private:
    sqlite3 *m_database;
    sqlite3_stmt *m_statement = nullptr;
    int m_bound = 0;
    int m_error = 0;
};

class Sqlite {
public:
    // Fails with a sentence when the file cannot be opened. Waits at most 2 s for another program's short
    // lock.
    static Outcome<std::unique_ptr<Sqlite>> open(const QString &path, SqliteMode mode);
    ~Sqlite();
    Sqlite(const Sqlite &) = delete;
    Sqlite &operator=(const Sqlite &) = delete;

    Outcome<void> run(const char *sql);
    // First column of the first row; empty when there is no row.
    Outcome<QString> ask(const char *sql);
    std::unique_ptr<Statement> prepare(const char *sql)
    {
        return std::make_unique<Statement>(m_database, sql);
    }
    // A file that may be torn is not touched: closing leaves its WAL alone.
    void leaveWalOnClose(bool leave);
    // Every statement is interrupted from `ms` after this call on; 0 for never.
    void limitTime(qint64 ms);
    sqlite3 *handle() const { return m_database; }

private:
    explicit Sqlite(sqlite3 *database) : m_database(database) {}
    sqlite3 *m_database;
    qint64 m_deadline = 0;
};

// What happened, in a sentence; of the connection's last error.
Failure sqliteFailure(sqlite3 *database, int code);

} // namespace icmp::document
