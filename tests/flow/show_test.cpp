// The whole path over the wire: demo, sign-in, publishing, watching, voting, results, restart; and what is
// refused.
#include "tests/flow/demo_server.h"

#include "core/base/hash.h"
#include "core/package/package.h"
#include "tests/support/places.h"

#include <QFile>
#include <QTest>

using namespace icmp;
using namespace icmp::test;

class ShowTest : public QObject {
    Q_OBJECT

private:
    DemoServer m_server;
    QString m_creator, m_producer, m_advertiser;

    QString show()
    {
        return m_server.ask("GET", QStringLiteral("/v1/shows"), {}, m_creator)
            .json()
            .value(QLatin1String("shows"))
            .toArray()
            .at(0)
            .toObject()
            .value(QLatin1String("show"))
            .toString();
    }

    static project::Project sample()
    {
        QFile file(icmp::test::sourcePath(QStringLiteral("resources/samples/project.json")));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no sample");
        return *project::projectFromJson(*parseJsonObject(file.readAll()));
    }

    static package::Frozen frozen(const QString &name)
    {
        project::Project project = sample();
        project.name = name;
        const project::Asset &film = project.assets.first();
        return *package::freeze(project, {package::Film{film.hash, film.type, film.bytes, 640, 360}, {}});
    }

    HttpAnswer put(const QString &hash, const QByteArray &bytes, qint64 first, qint64 total,
                   const QString &bearer)
    {
        const QByteArray range = "bytes " + QByteArray::number(first) + '-' +
                                 QByteArray::number(first + bytes.size() - 1) + '/' +
                                 QByteArray::number(total);
        return m_server.ask("PUT", QStringLiteral("/v1/objects/") + hash, bytes, bearer,
                            {{"Content-Range", range}});
    }

    void upload(const package::Frozen &frozen)
    {
        for (const package::Piece &piece : frozen.pieces)
            QCOMPARE(put(piece.hash, piece.bytes, 0, piece.bytes.size(), m_creator).status, 200);
    }

    HttpAnswer commit(const package::Frozen &frozen, const QString &key, int base, bool dryRun = false)
    {
        return m_server.post(QStringLiteral("/v1/shows/%1/versions").arg(show()),
                             {{QStringLiteral("key"), key},
                              {QStringLiteral("root"), frozen.publicRoot},
                              {QStringLiteral("private"), frozen.privateRoot},
                              {QStringLiteral("base"), base},
                              {QStringLiteral("dryRun"), dryRun}},
                             m_creator);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_creator = m_server.signIn(QStringLiteral("creator"));
        m_producer = m_server.signIn(QStringLiteral("producer"));
        m_advertiser = m_server.signIn(QStringLiteral("advertiser"));
        QVERIFY(!m_creator.isEmpty() && !m_producer.isEmpty() && !m_advertiser.isEmpty());
    }

    void theDemoSaysWhatTheIssueAsks()
    {
        QStringList roles, types;
        for (const auto account : m_server.told.value(QLatin1String("accounts")).toArray())
            roles.append(account.toObject().value(QLatin1String("role")).toString());
        for (const auto one : m_server.told.value(QLatin1String("elements")).toArray())
            types.append(one.toObject().value(QLatin1String("type")).toString());
        QCOMPARE(roles, QStringList({QStringLiteral("creator"), QStringLiteral("producer"),
                                     QStringLiteral("advertiser"), QStringLiteral("admin")}));
        for (const element::TypeRow &type : element::types())
            QVERIFY2(types.contains(type.key), qPrintable(type.key));
        const auto modes = QFile(m_server.folder() + QStringLiteral("/demo.json")).permissions();
        QCOMPARE(int(modes & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)),
                 0);
    }

    void pagesCarryTheirPolicy()
    {
        const HttpAnswer watch = m_server.ask("GET", QStringLiteral("/watch/") + m_server.event());
        QCOMPARE(watch.status, 200);
        QVERIFY(watch.body.contains(m_server.event().toLatin1()));
        QVERIFY(!watch.body.contains("{{"));
        const QByteArray policy = watch.headers.value("content-security-policy");
        QVERIFY(policy.contains("default-src 'none'"));
        QVERIFY(policy.contains("script-src 'self'"));
        QVERIFY(!policy.contains("unsafe"));
        QVERIFY(policy.contains("frame-ancestors 'none'"));
        QCOMPARE(m_server.ask("GET", QStringLiteral("/embed/") + m_server.event()).status, 200);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/watch/ev_none")).status, 404);
    }

    void whatIsAskedWronglyIsRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("who");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &method, const char *path,
                            const QByteArray &body, const char *who, int status) {
            QTest::newRow(name) << method << QString::fromLatin1(path) << body << QString::fromLatin1(who)
                                << status;
        };
        row("no such address", "GET", "/v1/nothing", "", "", 404);
        row("wrong method", "DELETE", "/v1/shows", "", "creator", 405);
        row("no JSON", "POST", "/v1/signin", "login", "", 400);
        row("duplicate key", "POST", "/v1/signin", R"({"login":"a","login":"b","password":"c"})", "", 400);
        row("fraction", "POST", "/v1/events/EVENT/commands",
            R"({"key":"k","command":"open","openForMs":1.5})", "producer", 400);
        row("deep", "POST", "/v1/shows",
            QByteArray("{\"a\":") + QByteArray(40, '[') + QByteArray(40, ']') + '}', "creator", 400);
        row("wrong password", "POST", "/v1/signin",
            R"({"login":"creator@demo.example","password":"wrong-password","code":"000000"})", "", 401);
        row("not signed in", "POST", "/v1/shows", R"({"key":"k","title":"T"})", "", 401);
        row("advertiser makes a show", "POST", "/v1/shows", R"({"key":"k","title":"T"})", "advertiser", 403);
        row("viewer runs the show", "POST", "/v1/events/EVENT/commands", R"({"key":"k","command":"start"})",
            "", 401);
        row("advertiser runs the show", "POST", "/v1/events/EVENT/commands",
            R"({"key":"k","command":"start"})", "advertiser", 403);
        row("unknown command", "POST", "/v1/events/EVENT/commands", R"({"key":"k","command":"melt"})",
            "producer", 400);
        row("unknown element", "POST", "/v1/events/EVENT/commands",
            R"({"key":"k","command":"close","element":"999"})", "producer", 404);
        row("against the rules", "POST", "/v1/events/EVENT/commands",
            R"({"key":"k","command":"open","element":"70"})", "producer", 409);
        row("unknown event", "GET", "/v1/events/ev_none/snapshot", "", "", 404);
        row("event that climbs", "GET", "/v1/events/..%2f..%2fetc/snapshot", "", "", 400);
        row("object that is no hash", "GET", "/o/passwd", "", "", 404);
        row("unknown object", "GET", "/o/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "", "", 404);
        row("hidden results", "GET", "/v1/events/EVENT/elements/31/result", "", "", 403);
        row("results for the producer", "GET", "/v1/events/EVENT/elements/31/result", "", "producer", 200);
        row("no title", "POST", "/v1/shows", R"({"key":"k"})", "creator", 400);
        row("bad hash in list", "POST", "/v1/objects/missing", R"({"hashes":["x"]})", "creator", 400);
    }

    void whatIsAskedWronglyIsRefused()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(QString, who);
        QFETCH(int, status);
        const QString bearer = who == u"creator"      ? m_creator
                               : who == u"producer"   ? m_producer
                               : who == u"advertiser" ? m_advertiser
                                                      : QString();
        const HttpAnswer answer =
            m_server.ask(method, path.replace(QLatin1String("EVENT"), m_server.event()), body, bearer);
        QCOMPARE(answer.status, status);
        if (status >= 400) {
            QCOMPARE(answer.headers.value("content-type"), QByteArray("application/problem+json"));
            QVERIFY(!answer.code().isEmpty());
            QVERIFY(answer.json().value(QLatin1String("detail")).toString().endsWith(u'.') ||
                    answer.json().value(QLatin1String("detail")).toString().endsWith(u')'));
        }
    }

    void publishingIsResumedCheckedAndAtomic()
    {
        const package::Frozen next = frozen(QStringLiteral("Second version"));
        QCOMPARE(commit(next, QStringLiteral("early"), 1).code(), QStringLiteral("missing"));
        const package::Piece &root = next.pieces.last();
        const QByteArray half = root.bytes.left(root.bytes.size() / 2);
        QCOMPARE(put(root.hash, half, 0, root.bytes.size(), m_creator).status, 200);
        const HttpAnswer wrong = put(root.hash, half, 1, root.bytes.size(), m_creator);
        QCOMPARE(wrong.status, 409);
        QCOMPARE(wrong.headers.value("upload-offset"), QByteArray::number(half.size()));
        const HttpAnswer missing =
            m_server.post(QStringLiteral("/v1/objects/missing"),
                          {{QStringLiteral("hashes"), QJsonArray{root.hash}}}, m_creator);
        QCOMPARE(missing.json()
                     .value(QLatin1String("missing"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("offset"))
                     .toInteger(),
                 half.size());
        QByteArray broken = root.bytes.mid(half.size());
        broken[0] = '~';
        QCOMPARE(put(root.hash, broken, half.size(), root.bytes.size(), m_creator).code(),
                 QStringLiteral("bad-hash"));
        upload(next);
        const QString before = m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event())
                                   .json()
                                   .value(QLatin1String("package"))
                                   .toString();
        QCOMPARE(commit(next, QStringLiteral("c0"), 0).code(), QStringLiteral("conflict"));
        QCOMPARE(commit(next, QStringLiteral("dry"), 1, true).status, 200);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/o/") + next.publicRoot).status, 404);
        const HttpAnswer done = commit(next, QStringLiteral("c1"), 1);
        QCOMPARE(done.status, 201);
        QCOMPARE(commit(next, QStringLiteral("c1"), 1).json().value(QLatin1String("version")).toInteger(), 2);
        QTRY_COMPARE(m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event())
                         .json()
                         .value(QLatin1String("package"))
                         .toString(),
                     next.publicRoot);
        QVERIFY(before != next.publicRoot);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/o/") + next.publicRoot).status, 200);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/o/") + next.privateRoot).status, 404);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/o/") + before).status, 200);
    }

    void aViewerVotesAndAProducerSees()
    {
        Line viewer(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        QVERIFY(viewer.isUp());
        viewer.say(
            helloMessage(m_server.event(), m_server.token(QStringLiteral("d1")), QStringLiteral("d1")));
        const QJsonObject welcome = viewer.take(QStringLiteral("welcome"));
        QVERIFY(!welcome.isEmpty());
        QVERIFY(!viewer.take(QStringLiteral("snap")).isEmpty());
        const QString ticket = m_server
                                   .post(QStringLiteral("/v1/tickets"),
                                         {{QStringLiteral("event"), m_server.event()}}, m_producer)
                                   .json()
                                   .value(QLatin1String("ticket"))
                                   .toString();
        Line desk(m_server, QStringLiteral("/v1/desk"), QStringLiteral("desk.v1.json"));
        QVERIFY(desk.isUp());
        desk.say(QJsonObject{{QStringLiteral("i"), 1},
                             {QStringLiteral("desk"), QJsonObject{{QStringLiteral("ticket"), ticket}}}});
        QCOMPARE(desk.take(QStringLiteral("snap")).value(QLatin1String("items")).toArray().size(), 19);

        viewer.say(voteMessage(QStringLiteral("31"), 1, QStringLiteral("quiz")));
        QCOMPARE(viewer.take(QStringLiteral("ack")).value(QLatin1String("st")).toString(),
                 QStringLiteral("counted"));
        QCOMPARE(desk.take(QStringLiteral("st")).value(QLatin1String("k")).toString().isEmpty(), false);
        QCOMPARE(m_server.result(QStringLiteral("31"), m_producer).value(QLatin1String("n")).toInteger(), 1);

        QCOMPARE(
            m_server.command(m_producer, QStringLiteral("r"), QStringLiteral("resolve"), QStringLiteral("31"))
                .status,
            200);
        QJsonObject log;
        do {
            log = viewer.take(QStringLiteral("log"));
        } while (!log.isEmpty() && log.value(QLatin1String("t")).toString() != u"resolve");
        QCOMPARE(log.value(QLatin1String("right")).toArray(), QJsonArray{2});
        viewer.say(voteMessage(QStringLiteral("31"), 1, QStringLiteral("quiz")));
        const QJsonObject again = viewer.take(QStringLiteral("ack"));
        QCOMPARE(again.value(QLatin1String("st")).toString(), QStringLiteral("counted"));
        QCOMPARE(again.value(QLatin1String("me")).toObject().value(QLatin1String("pts")).toInteger(), 1'010);

        Line back(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        QVERIFY(back.isUp());
        QJsonObject hello =
            helloMessage(m_server.event(), m_server.token(QStringLiteral("d1")), QStringLiteral("d1"));
        QJsonObject inner = hello.value(QLatin1String("hello")).toObject();
        inner.insert(QStringLiteral("since"),
                     QJsonObject{{QStringLiteral("ep"), welcome.value(QLatin1String("ep"))},
                                 {QStringLiteral("off"), welcome.value(QLatin1String("off"))}});
        hello.insert(QStringLiteral("hello"), inner);
        back.say(hello);
        QCOMPARE(back.take(QStringLiteral("welcome")).value(QLatin1String("recovered")).toBool(), true);
        QVERIFY(!back.take(QStringLiteral("me")).isEmpty());
    }

    void badMessagesEndTheLine()
    {
        Line line(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        QVERIFY(line.isUp());
        for (const char *bad : {"{", "[]", R"({"vote":{}})"})
            line.say(QByteArray(bad));
        QVERIFY(line.isClosed());
        QCOMPARE(line.closeCode(), 4506);
        Line stranger(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        QVERIFY(stranger.isUp());
        stranger.say(helloMessage(m_server.event(), QStringLiteral("forged"), QStringLiteral("d")));
        QVERIFY(stranger.isClosed());
        QCOMPARE(stranger.closeCode(), 4501);
        Line desk(m_server, QStringLiteral("/v1/desk"), QStringLiteral("desk.v1.json"));
        QVERIFY(desk.isUp());
        desk.say(QByteArray(R"({"desk":{"ticket":"forged"}})"));
        QVERIFY(desk.isClosed());
        QCOMPARE(desk.closeCode(), 4501);
    }

    void aRestartRemembersEverything()
    {
        const QJsonObject before = m_server.told;
        const QJsonObject result = m_server.result(QStringLiteral("31"), m_producer);
        QCOMPARE(m_server.stop(), 0);
        QVERIFY(m_server.start());
        for (const char *key : {"event", "elements", "accounts"})
            QCOMPARE(m_server.told.value(QLatin1String(key)), before.value(QLatin1String(key)));
        QCOMPARE(m_server.result(QStringLiteral("31"), m_producer), result);
        QCOMPARE(
            m_server.command(m_producer, QStringLiteral("r"), QStringLiteral("resolve"), QStringLiteral("31"))
                .status,
            200);
        QCOMPARE(m_server.stop(), 0);
    }
};

QTEST_GUILESS_MAIN(ShowTest)
#include "show_test.moc"
