#include "core/base/media_time.h"

#include <QRandomGenerator>
#include <QTest>

using namespace icmp;

class MediaTimeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standardRatesHaveWholeFlicks_data()
    {
        QTest::addColumn<qint64>("numerator");
        QTest::addColumn<qint64>("denominator");
        QTest::addColumn<qint64>("flicks");
        QTest::newRow("23.976") << qint64(24000) << qint64(1001) << qint64(29'429'400);
        QTest::newRow("24") << qint64(24) << qint64(1) << qint64(29'400'000);
        QTest::newRow("25") << qint64(25) << qint64(1) << qint64(28'224'000);
        QTest::newRow("29.97") << qint64(30000) << qint64(1001) << qint64(23'543'520);
        QTest::newRow("30") << qint64(30) << qint64(1) << qint64(23'520'000);
        QTest::newRow("50") << qint64(50) << qint64(1) << qint64(14'112'000);
        QTest::newRow("59.94") << qint64(60000) << qint64(1001) << qint64(11'771'760);
        QTest::newRow("60") << qint64(60) << qint64(1) << qint64(11'760'000);
    }

    void standardRatesHaveWholeFlicks()
    {
        QFETCH(qint64, numerator);
        QFETCH(qint64, denominator);
        QFETCH(qint64, flicks);
        const FrameRate rate{numerator, denominator};
        QVERIFY(rate.isExact());
        QCOMPARE(rate.frameLength().flicks, flicks);
        const qint64 day = rate.frameAt(MediaTime::ofSeconds(86'400));
        QCOMPARE(rate.timeOfFrame(day).flicks, day * flicks); // no drift after 24 h
    }

    void aFrameIsOnScreenFromItsStartToTheNext()
    {
        for (const FrameRate rate :
             {FrameRate{24000, 1001}, FrameRate{25, 1}, FrameRate{60, 1}, FrameRate{17, 3}}) {
            for (const qint64 frame : {qint64(0), qint64(1), qint64(7), qint64(172'800), qint64(-3)}) {
                const MediaTime start = rate.timeOfFrame(frame);
                QCOMPARE(rate.frameAt(start), frame);
                QCOMPARE(rate.frameAt(start - MediaTime{1}), frame - 1);
                QCOMPARE(rate.frameAt(rate.timeOfFrame(frame + 1) - MediaTime{1}), frame);
            }
        }
    }

    void timecodeOfEveryFrameOfAnHourReadsBack_data()
    {
        QTest::addColumn<qint64>("numerator");
        QTest::addColumn<qint64>("denominator");
        QTest::addColumn<bool>("drop");
        QTest::newRow("23.976") << qint64(24000) << qint64(1001) << false;
        QTest::newRow("25") << qint64(25) << qint64(1) << false;
        QTest::newRow("29.97 drop") << qint64(30000) << qint64(1001) << true;
        QTest::newRow("29.97") << qint64(30000) << qint64(1001) << false;
    }

    void timecodeOfEveryFrameOfAnHourReadsBack()
    {
        QFETCH(qint64, numerator);
        QFETCH(qint64, denominator);
        QFETCH(bool, drop);
        const FrameRate rate{numerator, denominator};
        const auto style = drop ? TimecodeStyle::Drop : TimecodeStyle::NonDrop;
        const qint64 frames = rate.frameAt(MediaTime::ofSeconds(3'600));
        for (qint64 frame = 0; frame <= frames; ++frame) {
            const MediaTime t = rate.timeOfFrame(frame);
            const auto back = parseTimecode(formatTimecode(t, rate, style), rate);
            if (!back || *back != t)
                QFAIL(qPrintable(
                    QStringLiteral("frame %1: %2").arg(frame).arg(formatTimecode(t, rate, style))));
        }
    }

    void dropFrameSkipsTwoNumbersEachMinuteButTheTenth()
    {
        const FrameRate ntsc{30000, 1001};
        QCOMPARE(formatTimecode(ntsc.timeOfFrame(1799), ntsc, TimecodeStyle::Drop),
                 QStringLiteral("00:00:59;29"));
        QCOMPARE(formatTimecode(ntsc.timeOfFrame(1800), ntsc, TimecodeStyle::Drop),
                 QStringLiteral("00:01:00;02"));
        QCOMPARE(formatTimecode(ntsc.timeOfFrame(17982), ntsc, TimecodeStyle::Drop),
                 QStringLiteral("00:10:00;00"));
        QVERIFY(!parseTimecode(QStringLiteral("00:01:00;00"), ntsc));
    }

    void textsThatPeopleTypeAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("flicks");
        QTest::newRow("seconds") << "12.5" << qint64(12'500) * flicksPerMs;
        QTest::newRow("clock") << "1:02.250" << qint64(62'250) * flicksPerMs;
        QTest::newRow("with hours") << "1:00:00" << qint64(3'600) * flicksPerSecond;
        QTest::newRow("frames forward") << "+12f" << MediaTime::ofSeconds(10).flicks + 12 * 28'224'000;
        QTest::newRow("seconds back") << "-1.5s" << qint64(8'500) * flicksPerMs;
        QTest::newRow("spaces") << "  3 " << qint64(3) * flicksPerSecond;
    }

    void textsThatPeopleTypeAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qint64, flicks);
        const auto t = parseTimecode(text, FrameRate{25, 1}, MediaTime::ofSeconds(10));
        QVERIFY(t.has_value());
        QCOMPARE(t->flicks, flicks);
    }

    void otherTextsAreNot_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "abc", "1:60.0", "00:00:00:25", "00:61:00:00", "99999999", "1,5", "1e3", "--1", "+f"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void otherTextsAreNot()
    {
        QFETCH(QString, text);
        QVERIFY(!parseTimecode(text, FrameRate{25, 1}).has_value());
    }

    void nearestFrameStartTakesTheEarlierOnATie()
    {
        const FrameRate rate{25, 1};
        QCOMPARE(rate.nearestFrameStart({28'224'000 / 2}).flicks, qint64(0));
        QCOMPARE(rate.nearestFrameStart({28'224'000 / 2 + 1}).flicks, qint64(28'224'000));
    }
};

QTEST_GUILESS_MAIN(MediaTimeTest)
#include "media_time_test.moc"
