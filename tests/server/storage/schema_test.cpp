#include "server/storage/schema.h"

#include "core/compliance/data_map.h"
#include "server/storage/event_table.h"
#include "tests/server/storage/places.h"

#include <QSet>

using namespace icmp;
using namespace icmp::storage;

class SchemaTest : public QObject {
    Q_OBJECT

    test::Places m_places;

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    // A released migration is frozen. A new one adds a line here; none ever changes.
    void migrationsAreNumberedWithoutGaps()
    {
        const QList<Migration> known = migrations();
        QVERIFY(!known.isEmpty());
        for (qsizetype i = 0; i < known.size(); ++i) {
            QCOMPARE(known[i].version, int(i) + 1);
            QCOMPARE(known[i].digest.size(), 64);
        }
    }

    void migratingAgainChangesNothing_data() { test::Places::rows(); }
    void migratingAgainChangesNothing()
    {
        QFETCH(int, engine);
        const auto connection = Connection::open(m_places.fresh(Engine(engine)));
        QVERIFY(connection);
        QVERIFY(migrate(**connection));
        const auto before = columns(**connection);
        QVERIFY(before && before->size() > 80);
        QVERIFY(migrate(**connection));
        QCOMPARE(*columns(**connection), *before);
    }

    void aChangedMigrationIsNoticed_data() { test::Places::rows(); }
    void aChangedMigrationIsNoticed()
    {
        QFETCH(int, engine);
        const auto connection = Connection::open(m_places.fresh(Engine(engine)));
        QVERIFY(migrate(**connection));
        QVERIFY((*connection)->runScript(QStringLiteral("UPDATE schema_version SET digest = 'x';")));
        const auto again = migrate(**connection);
        QVERIFY(!again);
        QVERIFY(again.error().what.contains(QStringLiteral("Migration 1")));
    }

    void answersOfAnOlderDatabaseAreKept_data() { test::Places::rows(); }
    void answersOfAnOlderDatabaseAreKept()
    {
        QFETCH(int, engine);
        const auto opened = Connection::open(m_places.fresh(Engine(engine)));
        Connection &connection = **opened;
        QVERIFY(connection.runDialect("schema_version"));
        QVERIFY(connection.runScript(migrations().first().text));
        QVERIFY(connection.run("schema_version_add",
                               {{":version", 1}, {":digest", migrations().first().digest}}));
        QVERIFY(connection.runScript(QStringLiteral(
            "INSERT INTO answer VALUES ('ev_1', '12', 1, 'ann', 'k1', 1, '0', 'h', 'r', 1);\n"
            "INSERT INTO answer VALUES ('ev_1', '12', 1, 'bob', 'k2', 3, '1 2', 'h', 'r', 2);\n"
            "INSERT INTO answer VALUES ('ev_1', '12', 2, 'ann', 'k3', 1, '1', 'h', 'r', 3);\n"
            "INSERT INTO answer VALUES ('ev_2', '12', 1, 'ann', 'k1', 1, '0', 'h', 'r', 1);\n")));
        QVERIFY(migrate(connection));
        EventTable table(connection);
        const auto kept = table.answers(QStringLiteral("ev_1"));
        QVERIFY(kept);
        QCOMPARE(kept->size(), 3);
        QCOMPARE(kept->at(1).voter, QStringLiteral("bob"));
        QCOMPARE(kept->at(1).n, 3);
        QCOMPARE(kept->at(1).choice, QStringLiteral("1 2"));
        QCOMPARE(kept->at(2).round, 2);
        QCOMPARE(table.answers(QStringLiteral("ev_2"))->size(), 1);
        // The next one goes on behind them.
        event::Addition next;
        next.event = QStringLiteral("ev_1");
        next.answers = {{QStringLiteral("13"), 1, QStringLiteral("ann"), 1, {}, 4}};
        QVERIFY(table.append({next}));
        QCOMPARE(table.answers(QStringLiteral("ev_1"))->size(), 4);
    }

    void bothEnginesHaveTheSameColumns()
    {
        QList<QList<Column>> found;
        for (const Engine engine : {Engine::Sqlite, Engine::Postgres}) {
            const auto connection = Connection::open(m_places.fresh(engine));
            QVERIFY(migrate(**connection));
            found.append(*columns(**connection));
        }
        QCOMPARE(found[0], found[1]);
    }

    void everyColumnIsInTheDataMapAndEveryEntryIsAColumn_data() { test::Places::rows(); }
    void everyColumnIsInTheDataMapAndEveryEntryIsAColumn()
    {
        QFETCH(int, engine);
        const auto connection = Connection::open(m_places.fresh(Engine(engine)));
        QVERIFY(migrate(**connection));
        QSet<QString> stored;
        const auto found = columns(**connection);
        QVERIFY(found);
        for (const Column &column : *found)
            stored.insert(column.table + u'.' + column.name);
        QSet<QString> mapped;
        for (const compliance::ColumnEntry &entry : compliance::dataMap())
            mapped.insert(QString::fromStdString(std::string(entry.table) + "." + std::string(entry.column)));
        const QStringList unmapped = (stored - mapped).values();
        const QStringList gone = (mapped - stored).values();
        QVERIFY2(unmapped.isEmpty(), qPrintable("without an entry: " + unmapped.join(u' ')));
        QVERIFY2(gone.isEmpty(), qPrintable("without a column: " + gone.join(u' ')));
    }
};

QTEST_GUILESS_MAIN(SchemaTest)
#include "schema_test.moc"
