// A viewer's receipt, the producer's export of a closed question, and its recount by the program itself,
// which knows nothing but the file and the public key.
#include "tests/flow/demo_server.h"

#include "app/platform/ed25519.h"
#include "core/base/hash.h"
#include "core/event/poll_audit.h"

#include <QFile>
#include <QTest>

using namespace icmp;
using namespace icmp::test;

class AuditTest : public QObject {
    Q_OBJECT

private:
    static constexpr int voters = 12;
    const QString m_element = QStringLiteral("30");
    DemoServer m_server;
    QString m_producer;
    QStringList m_tokens;
    QList<QJsonObject> m_receipts;
    QByteArray m_export;
    QTemporaryDir m_folder;

    QString event() const { return QStringLiteral("/v1/events/") + m_server.event(); }

    QString saved(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }

    struct Said {
        int code;
        QString out;
        QString problem;
    };
    Said audit(const QByteArray &file, const QStringList &more = {})
    {
        QProcess program;
        program.start(builtPath(QStringLiteral("bin/icmp-server")),
                      QStringList{QStringLiteral("audit"), QStringLiteral("poll"),
                                  saved(QStringLiteral("export.json"), file)} +
                          more);
        if (!program.waitForFinished(patienceMs))
            return {-1, {}, QStringLiteral("it does not end")};
        return {program.exitCode(), QString::fromUtf8(program.readAllStandardOutput()),
                QString::fromUtf8(program.readAllStandardError())};
    }
    QStringList withKey()
    {
        const QByteArray key = m_server.ask("GET", QStringLiteral("/v1/audit/key")).body;
        return {QStringLiteral("--key"), saved(QStringLiteral("key.json"), key)};
    }
    QStringList withReceipt(const QJsonObject &receipt)
    {
        return {QStringLiteral("--receipt"), saved(QStringLiteral("receipt.json"), canonicalJson(receipt))};
    }

    // The hash of a fact that is shown in full.
    QString hashOf(const QJsonObject &json) const
    {
        const event::FactLeaf leaf{
            json.value(QLatin1String("seq")).toInteger(), json.value(QLatin1String("at")).toInteger(),
            json.value(QLatin1String("kind")).toString(), compactJson(json.value(QLatin1String("body"))),
            json.value(QLatin1String("salt")).toString()};
        return QString::fromLatin1(event::hashOf(m_server.event(), leaf).toHex());
    }

    // As a server would that hides this answer: behind its hash, with counts and signature made to fit.
    enum class Told { Shown, Hidden };
    QByteArray without(const QString &voter, Told told)
    {
        const auto seed = [&] {
            QFile file(m_server.folder() + QStringLiteral("/keys/votes-1.key"));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        }();
        QJsonObject file = *parseJsonObject(m_export);
        event::Recount recount;
        QJsonArray batches;
        for (const auto item : file.value(QLatin1String("batches")).toArray()) {
            QJsonObject batch = item.toObject();
            QJsonArray leaves;
            for (const auto one : batch.value(QLatin1String("leaves")).toArray()) {
                const auto leaf = event::leafFromJson(one.toObject());
                const bool hidden = leaf && leaf->voter == voter;
                if (leaf && !hidden)
                    recount.add(*leaf);
                const QString kind = one.toObject().value(QLatin1String("kind")).toString();
                if (hidden)
                    leaves.append(QString::fromLatin1(event::hashOf(m_server.event(), *leaf).toHex()));
                else if (told == Told::Hidden && kind == u"ElementFinished")
                    leaves.append(hashOf(one.toObject()));
                else
                    leaves.append(one);
            }
            batch.insert(QStringLiteral("leaves"), leaves);
            batches.append(batch);
        }
        file.insert(QStringLiteral("batches"), batches);
        QJsonArray tally;
        const auto round = recount.rounds().first();
        for (auto choice = round.tally.begin(); choice != round.tally.end(); ++choice)
            tally.append(
                QJsonObject{{QStringLiteral("choice"), choice.key()}, {QStringLiteral("n"), *choice}});
        file.insert(QStringLiteral("rounds"), QJsonArray{QJsonObject{{QStringLiteral("round"), 1},
                                                                     {QStringLiteral("voters"), round.voters},
                                                                     {QStringLiteral("tally"), tally}}});
        file.remove(QStringLiteral("signature"));
        platform::Ed25519Signer signer(seed);
        file.insert(QStringLiteral("signature"),
                    toBase64Url(signer.sign("icmp-poll-v1\n" + sha256(canonicalJson(file)))));
        return canonicalJson(file);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        m_producer = m_server.signIn(QStringLiteral("producer"));
        QVERIFY(!m_producer.isEmpty());
    }

    void everyCountedAnswerHasAReceipt()
    {
        for (int i = 0; i < voters; ++i) {
            const QString device = QStringLiteral("device-%1").arg(i);
            m_tokens.append(m_server.token(device));
            Line line(m_server, QStringLiteral("/v1/rt"), QStringLiteral("live.v1.json"));
            QVERIFY(line.isUp());
            line.say(helloMessage(m_server.event(), m_tokens.last(), device));
            line.say(voteMessage(m_element, i % 3, QStringLiteral("key-%1").arg(i)));
            const QJsonObject ack = line.take(QStringLiteral("ack"));
            QCOMPARE(ack.value(QLatin1String("st")).toString(), QStringLiteral("counted"));
            const QString path =
                event() + QStringLiteral("/receipts/") + ack.value(QLatin1String("rc")).toString();
            const HttpAnswer answer = m_server.ask("GET", path, {}, m_tokens.last());
            QCOMPARE(answer.status, 200);
            m_receipts.append(answer.json());
            const auto receipt = event::receiptFromJson(m_receipts.last());
            QVERIFY(receipt);
            QVERIFY(event::check(*receipt, {}, platform::isSignedBy));
            QCOMPARE(receipt->leaf.choice, QString::number(i % 3));
            QCOMPARE(receipt->event, m_server.event());
        }
    }

    void nobodyReadsTheReceiptOfAnother()
    {
        const QString path = event() + QStringLiteral("/receipts/");
        QCOMPARE(m_server.ask("GET", path + QStringLiteral("1.1"), {}, m_tokens.first()).status, 404);
        QCOMPARE(m_server.ask("GET", path + QStringLiteral("999.1"), {}, m_tokens.first()).status, 404);
        QCOMPARE(m_server.ask("GET", path + QStringLiteral("2.1")).status, 401);
        QCOMPARE(m_server.ask("GET", path + QStringLiteral("2.1"), {}, m_producer).status, 401);
        QCOMPARE(m_server.ask("GET", path + QStringLiteral("x"), {}, m_tokens.first()).status, 409);
        int found = 0;
        for (int batch = 1; batch < 40; ++batch)
            found +=
                m_server.ask("GET", path + QStringLiteral("%1.1").arg(batch), {}, m_tokens.first()).status ==
                200;
        QVERIFY(found <= 1);
    }

    void onlyAClosedQuestionIsExported()
    {
        const QString path = event() + QStringLiteral("/elements/30/audit");
        const HttpAnswer open = m_server.ask("GET", path, {}, m_producer);
        QCOMPARE(open.status, 409);
        QCOMPARE(open.code(), QStringLiteral("already-open"));
        QCOMPARE(m_server.ask("GET", path).status, 401);
        QCOMPARE(m_server.ask("GET", path, {}, m_server.signIn(QStringLiteral("advertiser"))).status, 403);
        QCOMPARE(
            m_server.command(m_producer, QStringLiteral("c1"), QStringLiteral("close"), m_element).status,
            200);
        QVERIFY(QTest::qWaitFor([&] { return m_server.ask("GET", path, {}, m_producer).status == 200; },
                                patienceMs));
        m_export = m_server.ask("GET", path, {}, m_producer).body;
        QVERIFY(m_export.size() > 1'000);
        for (const QJsonObject &receipt : std::as_const(m_receipts)) {
            const QString voter =
                receipt.value(QLatin1String("leaf")).toObject().value(QLatin1String("voter")).toString();
            QVERIFY(m_export.contains(voter.toLatin1()));
        }
    }

    void theProgramRecountsItWithThePublicKeyAlone()
    {
        const Said said = audit(m_export, withKey() + withReceipt(m_receipts.at(3)));
        QVERIFY2(said.code == 0, qPrintable(said.problem));
        QVERIFY2(said.out.contains(QStringLiteral("12 voters")), qPrintable(said.out));
        QVERIFY2(said.out.contains(QStringLiteral("  0: 4\n  1: 4\n  2: 4\n")), qPrintable(said.out));
    }

    void whatIsChangedIsFound()
    {
        const QStringList key = withKey();
        for (qsizetype at = 7; at < m_export.size(); at += m_export.size() / 9) {
            QByteArray other = m_export;
            other[at] = char(other.at(at) ^ 1);
            const Said said = audit(other, key);
            QCOMPARE(said.code, 1);
            QVERIFY(said.problem.startsWith(QStringLiteral("icmp-server: ")));
        }
        const QByteArray foreign =
            canonicalJson(QJsonObject{{QStringLiteral("key"), toBase64Url(QByteArray(32, 'x'))}});
        QCOMPARE(
            audit(m_export, {QStringLiteral("--key"), saved(QStringLiteral("other.json"), foreign)}).code, 1);
        QCOMPARE(audit({}).code, 1);
    }

    void aReceiptExposesADroppedAnswer()
    {
        const QJsonObject receipt = m_receipts.at(5);
        const QString voter =
            receipt.value(QLatin1String("leaf")).toObject().value(QLatin1String("voter")).toString();
        const Said contradicted = audit(without(voter, Told::Shown), withKey());
        QCOMPARE(contradicted.code, 1);
        QVERIFY2(contradicted.problem.contains(QStringLiteral("told 12 answers")),
                 qPrintable(contradicted.problem));
        const QByteArray forged = without(voter, Told::Hidden);
        const Said alone = audit(forged, withKey());
        QVERIFY2(alone.code == 0, qPrintable(alone.problem)); // right in itself
        const Said exposed = audit(forged, withKey() + withReceipt(receipt));
        QCOMPARE(exposed.code, 1);
        QVERIFY2(exposed.problem.contains(QStringLiteral("is not counted in the file")),
                 qPrintable(exposed.problem));
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"
