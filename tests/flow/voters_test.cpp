// Who counts as a voter: a device, a person of a site, an invited one; how many a network may make; which
// sites may show an event.
#include "tests/flow/demo_server.h"

#include "core/base/hash.h"
#include "core/identity/mint_limits.h"
#include "core/identity/site_token.h"
#include "core/package/package.h"
#include "tests/support/places.h"

#include <QFile>
#include <QTest>

using namespace icmp;
using namespace icmp::test;

class VotersTest : public QObject {
    Q_OBJECT

private:
    const QString m_bySite = QStringLiteral("30"); // whose voters a site vouches for
    const QString m_byList = QStringLiteral("40");
    const QByteArray m_siteKey = QByteArray(32, 's');
    DemoServer m_server;
    QString m_creator, m_producer;

    QString event(const QString &rest) const
    {
        return QStringLiteral("/v1/events/") + m_server.event() + rest;
    }

    // The sample with two questions that are not for devices.
    package::Frozen frozen() const
    {
        QFile file(sourcePath(QStringLiteral("resources/samples/project.json")));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no sample");
        QByteArray text = file.readAll();
        project::Project project = *project::projectFromJson(*parseJsonObject(text));
        for (project::Track &track : project.scenes.first().tracks) {
            for (const project::Clip &clip : track.clips.all()) {
                QJsonObject json = project::toJson(clip);
                QJsonObject element = json.value(QLatin1String("element")).toObject();
                if (clip.id.toText() != m_bySite && clip.id.toText() != m_byList)
                    continue;
                element.insert(QStringLiteral("voters"), clip.id.toText() == m_bySite
                                                             ? QStringLiteral("site")
                                                             : QStringLiteral("list"));
                json.insert(QStringLiteral("element"), element);
                track.clips.replace(clip, *project::clipFromJson(json));
            }
        }
        const project::Asset &film = project.assets.first();
        return *package::freeze(project, {package::Film{film.hash, film.type, film.bytes, 640, 360}, {}});
    }

    void publish()
    {
        const package::Frozen made = frozen();
        for (const package::Piece &piece : made.pieces) {
            const QByteArray range = "bytes 0-" + QByteArray::number(piece.bytes.size() - 1) + '/' +
                                     QByteArray::number(piece.bytes.size());
            QCOMPARE(m_server
                         .ask("PUT", QStringLiteral("/v1/objects/") + piece.hash, piece.bytes, m_creator,
                              {{"Content-Range", range}})
                         .status,
                     200);
        }
        const QString show = m_server.ask("GET", QStringLiteral("/v1/shows"), {}, m_creator)
                                 .json()
                                 .value(QLatin1String("shows"))
                                 .toArray()
                                 .at(0)
                                 .toObject()
                                 .value(QLatin1String("show"))
                                 .toString();
        QCOMPARE(m_server
                     .post(QStringLiteral("/v1/shows/%1/versions").arg(show),
                           {{QStringLiteral("key"), QStringLiteral("v2")},
                            {QStringLiteral("root"), made.publicRoot},
                            {QStringLiteral("private"), made.privateRoot},
                            {QStringLiteral("base"), 1}},
                           m_creator)
                     .status,
                 201);
    }

    HttpAnswer token(const QJsonObject &body)
    {
        return m_server.post(event(QStringLiteral("/tokens")), body);
    }

    QString siteToken(const QString &person, const QByteArray &key, qint64 forMs = 60'000) const
    {
        return identity::makeSiteToken({QStringLiteral("news.example"), person}, key, m_server.event(),
                                       QDateTime::currentMSecsSinceEpoch() + forMs);
    }

    // The acknowledgement of one vote from a new connection with this token.
    QJsonObject vote(const HttpAnswer &token, const QString &element, const QString &key, int option = 0)
    {
        Line line(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        if (!line.isUp())
            return {};
        line.say(helloMessage(m_server.event(), token.json().value(QLatin1String("token")).toString(), {}));
        line.say(voteMessage(element, option, key));
        return line.take(QStringLiteral("ack"));
    }
    static QString status(const QJsonObject &ack) { return ack.value(QLatin1String("st")).toString(); }
    qint64 count(const QString &element)
    {
        return m_server.result(element, m_producer).value(QLatin1String("n")).toInteger();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_creator = m_server.signIn(QStringLiteral("creator"));
        m_producer = m_server.signIn(QStringLiteral("producer"));
        QVERIFY(!m_creator.isEmpty() && !m_producer.isEmpty());
        publish();
    }

    void onlyTheOwnerSaysWhoVotes()
    {
        const QJsonObject site{{QStringLiteral("name"), QStringLiteral("news.example")},
                               {QStringLiteral("key"), toBase64Url(m_siteKey)}};
        QCOMPARE(m_server.post(event(QStringLiteral("/sites")), site).status, 401);
        QCOMPARE(m_server.post(event(QStringLiteral("/sites")), site, m_producer).status, 403);
        QCOMPARE(m_server.post(QStringLiteral("/v1/events/ev_none/sites"), site, m_creator).status, 404);
        QCOMPARE(m_server.post(event(QStringLiteral("/sites")), site, m_creator).status, 200);
        const QJsonObject codes{
            {QStringLiteral("codes"), QJsonArray{QStringLiteral("code-one"), QStringLiteral("code-two")}}};
        QCOMPARE(m_server.post(event(QStringLiteral("/voters")), codes, m_producer).status, 403);
        for (int again = 0; again < 2; ++again) {
            const HttpAnswer invited = m_server.post(event(QStringLiteral("/voters")), codes, m_creator);
            QCOMPARE(invited.status, 200);
            QCOMPARE(invited.json().value(QLatin1String("invited")).toInteger(), 2);
        }
        const HttpAnswer shortCode =
            m_server.post(event(QStringLiteral("/voters")),
                          {{QStringLiteral("codes"), QJsonArray{QStringLiteral("x")}}}, m_creator);
        QCOMPARE(shortCode.status, 400);
        QVERIFY(
            shortCode.json().value(QLatin1String("detail")).toString().contains(QStringLiteral("8 to 64")));
    }

    void whoIsNotVouchedForIsDeniedWithASentence()
    {
        const HttpAnswer device = token({{QStringLiteral("dev"), QStringLiteral("d1")}});
        QCOMPARE(device.json().value(QLatin1String("kinds")).toArray(), QJsonArray{QStringLiteral("device")});
        const QJsonObject bySite = vote(device, m_bySite, QStringLiteral("k1"));
        QCOMPARE(status(bySite), QStringLiteral("denied"));
        QVERIFY(bySite.value(QLatin1String("reason")).toString().contains(QStringLiteral("site vouches")));
        const QJsonObject byList = vote(device, m_byList, QStringLiteral("k2"));
        QCOMPARE(status(byList), QStringLiteral("denied"));
        QVERIFY(byList.value(QLatin1String("reason")).toString().contains(QStringLiteral("invited")));
        QCOMPARE(count(m_bySite) + count(m_byList), 0);
    }

    void aPersonOfASiteVotesOnceFromAnyDevice()
    {
        for (int device = 0; device < 2; ++device) {
            const HttpAnswer answer =
                token({{QStringLiteral("dev"), QStringLiteral("phone-%1").arg(device)},
                       {QStringLiteral("site"), siteToken(QStringLiteral("ann"), m_siteKey)}});
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.json().value(QLatin1String("kinds")).toArray().contains(QStringLiteral("site")));
            const QJsonObject ack =
                vote(answer, m_bySite, QStringLiteral("site-%1").arg(device), device); // may be changed
            QCOMPARE(status(ack), device == 0 ? QStringLiteral("counted") : QStringLiteral("replaced"));
            QCOMPARE(count(m_bySite), 1);
        }
        const HttpAnswer bob = token({{QStringLiteral("dev"), QStringLiteral("phone-0")},
                                      {QStringLiteral("site"), siteToken(QStringLiteral("bob"), m_siteKey)}});
        QCOMPARE(status(vote(bob, m_bySite, QStringLiteral("site-bob"))), QStringLiteral("counted"));
        QCOMPARE(count(m_bySite), 2);
        QCOMPARE(status(vote(bob, m_byList, QStringLiteral("list-bob"))), QStringLiteral("denied"));
    }

    void aForgedSiteTokenIsRefused()
    {
        const QString person = QStringLiteral("eve");
        const auto refused = [&](const QString &text) {
            const HttpAnswer answer = token({{QStringLiteral("site"), text}});
            return QStringLiteral("%1 %2").arg(answer.status).arg(answer.code());
        };
        QCOMPARE(refused(siteToken(person, QByteArray(32, 'x'))), QStringLiteral("401 wrong-credentials"));
        QCOMPARE(refused(siteToken(person, m_siteKey, -1'000)), QStringLiteral("401 expired"));
        QCOMPARE(refused(siteToken(person, m_siteKey, 3 * 24 * 3600 * 1000)), QStringLiteral("401 expired"));
        QCOMPARE(refused(QStringLiteral("a.b.c")), QStringLiteral("401 wrong-credentials"));
        QCOMPARE(
            refused(identity::makeSiteToken({QStringLiteral("other.example"), person}, m_siteKey,
                                            m_server.event(), QDateTime::currentMSecsSinceEpoch() + 60'000)),
            QStringLiteral("401 wrong-credentials"));
    }

    void anInvitedCodeVotesOnce()
    {
        for (int device = 0; device < 2; ++device) {
            const HttpAnswer answer = token({{QStringLiteral("dev"), QStringLiteral("pad-%1").arg(device)},
                                             {QStringLiteral("code"), QStringLiteral("code-one")}});
            QCOMPARE(answer.status, 200);
            (void)vote(answer, m_byList, QStringLiteral("list-%1").arg(device));
            QCOMPARE(count(m_byList), 1);
        }
        const HttpAnswer wrong = token({{QStringLiteral("code"), QStringLiteral("code-six")}});
        QCOMPARE(wrong.status, 401);
        QVERIFY(wrong.json()
                    .value(QLatin1String("detail"))
                    .toString()
                    .contains(QStringLiteral("not on the list")));
    }

    void sitesAreNamedAtRunTime()
    {
        const QString allowed = QStringLiteral("https://news.example");
        const HttpAnswer answer = token({{QStringLiteral("dev"), QStringLiteral("o")}});
        const auto isLetIn = [&](const QString &origin) {
            Line line(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"), origin);
            const bool up = QTest::qWaitFor([&] { return line.isUpNow() || line.isRefused(); }, patienceMs) &&
                            line.isUpNow();
            if (!up)
                return false;
            line.say(
                helloMessage(m_server.event(), answer.json().value(QLatin1String("token")).toString(), {}));
            return !line.take(QStringLiteral("welcome")).isEmpty();
        };
        QVERIFY(isLetIn(m_server.http()));
        QVERIFY(!isLetIn(allowed));
        const auto set = [&](const QJsonArray &origins, const QString &session) {
            return m_server
                .post(event(QStringLiteral("/origins")), {{QStringLiteral("origins"), origins}}, session)
                .status;
        };
        QCOMPARE(set({allowed}, m_producer), 403);
        QCOMPARE(set({QStringLiteral("https://news.example/page")}, m_creator), 400);
        QCOMPARE(set({allowed}, m_creator), 200);
        QVERIFY(QTest::qWaitFor([&] { return isLetIn(allowed); }, patienceMs));
        QVERIFY(!isLetIn(QStringLiteral("https://evil.example")));
        QVERIFY(!isLetIn(QStringLiteral("https://news.example.evil.example")));
        QVERIFY(!isLetIn(QStringLiteral("null")));
        const HttpAnswer page = m_server.ask("GET", QStringLiteral("/embed/") + m_server.event());
        QVERIFY(page.headers.value("content-security-policy")
                    .contains("frame-ancestors 'self' https://news.example"));
        QCOMPARE(set({}, m_creator), 200);
        QVERIFY(QTest::qWaitFor([&] { return !isLetIn(allowed); }, patienceMs));
    }

    void oneNetworkIsNotAThousandViewers()
    {
        int issued = 0;
        HttpAnswer last;
        // Each request waits for its turn under the route's own rate.
        for (int i = 0; i < 2 * identity::newVotersMax && last.status != 429; ++i) {
            last = token({{QStringLiteral("dev"), QStringLiteral("made-up-%1").arg(i)}});
            const QString detail = last.json().value(QLatin1String("detail")).toString();
            if (last.status == 429 && !detail.contains(QStringLiteral("new viewers"))) {
                QTest::qWait(200);
                last.status = 0;
                --i;
            }
            issued += last.status == 200;
        }
        QCOMPARE(last.status, 429);
        QVERIFY(
            last.json().value(QLatin1String("detail")).toString().contains(QStringLiteral("new viewers")));
        QVERIFY2(issued <= identity::newVotersMax && issued > identity::newVotersMax - 30,
                 qPrintable(QString::number(issued)));
        // Who was seen before may come back, and the operator sees it.
        QTest::qWait(500);
        QCOMPARE(token({{QStringLiteral("dev"), QStringLiteral("made-up-3")}}).status, 200);
        const QByteArray figures = m_server.ask("GET", QStringLiteral("/metrics")).body;
        QVERIFY(figures.contains("viewers_turned_away_total ") || figures.contains("viewers_turned_away "));
        QVERIFY(!figures.contains("viewers_turned_away_total 0\n") &&
                !figures.contains("viewers_turned_away 0\n"));
    }
};

QTEST_GUILESS_MAIN(VotersTest)
#include "voters_test.moc"
