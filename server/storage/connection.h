// One connection to the database and its prepared statements. Belongs to the thread that opened it.
#pragma once

#include "core/base/refusal.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <functional>
#include <initializer_list>
#include <memory>

namespace icmp::storage {

enum class Engine { Sqlite, Postgres };

// sqlite: address is the file; postgres: a libpq connection string such as "host=/run/postgresql dbname=icmp".
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
class Cursor
{
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

class Connection
{
public:
    // Opens and sets the connection up (WAL, FULL and foreign keys for SQLite). fails  with the driver's reason
    static Outcome<std::unique_ptr<Connection>> open(const Place &place);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Engine engine() const { return m_place.engine; }

    // Runs the statement of sql/<name>.sql and tells how many rows it changed.
    Outcome<qint64> run(const char *name, Values values = {});
    // Runs it and calls `each` for every row of the result, in order.
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

    // Statements of a migration or of dialect/: fixed text of the program, never made from input.
    Outcome<void> runScript(const QByteArray &statements);
    // Writing needs a transaction; undoing to a mark keeps what came before it.
    Outcome<void> begin();
    Outcome<void> commit();
    Outcome<void> rollback();
    Outcome<void> mark();
    Outcome<void> undoToMark();

private:
    Connection(Place place, QString name);
    Outcome<QSqlQuery *> prepared(const char *name);
    Outcome<QSqlQuery *> execute(const char *name, Values values);

    Place m_place;
    QString m_name;
    QSqlDatabase m_database;
    QHash<QByteArray, QSqlQuery *> m_prepared;
};

// The text of sql/<name>.sql as embedded; empty when there is none.
QString statementText(const char *name);

}  // namespace icmp::storage
