#include "core/event/poll_audit.h"

#include "core/base/strict_json.h"
#include "tests/core/event/sealed_event.h"

#include <QTest>

using namespace icmp;
using namespace icmp::event;

class PollAuditTest : public QObject {
    Q_OBJECT

    const test::SealedEvent m_sealed;

    static QString told(const Result<PollReport> &report)
    {
        return report ? QStringLiteral("yes") : keyOf(report.error().code);
    }
    Result<PollReport> read(const QByteArray &file)
    {
        return checkPoll(file, m_sealed.signer.publicKey(), test::FakeSigner::check);
    }

private Q_SLOTS:
    void anExportIsRecounted()
    {
        const auto report = read(m_sealed.exported());
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->element, QStringLiteral("12"));
        QCOMPARE(report->batches, 4);
        QCOMPARE(report->answers, 4);
        QCOMPARE(report->rounds.size(), 1);
        QCOMPARE(report->rounds.first().voters, 3);
        QCOMPARE(report->rounds.first().told.value_or(0), 3);
        const QMap<QString, qint64> tally{{QStringLiteral("0"), 1}, {QStringLiteral("1"), 2}};
        QCOMPARE(report->rounds.first().tally, tally);
    }

    void otherQuestionsAreOnlyHashes() { QVERIFY(!m_sealed.exported().contains("cid")); }

    // A flipped bit is found wherever it is.
    void oneFlippedByteAnywhereIsFound()
    {
        const QByteArray file = m_sealed.exported();
        for (qsizetype i = 0; i < file.size(); ++i) {
            QByteArray other = file;
            other[i] = char(other.at(i) ^ 1);
            QVERIFY2(!read(other),
                     qPrintable(QStringLiteral("byte %1: %2").arg(i).arg(QChar::fromLatin1(file[i]))));
        }
        QVERIFY(!read(file + ' '));
        QVERIFY(!read(file.chopped(1)));
        QVERIFY(!read({}));
    }

    // A server changes what it exports and signs the file again: each rule finds its own.
    void aServerThatCheatsIsFound_data()
    {
        QTest::addColumn<int>("cheat");
        QTest::addColumn<QString>("code");
        QTest::newRow("an answer changed") << 0 << QStringLiteral("bad-hash");
        QTest::newRow("an answer dropped") << 1 << QStringLiteral("out-of-range");
        QTest::newRow("a batch left out") << 2 << QStringLiteral("out-of-range");
        QTest::newRow("a batch signed with another key") << 3 << QStringLiteral("bad-hash");
        QTest::newRow("a batch that follows another") << 4 << QStringLiteral("bad-hash");
        QTest::newRow("other counts claimed") << 5 << QStringLiteral("conflict");
        QTest::newRow("other counts told to viewers") << 6 << QStringLiteral("conflict");
    }
    void aServerThatCheatsIsFound()
    {
        QFETCH(int, cheat);
        test::SealedEvent sealed;
        if (cheat == 6) {
            std::get<ElementFinished>(sealed.facts.last().content).counts.answers = 4;
            sealed.seal();
        }
        QJsonObject file = *parseJsonObject(sealed.exported());
        QJsonArray batches = file.value(QLatin1String("batches")).toArray();
        QJsonObject second = batches.at(1).toObject();
        QJsonArray leaves = second.value(QLatin1String("leaves")).toArray();
        QJsonObject ann = leaves.at(0).toObject();
        if (cheat == 0) {
            ann.insert(QStringLiteral("choice"), QJsonArray{1});
            leaves.replace(0, ann);
        } else if (cheat == 1) {
            leaves.removeAt(0);
        } else if (cheat == 3) {
            second.insert(QStringLiteral("signature"),
                          toBase64Url(test::FakeSigner('x').sign(sealed.batches.at(1).root)));
        } else if (cheat == 4) {
            second.insert(QStringLiteral("previous"), QString(64, u'a'));
        } else if (cheat == 5) {
            file.insert(QStringLiteral("rounds"), QJsonArray());
        }
        second.insert(QStringLiteral("leaves"), leaves);
        batches.replace(1, second);
        if (cheat == 2)
            batches.removeAt(1);
        file.insert(QStringLiteral("batches"), batches);
        file.remove(QStringLiteral("signature"));
        const QByteArray message = "icmp-poll-v1\n" + sha256(canonicalJson(file));
        file.insert(QStringLiteral("signature"), toBase64Url(sealed.signer.sign(message)));
        QTEST(told(read(canonicalJson(file))), "code");
    }

    // What is stored no longer fits what was signed: there is no export.
    void aChangedDatabaseIsNotExported()
    {
        PollExport poll(m_sealed.id, ClipId{12});
        const Batch &batch = m_sealed.batches.at(1);
        QList<Fact> facts = m_sealed.factsOf(batch);
        std::get<AnswerGiven>(facts.first().content).choice = {1};
        QVERIFY(!poll.add(batch, facts));
        QVERIFY(!poll.add(batch, facts.mid(1)));
        QVERIFY(poll.add(batch, m_sealed.factsOf(batch)));
    }

    void anotherKeyIsNoticed()
    {
        QCOMPARE(
            told(checkPoll(m_sealed.exported(), test::FakeSigner('x').publicKey(), test::FakeSigner::check)),
            QStringLiteral("bad-hash"));
        QCOMPARE(told(checkPoll(m_sealed.exported(), {}, test::FakeSigner::check)), QStringLiteral("yes"));
    }

    void aReceiptIsFoundInTheExport()
    {
        const auto report = read(m_sealed.exported());
        for (const qint64 seq : {2, 3, 5, 6})
            QVERIFY(holds(*report, m_sealed.receipt(seq)));
        const auto other = holds(*report, m_sealed.receipt(4));
        QVERIFY(!other && other.error().code == RefusalCode::NotAllowedHere);
    }

    // The server rewrites its history and signs everything again: the file is right in itself.
    void aReceiptExposesAnAnswerThatWasDroppedAfterwards()
    {
        const Receipt receipt = m_sealed.receipt(3);
        test::SealedEvent forged;
        forged.facts[2].content = forged.answer(13, "bob", 1);
        forged.facts.last().content = ElementFinished{ClipId{12}, 1, {2, {1, 1}}};
        forged.seal();
        const auto report = read(forged.exported());
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->rounds.first().voters, 2);
        QVERIFY(check(receipt, m_sealed.signer.publicKey(), test::FakeSigner::check));
        const auto held = holds(*report, receipt);
        QVERIFY(!held && held.error().code == RefusalCode::Missing);
    }

    // The batch is the signed one, and the export hides the answer behind its hash.
    void aReceiptExposesAnAnswerThatIsHidden()
    {
        auto report = *read(m_sealed.exported());
        report.leaves.remove(3);
        const auto held = holds(report, m_sealed.receipt(3));
        QVERIFY(!held && held.error().place == QStringLiteral("leaf"));
    }
};

QTEST_GUILESS_MAIN(PollAuditTest)
#include "poll_audit_test.moc"
