// A throw-away PostgreSQL 15 for one test program: own folder, Unix socket only, gone afterwards.
#pragma once

#include "core/base/refusal.h"

#include <QTemporaryDir>
#include <memory>

namespace icmp::test {

class PostgresServer {
public:
    // fails  when PostgreSQL 15 is not installed or does not start; a test then fails, it never skips
    static Outcome<std::unique_ptr<PostgresServer>> start();
    ~PostgresServer();

    // A libpq connection string to a database that is new and empty.
    Outcome<QString> newDatabase();

private:
    PostgresServer();
    Outcome<void> run(const QString &program, const QStringList &arguments) const;

    QTemporaryDir m_folder;
    bool m_running = false;
    int m_databases = 0;
};

} // namespace icmp::test
