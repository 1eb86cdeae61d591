// Counts of every type as lines: what stands in them, and how long the bars are.
#include "studio/live/model/tally_rows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QTest>
#include <string>

using namespace icmp;
using namespace icmp::live;

namespace {

const QString iid = QStringLiteral("7");

element::Element made(const char *json)
{
    const auto element = element::fromJson(QJsonDocument::fromJson(json).object());
    if (!element)
        qFatal("%s", qPrintable(describe(element.error())));
    return *element;
}

TallyTable table(const char *element, const char *state)
{
    remote::EventMirror mirror;
    mirror.takeState(QJsonDocument::fromJson(state).object(), 1);
    return tallyTable(made(element), iid, mirror);
}

constexpr const char *options = R"("options":[{"id":1,"text":"Reeds"},{"id":2,"text":"Stones"}])";
std::string with(const char *head)
{
    return std::string(head) + options + "}";
}

} // namespace

class TallyRowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void aPollTellsSharesAndItsLeader()
    {
        const auto poll = with(R"({"type":"poll.single","question":"?",)");
        const TallyTable t = table(poll.c_str(), R"({"k":"tally:7","v":1,"d":{"n":10,"c":[4,6]}})");
        QCOMPARE(t.figure, QStringLiteral("10"));
        QCOMPARE(t.rows.size(), 2);
        QCOMPARE(t.rows.at(1).share, QStringLiteral("60.0 %"));
        QVERIFY(t.rows.at(1).leads && !t.rows.at(0).leads);
        QCOMPARE(t.rows.at(1).part, 0.6); // past 48 %: the bar stands for the whole
        const TallyTable half = table(poll.c_str(), R"({"k":"tally:7","v":1,"d":{"n":10,"c":[4,4]}})");
        QCOMPARE(half.rows.at(0).part, 0.8); // below it for the half
    }

    void aRankingTellsPointsAndFirstChoices()
    {
        const auto rank = with(R"({"type":"poll.rank","question":"?",)");
        const TallyTable t = table(rank.c_str(), R"({"k":"tally:7","v":1,"d":{"n":3,"c":[2,1],"b":[2,1]}})");
        QCOMPARE(t.rows.at(0).count, QStringLiteral("2"));
        QCOMPARE(t.rows.at(0).extra, QStringLiteral("2"));
        QVERIFY(t.rows.at(0).leads);
    }

    void aSliderTellsItsHistogramAndMean()
    {
        const TallyTable t = table(R"({"type":"poll.slider","question":"?","min":0,"max":10,"step":1})",
                                   R"({"k":"tally:7","v":1,"d":{"n":4,"s":26,"c":[0,0,0,0,0,1,1,2,0,0,0]}})");
        QCOMPARE(t.rows.size(), 11);
        QCOMPARE(t.rows.at(7).text, QStringLiteral("7"));
        QCOMPARE(t.rows.at(7).count, QStringLiteral("2"));
        QCOMPARE(t.note, QStringLiteral("mean 6.5"));
    }

    // The server puts value index i of V into bucket floor(i·B/V); every label covers exactly its values.
    void aSlidersBucketsAreTheServers()
    {
        for (const int values : {1, 2, 19, 20, 21, 50, 101, 1'001}) {
            const QByteArray json = "{\"type\":\"poll.slider\",\"question\":\"?\",\"min\":0,\"max\":" +
                                    QByteArray::number(values - 1) + ",\"step\":1}";
            const TallyTable t = table(json.constData(), R"({"k":"x","v":1})");
            const int buckets = std::min(20, values);
            QCOMPARE(t.rows.size(), buckets);
            for (int i = 0; i < values; ++i) {
                const QString text = t.rows.at(i * buckets / values).text;
                const QStringList ends = QString(text).remove(u',').split(QStringLiteral(" to "));
                QVERIFY2(i >= ends.first().toInt() && i <= ends.last().toInt(), qPrintable(text));
            }
        }
    }

    void aTextPollTellsWhatWasApproved()
    {
        const TallyTable t = table(
            R"({"type":"poll.text","question":"?"})",
            R"({"k":"tally:7","v":1,"d":{"n":9,"top":[{"tx":"frog","n":4}],"words":[{"w":"frog","n":4}]}})");
        QCOMPARE(t.figure, QStringLiteral("9"));
        QCOMPARE(t.rows.at(0).text, QStringLiteral("frog"));
        QVERIFY(t.note.contains(QStringLiteral("frog")));
    }

    void aPredictionTellsStakesAndBackers()
    {
        const auto json = with(R"({"type":"prediction","question":"?",)");
        const TallyTable t =
            table(json.c_str(), R"({"k":"tally:7","v":1,"d":{"n":5,"c":[3,2],"s":[100,300]}})");
        QCOMPARE(t.rows.at(1).share, QStringLiteral("75.0 %"));
        QCOMPARE(t.rows.at(1).count, QStringLiteral("300"));
        QCOMPARE(t.rows.at(1).extra, QStringLiteral("2"));
        QVERIFY(t.note.contains(QStringLiteral("400")));
    }

    void tapsPlacesAndStockHaveTheirRows()
    {
        const TallyTable taps =
            table(R"({"type":"reaction","options":[{"id":1,"text":"x"},{"id":2,"text":"y"}]})",
                  R"({"k":"react:7","v":1,"d":{"c":[30,10]}})");
        QCOMPARE(taps.figure, QStringLiteral("40"));
        QCOMPARE(taps.rows.at(0).mark, QStringLiteral("x"));
        const TallyTable places = table(R"({"type":"leaderboard"})",
                                        R"({"k":"lb:7","v":1,"d":{"top":[{"p":"abc123","pts":900}],"n":2}})");
        QCOMPARE(places.rows.at(0).count, QStringLiteral("900"));
        const TallyTable stock = table(R"({"type":"product","name":"Mug","stock":10})",
                                       R"({"k":"stock:7","v":1,"d":{"left":3,"of":10}})");
        QCOMPARE(stock.figure, QStringLiteral("3"));
        QCOMPARE(stock.rows.at(0).part, 0.3);
        QVERIFY(table(R"({"type":"chapter"})", R"({"k":"x","v":1})").rows.isEmpty());
    }
};

QTEST_MAIN(TallyRowsTest)
#include "tally_rows_test.moc"
