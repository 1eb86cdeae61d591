#include "core/ledger/book.h"

#include "tests/support/seeded_random.h"

#include <QTest>

using namespace icmp;
using namespace icmp::ledger;

namespace {

Overdraft onlyTheSource(const QString &account)
{
    return account == u"source" ? Overdraft::Allowed : Overdraft::Forbidden;
}

Journal move(const char *id, const char *from, const char *to, qint64 amount)
{
    return {QString::fromLatin1(id),
            QStringLiteral("test"),
            pointsUnit,
            1,
            {{QString::fromLatin1(from), -amount}, {QString::fromLatin1(to), amount}}};
}

} // namespace

class BookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aJournalMovesItsLegs()
    {
        Book book(onlyTheSource);
        QCOMPARE(book.post(move("1", "source", "ann", 100)), Result<bool>(true));
        QCOMPARE(book.balance(QStringLiteral("ann"), pointsUnit), qint64(100));
        QCOMPARE(book.balance(QStringLiteral("source"), pointsUnit), qint64(-100));
        QCOMPARE(book.balance(QStringLiteral("ann"), QStringLiteral("EUR")), qint64(0));
    }

    void theSameJournalMovesOnce()
    {
        Book book(onlyTheSource);
        QVERIFY(book.post(move("1", "source", "ann", 100)));
        QCOMPARE(book.post(move("1", "source", "ann", 100)), Result<bool>(false));
        QCOMPARE(book.balance(QStringLiteral("ann"), pointsUnit), qint64(100));
        QCOMPARE(book.post(move("1", "source", "ann", 101)).error().code, RefusalCode::KeyReused);
        QCOMPARE(book.journals(), qsizetype(1));
    }

    void nobodyGivesMoreThanTheyHave()
    {
        Book book(onlyTheSource);
        QVERIFY(book.post(move("1", "source", "ann", 100)));
        const auto refused = book.post(move("2", "ann", "bob", 101));
        QCOMPARE(refused.error().code, RefusalCode::InsufficientFunds);
        QCOMPARE(refused.error().place, QStringLiteral("ann"));
        QVERIFY(book.post(move("2", "ann", "bob", 100)));
        QCOMPARE(book.balance(QStringLiteral("ann"), pointsUnit), qint64(0));
    }

    void aBalanceBeyondTheLargestNumberIsRefused()
    {
        Book book(onlyTheSource);
        QVERIFY(book.post(move("1", "source", "ann", std::numeric_limits<qint64>::max())));
        QCOMPARE(book.post(move("2", "source", "ann", 1)).error().code, RefusalCode::OutOfRange);
    }

    // J1 and J9: whatever is posted or refused, each unit sums to zero and nobody but the source is below it;
    // a refused journal leaves every balance as it was.
    void everythingSumsToZeroAfterEveryJournal()
    {
        for (quint32 seed = 1; seed <= 8; ++seed) {
            test::SeededRandom random(seed);
            const auto below = [&random](int bound) { return int(random.id() % bound); };
            Book book(onlyTheSource);
            for (int i = 0; i < 4'000; ++i) {
                Journal journal{QString::number(below(3'000)),
                                QStringLiteral("test"),
                                below(2) == 0 ? pointsUnit : QStringLiteral("EUR"),
                                1,
                                {}};
                qint64 given = 0;
                const int legs = 2 + below(4);
                for (int leg = 1; leg < legs; ++leg) {
                    const qint64 amount = below(200) - 60;
                    journal.legs.append({QString::number(below(12)), amount});
                    given += amount;
                }
                journal.legs.append({below(3) == 0 ? QStringLiteral("source") : QStringLiteral("x"), -given});
                const auto before = book.balances();
                const auto posted = book.post(journal);
                if (!posted || !*posted)
                    QCOMPARE(book.balances(), before);
                QVERIFY2(book.total(pointsUnit) == 0 && book.total(QStringLiteral("EUR")) == 0,
                         qPrintable(QStringLiteral("seed %1, step %2").arg(seed).arg(i)));
                for (auto it = book.balances().begin(); it != book.balances().end(); ++it)
                    QVERIFY(it.value() > 0 || it.key().account == u"source");
            }
            QVERIFY(book.journals() > 100);
        }
    }
};

QTEST_GUILESS_MAIN(BookTest)
#include "book_test.moc"
