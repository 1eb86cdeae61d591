// Migrations: numbered, frozen once released, applied in order, each in one transaction.
#pragma once

#include "server/storage/connection.h"

#include <QStringList>

namespace icmp::storage {

struct Migration {
    int version;    // from 1, rising
    QString digest; // SHA-256 hex of the file, so that a changed one is noticed
    QString text;
};

// The program's own, in order.
QList<Migration> migrations();
// Brings the database to the newest version; does nothing when it is there.
// fails  when the database is newer than this program, or one of its migrations is not the program's
Outcome<void> migrate(Connection &connection);

struct Column {
    QString table;
    QString name;

    friend bool operator==(const Column &, const Column &) = default;
};

// What the database really has, sorted.
Outcome<QList<Column>> columns(Connection &connection);

} // namespace icmp::storage
