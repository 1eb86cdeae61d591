#include "server/storage/schema.h"

#include "core/compliance/data_map.h"
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
    void migrationsAreNumberedInTheirOrder()
    {
        const QList<Migration> known = migrations();
        QVERIFY(!known.isEmpty());
        int before = 0;
        for (qsizetype i = 0; i < known.size(); ++i) {
            QVERIFY(known[i].version > before);
            before = known[i].version;
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
