// Both engines for one test program, and a new empty place on either for each test.
#pragma once

#include "core/base/ports.h"
#include "server/storage/database.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QTest>

namespace icmp::test {

class Places {
public:
    // A sentence when PostgreSQL does not start; empty when all is ready.
    QString start()
    {
        auto started = PostgresServer::start();
        if (!started)
            return started.error().what;
        m_postgres = std::move(*started);
        return {};
    }

    storage::Place fresh(storage::Engine engine)
    {
        if (engine == storage::Engine::Sqlite)
            return {engine, m_folder.filePath(QStringLiteral("t%1.db").arg(++m_files))};
        return {engine, m_postgres->newDatabase().value_or(QString())};
    }

    static void rows()
    {
        QTest::addColumn<int>("engine");
        QTest::newRow("sqlite") << int(storage::Engine::Sqlite);
        QTest::newRow("postgres") << int(storage::Engine::Postgres);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_postgres;
    int m_files = 0;
};

// The same keys for as long as the object lives.
class FixedKeys : public KeyProvider {
public:
    Outcome<NamedKey> current(const QString &purpose) override
    {
        return byId(purpose + QStringLiteral("-1"));
    }
    Outcome<NamedKey> byId(const QString &id) override
    {
        return NamedKey{id, QByteArray(32, id.isEmpty() ? 'x' : char(id[0].unicode()))};
    }
};

} // namespace icmp::test
