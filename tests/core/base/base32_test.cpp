#include "core/base/base32.h"

#include <QTest>

using namespace icmp;

class Base32Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // source: RFC 4648 section 10, without the padding
    void theVectorsOfTheRfcHold_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        const char *rows[][2] = {{"", ""},
                                 {"f", "MY"},
                                 {"fo", "MZXQ"},
                                 {"foo", "MZXW6"},
                                 {"foob", "MZXW6YQ"},
                                 {"fooba", "MZXW6YTB"},
                                 {"foobar", "MZXW6YTBOI"}};
        for (const auto &row : rows)
            QTest::newRow(row[1]) << QByteArray(row[0]) << QString::fromLatin1(row[1]);
    }

    void theVectorsOfTheRfcHold()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(toBase32(bytes), text);
        QCOMPARE(fromBase32(text), bytes);
        QCOMPARE(fromBase32(text.toLower()), bytes);
    }

    void whatPeopleTypeIsRead()
    {
        QCOMPARE(fromBase32(QStringLiteral("mzxw 6ytb-oi======")), QByteArray("foobar"));
        QVERIFY(!fromBase32(QStringLiteral("MZXW1")));
        QVERIFY(!fromBase32(QStringLiteral("MZ=XW6")));
        QVERIFY(!fromBase32(QStringLiteral("MZX"))); // 15 bits: one byte and seven left over
        QVERIFY(!fromBase32(QStringLiteral("MZ")));  // the last bits are not zero
        QVERIFY(!fromBase32(QStringLiteral("ſY")));  // its capital is S, but it is no letter of ours
    }
};

QTEST_GUILESS_MAIN(Base32Test)
#include "base32_test.moc"
