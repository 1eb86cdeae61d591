#include "core/base/refusal.h"

#include <QSet>
#include <QTest>

using namespace icmp;

class RefusalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRefusalHasItsOwnKeyAndASentence()
    {
        QSet<QString> keys;
        const int count = int(RefusalCode::Ended) + 1;
        for (int i = 0; i < count; ++i) {
            const auto code = RefusalCode(i);
            keys.insert(keyOf(code));
            QVERIFY(QString::fromLatin1(sentenceOf(code)).endsWith(u'.'));
            QString kebab;
            for (const QChar c : nameOf(code))
                kebab += c.isUpper() && !kebab.isEmpty() ? QStringLiteral("-") + c.toLower()
                                                         : QString(c.toLower());
            QCOMPARE(keyOf(code), kebab);
        }
        QCOMPARE(keys.size(), count);
    }

    void aDescriptionTellsPlaceAndDetail()
    {
        QCOMPARE(describe({RefusalCode::TooLong, QStringLiteral("title"), QStringLiteral("At most 256.")}),
                 QStringLiteral("The text is too long. At most 256. (at title)"));
    }
};

QTEST_GUILESS_MAIN(RefusalTest)
#include "refusal_test.moc"
