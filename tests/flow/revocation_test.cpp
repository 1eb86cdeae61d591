// What an admin does reaches whoever is connected: desks of the disabled and viewers of what was taken down
// are closed, and only they.
#include "app/platform/ed25519.h"
#include "core/base/hash.h"
#include "core/identity/intent/intent.h"
#include "tests/flow/demo_server.h"

using namespace icmp;
using namespace icmp::test;

class RevocationTest : public QObject {
    Q_OBJECT

    struct Admin {
        QString session;
        QByteArray seed;
        QByteArray deviceSeed;
        qint64 step = 0;
    };

    DemoServer m_server;

    HttpAnswer admin(const QByteArray &method, const QString &path, const QJsonObject &body,
                     const QString &session)
    {
        const QJsonValue http = m_server.told.value(QLatin1String("http"));
        m_server.told.insert(QStringLiteral("http"), m_server.told.value(QLatin1String("admin")));
        const auto answer =
            m_server.ask(method, path, method == "POST" ? compactJson(body) : QByteArray(), session);
        m_server.told.insert(QStringLiteral("http"), http);
        return answer;
    }

    Admin signInAt(int index)
    {
        QJsonObject account;
        for (const auto item : m_server.told.value(QLatin1String("accounts")).toArray()) {
            if (item.toObject().value(QLatin1String("role")).toString() == u"admin" && index-- == 0)
                account = item.toObject();
        }
        Admin made;
        made.seed = fromBase32(account.value(QLatin1String("totpSecret")).toString()).value_or(QByteArray());
        made.deviceSeed = fromBase64Url(account.value(QLatin1String("deviceSeed")).toString());
        made.step = identity::totpStepAt(QDateTime::currentMSecsSinceEpoch());
        made.session = admin("POST", QStringLiteral("/v1/signin"),
                             {{QStringLiteral("login"), account.value(QLatin1String("login"))},
                              {QStringLiteral("password"), account.value(QLatin1String("password"))},
                              {QStringLiteral("code"), identity::totpCode(made.seed, made.step)}},
                             {})
                           .json()
                           .value(QLatin1String("session"))
                           .toString();
        return made;
    }

    HttpAnswer carryOut(Admin &who, const QString &action, const QString &object)
    {
        const auto opened =
            admin("POST", QStringLiteral("/admin/intents"),
                  {{QStringLiteral("action"), action}, {QStringLiteral("object"), object}}, who.session);
        const QJsonObject json = opened.json();
        const QByteArray digest = identity::intentDigest(
            fromBase64Url(json.value(QLatin1String("bytes")).toString()),
            fromBase64Url(json.value(QLatin1String("nonce")).toString()),
            AccountId::fromText(json.value(QLatin1String("account")).toString()).value_or(AccountId{}),
            identity::tokenHash(who.session).value_or(QByteArray()));
        const QByteArray signature = platform::Ed25519Signer(who.deviceSeed).sign(digest);
        return admin(
            "POST",
            QStringLiteral("/admin/intents/%1/confirm").arg(json.value(QLatin1String("intent")).toString()),
            {{QStringLiteral("signature"), toBase64Url(signature)},
             {QStringLiteral("code"), identity::totpCode(who.seed, ++who.step)}},
            who.session);
    }

    std::unique_ptr<Line> deskOf(const QString &session)
    {
        const QString ticket =
            m_server
                .post(QStringLiteral("/v1/tickets"), {{QStringLiteral("event"), m_server.event()}}, session)
                .json()
                .value(QLatin1String("ticket"))
                .toString();
        auto desk =
            std::make_unique<Line>(m_server, QStringLiteral("/v1/desk"), QStringLiteral("desk.v1.json"));
        (void)desk->isUp();
        desk->say(QJsonObject{{QStringLiteral("i"), 1},
                              {QStringLiteral("desk"), QJsonObject{{QStringLiteral("ticket"), ticket}}}});
        (void)desk->take(QStringLiteral("snap"));
        return desk;
    }

    std::unique_ptr<Line> viewer(const QString &device)
    {
        auto line =
            std::make_unique<Line>(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        (void)line->isUp();
        line->say(helloMessage(m_server.event(), m_server.token(device), device));
        (void)line->take(QStringLiteral("snap"));
        return line;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.start()); }

    void signingOutClosesTheDesk()
    {
        const QString session = m_server.signIn(QStringLiteral("producer"));
        const auto desk = deskOf(session);
        QVERIFY(desk->isUpNow());
        QCOMPARE(m_server.post(QStringLiteral("/v1/signout"), {}, session).status, 200);
        QVERIFY(desk->isClosed());
        QCOMPARE(desk->closeCode(), 4501);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/v1/session"), {}, session).status, 401);
    }

    void disablingEndsWhatIsOpenAndTakingDownSendsViewersAway()
    {
        const QString creator = m_server.signIn(QStringLiteral("creator"));
        const auto desk = deskOf(creator);
        const auto watching = viewer(QStringLiteral("one"));
        QVERIFY(desk->isUpNow() && watching->isUpNow());
        Admin first = signInAt(0), second = signInAt(1);
        QVERIFY(!first.session.isEmpty() && !second.session.isEmpty());

        QCOMPARE(
            carryOut(first, QStringLiteral("account.disable"), QStringLiteral("creator@demo.example")).status,
            200);
        QVERIFY(desk->isClosed());
        QCOMPARE(desk->closeCode(), 4501);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/v1/shows"), {}, creator).status, 401);
        QVERIFY(m_server.signIn(QStringLiteral("creator")).isEmpty());
        QVERIFY(watching->isUpNow()); // the audience has done nothing

        QCOMPARE(carryOut(second, QStringLiteral("content.takedown"), m_server.event()).status, 200);
        QVERIFY(watching->isClosed());
        QCOMPARE(watching->closeCode(), 4503);
        QCOMPARE(m_server.ask("GET", QStringLiteral("/v1/events/") + m_server.event()).status, 404);
        QCOMPARE(m_server.post(QStringLiteral("/v1/events/%1/tokens").arg(m_server.event()), {}).status, 404);
    }

    // Sensitive routes are on their own listener, and nothing there is open to a creator or to nobody.
    void theAdminListenerIsForAdmins()
    {
        const QString session = m_server.signIn(QStringLiteral("advertiser"));
        QVERIFY(!session.isEmpty());
        for (const char *path : {"/admin/accounts", "/admin/audit", "/admin/proposals", "/admin/health",
                                 "/admin/devices", "/admin/events"}) {
            QCOMPARE(m_server.ask("GET", QLatin1String(path), {}, session).status, 404);
            QCOMPARE(admin("GET", QLatin1String(path), {}, session).status, 403);
            QCOMPARE(admin("GET", QLatin1String(path), {}, {}).status, 401);
        }
        QCOMPARE(admin("GET", QStringLiteral("/v1/events/") + m_server.event(), {}, {}).status, 404);
    }
};

QTEST_GUILESS_MAIN(RevocationTest)
#include "revocation_test.moc"
