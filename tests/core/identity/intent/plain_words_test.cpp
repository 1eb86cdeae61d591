#include "core/identity/intent/plain_words.h"

#include <QTest>

using namespace icmp::identity;

class PlainWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatDeceivesIsWrittenOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "ada@show.example, 12 %"
                               << "ada@show.example, 12 %";
        QTest::newRow("accents") << QStringLiteral("Zo\u00eb M\u00fcller")
                                 << QStringLiteral("Zo\u00eb M\u00fcller");
        QTest::newRow("one other script")
            << QStringLiteral("\u0410\u043d\u043d\u0430") << QStringLiteral("\u0410\u043d\u043d\u0430");
        QTest::newRow("right to left override") << QStringLiteral("pay \u202eecila") << "pay \\u{202E}ecila";
        QTest::newRow("isolate") << QStringLiteral("a\u2066b\u2069") << "a\\u{2066}b\\u{2069}";
        QTest::newRow("zero width") << QStringLiteral("ad\u200bmin") << "ad\\u{200B}min";
        QTest::newRow("look-alike") << QStringLiteral("p\u0430yee") << "p\\u{430}yee";
        QTest::newRow("no-break space") << QStringLiteral("a\u00a0b") << "a\\u{A0}b";
        QTest::newRow("line feed") << "a\nb"
                                   << "a\\u{A}b";
        QTest::newRow("escape") << QStringLiteral("\u001b[2J") << "\\u{1B}[2J";
        QTest::newRow("imitated escape") << "\\u{202E}"
                                         << "\\u{5C}u{202E}";
        QTest::newRow("empty") << ""
                               << "";
    }
    void whatDeceivesIsWrittenOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(plainWords(text), shown);
    }
};

QTEST_GUILESS_MAIN(PlainWordsTest)
#include "plain_words_test.moc"
