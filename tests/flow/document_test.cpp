// /api/openapi.json against the real server: each operation is asked, its status must be the one the document
// names, and what is sent and answered must fit the document's schemas. An operation that nobody asks fails.
#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>
#include <cmath>

#include "tests/flow/demo_server.h"

using namespace icmp;
using icmp::test::DemoServer;
using icmp::test::HttpAnswer;
using icmp::test::Line;

namespace {

// A value against a schema of the document: types, required properties, nothing undeclared, references.
// The first thing that does not fit, or nothing.
class Schemas {
public:
    explicit Schemas(const QJsonObject &document)
        : m_all(document.value(QLatin1String("components"))
                    .toObject()
                    .value(QLatin1String("schemas"))
                    .toObject())
    {
    }

    QString misfit(const QJsonValue &value, QJsonObject schema, const QString &place) const
    {
        if (schema.contains(QLatin1String("$ref"))) {
            const QString name = schema.value(QLatin1String("$ref")).toString().section(u'/', -1);
            if (!m_all.contains(name))
                return place + QStringLiteral(": no schema ") + name;
            schema = m_all.value(name).toObject();
        }
        const QJsonValue type = schema.value(QLatin1String("type"));
        const QStringList types =
            type.isArray() ? type.toVariant().toStringList() : QStringList{type.toString()};
        if (!types.contains(nameOf(value)))
            return place + QStringLiteral(": ") + nameOf(value);
        qsizetype at = 0;
        for (const auto item : value.toArray()) {
            const QString inside = misfit(item, schema.value(QLatin1String("items")).toObject(),
                                          place + u'/' + QString::number(at++));
            if (!inside.isEmpty())
                return inside;
        }
        return value.isObject() ? misfitOf(value.toObject(), schema, place) : QString();
    }

private:
    static QString nameOf(const QJsonValue &value)
    {
        switch (value.type()) {
        case QJsonValue::Object:
            return QStringLiteral("object");
        case QJsonValue::Array:
            return QStringLiteral("array");
        case QJsonValue::String:
            return QStringLiteral("string");
        case QJsonValue::Bool:
            return QStringLiteral("boolean");
        case QJsonValue::Double:
            return value.toDouble() == std::floor(value.toDouble()) ? QStringLiteral("integer")
                                                                    : QStringLiteral("number");
        default:
            return QStringLiteral("null");
        }
    }

    QString misfitOf(const QJsonObject &object, const QJsonObject &schema, const QString &place) const
    {
        for (const auto required : schema.value(QLatin1String("required")).toArray()) {
            if (!object.contains(required.toString()))
                return place + u'/' + required.toString() + QStringLiteral(": missing");
        }
        const QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
        if (properties.isEmpty())
            return {}; // any object
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!properties.contains(it.key()))
                return place + u'/' + it.key() + QStringLiteral(": not declared");
            const QString inside =
                misfit(*it, properties.value(it.key()).toObject(), place + u'/' + it.key());
            if (!inside.isEmpty())
                return inside;
        }
        return {};
    }

    QJsonObject m_all;
};

struct Ask {
    const char *method;
    QString pattern; // as in the document
    QString path;    // as asked
    QJsonObject body = {};
    QString who = {};
    int refused = 0; // the status of a refusal; 0: the success that the document names
};

QJsonObject under(const QJsonObject &object, std::initializer_list<QString> path)
{
    QJsonObject at = object;
    for (const QString &name : path)
        at = at.value(name).toObject();
    return at;
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

    DemoServer m_server;
    QJsonObject m_document;
    QStringList m_asked;
    QHash<QString, QString> m_sessions; // by role

    QString event() const { return QStringLiteral("/v1/events/") + m_server.event(); }

    QJsonObject operation(const QString &method, const QString &pattern) const
    {
        return under(m_document, {QStringLiteral("paths"), pattern, method.toLower()});
    }

    // What is wrong with an answer of this operation; empty when nothing is.
    QString misfit(const QJsonObject &operation, const HttpAnswer &answer, int refused) const
    {
        const QJsonObject responses = operation.value(QLatin1String("responses")).toObject();
        const QString status = QString::number(answer.status);
        if (refused == 0 && !responses.contains(status))
            return QStringLiteral("%1 is not in the document: %2")
                .arg(status, QString(answer.body.left(200)));
        if (refused != 0 && answer.status != refused)
            return QStringLiteral("%1 instead of %2: %3")
                .arg(status, QString::number(refused), QString(answer.body.left(200)));
        const QJsonObject content =
            responses.value(responses.contains(status) ? status : QStringLiteral("default"))
                .toObject()
                .value(QLatin1String("content"))
                .toObject();
        if (content.isEmpty())
            return {};
        const QString type =
            QString::fromLatin1(answer.headers.value("content-type")).section(u';', 0, 0).trimmed();
        if (!content.contains(type))
            return QStringLiteral("answered as ") + type;
        const QJsonObject schema = under(content, {type, QStringLiteral("schema")});
        return schema.isEmpty() ? QString() : Schemas(m_document).misfit(answer.json(), schema, {});
    }

    HttpAnswer ask(const Ask &ask)
    {
        const QByteArray name = ask.method + (' ' + ask.path).toLatin1();
        const QJsonObject documented = operation(QString::fromLatin1(ask.method), ask.pattern);
        if (documented.isEmpty()) {
            QTest::qFail((name + ": not in the document").constData(), __FILE__, __LINE__);
            return {};
        }
        const QByteArray body =
            ask.body.isEmpty() && qstrcmp(ask.method, "POST") != 0 ? QByteArray() : compactJson(ask.body);
        const HttpAnswer answer = m_server.ask(ask.method, ask.path, body, m_sessions.value(ask.who));
        QString wrong = misfit(documented, answer, ask.refused);
        const QJsonObject takes =
            under(documented, {QStringLiteral("requestBody"), QStringLiteral("content"),
                               QStringLiteral("application/json"), QStringLiteral("schema")});
        if (wrong.isEmpty() && ask.refused == 0 && !takes.isEmpty())
            wrong = Schemas(m_document).misfit(ask.body, takes, QStringLiteral("request"));
        if (!wrong.isEmpty())
            QTest::qFail((name + ": " + wrong.toUtf8()).constData(), __FILE__, __LINE__);
        if (ask.refused == 0)
            m_asked.append(QString::fromLatin1(ask.method).toLower() + u' ' + ask.pattern);
        return answer;
    }

    QString showOf(const HttpAnswer &shows) const
    {
        return shows.json()
            .value(QLatin1String("shows"))
            .toArray()
            .last()
            .toObject()
            .value(QLatin1String("show"))
            .toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        for (const char *role : {"creator", "producer", "advertiser", "admin"})
            m_sessions.insert(QLatin1String(role), m_server.signIn(QLatin1String(role)));
        m_document = m_server.ask("GET", QStringLiteral("/api/openapi.json")).json();
        QVERIFY(!m_document.isEmpty());
    }

    void whatAnybodyMayRead()
    {
        for (const char *path : {"/healthz", "/readyz", "/metrics", "/api/openapi.json", "/v1/audit/key"})
            ask({"GET", QLatin1String(path), QLatin1String(path)});
        const QString id = m_server.event();
        ask({"GET", QStringLiteral("/watch/{event}"), QStringLiteral("/watch/") + id});
        ask({"GET", QStringLiteral("/embed/{event}"), QStringLiteral("/embed/") + id});
        const HttpAnswer info = ask({"GET", QStringLiteral("/v1/events/{event}"), event()});
        ask({"GET", QStringLiteral("/o/{sha256}"),
             QStringLiteral("/o/") + info.json().value(QLatin1String("package")).toString()});
        ask({"GET", QStringLiteral("/v1/events/{event}/snapshot"), event() + QStringLiteral("/snapshot")});
        ask({"GET", QStringLiteral("/v1/events/{event}"), QStringLiteral("/v1/events/ev_none"), {}, {}, 404});
        const QString result = QStringLiteral("/v1/events/{event}/elements/{element}/result");
        ask({"GET", result, event() + QStringLiteral("/elements/30/result")});
        ask({"GET", result, event() + QStringLiteral("/elements/999/result"), {}, {}, 404});
        ask({"GET", result, event() + QStringLiteral("/elements/31/result"), {}, {}, 403});
    }

    void accountsAndTheirSessions()
    {
        QJsonObject creator;
        for (const auto one : m_server.told.value(QLatin1String("accounts")).toArray()) {
            if (one.toObject().value(QLatin1String("role")).toString() == u"advertiser")
                creator = one.toObject();
        }
        // Its code of this moment may have been used: then the answer is a refusal, and the next one is
        // waited for.
        const auto seed = fromBase32(creator.value(QLatin1String("totpSecret")).toString());
        const qint64 used = identity::totpStepAt(QDateTime::currentMSecsSinceEpoch());
        QVERIFY(QTest::qWaitFor(
            [&] { return identity::totpStepAt(QDateTime::currentMSecsSinceEpoch()) > used; }, 40'000));
        const HttpAnswer signedIn =
            ask({"POST",
                 QStringLiteral("/v1/signin"),
                 QStringLiteral("/v1/signin"),
                 {{QStringLiteral("login"), creator.value(QLatin1String("login"))},
                  {QStringLiteral("password"), creator.value(QLatin1String("password"))},
                  {QStringLiteral("code"),
                   identity::totpCode(*seed, identity::totpStepAt(QDateTime::currentMSecsSinceEpoch()))}}});
        m_sessions.insert(QStringLiteral("leaving"),
                          signedIn.json().value(QLatin1String("session")).toString());
        ask({"GET",
             QStringLiteral("/v1/session"),
             QStringLiteral("/v1/session"),
             {},
             QStringLiteral("leaving")});
        ask({"POST",
             QStringLiteral("/v1/signout"),
             QStringLiteral("/v1/signout"),
             {},
             QStringLiteral("leaving")});
        ask({"GET",
             QStringLiteral("/v1/session"),
             QStringLiteral("/v1/session"),
             {},
             QStringLiteral("leaving"),
             401});
        ask({"POST", QStringLiteral("/v1/signin"), QStringLiteral("/v1/signin"), {}, {}, 400});
        ask({"POST",
             QStringLiteral("/v1/enrolments"),
             QStringLiteral("/v1/enrolments"),
             {{QStringLiteral("token"), QStringLiteral("unknown")}},
             {},
             401});
    }

    void showsAndTheirVersions()
    {
        const QString who = QStringLiteral("creator");
        ask({"POST",
             QStringLiteral("/v1/shows"),
             QStringLiteral("/v1/shows"),
             {{QStringLiteral("key"), QStringLiteral("doc")},
              {QStringLiteral("title"), QStringLiteral("Second")}},
             who});
        const HttpAnswer shows =
            ask({"GET", QStringLiteral("/v1/shows"), QStringLiteral("/v1/shows"), {}, who});
        const QString show = QStringLiteral("/v1/shows/") + showOf(shows);
        const HttpAnswer info = ask({"GET", QStringLiteral("/v1/shows/{show}"), show, {}, who});
        const QByteArray piece = R"({"piece":"of its own"})";
        const QString hash =
            QString::fromLatin1(QCryptographicHash::hash(piece, QCryptographicHash::Sha256).toHex());
        ask({"POST",
             QStringLiteral("/v1/objects/missing"),
             QStringLiteral("/v1/objects/missing"),
             {{QStringLiteral("hashes"), QJsonArray{hash}}},
             who});
        const QString put = QStringLiteral("/v1/objects/{sha256}");
        const HttpAnswer stored =
            m_server.ask("PUT", QStringLiteral("/v1/objects/") + hash, piece, m_sessions.value(who),
                         {{"Content-Range", "bytes 0-" + QByteArray::number(piece.size() - 1) + '/' +
                                                QByteArray::number(piece.size())}});
        QCOMPARE(misfit(operation(QStringLiteral("put"), put), stored, 0), QString());
        m_asked.append(QStringLiteral("put ") + put);
        QJsonObject version;
        for (const auto one : info.json().value(QLatin1String("versions")).toArray())
            version = one.toObject();
        for (const bool dry : {true, false}) {
            const HttpAnswer answer =
                ask({"POST",
                     QStringLiteral("/v1/shows/{show}/versions"),
                     show + QStringLiteral("/versions"),
                     {{QStringLiteral("key"), QStringLiteral("doc-again")},
                      {QStringLiteral("root"), version.value(QLatin1String("root"))},
                      {QStringLiteral("private"), version.value(QLatin1String("private"))},
                      {QStringLiteral("base"), info.json().value(QLatin1String("version"))},
                      {QStringLiteral("dryRun"), dry}},
                     who});
            QCOMPARE(answer.status, dry ? 200 : 201);
        }
    }

    void whatProducersDo()
    {
        const QString who = QStringLiteral("producer");
        const QString pattern = QStringLiteral("/v1/events/{event}/commands");
        const QString path = event() + QStringLiteral("/commands");
        const auto command = [&](const QJsonObject &body, int refused = 0) {
            ask({"POST", pattern, path, body, who, refused});
        };
        ask({"POST",
             QStringLiteral("/v1/tickets"),
             QStringLiteral("/v1/tickets"),
             {{QStringLiteral("event"), m_server.event()}},
             who});
        QJsonObject notice{{QStringLiteral("key"), QStringLiteral("doc-notice")},
                           {QStringLiteral("command"), QStringLiteral("announce")},
                           {QStringLiteral("text"), QStringLiteral("Back in a minute.")},
                           {QStringLiteral("severity"), 1}};
        command(notice);
        command(notice);
        notice.insert(QStringLiteral("text"), QStringLiteral("Something else."));
        command(notice, 422);
        command({{QStringLiteral("key"), QStringLiteral("doc-stock")},
                 {QStringLiteral("command"), QStringLiteral("stock")},
                 {QStringLiteral("element"), QStringLiteral("32")},
                 {QStringLiteral("left"), 4}});
        command({{QStringLiteral("key"), QStringLiteral("doc-lock")},
                 {QStringLiteral("command"), QStringLiteral("lock")},
                 {QStringLiteral("element"), QStringLiteral("40")}},
                409);
    }

    void whoVotesAndWhatTheyGet()
    {
        const QString who = QStringLiteral("creator");
        ask({"POST",
             QStringLiteral("/v1/events/{event}/origins"),
             event() + QStringLiteral("/origins"),
             {{QStringLiteral("origins"), QJsonArray{QStringLiteral("https://site.example")}}},
             who});
        ask({"POST",
             QStringLiteral("/v1/events/{event}/sites"),
             event() + QStringLiteral("/sites"),
             {{QStringLiteral("name"), QStringLiteral("site")},
              {QStringLiteral("key"), QString::fromLatin1(QByteArray(32, 'k').toBase64(
                                          QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))}},
             who});
        ask({"POST",
             QStringLiteral("/v1/events/{event}/voters"),
             event() + QStringLiteral("/voters"),
             {{QStringLiteral("codes"), QJsonArray{QStringLiteral("GUEST-0001")}}},
             who});
        const QString tokens = QStringLiteral("/v1/events/{event}/tokens");
        ask({"POST",
             tokens,
             event() + QStringLiteral("/tokens"),
             {{QStringLiteral("dev"), QStringLiteral("doc")}}});
        ask({"POST",
             tokens,
             event() + QStringLiteral("/tokens"),
             {{QStringLiteral("code"), QStringLiteral("NOBODY")}},
             {},
             401});
        voteAndAsk();
    }

    void theLivePicture()
    {
        const QString who = QStringLiteral("creator");
        const QString programme = event() + QStringLiteral("/programme");
        ask({"POST",
             QStringLiteral("/v1/events/{event}/programme"),
             programme,
             {{QStringLiteral("ingest"), true}},
             who});
        ask({"GET", QStringLiteral("/v1/events/{event}/programme"), programme, {}, who});
        ask({"POST",
             QStringLiteral("/v1/events/{event}/programme/key"),
             programme + QStringLiteral("/key"),
             {},
             who});
        ask({"DELETE",
             QStringLiteral("/v1/events/{event}/programme/key"),
             programme + QStringLiteral("/key"),
             {},
             who});
        ask({"DELETE", QStringLiteral("/v1/events/{event}/programme"), programme, {}, who});
        ask({"GET",
             QStringLiteral("/v1/events/{event}/recordings"),
             event() + QStringLiteral("/recordings"),
             {},
             who});
        ask({"GET",
             QStringLiteral("/v1/events/{event}/ladder"),
             event() + QStringLiteral("/ladder"),
             {},
             who});
    }

    // The dispatcher's routes are in it because it is made of them; what the edge answers by itself is asked.
    void theEdgesOwnAddressesAreInTheDocument_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("bound");
        QTest::newRow("socket") << QByteArray("GET") << QStringLiteral("/v1/rt") << true;
        QTest::newRow("desk") << QByteArray("GET") << QStringLiteral("/v1/desk") << true;
        for (const char *method : {"GET", "POST"}) {
            for (const char *what : {"", "/events", "/poll", "/other"})
                QTest::addRow("%s session%s", method, what)
                    << QByteArray(method) << QStringLiteral("/v1/rt/{session}") + QLatin1String(what)
                    << ((*method == 'P') == (*what == '\0') &&
                        QLatin1String(what) != QLatin1String("/other"));
        }
    }

    void theEdgesOwnAddressesAreInTheDocument()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(bool, bound);
        QString asked = path;
        asked.replace(QLatin1String("{session}"), QString(22, u'a'));
        const HttpAnswer answer = m_server.ask(method, asked, {}, {});
        QCOMPARE(answer.status != 404 && answer.status != 405, bound);
        const QJsonObject document =
            m_document.value(QLatin1String("paths")).toObject().value(path).toObject();
        QCOMPARE(document.contains(QString::fromLatin1(method).toLower()), bound);
        if (bound && path.contains(u'{'))
            QCOMPARE(misfit(operation(QString::fromLatin1(method), path), answer, answer.status), QString());
    }

    // The last row: it looks at what the others asked.
    void everyOperationWasAsked()
    {
        // Asked elsewhere, where there is something to ask for.
        const QHash<QString, QString> elsewhere{
            {QStringLiteral("post /v1/enrolments"), QStringLiteral("enrolment needs a new account")},
            {QStringLiteral("post /v1/events/{event}/recordings"), QStringLiteral("programme_test")},
            {QStringLiteral("get /live/{event}/{file}"), QStringLiteral("programme_test")},
            {QStringLiteral("get /film/{sha256}/{file}"), QStringLiteral("programme_test")}};
        QStringList missing;
        const QJsonObject paths = m_document.value(QLatin1String("paths")).toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path->toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method) {
                const QString one = method.key() + u' ' + path.key();
                if (!m_asked.contains(one) && !elsewhere.contains(one) && !isOfTheEdge(path.key()))
                    missing.append(one);
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

private:
    // Sockets and the lines around them carry messages, not JSON documents.
    static bool isOfTheEdge(const QString &path)
    {
        return path == u"/v1/desk" || path.startsWith(QLatin1String("/v1/rt"));
    }

    // One vote, its receipt, and the audit of the closed question.
    void voteAndAsk()
    {
        const QString producer = QStringLiteral("producer");
        const QString poll = QStringLiteral("30");
        const auto press = [&](const char *command, const QString &element = {}) {
            const QString word = QLatin1String(command);
            return m_server.command(m_sessions.value(producer), QStringLiteral("doc-") + word, word, element)
                .status;
        };
        QCOMPARE(press("start"), 200);
        QCOMPARE(press("open", poll), 200);
        const QString token = m_server.token(QStringLiteral("doc-voter"));
        Line line(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
        QVERIFY(line.isUp());
        line.say(test::helloMessage(m_server.event(), token, QStringLiteral("doc-voter")));
        line.say(test::voteMessage(poll, 0, QStringLiteral("v")));
        const QJsonObject ack = line.take(QStringLiteral("ack"));
        QCOMPARE(ack.value(QLatin1String("st")).toString(), QStringLiteral("counted"));
        m_sessions.insert(QStringLiteral("voter"), token);
        ask({"GET",
             QStringLiteral("/v1/events/{event}/receipts/{receipt}"),
             event() + QStringLiteral("/receipts/") + ack.value(QLatin1String("rc")).toString(),
             {},
             QStringLiteral("voter")});
        QCOMPARE(press("close", poll), 200);
        ask({"GET",
             QStringLiteral("/v1/events/{event}/elements/{element}/audit"),
             event() + QStringLiteral("/elements/30/audit"),
             {},
             producer});
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "document_test.moc"
