#include "core/event/batch.h"

#include "core/base/merkle.h"
#include "tests/support/fake_signer.h"
#include "tests/support/seeded_random.h"

#include <QSet>
#include <QTest>

using namespace icmp;
using namespace icmp::event;

class BatchTest : public QObject {
    Q_OBJECT

    const QString m_event = QStringLiteral("ev_1");
    test::SeededRandom m_random;
    test::FakeSigner m_signer;

    static Fact answer(qint64 seq, const QString &voter = QStringLiteral("ann"), QList<int> choice = {1})
    {
        return {AnswerGiven{ClipId{12}, 1, voter, QStringLiteral("key"), 1, choice, {}}, seq, 1'000 + seq};
    }

private Q_SLOTS:
    void aBookSealsWhatWasAddedAndGoesOn()
    {
        BatchBook book(m_event);
        for (qint64 seq = 1; seq <= 3; ++seq)
            book.add(answer(seq), m_random);
        const Batch first = book.seal(m_signer, 5);
        QCOMPARE(first.number, 1);
        QCOMPARE(first.firstSeq, 1);
        QCOMPARE(first.lastSeq, 3);
        QVERIFY(first.previous.isEmpty());
        QVERIFY(test::FakeSigner::check(first.root, first.signature, m_signer.publicKey()));
        QVERIFY(book.isEmpty());
        book.add(answer(4), m_random);
        const Batch second = book.seal(m_signer, 6);
        QCOMPARE(second.number, 2);
        QCOMPARE(second.firstSeq, 4);
        QCOMPARE(second.previous, first.root);
        QVERIFY(second.salt != first.salt);
    }

    void theRootIsThatOfTheLeaves()
    {
        BatchBook book(m_event);
        QList<Fact> facts{answer(1), {ElementClosed{ClipId{12}, {}}, 2, 7}, answer(3, QStringLiteral("bob"))};
        for (const Fact &fact : facts)
            book.add(fact, m_random);
        const Batch batch = book.seal(m_signer, 5);
        QList<QByteArray> hashes;
        for (const Fact &fact : facts)
            hashes.append(leafHashOf(m_event, fact, batch.salt));
        QCOMPARE(batch.root, rootOf(m_event, batch, hashes));
        QCOMPARE(batch.root, merkle::rootOf(QList<QByteArray>{headHash(m_event, batch)} + hashes));
        QVERIFY(leafHashOf(QStringLiteral("ev_2"), facts[0], batch.salt) != hashes[0]);
    }

    // Two lists of fields never read alike, wherever the borders lie.
    void aLeafDependsOnEveryField()
    {
        const VoteLeaf leaf{QStringLiteral("12"),  1, QStringLiteral("ann"), QStringLiteral("1"), 1, 5,
                            QStringLiteral("salt")};
        QSet<QByteArray> hashes{hashOf(m_event, leaf)};
        const auto with = [&](auto change) {
            VoteLeaf other = leaf;
            change(other);
            hashes.insert(hashOf(m_event, other));
        };
        with([](VoteLeaf &one) { one.element = QStringLiteral("1"); });
        with([](VoteLeaf &one) { one.round = 2; });
        with([](VoteLeaf &one) { one.voter = QStringLiteral("anne"); });
        with([](VoteLeaf &one) { one.choice = QStringLiteral("0"); });
        with([](VoteLeaf &one) { one.n = 2; });
        with([](VoteLeaf &one) { one.seq = 6; });
        with([](VoteLeaf &one) { one.salt = QStringLiteral("salu"); });
        with([](VoteLeaf &one) {
            one.voter = QStringLiteral("ann1");
            one.choice.clear();
        });
        hashes.insert(hashOf(QStringLiteral("ev_2"), leaf));
        QCOMPARE(hashes.size(), 10);
    }

    void aHeadDependsOnEveryField()
    {
        const Batch batch{1, 1, 3, 9, "root", "previous", "salt", "key", {}};
        QSet<QByteArray> heads{headHash(m_event, batch), headHash(QStringLiteral("ev_2"), batch)};
        for (int field = 0; field < 5; ++field) {
            Batch other = batch;
            qint64 *numbers[] = {&other.number, &other.firstSeq, &other.lastSeq, &other.atMs};
            if (field < 4)
                ++*numbers[field];
            else
                other.previous = "Previous";
            heads.insert(headHash(m_event, other));
        }
        QCOMPARE(heads.size(), 7);
        Batch secret = batch;
        secret.salt = "other";
        QCOMPARE(headHash(m_event, secret), headHash(m_event, batch));
    }

    void aReceiptNamesBatchAndLeaf()
    {
        BatchBook book(m_event);
        for (qint64 seq = 5; seq <= 7; ++seq) // four facts are from before there were batches
            book.add(answer(seq), m_random);
        QCOMPARE(book.receiptOf(4), QString());
        QCOMPARE(book.receiptOf(7), QStringLiteral("1.3"));
        const Batch first = book.seal(m_signer, 1);
        QCOMPARE(book.receiptOf(7), QStringLiteral("1.3"));
        QCOMPARE(book.receiptOf(8), QString());
        book.add(answer(8), m_random);
        QCOMPARE(book.receiptOf(8), QStringLiteral("2.1"));
        const Batch second = book.seal(m_signer, 1);
        BatchBook restored(m_event);
        restored.restore(first);
        restored.restore(second);
        for (qint64 seq = 1; seq <= 9; ++seq)
            QCOMPARE(restored.receiptOf(seq), book.receiptOf(seq));
    }

    void onlyTwoNumbersAreAReceipt_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("good") << QStringLiteral("12.7") << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("one") << QStringLiteral("12") << false;
        QTest::newRow("three") << QStringLiteral("1.2.3") << false;
        QTest::newRow("words") << QStringLiteral("a.b") << false;
        QTest::newRow("batch 0") << QStringLiteral("0.1") << false;
        QTest::newRow("the head") << QStringLiteral("1.0") << false;
        QTest::newRow("negative") << QStringLiteral("1.-1") << false;
        QTest::newRow("huge") << QStringLiteral("99999999999999999999.1") << false;
    }
    void onlyTwoNumbersAreAReceipt()
    {
        QFETCH(QString, text);
        QTEST(receiptPlace(text).has_value(), "good");
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
