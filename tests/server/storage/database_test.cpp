#include "server/storage/database.h"
#include "server/storage/schema.h"
#include "tests/server/storage/places.h"

#include <QSemaphore>
#include <atomic>

using namespace icmp;
using namespace icmp::storage;

namespace {

Database::Work put(const QString &key, const QString &value, Verdict verdict = Verdict::Keep)
{
    return [=](Connection &connection) -> Outcome<Verdict> {
        const auto written = connection.run("meta_put", {{":key", key}, {":value", value}});
        if (!written)
            return tl::unexpected(written.error());
        return verdict;
    };
}

// A statement that the engine itself refuses.
Outcome<Verdict> breakRule(Connection &connection)
{
    const auto run = connection.run("fact_add", {{":event", QVariant(QMetaType::fromType<QString>())},
                                                 {":seq", 1},
                                                 {":at", 1},
                                                 {":kind", QStringLiteral("k")},
                                                 {":body", QStringLiteral("{}")}});
    if (!run)
        return tl::unexpected(run.error());
    return Verdict::Keep;
}

QString valueOf(Database &database, const QString &key)
{
    QString value;
    const auto read = database.read([&](Connection &connection) {
        return connection.each("meta_find", {{":key", key}},
                               [&](const Cursor &cursor) { value = cursor.text(0); });
    });
    return read ? value : read.error().what;
}

} // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

    test::Places m_places;

    std::unique_ptr<Database> open(int engine)
    {
        auto opened = Database::open(m_places.fresh(Engine(engine)));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().what));
        return std::move(*opened);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    void whatWasToldIsRead_data() { test::Places::rows(); }
    void whatWasToldIsRead()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        QVERIFY(database->write(put(QStringLiteral("a"), QStringLiteral("ä 'quoted' \\ :b ?"))));
        QCOMPARE(valueOf(*database, QStringLiteral("a")), QStringLiteral("ä 'quoted' \\ :b ?"));
        QVERIFY(database->write(put(QStringLiteral("a"), QStringLiteral("2"))));
        QCOMPARE(valueOf(*database, QStringLiteral("a")), QStringLiteral("2"));
        QCOMPARE(database->trouble(), QString());
    }

    void manyCommandsAreToldInTheirOrder_data() { test::Places::rows(); }
    void manyCommandsAreToldInTheirOrder()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        constexpr int count = 3'000;
        QSemaphore told;
        std::atomic<int> inOrder = 0;
        for (int i = 0; i < count; ++i) {
            database->submit(put(QStringLiteral("k%1").arg(i), QString::number(i)),
                             [&, i](const Outcome<void> &kept) {
                                 if (kept && inOrder == i)
                                     ++inOrder;
                                 told.release();
                             });
        }
        QVERIFY(told.tryAcquire(count, 60'000));
        QCOMPARE(inOrder.load(), count);
        QCOMPARE(valueOf(*database, QStringLiteral("k2999")), QStringLiteral("2999"));
    }

    void aRefusedOrBrokenCommandSpoilsNoOther_data() { test::Places::rows(); }
    void aRefusedOrBrokenCommandSpoilsNoOther()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        QSemaphore hold;
        QSemaphore told;
        QList<bool> kept(4, false);
        // The first keeps the writer busy, so that the others share one group.
        database->submit(
            [&](Connection &) -> Outcome<Verdict> {
                hold.acquire();
                return Verdict::Keep;
            },
            [&](const Outcome<void> &) { told.release(); });
        const auto note = [&](int i) {
            return [&, i](const Outcome<void> &o) {
                kept[i] = o.has_value();
                told.release();
            };
        };
        database->submit(put(QStringLiteral("before"), QStringLiteral("1")), note(0));
        database->submit(put(QStringLiteral("undone"), QStringLiteral("1"), Verdict::Undo), note(1));
        database->submit(
            [](Connection &c) -> Outcome<Verdict> {
                (void)c.run("meta_put", {{":key", QStringLiteral("half")}, {":value", QStringLiteral("1")}});
                return breakRule(c);
            },
            note(2));
        database->submit(put(QStringLiteral("after"), QStringLiteral("1")), note(3));
        hold.release();
        QVERIFY(told.tryAcquire(5, 60'000));
        QCOMPARE(kept, (QList<bool>{true, true, false, true}));
        QCOMPARE(valueOf(*database, QStringLiteral("before")), QStringLiteral("1"));
        QCOMPARE(valueOf(*database, QStringLiteral("undone")), QString());
        QCOMPARE(valueOf(*database, QStringLiteral("half")), QString());
        QCOMPARE(valueOf(*database, QStringLiteral("after")), QStringLiteral("1"));
    }

    void readersCannotWrite_data() { test::Places::rows(); }
    void readersCannotWrite()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        const auto tried = database->read([](Connection &c) -> Outcome<void> {
            const auto run =
                c.run("meta_put", {{":key", QStringLiteral("r")}, {":value", QStringLiteral("1")}});
            return run ? Outcome<void>() : tl::unexpected(run.error());
        });
        QVERIFY(!tried);
        QCOMPARE(valueOf(*database, QStringLiteral("r")), QString());
    }

    void aTextWithTheCharacterZeroIsRefused_data() { test::Places::rows(); }
    void aTextWithTheCharacterZeroIsRefused()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        QVERIFY(!database->write(put(QStringLiteral("z"), QString(3, QChar(0)))));
        QVERIFY(database->write(put(QStringLiteral("z"), QStringLiteral("fine"))));
    }

    void closingCommitsWhatWasSubmitted_data() { test::Places::rows(); }
    void closingCommitsWhatWasSubmitted()
    {
        QFETCH(int, engine);
        const Place place = m_places.fresh(Engine(engine));
        std::atomic<int> told = 0;
        {
            const auto database = Database::open(place);
            QVERIFY(database);
            for (int i = 0; i < 500; ++i)
                (*database)->submit(put(QStringLiteral("c%1").arg(i), QStringLiteral("x")),
                                    [&](const Outcome<void> &kept) { told += kept ? 1 : 0; });
        }
        QCOMPARE(told.load(), 500);
        const auto again = Database::open(place);
        QVERIFY2(again, again ? "" : qPrintable(again.error().what));
        QCOMPARE(valueOf(**again, QStringLiteral("c499")), QStringLiteral("x"));
    }

    void aNewerOrForeignSchemaIsRefused_data() { test::Places::rows(); }
    void aNewerOrForeignSchemaIsRefused()
    {
        QFETCH(int, engine);
        const Place place = m_places.fresh(Engine(engine));
        {
            const auto database = Database::open(place);
            QVERIFY((*database)->write([](Connection &c) -> Outcome<Verdict> {
                (void)c.run("schema_version_add", {{":version", 9'999}, {":digest", QStringLiteral("d")}});
                return Verdict::Keep;
            }));
        }
        const auto newer = Database::open(place);
        QVERIFY(!newer);
        QVERIFY(newer.error().what.contains(QStringLiteral("newer version")));
        QVERIFY(!newer.error().advice.isEmpty());
    }

    void aPlaceThatCannotBeOpenedIsAFailure()
    {
        QVERIFY(!Database::open({Engine::Sqlite, QStringLiteral("/nonexistent/folder/a.db")}));
        const auto nobody = Database::open({Engine::Postgres, QStringLiteral("host=/nonexistent dbname=a")});
        QVERIFY(!nobody);
        QVERIFY(!nobody.error().what.isEmpty());
    }

    // A full disk: writes get a sentence, reads go on, and writing goes on when there is room again.
    void aFullDiskRefusesWritesAndReadsGoOn()
    {
        const auto database = open(int(Engine::Sqlite));
        QVERIFY(database->write(put(QStringLiteral("safe"), QStringLiteral("1"))));
        const auto limited = database->write([](Connection &c) -> Outcome<Verdict> {
            if (const auto set = c.runScript(QStringLiteral("PRAGMA max_page_count = 1;")); !set)
                return tl::unexpected(set.error());
            return Verdict::Keep;
        });
        QVERIFY(limited);
        const auto full = database->write(put(QStringLiteral("big"), QString(1'000'000, u'x')));
        QVERIFY(!full);
        QVERIFY2(full.error().advice.contains(QStringLiteral("disk is full")), qPrintable(full.error().what));
        QCOMPARE(valueOf(*database, QStringLiteral("safe")), QStringLiteral("1"));
        QCOMPARE(valueOf(*database, QStringLiteral("big")), QString());
        QVERIFY(database->write([](Connection &c) -> Outcome<Verdict> {
            (void)c.runScript(QStringLiteral("PRAGMA max_page_count = 1000000;"));
            return Verdict::Keep;
        }));
        QVERIFY(database->write(put(QStringLiteral("big"), QString(1'000'000, u'x'))));
        QCOMPARE(database->trouble(), QString());
    }

    // The engine throws the whole transaction away; nobody of the group is told that it was kept.
    void aLostTransactionIsToldToAllOfItsGroup_data() { test::Places::rows(); }
    void aLostTransactionIsToldToAllOfItsGroup()
    {
        QFETCH(int, engine);
        const auto database = open(engine);
        QSemaphore hold;
        QSemaphore told;
        std::atomic<int> kept = 0;
        const auto count = [&](const Outcome<void> &o) {
            kept += o ? 1 : 0;
            told.release();
        };
        database->submit(
            [&](Connection &) -> Outcome<Verdict> {
                hold.acquire();
                return Verdict::Keep;
            },
            [&](const Outcome<void> &) { told.release(); });
        database->submit(put(QStringLiteral("one"), QStringLiteral("1")), count);
        database->submit(
            [](Connection &c) -> Outcome<Verdict> {
                (void)c.runScript(QStringLiteral("ROLLBACK;"));
                return Verdict::Keep;
            },
            count);
        database->submit(put(QStringLiteral("two"), QStringLiteral("1")), count);
        hold.release();
        QVERIFY(told.tryAcquire(4, 60'000));
        QCOMPARE(kept.load(), 0);
        QCOMPARE(valueOf(*database, QStringLiteral("one")), QString());
        QCOMPARE(valueOf(*database, QStringLiteral("two")), QString());
        QVERIFY(!database->trouble().isEmpty());
        QVERIFY(database->write(put(QStringLiteral("three"), QStringLiteral("1"))));
        QCOMPARE(database->trouble(), QString());
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
