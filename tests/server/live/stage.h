// The host over a log in memory that can be told to fail, and an outlet that remembers what was said.
#pragma once

#include "server/live/live_host.h"

#include "tests/core/package/package_fixture.h"
#include "tests/server/live/memory_stores.h"
#include "tests/support/fake_clock.h"

#include <QTest>
#include <future>

namespace icmp::test {

using live::Connection;
using live::DeskGrant;
using live::HostPorts;
using live::LiveHost;
using live::Outlet;
using live::Route;

class Ear : public Outlet {
public:
    static constexpr Connection deskConnection = 1;

    void send(Connection connection, const QByteArray &text) override { note(connection, text); }
    void resync(Connection connection, const QByteArray &text) override { note(connection, text); }
    void subscribe(Connection, const QByteArray &) override {}
    void unsubscribe(Connection, const QByteArray &) override {}
    void publishLog(const QByteArray &topic, const QByteArray &text) override
    {
        const std::lock_guard lock(m_mutex);
        if (topic.startsWith("ev:"))
            logs.append(text);
        else
            deskLogs.append(text);
    }
    void publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text,
                      live::Told) override
    {
        const std::lock_guard lock(m_mutex);
        ++states[topic + ' ' + key];
        newest.insert(topic + ' ' + key, text);
        if (!topic.startsWith("desk:"))
            toViewers.append(text);
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
                    heard.append(parsedJson(text));
                m_told[connection].clear();
                return std::any_of(heard.begin(), heard.end(),
                                   [&](const QJsonObject &o) { return o.contains(key); });
            },
            10'000);
        return heard;
    }
    // The codes of the closes so far.
    QByteArrayList closes()
    {
        const std::lock_guard lock(m_mutex);
        return m_told.value(0);
    }
    QByteArrayList logsSoFar()
    {
        const std::lock_guard lock(m_mutex);
        return logs;
    }
    QByteArrayList deskLogsSoFar()
    {
        const std::lock_guard lock(m_mutex);
        return deskLogs;
    }
    // The newest "d" of a state.
    QJsonObject stateOf(const QByteArray &name)
    {
        const std::lock_guard lock(m_mutex);
        const QJsonObject message = parsedJson(newest.value(name));
        return message.value(QLatin1String("st")).toObject().value(QLatin1String("d")).toObject();
    }
    // The newest content that came under this key.
    QJsonObject last(Connection connection, const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        return m_last.value(connection).value(key);
    }
    // Everything any viewer could have read so far.
    QByteArray everythingForViewers()
    {
        const std::lock_guard lock(m_mutex);
        return logs.join('\n') + toViewers.join('\n') + all.join('\n');
    }
    // The same without what one viewer alone was told, such as its own answers.
    QByteArray everythingPublished()
    {
        const std::lock_guard lock(m_mutex);
        return logs.join('\n') + toViewers.join('\n');
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
        const QJsonObject message = parsedJson(text);
        for (auto it = message.begin(); it != message.end(); ++it)
            m_last[connection].insert(it.key(), it.value().toObject());
        if (connection != deskConnection)
            all.append(text);
    }

    std::mutex m_mutex;
    QHash<Connection, QByteArrayList> m_told;
    QHash<Connection, QHash<QString, QJsonObject>> m_last;
    QByteArrayList logs, deskLogs, toViewers, all;
    QHash<QByteArray, int> states;
    QHash<QByteArray, QByteArray> newest;
};

struct Stage {
    Published published;
    MemoryLog log;
    OneShow shows;
    FakeClock clock;
    Ear ear;
    std::unique_ptr<LiveHost> host;
    std::function<std::optional<live::Programme>(const QString &)> programme;
    std::function<void(const QString &, const QByteArray &)> told;

    explicit Stage(Published show = publish()) : published(std::move(show))
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
                      [](const QString &) {}, programme, told});
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
        return run({key, command, element, 0});
    }

    Outcome<Result<QList<event::Fact>>> run(const protocol::CommandBody &body)
    {
        std::promise<Outcome<Result<QList<event::Fact>>>> promise;
        auto answered = promise.get_future();
        host->command(eventId, body, QStringLiteral("1"), [&](Outcome<Result<QList<event::Fact>>> answer) {
            promise.set_value(std::move(answer));
        });
        return answered.get();
    }
};

} // namespace icmp::test
