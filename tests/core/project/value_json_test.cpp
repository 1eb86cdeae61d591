#include "core/project/value_json.h"

#include <QTest>

using namespace icmp;
using namespace icmp::project;

class ValueJsonTest : public QObject {
    Q_OBJECT

    template <class Value>
    static QString refusalOf(const QJsonValue &json)
    {
        Value out{};
        const auto done = read(json, out);
        return done ? QString() : nameOf(done.error().code) + u' ' + done.error().place;
    }

private Q_SLOTS:
    void valuesReadBack()
    {
        const Box box{-5, 6, 7, 8};
        Box boxBack;
        QVERIFY(read(write(box), boxBack).has_value());
        QCOMPARE(boxBack, box);
        const FrameRate rate{24'000, 1'001};
        FrameRate rateBack;
        QVERIFY(read(write(rate), rateBack).has_value());
        QCOMPARE(rateBack, rate);
        const QList<ClipId> ids{ClipId{1}, ClipId{2}};
        QList<ClipId> idsBack;
        QVERIFY(read(write(ids), idsBack).has_value());
        QCOMPARE(idsBack, ids);
        for (const Ripple ripple : {Ripple::None, Ripple::Track, Ripple::All}) {
            Ripple back = Ripple::None;
            QVERIFY(read(write(ripple), back).has_value());
            QCOMPARE(back, ripple);
        }
    }

    void badValuesAreRefusedWithTheirPlace()
    {
        const auto box = [](const QJsonValue &x, const QJsonValue &w) {
            return QJsonObject{{QStringLiteral("x"), x},
                               {QStringLiteral("y"), 0},
                               {QStringLiteral("w"), w},
                               {QStringLiteral("h"), 1}};
        };
        QCOMPARE(refusalOf<Box>(box(QStringLiteral("1"), 1)), QStringLiteral("WrongType x"));
        QCOMPARE(refusalOf<Box>(box(20'000'000, 1)), QStringLiteral("OutOfRange x"));
        QCOMPARE(refusalOf<Box>(box(0, 0)), QStringLiteral("NegativeLength w"));
        QCOMPARE(refusalOf<qint64>(0.5), QStringLiteral("BadNumber "));
        QCOMPARE(refusalOf<MediaTime>(projectFlicksMax + 1), QStringLiteral("OutOfRange "));
        QCOMPARE(refusalOf<ClipId>(-1), QStringLiteral("OutOfRange "));
        QCOMPARE(refusalOf<TrackKind>(QStringLiteral("radio")), QStringLiteral("WrongType "));
        QCOMPARE(refusalOf<QString>(QString(70'000, u'x')), QStringLiteral("TooLong "));
        const QJsonObject asset{{QStringLiteral("hash"), QStringLiteral("x")},
                                {QStringLiteral("name"), QString()},
                                {QStringLiteral("type"), QString()},
                                {QStringLiteral("bytes"), 1},
                                {QStringLiteral("probe"), QJsonObject()}};
        QCOMPARE(refusalOf<Asset>(asset), QStringLiteral("BadHash hash"));
    }
};

QTEST_GUILESS_MAIN(ValueJsonTest)
#include "value_json_test.moc"
