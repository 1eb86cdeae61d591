// What comes from a worker is checked before it is believed: headers, probes, indexes, waveforms.
#include "studio/media/wire/frame_index.h"
#include "studio/media/wire/message.h"
#include "studio/media/wire/probe.h"
#include "studio/media/wire/waveform.h"

#include <QTest>
#include <cstring>

using namespace icmp;
using namespace icmp::media;

namespace {

FrameHeader goodHeader()
{
    FrameHeader header;
    header.magic = FrameHeader::magicValue;
    header.number = 7;
    header.width = 100;
    header.height = 50;
    header.stride = 400;
    header.endFlicks = 1;
    header.payloadBytes = 20'000;
    return header;
}

MediaProbe goodProbe()
{
    MediaProbe probe;
    probe.container = QStringLiteral("mp4");
    probe.length = MediaTime::ofSeconds(10);
    probe.bytes = 1'000;
    probe.frames = 250;
    probe.video = VideoTrack{QStringLiteral("h264"), {1'920, 1'080}, 90, {30'000, 1'001}, true};
    probe.audio = AudioTrack{QStringLiteral("aac"), 2, 44'100};
    return probe;
}

}  // namespace

class WireTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHeaderThatFitsIsBelieved() { QVERIFY(checkFrame(goodHeader(), 7, {100, 50}, slotBytes)); }

    void aHeaderThatLiesIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, auto change) {
            FrameHeader header = goodHeader();
            change(header);
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(&header), sizeof header);
        };
        row("magic", [](FrameHeader &h) { h.magic = 0; });
        row("another request", [](FrameHeader &h) { h.number = 8; });
        row("no width", [](FrameHeader &h) { h.width = 0; });
        row("negative height", [](FrameHeader &h) { h.height = -50; });
        row("wider than asked", [](FrameHeader &h) { h.width = 101; });
        row("short lines", [](FrameHeader &h) { h.stride = 396; });
        row("huge lines", [](FrameHeader &h) { h.stride = 2'000'000'000; });
        row("odd lines", [](FrameHeader &h) { h.stride = 401; });
        row("payload", [](FrameHeader &h) { h.payloadBytes = 20'001; });
        row("beyond the slot", [](FrameHeader &h) {
            h.stride = 4'000'000;
            h.payloadBytes = 200'000'000;
        });
        row("no time", [](FrameHeader &h) { h.endFlicks = 0; });
        row("negative index", [](FrameHeader &h) { h.index = -1; });
    }

    void aHeaderThatLiesIsRefused()
    {
        QFETCH(QByteArray, bytes);
        FrameHeader header;
        std::memcpy(&header, bytes.constData(), sizeof header);
        const auto checked = checkFrame(header, 7, {100, 50}, slotBytes);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, RefusalCode::BadDocument);
    }

    void aPictureIsFittedAndNeverEnlarged()
    {
        QCOMPARE(fitted({1'920, 1'080}, {960, 960}), QSize(960, 540));
        QCOMPARE(fitted({1'080, 1'920}, {960, 960}), QSize(540, 960));
        QCOMPARE(fitted({320, 200}, {960, 960}), QSize(320, 200));
        QCOMPARE(fitted({7'680, 4'320}, {}), frameSizeMax);
        QCOMPARE(fitted({16'384, 1}, {100, 100}), QSize(100, 1));
    }

    void aProbeSurvivesTheWire()
    {
        const auto again = probeFromJson(toJson(goodProbe()));
        QVERIFY(again);
        QCOMPARE(*again, goodProbe());
    }

    void aProbeOutOfRangeIsRefused_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("kind") << QString() << QStringLiteral("kind") << QJsonValue(QStringLiteral("virus"));
        QTest::newRow("9 h") << QString() << QStringLiteral("length")
                             << QJsonValue(9 * 3600 * flicksPerSecond);
        QTest::newRow("text for a number")
            << QString() << QStringLiteral("frames") << QJsonValue(QStringLiteral("9"));
        QTest::newRow("fraction") << QString() << QStringLiteral("bytes") << QJsonValue(1.5);
        QTest::newRow("too wide") << QStringLiteral("video") << QStringLiteral("width") << QJsonValue(16'385);
        QTest::newRow("no height") << QStringLiteral("video") << QStringLiteral("height") << QJsonValue(0);
        QTest::newRow("rate of zero")
            << QStringLiteral("video") << QStringLiteral("rateDenominator") << QJsonValue(0);
        QTest::newRow("no channels") << QStringLiteral("audio") << QStringLiteral("channels")
                                     << QJsonValue(0);
        QTest::newRow("long codec") << QStringLiteral("audio") << QStringLiteral("codec")
                                    << QJsonValue(QString(33, u'x'));
    }

    void aProbeOutOfRangeIsRefused()
    {
        QFETCH(QString, part);
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QJsonObject json = toJson(goodProbe());
        QJsonObject inner = part.isEmpty() ? json : json.value(part).toObject();
        inner.insert(key, value);
        if (part.isEmpty())
            json = inner;
        else
            json.insert(part, inner);
        const auto read = probeFromJson(json);
        QVERIFY(!read);
        QCOMPARE(read.error(), (Refusal{RefusalCode::BadDocument, key}));
    }

    void theFrameOnScreenIsTheLastThatHasBegun()
    {
        const FrameIndex index({MediaTime{10}, MediaTime{20}, MediaTime{50}}, MediaTime{60});
        const QList<QPair<qint64, qint64>> cases{{-5, 0}, {9, 0},  {10, 0}, {19, 0},
                                                 {20, 1}, {49, 1}, {50, 2}, {99, 2}};
        for (const auto &[t, frame] : cases)
            QCOMPARE(index.frameAt(MediaTime{t}), frame);
        QCOMPARE(index.nearestStart(MediaTime{35}), MediaTime{20});
        QCOMPARE(index.nearestStart(MediaTime{36}), MediaTime{50});
        QCOMPARE(index.nearestStart(MediaTime{58}), MediaTime{60});
        QCOMPARE(index.startOf(3), MediaTime{60});
        QCOMPARE(FrameIndex::fromBytes(index.toBytes()), Result<FrameIndex>(index));
    }

    void anIndexThatDoesNotRiseIsRefused()
    {
        const QByteArray good = FrameIndex({MediaTime{10}, MediaTime{20}}, MediaTime{30}).toBytes();
        QVERIFY(!FrameIndex::fromBytes(good.left(20)));
        QVERIFY(!FrameIndex::fromBytes(good.left(8)));
        QVERIFY(!FrameIndex::fromBytes(good + good));
        QVERIFY(FrameIndex::fromBytes({}));
    }

    void aWaveformIsAskedByRange()
    {
        Waveform waveform;
        waveform.peaks = {{-1, 1}, {-5, 2}, {0, 9}};
        QCOMPARE(waveform.over({MediaTime::ofMs(0), MediaTime::ofMs(10)}), (Peak{-1, 1}));
        QCOMPARE(waveform.over({MediaTime::ofMs(5), MediaTime::ofMs(25)}), (Peak{-5, 9}));
        QCOMPARE(waveform.over({MediaTime::ofMs(30), MediaTime::ofMs(90)}), Peak{});
        QCOMPARE(Waveform::fromBytes(waveform.toBytes()), Result<Waveform>(waveform));
        QVERIFY(!Waveform::fromBytes(QByteArray::fromHex("05fb")));
        QVERIFY(!Waveform::fromBytes(QByteArray::fromHex("05")));
    }

    void onlyWhatBrowsersPlayIsPublishedAsItIs()
    {
        MediaProbe probe = goodProbe();
        QVERIFY(isPlayableByBrowsers(probe));
        probe.container = QStringLiteral("mov");
        QVERIFY(!isPlayableByBrowsers(probe));
        probe = goodProbe();
        probe.video->codec = QStringLiteral("hevc");
        QVERIFY(!isPlayableByBrowsers(probe));
        probe = goodProbe();
        probe.audio->codec = QStringLiteral("mp3");
        QVERIFY(!isPlayableByBrowsers(probe));
        probe.audio.reset();
        QVERIFY(isPlayableByBrowsers(probe));
    }
};

QTEST_GUILESS_MAIN(WireTest)
#include "wire_test.moc"
