// The contract of the show store and the event log, on both engines.
#include "server/storage/audit_table.h"
#include "server/storage/sql_account_store.h"
#include "server/storage/sql_event_log.h"
#include "server/storage/sql_show_store.h"
#include "tests/server/storage/places.h"
#include "tests/support/seeded_random.h"

#include <future>

using namespace icmp;
using namespace icmp::storage;
using namespace icmp::catalogue;

namespace {

template <class T>
QString told(const Outcome<Result<T>> &answer)
{
    if (!answer)
        return answer.error().what;
    return *answer ? QStringLiteral("yes") : keyOf(answer->error().code);
}

template <class T>
T await(const std::function<void(Done<T>)> &call)
{
    std::promise<T> promise;
    call([&](T answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
}

QString hashOf(char letter)
{
    return QString(64, QLatin1Char(letter));
}

event::Addition votes(const QString &event, qint64 first, int count)
{
    event::Addition addition{event, {}, {}};
    for (qint64 seq = first; seq < first + count; ++seq) {
        addition.facts.append({seq, 1'000 + seq, QStringLiteral("AnswerGiven"), "{\"n\":1}"});
        addition.answers.append(
            {QStringLiteral("12"), 1, QStringLiteral("v%1").arg(seq), 1, QString::number(seq % 2), seq});
    }
    return addition;
}

} // namespace

class StoresTest : public QObject {
    Q_OBJECT

    test::Places m_places;
    test::FixedKeys m_keys;
    test::SeededRandom m_random;
    std::unique_ptr<Database> m_database;
    static constexpr AccountId owner{11};
    static constexpr AccountId member{12};

    void open(int engine)
    {
        m_database = std::move(*Database::open(m_places.fresh(Engine(engine))));
        SqlAccountStore accounts(*m_database, m_keys, m_random);
        for (const AccountId id : {owner, member}) {
            const identity::Account account{
                id, QStringLiteral("login%1").arg(id.value), {identity::Role::Creator}};
            const identity::Enrolment enrolment{QByteArray(32, char(id.value)), id};
            QVERIFY(*accounts.addAccount({account, enrolment, QStringLiteral("installation")}));
        }
    }

    NewShow newShow(const QString &id, const QString &key = {}, const QString &hash = {})
    {
        return {{key, hash},
                {QStringLiteral("sh_") + id, owner, QStringLiteral("Cooking"), 5},
                {QStringLiteral("ev_") + id, QStringLiteral("sh_") + id, EventMode::Live, {}, 6},
                {member}};
    }
    Outcome<Result<Event>> create(SqlShowStore &store, const NewShow &wanted)
    {
        return await<Outcome<Result<Event>>>([&](auto done) { store.createShow(wanted, done); });
    }
    Outcome<Result<Object>> record(SqlShowStore &store, const Object &object)
    {
        return await<Outcome<Result<Object>>>([&](auto done) { store.recordObject(object, done); });
    }
    Outcome<Result<Version>> publish(SqlShowStore &store, const NewVersion &wanted)
    {
        return await<Outcome<Result<Version>>>([&](auto done) { store.addVersion(wanted, done); });
    }
    Outcome<void> append(SqlEventLog &log, const QList<event::Addition> &additions)
    {
        return await<Outcome<void>>([&](auto done) { log.append(additions, done); });
    }
    Object object(char letter, bool complete = true)
    {
        return {hashOf(letter),
                100,
                QStringLiteral("image/png"),
                Visibility::Public,
                complete ? 100 : 40,
                complete,
                owner,
                7};
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString trouble = m_places.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    }

    void cleanup() { m_database.reset(); }

    void aShowIsMadeOnceUnderItsKey_data() { test::Places::rows(); }
    void aShowIsMadeOnceUnderItsKey()
    {
        QFETCH(int, engine);
        open(engine);
        SqlShowStore store(*m_database);
        NewShow wanted = newShow(QStringLiteral("a"), QStringLiteral("op1"), QStringLiteral("h1"));
        wanted.event.origins =
            QStringList{QStringLiteral("https://a.example"), QStringLiteral("https://b.example")};
        QCOMPARE((*create(store, wanted))->id, QStringLiteral("ev_a"));
        QCOMPARE(
            (*create(store, newShow(QStringLiteral("b"), QStringLiteral("op1"), QStringLiteral("h1"))))->id,
            QStringLiteral("ev_a"));
        QCOMPARE(
            told(create(store, newShow(QStringLiteral("b"), QStringLiteral("op1"), QStringLiteral("h2")))),
            QStringLiteral("key-reused"));
        QVERIFY(!*store.event(QStringLiteral("ev_b")));
        const auto event = *store.event(QStringLiteral("ev_a"));
        QCOMPARE(event->origins, wanted.event.origins);
        QCOMPARE(event->mode, EventMode::Live);
        QCOMPARE((*store.show(QStringLiteral("sh_a")))->title, QStringLiteral("Cooking"));
        QCOMPARE(store.showsOf(owner)->size(), 1);
        QCOMPARE(store.showsOf(member)->size(), 1);
        QVERIFY(store.showsOf(AccountId{99})->isEmpty());
        QCOMPARE(*store.membersOf(QStringLiteral("sh_a")), (QList<AccountId>{member}));
        QCOMPARE(store.eventsOf(QStringLiteral("sh_a"))->size(), 1);
    }

    void anEventChangesItsMode_data() { test::Places::rows(); }
    void anEventChangesItsMode()
    {
        QFETCH(int, engine);
        open(engine);
        SqlShowStore store(*m_database);
        QVERIFY(create(store, newShow(QStringLiteral("a"))));
        const auto set = [&](const QString &id) {
            return await<Outcome<Result<Event>>>([&](auto d) { store.setMode(id, EventMode::OnDemand, d); });
        };
        QCOMPARE((*set(QStringLiteral("ev_a")))->mode, EventMode::OnDemand);
        QCOMPARE(told(set(QStringLiteral("ev_x"))), QStringLiteral("unknown-id"));
    }

    void anUploadOnlyMovesForward_data() { test::Places::rows(); }
    void anUploadOnlyMovesForward()
    {
        QFETCH(int, engine);
        open(engine);
        SqlShowStore store(*m_database);
        QVERIFY(record(store, object('a', false)));
        Object back = object('a', false);
        back.received = 10;
        back.visibility = Visibility::Private;
        back.owner = member;
        const auto kept = record(store, back);
        QCOMPARE((*kept)->received, 40);
        QCOMPARE((*kept)->visibility, Visibility::Public);
        QCOMPARE((*kept)->owner, owner);
        QVERIFY((*record(store, object('a')))->complete);
        QVERIFY((*record(store, object('a', false)))->complete);
        Object other = object('a');
        other.bytes = 101;
        QCOMPARE(told(record(store, other)), QStringLiteral("conflict"));
        const auto known = store.objects({hashOf('a'), hashOf('b')});
        QCOMPARE(known->size(), 1);
        QCOMPARE(known->first().received, 100);
        QVERIFY(!*store.object(hashOf('b')));
    }

    void aVersionIsPublishedWholeOrNotAtAll_data() { test::Places::rows(); }
    void aVersionIsPublishedWholeOrNotAtAll()
    {
        QFETCH(int, engine);
        open(engine);
        SqlShowStore store(*m_database);
        const QString show = QStringLiteral("sh_a");
        QVERIFY(create(store, newShow(QStringLiteral("a"))));
        NewVersion first{{QStringLiteral("op1"), QStringLiteral("h1")},
                         show,
                         hashOf('a'),
                         hashOf('b'),
                         0,
                         owner,
                         9,
                         {hashOf('a'), hashOf('b')}};
        QCOMPARE(told(publish(store, first)), QStringLiteral("missing"));
        QVERIFY(record(store, object('a')));
        QVERIFY(record(store, object('b', false)));
        const auto incomplete = publish(store, first);
        QCOMPARE(told(incomplete), QStringLiteral("missing"));
        QCOMPARE(incomplete->error().place, hashOf('b'));
        QVERIFY(!*store.currentVersion(show));
        for (const char letter : {'b', 'c', 'd'})
            QVERIFY(record(store, object(letter)));
        QCOMPARE((*publish(store, first))->number, 1);
        QCOMPARE((*publish(store, first))->number, 1);
        first.operation.requestHash = QStringLiteral("h2");
        QCOMPARE(told(publish(store, first)), QStringLiteral("key-reused"));
        NewVersion second{{}, show, hashOf('c'), hashOf('d'), 0, owner, 10, {hashOf('c'), hashOf('d')}};
        const auto stale = publish(store, second);
        QCOMPARE(told(stale), QStringLiteral("conflict"));
        QCOMPARE(stale->error().detail, QStringLiteral("1"));
        second.base = 1;
        QCOMPARE((*publish(store, second))->number, 2);
        QCOMPARE((*publish(store, second))->number, 2); // the current roots again, whatever its base
        QCOMPARE((*store.currentVersion(show))->publicRoot, hashOf('c'));
        const auto versions = store.versionsOf(show);
        QCOMPARE(versions->size(), 2);
        QVERIFY(!versions->at(0).current && versions->at(1).current);
        second.show = QStringLiteral("sh_x");
        QCOMPARE(told(publish(store, second)), QStringLiteral("unknown-id"));
    }

    void factsAndAnswersComeBackAsTheyWere_data() { test::Places::rows(); }
    void factsAndAnswersComeBackAsTheyWere()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        const QString two = QStringLiteral("ev_2");
        QVERIFY(append(log, {votes(one, 1, 10), votes(two, 1, 3)}));
        const auto facts = log.facts(one, 4, 3);
        QCOMPARE(facts->size(), 3);
        QCOMPARE(facts->first().seq, 5);
        QCOMPARE(facts->first().atMs, 1'005);
        QCOMPARE(facts->first().kind, QStringLiteral("AnswerGiven"));
        QCOMPARE(facts->first().body, QByteArray("{\"n\":1}"));
        const auto answers = log.answers(one);
        QCOMPARE(answers->size(), 10);
        QCOMPARE(answers->at(2).voter, QStringLiteral("v3"));
        QCOMPARE(answers->at(2).seq, 3);
        QCOMPARE(log.answers(two)->size(), 3);
        QVERIFY(log.facts(QStringLiteral("ev_3"), 0, 10)->isEmpty());
    }

    void anAdditionIsKeptWholeOrNotAtAll_data() { test::Places::rows(); }
    void anAdditionIsKeptWholeOrNotAtAll()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        QVERIFY(append(log, {votes(one, 1, 5)}));
        QVERIFY(!append(log, {votes(one, 7, 1)})); // a gap
        QVERIFY(!append(log, {votes(one, 5, 1)})); // a number that is taken
        event::Addition reused = votes(one, 6, 2);
        reused.answers[1].voter = QStringLiteral("v1"); // has answered, and this is no change
        QVERIFY(!append(log, {votes(QStringLiteral("ev_2"), 1, 2), reused}));
        QCOMPARE(log.facts(one, 0, 100)->size(), 5);
        QVERIFY(log.facts(QStringLiteral("ev_2"), 0, 100)->isEmpty());
        QVERIFY(append(log, {votes(one, 6, 1)}));
    }

    void theHighestChangeOfAnAnswerWins_data() { test::Places::rows(); }
    void theHighestChangeOfAnAnswerWins()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        QVERIFY(append(log, {votes(one, 1, 4)}));
        event::Addition change = votes(one, 5, 1);
        change.answers[0].voter = QStringLiteral("v1");
        change.answers[0].n = 2;
        change.answers[0].choice = QStringLiteral("0 2");
        QVERIFY(append(log, {change}));
        event::Addition older = votes(one, 6, 1);
        older.answers[0].voter = QStringLiteral("v1");
        QVERIFY(!append(log, {older}));
        const auto recounted = log.recount(one);
        QCOMPARE(recounted->size(), 3);
        QCOMPARE(recounted->at(0).choice, QStringLiteral("0"));
        QCOMPARE(recounted->at(0).answers, 2);
        QCOMPARE(recounted->at(1).choice, QStringLiteral("0 2"));
        QCOMPARE(recounted->at(1).answers, 1);
        QCOMPARE(recounted->at(2).answers, 1);
        QVERIFY(m_database->read([&](Connection &connection) -> Outcome<void> {
            EventTable table(connection);
            const auto mine = table.answersOf(one, QStringLiteral("v1"));
            const bool right = mine && mine->size() == 1 && mine->first().n == 2;
            return right ? Outcome<void>() : fail(QStringLiteral("another answer"));
        }));
    }

    void whoAnswersAndChangesItInOneGroupHasOneRow_data() { test::Places::rows(); }
    void whoAnswersAndChangesItInOneGroupHasOneRow()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        event::Addition addition = votes(one, 1, 200);
        for (int i = 100; i < 200; ++i) {
            addition.answers[i].voter = QStringLiteral("v%1").arg(i - 99);
            addition.answers[i].n = 2;
            addition.answers[i].choice = QStringLiteral("7");
        }
        QVERIFY(append(log, {addition}));
        const auto recounted = log.recount(one);
        QCOMPARE(recounted->size(), 1);
        QCOMPARE(recounted->first().choice, QStringLiteral("7"));
        QCOMPARE(recounted->first().answers, 100);
    }

    void everyEventAndRoundIsCountedForItself_data() { test::Places::rows(); }
    void everyEventAndRoundIsCountedForItself()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        const QString two = QStringLiteral("ev_2");
        event::Addition again = votes(one, 7, 6); // the same voters in the next round
        for (event::StoredAnswer &answer : again.answers) {
            answer.voter = QStringLiteral("v%1").arg(answer.seq - 6);
            answer.round = 2;
        }
        QVERIFY(append(log, {votes(one, 1, 6), votes(two, 1, 3)}));
        QVERIFY(append(log, {again}));
        const auto recounted = log.recount(one);
        QCOMPARE(recounted->size(), 4);
        for (const TallyRow &row : *recounted)
            QCOMPARE(row.answers, 3);
        QCOMPARE(recounted->at(3).round, 2);
        QCOMPARE(log.answers(two)->size(), 3);
    }

    void batchesComeBackAsTheyWere_data() { test::Places::rows(); }
    void batchesComeBackAsTheyWere()
    {
        QFETCH(int, engine);
        open(engine);
        SqlEventLog log(*m_database);
        const QString one = QStringLiteral("ev_1");
        QList<event::Batch> sealed;
        for (int i = 0; i < 3; ++i) {
            event::Addition addition = votes(one, 1 + 10 * i, 10);
            addition.batch = event::Batch{i + 1,
                                          1 + 10 * i,
                                          10 + 10 * i,
                                          1'000 + i,
                                          m_random.bytes(32),
                                          i == 0 ? QByteArray() : m_random.bytes(32),
                                          m_random.bytes(32),
                                          m_random.bytes(32),
                                          m_random.bytes(64)};
            sealed.append(*addition.batch);
            QVERIFY(append(log, {addition}));
        }
        QVERIFY(*log.batches(one, 0, 10) == sealed);
        QVERIFY(*log.batches(one, 1, 1) == sealed.mid(1, 1));
        QVERIFY(log.batches(QStringLiteral("ev_2"), 0, 10)->isEmpty());
    }

    void anyChangedAuditRowIsFound_data() { test::Places::rows(); }
    void anyChangedAuditRowIsFound()
    {
        QFETCH(int, engine);
        const char *changes[] = {"UPDATE audit SET actor = 'x' WHERE number = 2;",
                                 "DELETE FROM audit WHERE number = 1;",
                                 "UPDATE audit SET at = at + 1 WHERE number = 2;",
                                 "UPDATE audit SET number = 9 WHERE number = 2;"};
        for (const char *change : changes) {
            open(engine);
            const auto broken = [&] {
                std::optional<qint64> number;
                (void)m_database->read([&](Connection &c) -> Outcome<void> {
                    number = AuditTable(c).firstBroken().value_or(-1);
                    return {};
                });
                return number;
            };
            QVERIFY(!broken());
            QVERIFY(m_database->write([&](Connection &c) -> Outcome<Verdict> {
                const auto changed = c.runScript(QString::fromLatin1(change));
                return changed ? Outcome<Verdict>(Verdict::Keep) : tl::unexpected(changed.error());
            }));
            QVERIFY(broken());
        }
    }
};

QTEST_GUILESS_MAIN(StoresTest)
#include "stores_test.moc"
