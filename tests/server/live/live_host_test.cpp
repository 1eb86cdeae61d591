// The host over a log in memory that can be told to fail, and an outlet that remembers what was said.
#include "server/live/live_host.h"

#include "tests/core/package/package_fixture.h"
#include "tests/support/fake_clock.h"

#include <QTest>
#include <future>

using namespace icmp;
using namespace icmp::live;

namespace {

const QString eventId = QStringLiteral("ev_test");

class MemoryLog : public event::EventLog {
public:
    Outcome<QList<event::StoredFact>> facts(const QString &, qint64 after, int max) override
    {
        return stored.mid(after, max);
    }
    Outcome<QList<event::StoredAnswer>> answers(const QString &) override
    {
        return QList<event::StoredAnswer>();
    }
    Outcome<QList<event::Batch>> batches(const QString &, qint64 after, int max) override
    {
        return sealed.mid(after, max);
    }
    void append(QList<event::Addition> additions, Done<Outcome<void>> done) override
    {
        if (broken)
            return done(fail(QStringLiteral("The disk is full.")));
        for (const event::Addition &addition : additions) {
            stored += addition.facts;
            if (addition.batch)
                sealed.append(*addition.batch);
        }
        done({});
    }

    QList<event::StoredFact> stored;
    QList<event::Batch> sealed;
    std::atomic<bool> broken = false;
};

class OneShow : public catalogue::ShowStore {
public:
    Outcome<std::optional<catalogue::Show>> show(const QString &) override { return std::nullopt; }
    Outcome<QList<catalogue::Show>> showsOf(AccountId) override { return QList<catalogue::Show>(); }
    Outcome<QList<AccountId>> membersOf(const QString &) override { return QList<AccountId>(); }
    Outcome<std::optional<catalogue::Event>> event(const QString &id) override
    {
        if (id != eventId)
            return std::nullopt;
        return std::optional(catalogue::Event{id, QStringLiteral("sh_test")});
    }
    Outcome<QList<catalogue::Event>> eventsOf(const QString &) override { return QList<catalogue::Event>(); }
    Outcome<std::optional<catalogue::Version>> currentVersion(const QString &) override { return version; }
    Outcome<QList<catalogue::Version>> versionsOf(const QString &) override
    {
        return QList<catalogue::Version>();
    }
    Outcome<std::optional<catalogue::Object>> object(const QString &) override { return std::nullopt; }
    Outcome<QList<catalogue::Object>> objects(const QStringList &) override
    {
        return QList<catalogue::Object>();
    }
    void createShow(catalogue::NewShow, Done<Outcome<Result<catalogue::Event>>>) override {}
    void recordObject(catalogue::Object, Done<Outcome<Result<catalogue::Object>>>) override {}
    void addVersion(catalogue::NewVersion, Done<Outcome<Result<catalogue::Version>>>) override {}
    void setMode(QString, catalogue::EventMode, Done<Outcome<Result<catalogue::Event>>>) override {}

    std::optional<catalogue::Version> version;
};

class Ear : public Outlet {
public:
    void send(Connection connection, const QByteArray &text) override { note(connection, text); }
    void resync(Connection connection, const QByteArray &text) override { note(connection, text); }
    void subscribe(Connection, const QByteArray &) override {}
    void unsubscribe(Connection, const QByteArray &) override {}
    void publishLog(const QByteArray &topic, const QByteArray &text) override
    {
        const std::lock_guard lock(m_mutex);
        if (topic.startsWith("ev:"))
            logs.append(text);
    }
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &, live::Told) override
    {
        const std::lock_guard lock(m_mutex);
        ++states[topic + ' ' + key];
    }
    void setLite(Connection, bool) override {}
    void setAuthenticated(Connection) override {}
    void close(Connection, quint16 code, const QByteArray &) override { note(0, QByteArray::number(code)); }

    // What a connection was told since the last call; waits until `key` is among it.
    QList<QJsonObject> until(Connection connection, const QString &key)
    {
        QList<QJsonObject> heard;
        (void)QTest::qWaitFor(
            [&] {
                const std::lock_guard lock(m_mutex);
                for (const QByteArray &text : std::as_const(m_told[connection]))
                    heard.append(test::parsedJson(text));
                m_told[connection].clear();
                return std::any_of(heard.begin(), heard.end(),
                                   [&](const QJsonObject &o) { return o.contains(key); });
            },
            10'000);
        return heard;
    }
    QByteArrayList logsSoFar()
    {
        const std::lock_guard lock(m_mutex);
        return logs;
    }
    int statesOf(const QByteArray &name)
    {
        const std::lock_guard lock(m_mutex);
        return states.value(name);
    }

private:
    void note(Connection connection, const QByteArray &text)
    {
        const std::lock_guard lock(m_mutex);
        m_told[connection].append(text);
    }

    std::mutex m_mutex;
    QHash<Connection, QByteArrayList> m_told;
    QByteArrayList logs;
    QHash<QByteArray, int> states;
};

struct Stage {
    test::Published published = test::publish();
    MemoryLog log;
    OneShow shows;
    test::FakeClock clock;
    Ear ear;
    std::unique_ptr<LiveHost> host;

    Stage()
    {
        shows.version = catalogue::Version{QStringLiteral("sh_test"), 1, published.frozen.publicRoot,
                                           published.frozen.privateRoot};
        open();
    }

    void open()
    {
        host.reset();
        host = std::make_unique<LiveHost>(
            HostPorts{log, shows, clock, ear, published.loader(),
                      [](const QString &token, const QString &event) -> Result<identity::EventToken> {
                          if (token == u"forged")
                              return refuse(RefusalCode::WrongCredentials);
                          return identity::EventToken{event, token, 0};
                      },
                      [](const QString &, const QByteArray &) -> Outcome<Result<DeskGrant>> {
                          return Result<DeskGrant>(DeskGrant{eventId, QStringLiteral("1")});
                      },
                      [](const QString &) {}});
    }

    void join(Connection connection, const QByteArray &voter)
    {
        host->opened({connection, Route::Viewer, "http://x", "127.0.0.1"});
        host->message(connection, R"({"i":1,"hello":{"v":1,"ev":"ev_test","tok":")" + voter + R"("}})");
    }

    QJsonObject vote(Connection connection, int element, int option, const QByteArray &key)
    {
        host->message(connection, R"({"i":2,"vote":{"iid":")" + QByteArray::number(element) + R"(","ch":[)" +
                                      QByteArray::number(option) + R"(],"key":")" + key + R"("}})");
        for (const QJsonObject &message : ear.until(connection, QStringLiteral("ack"))) {
            if (message.contains(QLatin1String("ack")))
                return message.value(QLatin1String("ack")).toObject();
        }
        return {};
    }

    Outcome<Result<QList<event::Fact>>> command(const QString &key, const QString &command,
                                                const QString &element = {})
    {
        std::promise<Outcome<Result<QList<event::Fact>>>> promise;
        auto told = promise.get_future();
        host->command(
            eventId, {key, command, element, 0}, QStringLiteral("1"),
            [&](Outcome<Result<QList<event::Fact>>> answer) { promise.set_value(std::move(answer)); });
        return told.get();
    }
};

} // namespace

class LiveHostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void welcomeComesBeforeTheSnapshot()
    {
        Stage stage;
        stage.join(7, "voter");
        const auto heard = stage.ear.until(7, QStringLiteral("snap"));
        QCOMPARE(heard.size(), qsizetype(2));
        QVERIFY(heard.at(0).contains(QLatin1String("welcome")));
        const QJsonObject snap = heard.at(1).value(QLatin1String("snap")).toObject();
        QCOMPARE(snap.value(QLatin1String("off")),
                 heard.at(0).value(QLatin1String("welcome")).toObject().value(QLatin1String("off")));
        QVERIFY(snap.contains(QLatin1String("me")));
    }

    // L3: nothing is acknowledged as counted that storage did not take; the same key counts once it does.
    void aFullDiskIsTemporary()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        stage.log.broken = true;
        const QJsonObject lost = stage.vote(7, 12, 1, "k");
        QCOMPARE(lost.value(QLatin1String("st")).toString(), QStringLiteral("denied"));
        QVERIFY(lost.value(QLatin1String("temporary")).toBool());
        QVERIFY(!stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12")));
        QVERIFY(stage.ear.logsSoFar().size() <= 1);
        stage.log.broken = false;
        QCOMPARE(stage.vote(7, 12, 1, "k").value(QLatin1String("st")).toString(), QStringLiteral("counted"));
    }

    void aRestartKnowsKeysCountsAndCommands()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        const QJsonObject first = stage.vote(7, 12, 1, "k");
        const auto closed = stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12"));
        stage.open();
        stage.join(8, "voter");
        stage.ear.until(8, QStringLiteral("snap"));
        QCOMPARE(stage.vote(8, 12, 1, "k"), first);
        const auto again = stage.command(QStringLiteral("c"), QStringLiteral("close"), QStringLiteral("12"));
        QVERIFY(**again == **closed);
        const auto other = stage.command(QStringLiteral("c"), QStringLiteral("reset"), QStringLiteral("12"));
        QCOMPARE((*other).error().code, RefusalCode::KeyReused);
    }

    // L5: however many votes, one tally a tick.
    void talliesAreCoalesced()
    {
        Stage stage;
        for (int i = 0; i < 20; ++i) {
            const Connection connection = Connection(100 + i);
            stage.join(connection, "v" + QByteArray::number(i));
            stage.ear.until(connection, QStringLiteral("snap"));
            stage.vote(connection, 12, 0, "k");
        }
        QVERIFY(stage.ear.statesOf("ev:ev_test tally:12") <= 1);
        stage.clock.advance(tickMinMs);
        stage.vote(100, 13, 0, "k2");
        QTRY_COMPARE(stage.ear.statesOf("ev:ev_test tally:12"), 2);
    }

    void hiddenCountsAreNotPublished()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        stage.vote(7, 14, 1, "k");
        stage.clock.advance(tickMaxMs);
        stage.vote(7, 12, 1, "k2");
        QTRY_COMPARE(stage.ear.statesOf("desk:ev_test tally:14"), 1);
        QCOMPARE(stage.ear.statesOf("ev:ev_test tally:14"), 0);
        for (const QByteArray &log : stage.ear.logsSoFar())
            QVERIFY(!log.contains("right"));
    }

    void tooManyVotesAreHeldBack()
    {
        Stage stage;
        stage.join(7, "voter");
        stage.ear.until(7, QStringLiteral("snap"));
        QString last;
        for (int i = 0; i < 11; ++i)
            last = stage.vote(7, 12, 0, "k" + QByteArray::number(i)).value(QLatin1String("st")).toString();
        QCOMPARE(last, QStringLiteral("rate"));
    }

    void aForgedTokenIsTurnedAway()
    {
        Stage stage;
        stage.join(7, "forged");
        const auto heard = stage.ear.until(7, QStringLiteral("error"));
        QCOMPARE(heard.size(), qsizetype(1));
    }
};

QTEST_GUILESS_MAIN(LiveHostTest)
#include "live_host_test.moc"
