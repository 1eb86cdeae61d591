// One connection to the database and its prepared statements. Belongs to the thread that opened it.
#pragma once

#include "core/base/refusal.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace icmp::storage {

// Rows a statement of many has, largest first. 64 spread its fixed cost thin enough; 10 columns of them stay
// far below SQLite's 32,766 values.
inline constexpr int rowsPerStatement[] = {64, 8, 1};

enum class Engine { Sqlite, Postgres };

// sqlite: address is the file; postgres: a libpq connection string such as "host=/run/postgresql
// dbname=icmp".
struct Place {
    Engine engine = Engine::Sqlite;
    QString address;
};

// A value for ":name" of a statement.
struct Bound {
    const char *name;
    QVariant value;
};

using Values = std::initializer_list<Bound>;

// The present row of a result; columns count from 0 in the statement's order.
class Cursor {
public:
    explicit Cursor(const QSqlQuery &query) : m_query(query) {}
    qint64 number(int column) const { return m_query.value(column).toLongLong(); }
    QString text(int column) const { return m_query.value(column).toString(); }
    QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    bool flag(int column) const { return number(column) != 0; }
    std::optional<qint64> maybeNumber(int column) const
    {
        return m_query.value(column).isNull() ? std::nullopt : std::optional(number(column));
    }

private:
    const QSqlQuery &m_query;
};

class Connection {
public:
    // Opens and sets the connection up (WAL, FULL and foreign keys for SQLite). fails  with the driver's
    // reason
    static Outcome<std::unique_ptr<Connection>> open(const Place &place);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Engine engine() const { return m_place.engine; }

    // Runs the statement of sql/<name>.sql and tells how many rows it changed.
    Outcome<qint64> run(const char *name, Values values = {});
    // Runs the one-row INSERT of sql/<name>.sql for many rows, few statements for all of them. `values` holds
    // the rows one after the other, each of `columns` values in the order of VALUES. How many rows it
    // changed.
    Outcome<qint64> runRows(const char *name, int columns, const QVariantList &values);
    // Runs it and calls `row` for every row of the result, in order; `row` must not use the connection.
    Outcome<void> each(const char *name, Values values, const std::function<void(const Cursor &)> &row);

    template <class T>
    Outcome<QList<T>> list(const char *name, Values values, T (*read)(const Cursor &))
    {
        QList<T> found;
        const auto done = each(name, values, [&](const Cursor &cursor) { found.append(read(cursor)); });
        if (!done)
            return tl::unexpected(done.error());
        return found;
    }
    // The first row, or nothing when there is none.
    template <class T>
    Outcome<std::optional<T>> first(const char *name, Values values, T (*read)(const Cursor &))
    {
        std::optional<T> found;
        const auto done = each(name, values, [&](const Cursor &cursor) {
            if (!found)
                found = read(cursor);
        });
        if (!done)
            return tl::unexpected(done.error());
        return found;
    }
    // The only column of the only row, as of count statements; 0 when there is no row.
    Outcome<qint64> count(const char *name, Values values = {});

    // Runs the statements of dialect/<engine>_<name>.sql, or dialect/<name>.sql when both engines read it
    // alike.
    Outcome<void> runDialect(const char *name);
    Outcome<void> eachDialect(const char *name, const std::function<void(const Cursor &)> &row);
    // Fixed text of the program, a migration's, never made from input; each statement ends a line with ";".
    // What is written as /*sqlite …*/ only SQLite reads.
    Outcome<void> runScript(const QString &statements);

private:
    Connection(Place place, QString name);
    Outcome<QSqlQuery *> prepared(const char *name, int rows);
    Outcome<QSqlQuery *> execute(const char *name, Values values);
    const QString &dialectText(const char *name);

    Place m_place;
    QString m_name;
    QSqlDatabase m_database;
    std::unordered_map<std::string, std::unique_ptr<QSqlQuery>> m_prepared; // by name and number of rows
    std::unordered_map<std::string_view, QString> m_dialect;
};

// For ":name" where the row may hold nothing.
inline QVariant orNull(const std::optional<qint64> &number)
{
    return number ? QVariant(*number) : QVariant(QMetaType::fromType<qint64>());
}

} // namespace icmp::storage
