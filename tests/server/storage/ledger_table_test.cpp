#include "server/storage/ledger/ledger_table.h"

#include "server/storage/sql_event_log.h"
#include "tests/server/storage/places.h"

#include <QTest>
#include <future>

using namespace icmp;
using namespace icmp::storage;

namespace {

ledger::Journal move(const QString &id, const QString &from, const QString &to, qint64 amount)
{
    return {id, QStringLiteral("test"), ledger::pointsUnit, 7, {{from, -amount}, {to, amount}}};
}

event::Addition withJournals(qint64 seq, QList<ledger::Journal> journals)
{
    event::Addition addition;
    addition.event = QStringLiteral("ev_1");
    addition.facts = {{seq, 1, QStringLiteral("AnswerGiven"), "{}"}};
    addition.journals = std::move(journals);
    return addition;
}

} // namespace

class LedgerTableTest : public QObject {
    Q_OBJECT
    test::Places m_places;
    std::unique_ptr<Database> m_database;

    void open(int engine)
    {
        m_database.reset();
        auto opened = Database::open(m_places.fresh(Engine(engine)));
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().what));
        m_database = std::move(*opened);
    }

    Outcome<void> append(QList<event::Addition> additions)
    {
        std::promise<Outcome<void>> promise;
        auto told = promise.get_future();
        SqlEventLog(*m_database).append(std::move(additions), [&promise](Outcome<void> outcome) {
            promise.set_value(std::move(outcome));
        });
        return told.get();
    }

    template <class T>
    T look(const std::function<Outcome<T>(LedgerTable &)> &find)
    {
        T found{};
        const auto read = m_database->read([&](Connection &connection) -> Outcome<void> {
            LedgerTable table(connection);
            auto outcome = find(table);
            if (!outcome)
                return tl::unexpected(outcome.error());
            found = *outcome;
            return {};
        });
        if (!read)
            qWarning("%s", qPrintable(read.error().what));
        return found;
    }

    QList<StoredJournal> journals()
    {
        return look<QList<StoredJournal>>([](LedgerTable &table) { return table.journals(0, 100); });
    }

private Q_SLOTS:
    void initTestCase() { QCOMPARE(m_places.start(), QString()); }
    void cleanup() { m_database.reset(); }

    void journalsComeBackAsTheyWere_data() { test::Places::rows(); }
    void journalsComeBackAsTheyWere()
    {
        QFETCH(int, engine);
        open(engine);
        const auto first = move(QStringLiteral("1"), QStringLiteral("source"), QStringLiteral("ann"), 100);
        const auto second = move(QStringLiteral("2"), QStringLiteral("ann"), QStringLiteral("bob"), 40);
        QVERIFY(append({withJournals(1, {first, second})}));
        const auto kept = journals();
        QCOMPARE(kept.size(), 2);
        QCOMPARE(kept[0].journal, first);
        QCOMPARE(kept[1].journal, second);
        QCOMPARE(kept[1].number, 2);
        QCOMPARE(look<qint64>([](LedgerTable &table) {
                     return table.balance(QStringLiteral("ann"), ledger::pointsUnit);
                 }),
                 60);
        // J8: the same journals have the same chain on every engine.
        QCOMPARE(kept[1].hash.toHex(), QByteArray("69f20311fbef518ad9ed662283a13974"
                                                  "79cb310fb202d0a4f905814fdbc0fa79"));
    }

    void aJournalIsKeptWithItsFactsOrNeither_data() { test::Places::rows(); }
    void aJournalIsKeptWithItsFactsOrNeither()
    {
        QFETCH(int, engine);
        open(engine);
        const auto good = move(QStringLiteral("1"), QStringLiteral("source"), QStringLiteral("ann"), 5);
        auto dropped = move(QStringLiteral("2"), QStringLiteral("source"), QStringLiteral("ann"), 5);
        dropped.legs.removeLast();
        dropped.legs.append({QStringLiteral("ann"), 4});
        QVERIFY(!append({withJournals(1, {good, dropped})}));
        QVERIFY(journals().isEmpty());
        QVERIFY(append({withJournals(1, {good})}));
        QVERIFY(!append({withJournals(2, {good})})); // posted before
        QVERIFY(!append({withJournals(1, {move(QStringLiteral("3"), QStringLiteral("source"),
                                               QStringLiteral("ann"), 1)})})); // the fact's number is taken
        QCOMPARE(journals().size(), 1);
    }

    void anyChangedJournalIsFound_data() { test::Places::rows(); }
    void anyChangedJournalIsFound()
    {
        QFETCH(int, engine);
        const char *changes[] = {
            "UPDATE posting SET amount = amount + 1 WHERE journal = 2 AND leg = 1;",
            "UPDATE posting SET account = 'eve' WHERE journal = 2 AND leg = 1;",
            "DELETE FROM posting WHERE journal = 2 AND leg = 0;",
            "UPDATE journal SET at = at + 1 WHERE number = 1;",
            "DELETE FROM posting WHERE journal = 1; DELETE FROM journal WHERE number = 1;"};
        for (const char *change : changes) {
            open(engine);
            QVERIFY(append({withJournals(
                1, {move(QStringLiteral("1"), QStringLiteral("source"), QStringLiteral("ann"), 5),
                    move(QStringLiteral("2"), QStringLiteral("source"), QStringLiteral("bob"), 6),
                    move(QStringLiteral("3"), QStringLiteral("source"), QStringLiteral("ann"), 7)})}));
            const auto broken = [this] {
                return look<std::optional<qint64>>([](LedgerTable &table) { return table.firstBroken(); });
            };
            QVERIFY(!broken());
            QVERIFY(m_database->write([&](Connection &connection) -> Outcome<Verdict> {
                for (const QString &statement : QString::fromLatin1(change).split(QStringLiteral("; "))) {
                    const QString whole = statement.endsWith(u';') ? statement : statement + u';';
                    if (const auto changed = connection.runScript(whole); !changed)
                        return tl::unexpected(changed.error());
                }
                return Verdict::Keep;
            }));
            QVERIFY2(broken(), change);
        }
    }
};

QTEST_GUILESS_MAIN(LedgerTableTest)
#include "ledger_table_test.moc"
