#include "core/settlement/points.h"

#include "tests/core/session/show_fixture.h"
#include "tests/support/seeded_random.h"

#include <QTest>

using namespace icmp;
using namespace icmp::session;
using namespace icmp::settlement;

namespace {

const QString eventId = QStringLiteral("ev_1");

// A show with every element that moves points, and the book beside it as the server keeps it.
struct BookedShow {
    State state = begin(test::makeShow("2", test::liveClips()));
    ledger::Book book{overdraftOf};
    QList<ledger::Journal> journals;
    qint64 nowMs = test::showStartMs;
    QString wrong;

    void take(const Facts &facts)
    {
        for (event::Fact fact : facts) {
            one(fact);
            const QStringList touched = touchedBy(state, fact);
            while (!touched.isEmpty()) {
                const Facts earned = decideAwards(state, touched, nowMs);
                for (const event::Fact &award : earned)
                    one(award);
                if (earned.isEmpty())
                    break;
            }
        }
    }

    void one(event::Fact fact)
    {
        fact.seq = state.seq + 1;
        for (const ledger::Journal &journal : journalsOf(state, eventId, fact)) {
            journals.append(journal);
            const auto posted = book.post(journal);
            if (!posted)
                wrong = journal.id + QStringLiteral(": ") + describe(posted.error());
            else if (!*posted)
                wrong = journal.id + QStringLiteral(" twice");
        }
        evolve(state, fact);
    }

    bool command(Command command)
    {
        const auto facts = decide(state, command, nowMs);
        if (facts)
            take(*facts);
        return facts.has_value();
    }

    VoteStatus vote(int element, const QString &voter, const QString &key, QList<int> choice,
                    qint64 stake = 0)
    {
        Vote vote{ClipId{element}, voter, key, std::move(choice)};
        vote.stake = stake;
        const auto decision = decideVote(state, vote, nowMs);
        take(decision.facts);
        return decision.status;
    }

    qint64 balance(const QString &account) const { return book.balance(account, ledger::pointsUnit); }

    // What every fact must leave behind: nothing made or lost, and everybody's points as the rules have them.
    QString judged() const
    {
        if (!wrong.isEmpty())
            return wrong;
        if (book.total(ledger::pointsUnit) != 0)
            return QStringLiteral("the ledger does not sum to zero");
        for (auto it = state.points.begin(); it != state.points.end(); ++it) {
            if (balance(viewerAccount(eventId, it.key())) != it->points)
                return it.key() + QStringLiteral(" has other points than the ledger says");
        }
        if (balance(roundingAccount(eventId)) != state.rounding)
            return QStringLiteral("rounding differs");
        return {};
    }
};

} // namespace

class PointsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPredictionMovesStakesToThoseWhoWereRight()
    {
        BookedShow show;
        QVERIFY(show.command({CommandKind::Start}));
        QVERIFY(show.command({CommandKind::Open, ClipId{34}}));
        QCOMPARE(show.vote(34, QStringLiteral("ann"), QStringLiteral("1"), {0}, 100), VoteStatus::Counted);
        QCOMPARE(show.vote(34, QStringLiteral("bob"), QStringLiteral("1"), {0}, 50), VoteStatus::Counted);
        QCOMPARE(show.vote(34, QStringLiteral("eve"), QStringLiteral("1"), {1}, 101), VoteStatus::Counted);
        QCOMPARE(show.balance(stakeAccount(eventId, ClipId{34}, 1)), qint64(251));
        Command resolve{CommandKind::Resolve, ClipId{34}};
        resolve.outcome = 0;
        QVERIFY(show.command(resolve));
        QCOMPARE(show.judged(), QString());
        // floor(100 × 251 / 150) and floor(50 × 251 / 150); one point is left over.
        QCOMPARE(show.balance(viewerAccount(eventId, QStringLiteral("ann"))), grantPoints - 100 + 167);
        QCOMPARE(show.balance(viewerAccount(eventId, QStringLiteral("bob"))), grantPoints - 50 + 83);
        QCOMPARE(show.balance(viewerAccount(eventId, QStringLiteral("eve"))), grantPoints - 101);
        QCOMPARE(show.balance(roundingAccount(eventId)), qint64(1));
        QCOMPARE(show.balance(stakeAccount(eventId, ClipId{34}, 1)), qint64(0));
    }

    void aRefundGivesEveryStakeBack()
    {
        BookedShow show;
        QVERIFY(show.command({CommandKind::Start}));
        QVERIFY(show.command({CommandKind::Open, ClipId{34}}));
        QCOMPARE(show.vote(34, QStringLiteral("ann"), QStringLiteral("1"), {2}, 300), VoteStatus::Counted);
        QVERIFY(show.command({CommandKind::Refund, ClipId{34}}));
        QCOMPARE(show.judged(), QString());
        QCOMPARE(show.balance(viewerAccount(eventId, QStringLiteral("ann"))), grantPoints);
    }

    void onlySourcesIssue()
    {
        QCOMPARE(overdraftOf(pointsSource(eventId)), ledger::Overdraft::Allowed);
        QCOMPARE(overdraftOf(viewerAccount(eventId, QStringLiteral("source"))), ledger::Overdraft::Forbidden);
        QCOMPARE(overdraftOf(stakeAccount(eventId, ClipId{1}, 1)), ledger::Overdraft::Forbidden);
        QCOMPARE(overdraftOf(roundingAccount(eventId)), ledger::Overdraft::Forbidden);
    }

    // L9: random shows, and after every command and answer the ledger sums to zero and agrees with the rules;
    // a replay of the journals gives the same balances.
    void afterEveryFactNothingIsMadeOrLost()
    {
        int paid = 0;
        for (quint64 seed = 1; seed <= 12; ++seed) {
            test::SeededRandom random(seed);
            const auto below = [&random](int bound) { return int(random.id() % bound); };
            BookedShow show;
            QVERIFY(show.command({CommandKind::Start}));
            constexpr CommandKind kinds[] = {CommandKind::Open,   CommandKind::Close,  CommandKind::Resolve,
                                             CommandKind::Cancel, CommandKind::Reset,  CommandKind::Lock,
                                             CommandKind::Hold,   CommandKind::Refund, CommandKind::UndoTake,
                                             CommandKind::Panic,  CommandKind::Open,   CommandKind::Open};
            constexpr int elements[] = {14, 34, 34, 34, 37, 38, 39, 12};
            for (int step = 0; step < 1'500; ++step) {
                show.nowMs += below(3'000);
                const int element = elements[below(8)];
                const QString voter = QStringLiteral("v%1").arg(below(9));
                const QString key = QStringLiteral("k%1").arg(step);
                if (below(4) == 0) {
                    Command command{kinds[below(12)], ClipId{element}};
                    command.outcome = below(3);
                    show.command(command);
                } else if (element == 34) {
                    show.vote(34, voter, key, {below(3)}, 10 + below(400));
                } else {
                    show.vote(element, voter, key, element == 39 ? QList<int>{0, 2} : QList<int>{below(3)});
                }
                show.take(due(show.state, show.nowMs));
                const QString judged = show.judged();
                QVERIFY2(judged.isEmpty(),
                         qPrintable(QStringLiteral("seed %1, step %2: %3").arg(seed).arg(step).arg(judged)));
            }
            ledger::Book again(overdraftOf);
            for (const ledger::Journal &journal : std::as_const(show.journals)) {
                QVERIFY(again.post(journal));
                paid += journal.kind == u"payout";
            }
            QCOMPARE(again.balances(), show.book.balances());
        }
        QVERIFY2(paid > 10, qPrintable(QString::number(paid)));
    }
};

QTEST_GUILESS_MAIN(PointsTest)
#include "points_test.moc"
