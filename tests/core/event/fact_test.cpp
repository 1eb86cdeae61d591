#include "core/event/fact.h"

#include <QTest>

using namespace icmp;
using namespace icmp::event;

class FactTest : public QObject {
    Q_OBJECT

private:
    static QList<FactContent> oneOfEach()
    {
        const AnswerGiven answer{ClipId{3}, 2,      QStringLiteral("voter"), QStringLiteral("key"),
                                 4,         {0, 2}, QStringLiteral("ab"),    QStringLiteral("Moin"),
                                 25,        77};
        return {SessionStarted{QStringLiteral("root"), 45'000},
                SessionEnded{},
                PackageChanged{QStringLiteral("a"), QStringLiteral("b"), {ClipId{1}, ClipId{2}}},
                ElementOpened{
                    ClipId{1}, 2, 3, {AnchorClock::ProgrammeTime, 10}, Anchor{AnchorClock::WallClock, 20}},
                ElementUpdated{ClipId{1}, 4, std::nullopt},
                ElementClosed{ClipId{1}, {AnchorClock::MediaTime, 9}},
                ElementFinished{ClipId{1}, 2, {3, {1, 2}, {4, 5}, 6}},
                ElementCancelled{ClipId{1}},
                ElementReset{ClipId{1}, 3, 5},
                ElementResolved{ClipId{1}, 2, {OptionId{2}}},
                ResultsRevealed{ClipId{1}},
                ElementLocked{ClipId{1}, {AnchorClock::ProgrammeTime, 7}},
                ElementHeld{ClipId{1}},
                ElementReleased{ClipId{1}, Anchor{AnchorClock::WallClock, 9}, 300},
                ElementRefunded{ClipId{1}, 2},
                ElementUndone{ClipId{1}, 3, 4},
                PanicPressed{},
                NoticeAnnounced{QStringLiteral("Back in a minute."), 1},
                StockChanged{ClipId{1}, 5},
                answer,
                AnswerReplaced{answer, {1}},
                AnswerModerated{ClipId{1}, 1, 9, true},
                QuizScored{ClipId{1}, 1, 10, {QStringLiteral("a"), QStringLiteral("b")}, {3, 0}},
                PredictionPaid{ClipId{1}, 1, {QStringLiteral("a")}, {30}, 2},
                StakesReturned{ClipId{1}, 1, {QStringLiteral("a")}, {10}},
                AwardEarned{ClipId{1}, {QStringLiteral("a")}, 50},
                ReactionsCounted{ClipId{1}, {3, 0, 1}},
                LinkPressed{ClipId{1}, QStringLiteral("v"), QStringLiteral("k")},
                CommandTaken{QStringLiteral("k"), QStringLiteral("h"), QStringLiteral("7"), 2}};
    }

private Q_SLOTS:
    void everyKindComesBackAsItWas()
    {
        const auto all = oneOfEach();
        QCOMPARE(size_t(all.size()), std::variant_size_v<FactContent>);
        for (const FactContent &fact : all) {
            const auto back = factFromJson(kindOf(fact), toJson(fact));
            QVERIFY2(back, qPrintable(kindOf(fact)));
            QVERIFY(*back == fact);
        }
    }

    void onlyTheLifeCycleIsInTheLog()
    {
        QStringList quiet;
        for (const FactContent &fact : oneOfEach()) {
            if (!isLogFact(fact))
                quiet.append(kindOf(fact));
        }
        QCOMPARE(quiet, QStringList({QStringLiteral("StockChanged"), QStringLiteral("AnswerGiven"),
                                     QStringLiteral("AnswerReplaced"), QStringLiteral("AnswerModerated"),
                                     QStringLiteral("QuizScored"), QStringLiteral("PredictionPaid"),
                                     QStringLiteral("StakesReturned"), QStringLiteral("AwardEarned"),
                                     QStringLiteral("ReactionsCounted"), QStringLiteral("LinkPressed"),
                                     QStringLiteral("CommandTaken")}));
    }

    void whatIsNoFactIsRefused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QJsonObject>("body");
        QTest::addColumn<RefusalCode>("code");
        const QJsonObject closed = toJson(FactContent(ElementClosed{ClipId{1}, {AnchorClock::WallClock, 5}}));
        const auto with = [&](const QString &key, const QJsonValue &value) {
            QJsonObject changed = closed;
            changed.insert(key, value);
            return changed;
        };
        const QString kind = QStringLiteral("ElementClosed");
        QTest::newRow("unknown kind") << QStringLiteral("ElementMelted") << closed << RefusalCode::WrongType;
        QTest::newRow("no element") << kind << QJsonObject{} << RefusalCode::WrongType;
        QTest::newRow("element 0") << kind << with(QStringLiteral("element"), 0) << RefusalCode::OutOfRange;
        QTest::newRow("text as element")
            << kind << with(QStringLiteral("element"), QStringLiteral("1")) << RefusalCode::WrongType;
        QTest::newRow("two clocks") << kind
                                    << with(QStringLiteral("until"), QJsonObject{{QStringLiteral("mt"), 1},
                                                                                 {QStringLiteral("utc"), 1}})
                                    << RefusalCode::WrongType;
        QTest::newRow("before the epoch")
            << kind << with(QStringLiteral("until"), QJsonObject{{QStringLiteral("utc"), -1}})
            << RefusalCode::OutOfRange;
    }

    void whatIsNoFactIsRefused()
    {
        QFETCH(QString, kind);
        QFETCH(QJsonObject, body);
        QFETCH(RefusalCode, code);
        const auto read = factFromJson(kind, body);
        QVERIFY(!read);
        QCOMPARE(read.error().code, code);
    }
};

QTEST_APPLESS_MAIN(FactTest)
#include "fact_test.moc"
