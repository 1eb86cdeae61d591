#include "core/event/receipt.h"

#include "core/base/strict_json.h"
#include "tests/core/event/sealed_event.h"

#include <QTest>

using namespace icmp;
using namespace icmp::event;

class ReceiptTest : public QObject {
    Q_OBJECT

    const test::SealedEvent m_sealed;

    bool isGood(const Receipt &receipt, const QByteArray &key)
    {
        return check(receipt, key, test::FakeSigner::check).has_value();
    }

private Q_SLOTS:
    void everyAnswerHasAReceiptThatProvesIt()
    {
        for (const qint64 seq : {2, 3, 4, 5, 6}) {
            const Receipt receipt = m_sealed.receipt(seq);
            QCOMPARE(receipt.leaf.seq, seq);
            QVERIFY(isGood(receipt, m_sealed.signer.publicKey()));
            QVERIFY(isGood(receipt, {}));
            const auto back = receiptFromJson(*parseJsonObject(canonicalJson(toJson(receipt))));
            QVERIFY(back);
            QVERIFY(isGood(*back, m_sealed.signer.publicKey()));
            QVERIFY(back->leaf == receipt.leaf && back->root == receipt.root);
        }
    }

    void theServersSaltIsNotInIt()
    {
        const QByteArray json = canonicalJson(toJson(m_sealed.receipt(3)));
        QVERIFY(!json.contains(toBase64Url(m_sealed.batches.at(1).salt).toLatin1()));
    }

    void otherFactsHaveNone()
    {
        const Batch &batch = m_sealed.batches.at(0);
        const auto made = BatchTree(m_sealed.id, batch, m_sealed.factsOf(batch)).receipt(1);
        QVERIFY(!made);
        QCOMPARE(made.error().code, RefusalCode::UnknownId);
    }

    void whateverIsChangedIsNoticed()
    {
        const QByteArray key = m_sealed.signer.publicKey();
        const Receipt receipt = m_sealed.receipt(3);
        const auto changed = [&](auto change) {
            Receipt other = receipt;
            change(other);
            return !isGood(other, key);
        };
        QVERIFY(changed([](Receipt &one) { one.leaf.choice = QStringLiteral("0"); }));
        QVERIFY(changed([](Receipt &one) { one.leaf.voter = QStringLiteral("eve"); }));
        QVERIFY(changed([](Receipt &one) { one.leaf.seq = 2; }));
        QVERIFY(changed([](Receipt &one) { one.event = QStringLiteral("ev_2"); }));
        QVERIFY(changed([](Receipt &one) { one.root[3] = char(one.root.at(3) ^ 1); }));
        QVERIFY(changed([](Receipt &one) { one.size += 1; }));
        QVERIFY(changed([](Receipt &one) { one.signature[0] = char(one.signature.at(0) ^ 1); }));
        QVERIFY(changed([](Receipt &one) { one.path.removeLast(); }));
        QVERIFY(changed([](Receipt &one) { one.path[0][0] = char(one.path.at(0).at(0) ^ 1); }));
        QVERIFY(!isGood(receipt, test::FakeSigner('x').publicKey()));
    }

    void aBrokenReceiptIsRefused()
    {
        const QJsonObject whole = toJson(m_sealed.receipt(3));
        for (const QString &key : whole.keys()) {
            QJsonObject without = whole;
            without.remove(key);
            QVERIFY2(!receiptFromJson(without), qPrintable(key));
        }
    }
};

QTEST_GUILESS_MAIN(ReceiptTest)
#include "receipt_test.moc"
