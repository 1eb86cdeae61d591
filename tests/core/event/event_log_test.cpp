#include "core/event/event_log.h"

#include <QTest>

using namespace icmp;
using namespace icmp::event;

class EventLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFactSurvivesItsStorage()
    {
        const Fact fact{ElementFinished{ClipId{7}, 2, {5, {2, 3}}}, 12, 1'790'000'000'000};
        const StoredFact row = stored(fact);
        QCOMPARE(row.kind, QStringLiteral("ElementFinished"));
        QCOMPARE(row.body, QByteArray(R"({"counts":{"c":[2,3],"n":5},"element":7,"round":2})"));
        const auto back = restored(row);
        QVERIFY(back);
        QVERIFY(*back == fact);
    }

    void aDamagedRowIsRefused()
    {
        StoredFact row = stored({SessionEnded{}, 1, 1});
        row.body = "{";
        QVERIFY(!restored(row));
        row.body = "{}";
        row.kind = QStringLiteral("?");
        QVERIFY(!restored(row));
    }

    void choicesAreWordsInTheDatabase()
    {
        QCOMPARE(choiceText({0, 12}), QStringLiteral("0 12"));
        QCOMPARE(choiceText({}), QString());
    }
};

QTEST_APPLESS_MAIN(EventLogTest)
#include "event_log_test.moc"
