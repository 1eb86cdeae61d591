// The automation port: its own user's socket, one object a line, answers in order, refusals by name.
#include "studio/automation/document_methods.h"

#include "tests/support/fake_clock.h"
#include "tests/support/random_edits.h"
#include "tests/support/seeded_random.h"

#include <QJsonDocument>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace icmp;
using namespace icmp::automation;

class AutomationPortTest : public QObject {
    Q_OBJECT

    test::FakeClock m_clock;
    test::SeededRandom m_random;
    QTemporaryDir m_folder;
    std::unique_ptr<document::Document> m_document;
    std::unique_ptr<AutomationPort> m_port;
    QLocalSocket m_socket;

    QList<QJsonObject> ask(const QByteArray &lines, int answers)
    {
        m_socket.write(lines);
        QList<QJsonObject> told;
        std::ignore = QTest::qWaitFor(
            [&] {
                while (m_socket.canReadLine())
                    told.append(QJsonDocument::fromJson(m_socket.readLine()).object());
                return told.size() >= answers;
            },
            10'000);
        return told;
    }
    QJsonObject askOne(const QByteArray &method, const QJsonObject &params)
    {
        const QJsonObject request{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                                  {QStringLiteral("id"), 7},
                                  {QStringLiteral("method"), QString::fromLatin1(method)},
                                  {QStringLiteral("params"), params}};
        const auto told = ask(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n', 1);
        return told.value(0);
    }

private Q_SLOTS:
    void init()
    {
        const QString path = m_folder.filePath(QString::number(m_random.id()) + QStringLiteral(".icmp"));
        auto made = document::Document::create({m_clock, m_random, {}},
                                               test::RandomEdits(1).startingProject(3), path);
        QVERIFY(made);
        m_document = std::move(*made);
        m_port = std::make_unique<AutomationPort>();
        addDocumentMethods(*m_port, [this] { return m_document.get(); });
        const auto listening =
            m_port->listen(QStringLiteral("unix:") + m_folder.filePath(QStringLiteral("s")));
        QVERIFY2(listening, listening ? "" : qPrintable(listening.error().what));
        m_socket.connectToServer(m_folder.filePath(QStringLiteral("s")));
        QVERIFY(m_socket.waitForConnected());
    }
    void cleanup()
    {
        m_socket.abort();
        m_port.reset();
        m_document.reset();
    }

    void theSocketIsItsOwnersAlone()
    {
        struct stat found = {};
        QCOMPARE(::stat(qPrintable(m_folder.filePath(QStringLiteral("s"))), &found), 0);
        QCOMPARE(int(found.st_mode & 0777), 0600);
        AutomationPort second;
        QVERIFY(!second.listen(QStringLiteral("unix:") + m_folder.filePath(QStringLiteral("s"))));
        QVERIFY(!second.listen(QStringLiteral("tcp:1")));
        QVERIFY(!second.listen(QStringLiteral("unix:/") + QString(120, u'x')));
    }

    void anEditIsAppliedAndMadeDurable()
    {
        const QJsonObject edit{{QStringLiteral("kind"), QStringLiteral("project.rename")},
                               {QStringLiteral("name"), QStringLiteral("New")}};
        const QJsonObject told = askOne("op.apply", {{QStringLiteral("edit"), edit},
                                                     {QStringLiteral("wait"), QStringLiteral("durable")}});
        const QJsonObject result = told.value(QLatin1String("result")).toObject();
        QCOMPARE(told.value(QLatin1String("id")).toInt(), 7);
        QCOMPARE(result.value(QLatin1String("seq")).toInt(), 1);
        QVERIFY(result.value(QLatin1String("durable")).toBool());
        QCOMPARE(result.value(QLatin1String("hash")).toString(), m_document->hash());
        QCOMPARE(m_document->durableSeq(), 1);
        const QJsonObject back = askOne("undo", {}).value(QLatin1String("result")).toObject();
        QCOMPARE(back.value(QLatin1String("done")).toInt(), 1);
        const QJsonObject hash = askOne("doc.hash", {}).value(QLatin1String("result")).toObject();
        QCOMPARE(hash.value(QLatin1String("seq")).toInt(), 2);
        QCOMPARE(hash.value(QLatin1String("hash")).toString(), m_document->hash());
        QCOMPARE(askOne("doc.json", {}).value(QLatin1String("result")).toString().toUtf8(),
                 project::canonicalBytes(m_document->project()));
    }

    void aRefusalIsNamed()
    {
        const QJsonObject edit{{QStringLiteral("kind"), QStringLiteral("scene.remove")},
                               {QStringLiteral("scene"), 5}};
        const QJsonObject error =
            askOne("op.apply", {{QStringLiteral("edit"), edit}}).value(QLatin1String("error")).toObject();
        QCOMPARE(error.value(QLatin1String("code")).toInt(), refusedCode);
        QCOMPARE(error.value(QLatin1String("data")).toObject().value(QLatin1String("refusal")).toString(),
                 QStringLiteral("UnknownId"));
        QCOMPARE(m_document->seq(), 0);
    }

    void answersComeInOrder()
    {
        Answer late;
        m_port->add(QStringLiteral("slow"),
                    [&](const QJsonObject &, const Answer &answer) { late = answer; });
        m_socket.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"slow\"}\n"
                       "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"doc.hash\"}\n");
        QVERIFY(QTest::qWaitFor([&] { return bool(late); }));
        QTest::qWait(20);
        QVERIFY(!m_socket.canReadLine());
        late(QJsonValue(QStringLiteral("done")));
        const auto told = ask({}, 2);
        QCOMPARE(told[0].value(QLatin1String("id")).toInt(), 1);
        QCOMPARE(told[1].value(QLatin1String("id")).toInt(), 2);
    }

    void nonsenseHasItsCode()
    {
        const auto code = [&](const QByteArray &line) {
            return ask(line + '\n', 1)
                .value(0)
                .value(QLatin1String("error"))
                .toObject()
                .value(QLatin1String("code"))
                .toInt();
        };
        QCOMPARE(code("{no"), parseError);
        QCOMPARE(code("[1]"), invalidRequest);
        QCOMPARE(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"none\"}"), methodNotFound);
        QCOMPARE(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"undo\",\"params\":{\"count\":0}}"),
                 invalidParams);
    }
};

QTEST_GUILESS_MAIN(AutomationPortTest)
#include "automation_port_test.moc"
