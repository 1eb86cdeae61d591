// What FFmpeg is told: each order names all that it may touch, and nothing else.
#include "server/integration/media_words.h"

#include <QTest>

using namespace icmp::integration;

namespace {

QList<int> heightsFor(qint64 height)
{
    QList<int> heights;
    for (const Rung &rung : rungsFor(height))
        heights.append(rung.height);
    return heights;
}

QByteArray after(const MediaOrder &order, const QByteArray &word)
{
    const qsizetype at = order.arguments.indexOf(word);
    return at < 0 ? QByteArray() : order.arguments.value(at + 1);
}

QList<MediaOrder> allOrders()
{
    return {feedOrder("flv", Handling::Copy), feedOrder("mpegts", Handling::Encode), loopOrder("/d/film"),
            filmOrder("/r/1.part", "/r", "1.mp4"), ladderOrder("/d/film", "/l", rungsFor(1080), true)};
}

} // namespace

class MediaWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noOrderMayUseANetwork()
    {
        for (const MediaOrder &order : allOrders()) {
            QCOMPARE(after(order, "-protocol_whitelist"), QByteArray("file,pipe"));
            QVERIFY(order.arguments.contains("-nostdin"));
            for (const QByteArray &word : order.arguments)
                QVERIFY2(!word.contains("://") && !word.isEmpty(), word.constData());
        }
    }

    // An argument that begins with "-" or names a protocol would be read as one: paths come as "file:…".
    void pathsAreNoOptions()
    {
        QCOMPARE(after(loopOrder("/d/-film"), "-i"), QByteArray("file:/d/-film"));
        QCOMPARE(after(filmOrder("/r/x", "/r", "y"), "-i"), QByteArray("file:/r/x"));
        QCOMPARE(after(ladderOrder("/d/film", "/l", rungsFor(480), true), "-i"), QByteArray("file:/d/film"));
        QCOMPARE(after(feedOrder("flv", Handling::Copy), "-i"), QByteArray("pipe:0"));
    }

    void eachOrderIsConfinedToItsOwnFiles()
    {
        QVERIFY(feedOrder("flv", Handling::Copy).confinement.readable.isEmpty());
        QVERIFY(feedOrder("flv", Handling::Copy).confinement.writable.isEmpty());
        QCOMPARE(loopOrder("/d/film").confinement.readable, QByteArrayList{"/d/film"});
        QVERIFY(loopOrder("/d/film").confinement.writable.isEmpty());
        const MediaOrder film = filmOrder("/r/1.part", "/r", "1.mp4");
        QCOMPARE(film.confinement.readable, QByteArrayList{"/r/1.part"});
        QCOMPARE(film.confinement.writable, QByteArray("/r"));
        QVERIFY(film.nice && ladderOrder("/d/film", "/l", rungsFor(480), true).nice);
    }

    void whatBrowsersPlayIsCopied()
    {
        QCOMPARE(after(feedOrder("flv", Handling::Copy), "-c"), QByteArray("copy"));
        QCOMPARE(after(feedOrder("mpegts", Handling::Copy), "-c:v"), QByteArray("copy"));
        QCOMPARE(after(feedOrder("mpegts", Handling::Copy), "-c:a"), QByteArray("aac"));
        QCOMPARE(after(feedOrder("flv", Handling::Encode), "-c:v"), QByteArray("libx264"));
    }

    // Cards are tied to the film's own times: tests/player/browser/rates plays what these words make.
    void aLadderKeepsTheTimeOfEachPicture()
    {
        const MediaOrder ladder = ladderOrder("/d/film", "/l", rungsFor(1080), true);
        QCOMPARE(after(ladder, "-fps_mode:v"), QByteArray("passthrough"));
        QCOMPARE(after(ladder, "-enc_time_base:v"), QByteArray("1:90000"));
        QCOMPARE(after(ladder, "-hls_segment_options"), QByteArray("movflags=+negative_cts_offsets"));
    }

    void aLadderIsNeverAboveItsFilm()
    {
        QCOMPARE(heightsFor(2160), (QList<int>{1080, 720, 480}));
        QCOMPARE(heightsFor(1080), (QList<int>{1080, 720, 480}));
        QCOMPARE(heightsFor(1079), (QList<int>{720, 480}));
        QCOMPARE(heightsFor(480), (QList<int>{480}));
        QCOMPARE(heightsFor(361), (QList<int>{360})); // the encoder takes even sizes only
    }

    void everyRungHasItsStreams()
    {
        const MediaOrder with = ladderOrder("/d/film", "/l", rungsFor(720), true);
        QCOMPARE(with.arguments.count("0:v:0"), 2);
        QCOMPARE(with.arguments.count("0:a:0"), 2);
        QCOMPARE(after(with, "-var_stream_map"), QByteArray("v:0,a:0,name:720 v:1,a:1,name:480"));
        const MediaOrder without = ladderOrder("/d/film", "/l", rungsFor(720), false);
        QCOMPARE(without.arguments.count("0:a:0"), 0);
        QCOMPARE(after(without, "-var_stream_map"), QByteArray("v:0,name:720 v:1,name:480"));
    }
};

QTEST_GUILESS_MAIN(MediaWordsTest)
#include "media_words_test.moc"
